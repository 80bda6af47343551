import { DomainError } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";

export type StudyStatus =
  | "preparing"
  | "declined"
  | "drafting"
  | "signing"
  | "active"
  | "halted"
  | "closing"
  | "closed";

export interface Study {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly question: string;
  readonly status: StudyStatus;
  /** First and last day on which anything may be evaluated, delivered, asked or released; then data must be gone. */
  readonly starts: string | null;
  readonly ends: string | null;
  readonly retentionUntil: string | null;
  /** Whether others than the parties, and the public, may know that it exists. */
  readonly isListed: boolean;
  readonly charterVersion: number;
  readonly isSynthetic: boolean;
  readonly version: number;
}

/** Every move a study can make. What is not in this table cannot happen. */
export const TRANSITIONS = {
  go: { from: ["preparing"], to: "drafting" },
  decline: { from: ["preparing", "drafting"], to: "declined" },
  offer: { from: ["drafting"], to: "signing" },
  // Any change of the charter makes a new version, and every signature must be given again.
  amend: { from: ["signing", "active", "halted"], to: "drafting" },
  activate: { from: ["signing"], to: "active" },
  veto: { from: ["signing", "active"], to: "halted" },
  close: { from: ["active", "halted"], to: "closing" },
  finish: { from: ["closing"], to: "closed" },
} as const satisfies Record<string, { from: readonly StudyStatus[]; to: StudyStatus }>;
export type Transition = keyof typeof TRANSITIONS;

export function canApply(transition: Transition, status: StudyStatus): boolean {
  const from: readonly StudyStatus[] = TRANSITIONS[transition].from;
  return from.includes(status);
}

/** @throws DomainError invalid_transition. */
export function nextStatus(transition: Transition, status: StudyStatus): StudyStatus {
  if (!canApply(transition, status)) throw new DomainError("invalid_transition", messages.errors.step);
  return TRANSITIONS[transition].to;
}

/**
 * The gate: nothing is evaluated, delivered, asked or released outside a signed charter and its period.
 * `today` is a calendar day in Amsterdam.
 */
export const isRunning = (study: Pick<Study, "status" | "starts" | "ends">, today: string): boolean =>
  study.status === "active" &&
  study.starts !== null &&
  study.ends !== null &&
  study.starts <= today &&
  today <= study.ends;

/** Why the gate is shut, in a sentence; null when it is open. */
export function whyShut(study: Pick<Study, "status" | "starts" | "ends">, today: string): string | null {
  if (isRunning(study, today)) return null;
  if (study.status !== "active") return messages.gate[study.status];
  return study.starts !== null && today < study.starts ? messages.gate.early : messages.gate.late;
}

/** @throws DomainError invalid_transition with the reason, when the gate is shut. */
export function requireRunning(study: Pick<Study, "status" | "starts" | "ends">, today: string): void {
  const reason = whyShut(study, today);
  if (reason !== null) throw new DomainError("invalid_transition", reason);
}

export const CONDITION_KINDS = ["technical", "organisational", "legal"] as const;
export type ConditionKind = (typeof CONDITION_KINDS)[number];

export interface Condition {
  readonly kind: ConditionKind;
  readonly verdict: "go" | "noGo";
  readonly explanation: string;
  readonly personId: string;
  readonly decidedOn: string;
}

export interface Party {
  readonly partnerId: string;
  readonly name: string;
  readonly role: "dataHolder" | "participant";
  readonly signingKey: string;
  readonly legalBasis: string;
  readonly licence: string | null;
  readonly dpiaName: string;
  readonly dpiaSha256: string;
}

export interface StudyPerson {
  readonly personId: string;
  readonly name: string;
  readonly role: "researcher" | "checker";
  readonly partnerId: string | null;
}

/** Go on all three, judged by at least two people: one person alone cannot send a study on its way. */
export function conditionsMet(conditions: readonly Condition[]): boolean {
  const all = CONDITION_KINDS.every((kind) => conditions.some((one) => one.kind === kind && one.verdict === "go"));
  return all && new Set(conditions.map(({ personId }) => personId)).size >= 2;
}
