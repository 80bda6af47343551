import type { Columns } from "./columns.ts";
import type { Range } from "./rounding.ts";

/** Steps before the search gives up; a program takes over then, which is slower but does not get lost. */
const MOST_STEPS = 250;
/** A column that moved is left alone for so many steps: otherwise two moves undo each other for ever. */
const REST = 6;

export interface ShiftRow {
  readonly columns: Columns;
  readonly range: Range;
}

interface Search {
  readonly rows: readonly ShiftRow[];
  readonly rowsOf: readonly (readonly number[])[];
  readonly values: Float64Array;
  readonly sums: Float64Array;
  /** Grows for a row that stays broken, so that the search leaves a corner. */
  readonly weights: Float64Array;
  readonly movedAt: Int32Array;
  readonly fixed: ReadonlySet<number>;
}

const outside = ({ lower, upper }: Range, sum: number): number =>
  sum > upper ? sum - upper : Math.min(0, sum - lower);

function apply({ values, sums, rowsOf }: Search, column: number, by: number): void {
  values[column] = (values[column] ?? 0) + by;
  for (const row of rowsOf[column] ?? []) sums[row] = (sums[row] ?? 0) + by;
}

/** How much worse (or, below zero, better) the broken rows get when a column moves. */
function costOf({ rows, rowsOf, sums, weights }: Search, column: number, by: number): number {
  let cost = 0;
  for (const index of rowsOf[column] ?? []) {
    const row = rows[index];
    const sum = sums[index] ?? 0;
    if (row)
      cost += (weights[index] ?? 1) * (Math.abs(outside(row.range, sum + by)) - Math.abs(outside(row.range, sum)));
  }
  return cost;
}

/** The move that mends one row at the least cost elsewhere. */
function mend(state: Search, broken: number, step: number): boolean {
  const row = state.rows[broken];
  if (!row) return false;
  const need = -outside(row.range, state.sums[broken] ?? 0);
  let best: { column: number; by: number; cost: number } | null = null;
  for (const column of row.columns) {
    if (state.fixed.has(column) || (state.movedAt[column] ?? 0) > step) continue;
    const by = Math.max(need, -(state.values[column] ?? 0));
    if (by === 0) continue;
    const cost = costOf(state, column, by) / Math.abs(by);
    if (best === null || cost < best.cost) best = { column, by, cost };
  }
  if (best === null) return false;
  apply(state, best.column, best.by);
  state.movedAt[best.column] = step + REST;
  return true;
}

/** Moves the asked columns to the target together, as evenly as they allow. Returns false when they cannot. */
function push(state: Search, asked: Columns, by: number): boolean {
  let left = by;
  for (const column of asked) {
    const move = by > 0 ? left : Math.max(left, -(state.values[column] ?? 0));
    if (move !== 0) apply(state, column, move);
    left -= move;
  }
  return left === 0;
}

/**
 * Moves a sum of columns by a whole number and mends every row that this breaks by moving other columns, one at a time.
 * Returns the new values, which keep to all rows, or null when it got lost: that proves nothing.
 */
export function shift(rows: readonly ShiftRow[], from: Float64Array, asked: Columns, by: number): Float64Array | null {
  const rowsOf: number[][] = Array.from(from, () => []);
  rows.forEach(({ columns }, index) => {
    for (const column of columns) rowsOf[column]?.push(index);
  });
  const state: Search = {
    rows,
    rowsOf,
    values: Float64Array.from(from),
    sums: Float64Array.from(rows, ({ columns }) => columns.reduce((sum, column) => sum + (from[column] ?? 0), 0)),
    weights: new Float64Array(rows.length).fill(1),
    movedAt: new Int32Array(from.length),
    fixed: new Set(asked),
  };
  if (!push(state, asked, by)) return null;
  for (let step = 1; step <= MOST_STEPS; step += 1) {
    const broken = worstRow(state, step);
    if (broken === -1) return state.values;
    state.weights[broken] = (state.weights[broken] ?? 1) + 1;
    mend(state, broken, step);
  }
  return null;
}

/** The next broken row, round and round, so that none is starved. */
function worstRow({ rows, sums }: Search, step: number): number {
  for (let offset = 0; offset < rows.length; offset += 1) {
    const index = (step * 7 + offset) % rows.length;
    const row = rows[index];
    if (row && outside(row.range, sums[index] ?? 0) !== 0) return index;
  }
  return -1;
}
