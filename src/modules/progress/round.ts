import { DomainError } from "../../platform/errors.ts";

export type RoundStatus = "draft" | "open" | "closed";

export interface ReportingRound {
  readonly id: string;
  readonly title: string;
  readonly planId: string;
  readonly opensOn: string;
  readonly closesOn: string;
  readonly status: RoundStatus;
  readonly isExample: boolean;
  readonly version: number;
}

/** Every move a round can make. What is not in this table cannot happen. */
export const TRANSITIONS = {
  open: { from: ["draft"], to: "open" },
  close: { from: ["open"], to: "closed" },
} as const satisfies Record<string, { from: readonly RoundStatus[]; to: RoundStatus }>;

export type Transition = keyof typeof TRANSITIONS;

export function canApply(transition: Transition, status: RoundStatus): boolean {
  const from: readonly RoundStatus[] = TRANSITIONS[transition].from;
  return from.includes(status);
}

/** @throws DomainError invalid_transition. */
export function nextStatus(transition: Transition, status: RoundStatus): RoundStatus {
  if (!canApply(transition, status))
    throw new DomainError("invalid_transition", "Deze ronde is al verder. Ververs de pagina en kijk hoe het nu staat.");
  return TRANSITIONS[transition].to;
}

/** What a partner can report; "not reported" is the absence of a report. */
export const REPORTED_STATUSES = ["onTrack", "atRisk", "late", "awaitingLaw", "done", "stopped"] as const;
export type ReportedStatus = (typeof REPORTED_STATUSES)[number];

export interface ProgressUpdate {
  readonly id: string;
  readonly roundId: string;
  readonly actionId: string;
  readonly partnerId: string;
  readonly status: ReportedStatus;
  readonly sentence: string;
  readonly newDueOn: string | null;
  readonly reason: string | null;
  readonly submittedOn: string;
  readonly marking: string;
}

/** Who may read a report: everybody, or the partners. The partner who reports says so; nobody else can widen it. */
export const SHARES = ["open", "partners"] as const;
export type Share = (typeof SHARES)[number];

/** A report is never more open than the action that it is about (TLP 2.0). */
export const markingOf = (share: Share, actionMarking: string): string => {
  if (actionMarking !== "CLEAR") return actionMarking;
  return share === "open" ? "CLEAR" : "GREEN";
};

/** Days after closing that a mailed link still opens the page, to say that the round is closed. */
export const LINK_GRACE_DAYS = 7;

/** Reporting is possible while the round is open and its last day has not passed. */
export const takesReports = (round: Pick<ReportingRound, "status" | "closesOn">, today: string): boolean =>
  round.status === "open" && round.closesOn >= today;
