export const PARTNER_KINDS = ["public", "private", "civilSociety"] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];
export type Scope = "core" | "adjacent";

export interface Partner {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly shortName: string;
  readonly kind: PartnerKind;
  /** Sector as the office words it, e.g. "webwinkels". */
  readonly category: string | null;
  readonly role: string | null;
  /** As precise as the source: "2022", "2014 (convenant)". */
  readonly since: string | null;
  readonly scope: Scope;
  readonly sources: readonly string[];
  readonly version: number;
}

export const GROUP_KINDS = ["coreGroup", "executiveGroup", "workingGroup"] as const;
export type GroupKind = (typeof GROUP_KINDS)[number];

export interface PartnerGroup {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly kind: GroupKind;
  readonly description: string | null;
}

export interface Representative {
  readonly id: string;
  readonly partnerId: string;
  readonly personId: string;
  readonly groupId: string | null;
  readonly since: string;
  readonly until: string | null;
}

/** A term runs up to and including its last day. */
export const isCurrent = ({ since, until }: Pick<Representative, "since" | "until">, today: string): boolean =>
  since <= today && (until === null || until >= today);
