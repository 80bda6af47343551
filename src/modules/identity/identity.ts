import type { Role } from "../../platform/actor.ts";

/** How long things hold; said on pages and in mails as well. */
export const LINK_MINUTES = 15;
export const INVITATION_DAYS = 14;
export const SESSION_HOURS = 12;
export const PASSWORD_MIN = 12;
export const PASSWORD_MAX = 128;

/** What every participant may know of another: no address. */
export interface PersonSummary {
  readonly id: string;
  readonly name: string;
  readonly jobTitle: string | null;
  readonly roles: readonly Role[];
  readonly partnerId: string | null;
  readonly isExample: boolean;
}

export interface NewPerson {
  /** Absent: a fresh id. Seeds give one that follows from a key. */
  readonly id?: string;
  readonly name: string;
  /** Null: known, but cannot sign in. */
  readonly email: string | null;
  readonly jobTitle?: string | null;
  readonly roles: readonly Role[];
  readonly partnerId: string | null;
  readonly isExample?: boolean;
  readonly validFrom: string;
}

export interface NewInvitation {
  readonly email: string;
  readonly name: string;
  readonly partnerId: string | null;
  readonly roles: readonly Role[];
}

export interface Invitation extends NewInvitation {
  readonly id: string;
  readonly expiresAt: Date;
  readonly acceptedAt: Date | null;
}

/** An invitation opens once, and not after its last moment. */
export const isOpen = (invitation: Pick<Invitation, "acceptedAt" | "expiresAt">, now: Date): boolean =>
  invitation.acceptedAt === null && invitation.expiresAt > now;

/** A page of our own to go on to after signing in; anything that could lead elsewhere is null. */
export function ownPath(value: string | undefined): string | null {
  if (value === undefined || value.length > 500 || !/^\/[^/\\\s]?[^\\\s]*$/.test(value)) return null;
  const base = "https://rondetafel.invalid";
  return URL.canParse(value, base) && new URL(value, base).origin === base ? value : null;
}

/** One address, one spelling: what is stored and compared. */
export const normalEmail = (email: string): string => email.trim().normalize("NFC").toLowerCase();
