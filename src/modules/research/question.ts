import { DomainError } from "../../platform/errors.ts";
import type { StatisticalCell, StatisticalTableData } from "../../ui/charts/StatisticalTable.tsx";
import { messages } from "./messages.nl.ts";

export type QuestionStatus =
  | "asked"
  | "refused"
  | "failed"
  | "inCheck"
  | "escalated"
  | "rejected"
  | "released"
  | "withdrawn";

/** Every move a question can make, from asking to release. What is not in this table cannot happen. */
export const TRANSITIONS = {
  // The disclosure control said no: nothing of the answer is kept.
  refuse: { from: ["asked"], to: "refused" },
  fail: { from: ["asked"], to: "failed" },
  retry: { from: ["failed"], to: "asked" },
  present: { from: ["asked"], to: "inCheck" },
  // Two checkers who disagree: a third decides.
  escalate: { from: ["inCheck"], to: "escalated" },
  reject: { from: ["inCheck", "escalated"], to: "rejected" },
  release: { from: ["inCheck", "escalated"], to: "released" },
  withdraw: { from: ["released"], to: "withdrawn" },
} as const satisfies Record<string, { from: readonly QuestionStatus[]; to: QuestionStatus }>;
export type QuestionTransition = keyof typeof TRANSITIONS;

export function canMove(transition: QuestionTransition, status: QuestionStatus): boolean {
  const from: readonly QuestionStatus[] = TRANSITIONS[transition].from;
  return from.includes(status);
}

/** @throws DomainError invalid_transition. */
export function nextQuestionStatus(transition: QuestionTransition, status: QuestionStatus): QuestionStatus {
  if (!canMove(transition, status)) throw new DomainError("invalid_transition", messages.errors.questionStep);
  return TRANSITIONS[transition].to;
}

export interface Question {
  readonly id: string;
  readonly studyId: string;
  readonly template: string;
  readonly templateVersion: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reason: string;
  readonly status: QuestionStatus;
  readonly refusals: readonly Refusal[];
  readonly problem: string | null;
  readonly snapshotNumber: number | null;
  readonly snapshotHash: string | null;
  readonly sqlHash: string | null;
  readonly profileHash: string | null;
  readonly tableHash: string | null;
  readonly computation: Computation | null;
  readonly evidence: Evidence | null;
  readonly charterHash: string | null;
  readonly askedBy: string;
  readonly askedOn: string;
  readonly releasedOn: string | null;
  readonly withdrawnReason: string | null;
  readonly isDrill: boolean;
  readonly version: number;
}

/** What a researcher may know of a refusal; never a number that was withheld. */
export interface Refusal {
  readonly rule: string;
  readonly explanation: string;
}

export interface Computation {
  readonly engines: readonly string[];
  readonly isolation: string;
  readonly rowsRead: number;
  readonly agreed: boolean;
}

/** The disclosure check as counts: how much was attacked, by whom, and how much was lost. */
export interface Evidence {
  readonly quantities: number;
  readonly intruders: number;
  readonly earlierReleases: number;
  readonly shown: number;
  readonly suppressed: number;
}

/** A table as it leaves: rounded, or suppressed. There is no exact number in it. */
export type PublishedTable = StatisticalTableData;
export type PublishedCell = StatisticalCell;

export interface OutputCheck {
  readonly personId: string;
  readonly partnerId: string;
  readonly verdict: "approve" | "reject";
  readonly remark: string;
  readonly tableHash: string;
}

const NEEDED = 2;

/**
 * What the votes come to. Two checkers of different organisations must agree; when they do not, it escalates and the
 * vote of a third, of yet another organisation or of the same two with a new mind, decides by majority.
 */
export function outcomeOf(checks: readonly OutputCheck[]): "open" | "release" | "reject" | "escalate" {
  const approving = new Set(checks.filter(({ verdict }) => verdict === "approve").map(({ partnerId }) => partnerId));
  const rejecting = new Set(checks.filter(({ verdict }) => verdict === "reject").map(({ partnerId }) => partnerId));
  if (checks.length < NEEDED) return "open";
  if (approving.size >= NEEDED) return "release";
  if (rejecting.size >= NEEDED) return "reject";
  return "escalate";
}

export interface CheckRequest {
  readonly question: Pick<Question, "askedBy">;
  readonly checks: readonly Pick<OutputCheck, "personId" | "partnerId">[];
  /** Organisations that alone gain by the outcome; none when more than one does. */
  readonly onlyBeneficiary: string | null;
}

/**
 * Whether this person may check this table: not the asker, not twice, not from an organisation that has checked already,
 * and not from the only organisation that gains by it. Returns the reason why not, or null.
 */
export function whyNotCheck(
  { question, checks, onlyBeneficiary }: CheckRequest,
  checker: { readonly personId: string; readonly partnerId: string | null },
): string | null {
  const { whyNot } = messages.check;
  if (checker.partnerId === null) return whyNot.noOrganisation;
  if (question.askedBy === checker.personId) return whyNot.own;
  if (checks.some(({ personId }) => personId === checker.personId)) return whyNot.twice;
  if (checks.some(({ partnerId }) => partnerId === checker.partnerId)) return whyNot.sameOrganisation;
  return onlyBeneficiary === checker.partnerId ? whyNot.beneficiary : null;
}
