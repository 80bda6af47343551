import { DomainError } from "../../platform/errors.ts";

export const COMMITMENT_KINDS = ["commitment", "motion", "committeeRequest", "announcement"] as const;
export type CommitmentKind = (typeof COMMITMENT_KINDS)[number];
export type CommitmentStatus = "open" | "interim" | "delayed" | "settled" | "withdrawn";

export interface Commitment {
  readonly id: string;
  readonly key: string;
  readonly kind: CommitmentKind;
  readonly text: string;
  readonly madeBy: string;
  readonly madeOnText: string | null;
  readonly inDocument: string | null;
  readonly paperKey: string | null;
  readonly settledByText: string | null;
  readonly settledByPaperKey: string | null;
  readonly settledOn: string | null;
  readonly settledParagraph: string | null;
  readonly dueOn: string | null;
  readonly status: CommitmentStatus;
  readonly statusWords: string | null;
  readonly scope: "core" | "adjacent";
  readonly note: string | null;
  readonly marking: string;
  readonly sources: readonly string[];
  readonly version: number;
}

/** Every move a commitment can make. What is not in this table cannot happen. */
export const TRANSITIONS = {
  answerInterim: { from: ["open", "delayed"], to: "interim" },
  postpone: { from: ["open", "interim", "delayed"], to: "delayed" },
  settle: { from: ["open", "interim", "delayed"], to: "settled" },
  withdraw: { from: ["open", "interim", "delayed"], to: "withdrawn" },
  reopen: { from: ["settled", "withdrawn"], to: "open" },
} as const satisfies Record<string, { from: readonly CommitmentStatus[]; to: CommitmentStatus }>;

export type Transition = keyof typeof TRANSITIONS;
export const TRANSITION_NAMES = [
  "answerInterim",
  "postpone",
  "settle",
  "withdraw",
  "reopen",
] as const satisfies Transition[];

export function canApply(transition: Transition, status: CommitmentStatus): boolean {
  const from: readonly CommitmentStatus[] = TRANSITIONS[transition].from;
  return from.includes(status);
}

/** @throws DomainError invalid_transition. */
export function nextStatus(transition: Transition, status: CommitmentStatus): CommitmentStatus {
  if (!canApply(transition, status))
    throw new DomainError("invalid_transition", "Deze stap kan niet meer. Ververs de pagina en kijk hoe het nu staat.");
  return TRANSITIONS[transition].to;
}

export const isOpen = ({ status }: Pick<Commitment, "status">): boolean =>
  status === "open" || status === "interim" || status === "delayed";

/** Past its date and not settled; the caller says what today is. A commitment without a date is never overdue. */
export const isOverdue = (commitment: Pick<Commitment, "status" | "dueOn">, today: string): boolean =>
  isOpen(commitment) && commitment.dueOn !== null && commitment.dueOn < today;

/** Due from today up to and including `until`. */
export const isDueSoon = (commitment: Pick<Commitment, "status" | "dueOn">, today: string, until: string): boolean =>
  isOpen(commitment) && commitment.dueOn !== null && commitment.dueOn >= today && commitment.dueOn <= until;

/** How the commitment stood on a day: settled later is still open then. */
export function statusOn(commitment: Pick<Commitment, "status" | "settledOn">, day: string): CommitmentStatus {
  return commitment.status === "settled" && commitment.settledOn !== null && commitment.settledOn > day
    ? "open"
    : commitment.status;
}

/** Whether it had been made on a day; a month or a year counts from its first day, an unknown date always. */
export const wasMadeBy = ({ madeOnText }: Pick<Commitment, "madeOnText">, day: string): boolean =>
  madeOnText === null || madeOnText <= day;
