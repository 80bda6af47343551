import type { DisclosureProfile } from "./profile.ts";
import type { Atom, Measure, ReleasedCell, Table } from "./table.ts";

/** A recorded consent: of the dominant contributor, or of the two partners of an overlap. Without `cell`: every cell. */
export interface Waiver {
  readonly kind: "dominance" | "pairOverlap";
  readonly organisations: readonly string[];
  readonly cell?: string;
}

export interface SetSize {
  readonly organisation: string;
  readonly tokens: number;
}

/** Everything that the judgement depends on; the same input gives the same assessment, in whatever order it comes. */
export interface AssessmentInput {
  readonly profile: DisclosureProfile;
  /** The refinement of this table and of all earlier releases on overlapping data. */
  readonly atoms: readonly Atom[];
  readonly table: Table;
  readonly earlier: readonly ReleasedCell[];
  /** Every organisation that brought rows: each is an intruder, alone and together with others. */
  readonly organisations: readonly string[];
  readonly consents: readonly Waiver[];
  /** Releases of this template on this snapshot so far. */
  readonly releasesSoFar: number;
  readonly setSizes: readonly SetSize[];
}

export type CellRule =
  | "unitMinimum"
  | "complement"
  | "zeroOrFull"
  | "groupDisclosure"
  | "organisations"
  | "pairOverlap"
  | "personDominance"
  | "organisationDominance"
  | "percentageDenominator"
  | "quantile"
  | "regression"
  | "notAdditive";
export type TableRule = "releaseBudget" | "setSize" | "timeCells";
export type RuleName = CellRule | TableRule | "derivable" | "nothingLeft";

/** The organisations that put their rows together; empty: somebody from outside, who has the releases only. */
export type Intruder = readonly string[];

/**
 * What becomes of a cell. `explanation` may be shown to a researcher and is the same for every suppressed cell: who
 * could tell a primary from a complementary suppression would know that the first is small. `rule` and `complementary`
 * are therefore for the output checkers only.
 */
export interface AssessedCell {
  readonly id: string;
  readonly state: "shown" | "suppressed";
  /** Rounded: units, cases, euros or a share between 0 and 1. */
  readonly published: number | null;
  /** Uncertainty, moved to the published value and widened to the rounding step. */
  readonly interval?: readonly [number, number];
  readonly rule?: RuleName;
  readonly complementary?: boolean;
  readonly explanation: string;
}

export interface Refusal {
  readonly rule: RuleName;
  /** Cells of this table. */
  readonly cells: readonly string[];
  readonly intruder: Intruder;
  /** Dutch, for a researcher; names releases and groups, never the number that must stay secret. */
  readonly explanation: string;
}

export type QuantityKind =
  | "suppressedCell"
  | "smallGroup"
  | "difference"
  | "intersection"
  | "complement"
  | "ownPart"
  | "othersPart"
  | "union";

/** What one intruder could derive about one protected quantity once the table is out. For output checkers only. */
export interface AttackEvidence {
  readonly kind: QuantityKind;
  readonly measure: Exclude<Measure, "share">;
  /** "release/cell" of an earlier release, or the id of a cell of this table, that the quantity is made from. */
  readonly cells: readonly string[];
  readonly intruder: Intruder;
  /** Units, cases or euros; null: unbounded. For a proof by witnesses: at least this wide. */
  readonly interval: readonly [number, number | null];
  readonly safe: boolean;
  /** The range was already this narrow before this table: not what it would tell, and no ground to refuse it. */
  readonly knownBefore?: true;
  /** witnesses: two possible worlds were shown; linear and integer: solved to the end; undecided counts as unsafe. */
  readonly proof: "witnesses" | "linear" | "integer" | "undecided";
}

/** Share of cells lost (0 to 1), and the share of what they count for: a lost total weighs more than a lost corner. */
export interface Utility {
  readonly cells: number;
  readonly shown: number;
  readonly suppressedPrimary: number;
  readonly suppressedComplementary: number;
  readonly lostShare: number;
  readonly lostWeight: number;
}

export interface Assessment {
  readonly outcome: "releasable" | "refused";
  readonly cells: readonly AssessedCell[];
  readonly refusals: readonly Refusal[];
  readonly attacks: readonly AttackEvidence[];
  readonly utility: Utility;
  readonly profileHash: string;
}
