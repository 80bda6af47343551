/** Why a request cannot be honoured. The HTTP layer maps each reason to one status code. */
export type Reason = "invalid_input" | "not_found" | "forbidden" | "invalid_transition" | "conflict" | "too_many";

/**
 * An expected failure: the user can understand it and often recover. Bugs throw plain errors.
 * `message` is Dutch and fit for a page; nothing in it may name another record or a secret.
 */
export class DomainError extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, message: string) {
    super(message);
    this.name = "DomainError";
    this.reason = reason;
  }
}

/** The one check before a write: default deny, with one sentence for the person. */
export function requirePermission(allowed: boolean, what: string): asserts allowed {
  if (!allowed) throw new DomainError("forbidden", `U mag dit niet doen: ${what}.`);
}
