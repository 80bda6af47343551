/**
 * The shapes that statistical disclosure control works on. A *unit* is a token (a device, an account, a number) of the
 * pooled population. An *atom* is a class of units that no released cell tells apart: every unit is in exactly one.
 * Every released cell, of this table and of every earlier one on overlapping data, is a sum of atoms, so that all that
 * was ever said is one linear system over them (docs/decisions/0014-research-environment.md).
 */
export interface Atom {
  readonly id: string;
  /** Organisations that hold these units themselves: the exact membership pattern. */
  readonly holders: readonly string[];
  /** The part of the class that a holder sees in its own rows ("fraud", "2026-W03"); "" when there is none. */
  readonly ownTrait: string;
  /** Units in the atom; a whole number, at least 1. */
  readonly tokens: number;
  /** Euros in the atom, whole; 0 where the table has no amounts. */
  readonly amount: number;
  /**
   * Cases in the atom, when every case belongs to one atom. A cell with the measure "cases" can only be judged when its
   * atoms have this and add up to its value; otherwise it is suppressed.
   */
  readonly cases?: number;
}

/** What one organisation put into a cell. */
export interface Contribution {
  readonly organisation: string;
  readonly tokens: number;
  /** Euros. */
  readonly amount: number;
}

export type Measure = "tokens" | "cases" | "amount" | "share";

/** One number that a table would show, before any protection. */
export interface Cell {
  readonly id: string;
  readonly row: string;
  readonly column: string;
  readonly measure: Measure;
  /** Exact value: units, cases, euros, or a share between 0 and 1. */
  readonly value: number;
  /** The atoms that add up to it; for a share, the numerator. */
  readonly atoms: readonly string[];
  /**
   * The group that the cell is a part of: the denominator of a share, the total of a row. Empty: no group. A cell
   * that is its whole group is a *full* cell ("all of yours"), so that a total has no group.
   */
  readonly group: readonly string[];
  /** Distinct units and distinct cases behind the cell: both must pass the minimum. */
  readonly tokens: number;
  readonly cases: number;
  readonly contributions: readonly Contribution[];
  /** The two largest amounts of a single unit, euros; [0, 0] where the measure is not an amount. */
  readonly largest: readonly [number, number];
  /** Uncertainty around the value (same scale), not a secret: shown only when the cell is shown. */
  readonly interval?: readonly [number, number];
  /** What a share is a share of; tokens when absent. For "amount", atoms and group add up euros. */
  readonly shareOf?: "tokens" | "amount";
  /** Set when the value is a quantile: units strictly below and above it. Never a minimum or maximum. */
  readonly quantile?: { readonly below: number; readonly above: number };
  /** Set when the value is a coefficient of a model. */
  readonly model?: { readonly residualDegrees: number; readonly saturated: boolean };
}

/** A table that somebody wants to release. */
export interface Table {
  readonly title: string;
  readonly cells: readonly Cell[];
  /** Days that the shortest time cell spans; absent: the table has no time cells. */
  readonly timeCellDays?: number;
}

/** What became of a cell in an earlier release; its atoms are named in the atoms of the system that is judged now. */
export interface ReleasedCell {
  readonly release: string;
  readonly id: string;
  readonly measure: Measure;
  readonly atoms: readonly string[];
  readonly group: readonly string[];
  /** The value as it was published, rounded; null where it was suppressed. */
  readonly published: number | null;
  /** As in Cell; tokens when absent. */
  readonly shareOf?: "tokens" | "amount";
  /** Step to which `published` was rounded, when it was another than that of the strict profile. */
  readonly step?: number;
}
