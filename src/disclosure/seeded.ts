import type { AssessmentInput, RuleName } from "./assessment.ts";

/** A plausible table that breaks exactly one rule, to measure whether a checker sees it. */
export interface SeededBadTable {
  readonly rule: RuleName;
  /** Cells that must not leave. */
  readonly cells: readonly string[];
  /** The whole input for `assess`, which refuses or suppresses exactly these cells; the checker sees `table`. */
  readonly input: AssessmentInput;
}

/** One bad table per rule; the same seed gives the same tables. */
export function seededBadTables(_seed: number): readonly SeededBadTable[] {
  throw new Error("not built yet");
}
