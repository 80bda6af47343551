import type { ResolvedDocument, SourceDocument } from "../../documents/index.ts";
import { DomainError } from "../../platform/errors.ts";
import type { SiteData } from "./snapshot.ts";

export type DossierStatus = "draft" | "frozen" | "published" | "withdrawn";
export const TEMPLATE_NAMES = ["parliamentaryLetter", "decisionNote", "annualReport", "actionPlan"] as const;
export type TemplateName = (typeof TEMPLATE_NAMES)[number];

export interface Dossier {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly referenceDate: string;
  readonly paperKey: string | null;
  readonly status: DossierStatus;
  readonly version: number;
}

/** Every move a dossier can make. What is not in this table cannot happen. */
export const TRANSITIONS = {
  freeze: { from: ["draft", "frozen", "published"], to: "frozen" },
  edit: { from: ["draft", "frozen", "published", "withdrawn"], to: "draft" },
  publish: { from: ["frozen"], to: "published" },
  // Also while a next version is being written: what is public must always be possible to take back.
  withdraw: { from: ["published", "draft", "frozen"], to: "withdrawn" },
} as const satisfies Record<string, { from: readonly DossierStatus[]; to: DossierStatus }>;
export type Transition = keyof typeof TRANSITIONS;

export function canApply(transition: Transition, status: DossierStatus): boolean {
  const from: readonly DossierStatus[] = TRANSITIONS[transition].from;
  return from.includes(status);
}

/** @throws DomainError invalid_transition. */
export function nextStatus(transition: Transition, status: DossierStatus): DossierStatus {
  if (!canApply(transition, status))
    throw new DomainError(
      "invalid_transition",
      "Dit dossier is al verder of nog niet zo ver. Ververs de pagina en kijk hoe het nu staat.",
    );
  return TRANSITIONS[transition].to;
}

export interface MetaLine {
  readonly label: string;
  readonly value: string;
}

export interface DossierDocument {
  readonly id: string;
  readonly dossierId: string;
  readonly template: TemplateName;
  readonly meta: readonly MetaLine[];
  readonly body: SourceDocument;
  readonly version: number;
}

export interface Official {
  readonly key: string;
  readonly name: string;
  readonly function: string;
  readonly contact: string | null;
}

export interface FrozenDocument {
  readonly documentId: string;
  readonly version: number;
  readonly template: TemplateName;
  readonly internal: ResolvedDocument;
  readonly public: ResolvedDocument;
}

export interface Snapshot {
  readonly id: string;
  readonly referenceDate: string;
  readonly contentHash: string;
  readonly documents: readonly FrozenDocument[];
  /** What the public site shows of the same moment. */
  readonly siteData: SiteData;
  readonly frozenBy: string;
}
