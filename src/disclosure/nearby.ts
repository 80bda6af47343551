import type { Highs } from "highs";
import { type Columns, sumOver } from "./columns.ts";
import type { Range } from "./rounding.ts";
import { type ShiftRow, shift } from "./shifts.ts";
import { createProgram } from "./solver.ts";

/** Columns that may move; the rest keeps its true value. More would cost more than it finds. */
const NEAR = 40;
const FURTHER = 110;
/** A row of more columns than this connects everything with everything and says little about who is near. */
const LONG_ROW = 150;

/**
 * Looks for another possible world close to the true one: only columns that share rows with the question may change.
 * What it finds is a world of the whole system; that it finds nothing proves nothing.
 */
export interface Neighbourhood {
  /**
   * Starting from a possible world: another in which the sum over `asked` is `target`; when `thorough`, as near
   * to it as the columns nearby allow. Null when none was found.
   */
  reach(asked: Columns, target: number, from: Float64Array, thorough: boolean): Float64Array | null;
}

export interface NeighbourhoodInput {
  readonly highs: Highs;
  readonly matrix: readonly Columns[];
  readonly rangeAt: (row: number) => Range;
  readonly columns: number;
}

const isBound = ({ lower, upper }: Range): boolean => lower > 0 || Number.isFinite(upper);

export function createNeighbourhood({ highs, matrix, rangeAt, columns: size }: NeighbourhoodInput): Neighbourhood {
  const rowsOf: number[][] = Array.from({ length: size }, () => []);
  matrix.forEach((columns, row) => {
    for (const column of columns) rowsOf[column]?.push(row);
  });

  const spread = (from: readonly number[], size: number): number[] => {
    const score = new Map<number, number>();
    const rows = new Set(from.flatMap((column) => rowsOf[column] ?? []));
    for (const row of rows) {
      const columns = matrix[row] ?? [];
      if (columns.length > LONG_ROW || !isBound(rangeAt(row))) continue;
      for (const column of columns) score.set(column, (score.get(column) ?? 0) + 1 / columns.length);
    }
    for (const column of from) score.set(column, Number.POSITIVE_INFINITY);
    return [...score]
      .sort(([a, x], [b, y]) => y - x || a - b)
      .slice(0, Math.max(size, from.length))
      .map(([column]) => column);
  };

  const localRows = (columns: readonly number[], place: ReadonlyMap<number, number>, world: Float64Array) => {
    const rows = [...new Set(columns.flatMap((column) => rowsOf[column] ?? []))].filter((row) => isBound(rangeAt(row)));
    return rows.map((row) => {
      const inside = (matrix[row] ?? []).filter((column) => place.has(column));
      const fixed = sumOver(matrix[row] ?? [], world) - sumOver(inside, world);
      const { lower, upper } = rangeAt(row);
      return {
        columns: inside.map((column) => place.get(column) ?? 0),
        range: { lower: Math.max(0, lower - fixed), upper: upper - fixed },
      };
    });
  };

  return {
    reach(asked, target, from, thorough) {
      const start = sumOver(asked, from);
      const columns = spread(spread(asked, NEAR), FURTHER).sort((a, b) => a - b);
      const place = new Map(columns.map((column, index) => [column, index]));
      const goal = asked.map((column) => place.get(column) ?? 0).sort((a, b) => a - b);
      const rows = localRows(columns, place, from);
      const values = Float64Array.from(columns, (column) => from[column] ?? 0);
      const found = thorough
        ? solveNearby(highs, { rows, columns: columns.length, goal, target, start })
        : shift(rows, values, goal, target - start);
      if (found === null) return null;
      const world = Float64Array.from(from);
      columns.forEach((column, index) => {
        world[column] = Math.round(found[index] ?? 0);
      });
      return world;
    },
  };
}

interface Nearby {
  readonly rows: readonly ShiftRow[];
  readonly columns: number;
  readonly goal: Columns;
  readonly target: number;
  readonly start: number;
}

/** The program over the columns nearby, which need not reach the target to be of use. */
function solveNearby(highs: Highs, { rows, columns, goal, target, start }: Nearby): Float64Array | null {
  const upward = target > start;
  const limit = upward ? { lower: 0, upper: target } : { lower: target, upper: Number.POSITIVE_INFINITY };
  const program = createProgram(highs, {
    columns,
    ceiling: 1e9,
    short: true,
    rows: [...rows, { columns: goal, range: limit }],
  });
  try {
    const found = upward ? program.maximiseWhole(goal) : program.minimiseWhole(goal);
    return found === null || Math.abs(found.value - start) < 0.5 ? null : found.solution;
  } finally {
    program.dispose();
  }
}
