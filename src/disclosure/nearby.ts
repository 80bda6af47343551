import type { Highs } from "highs";
import type { Columns } from "./columns.ts";
import type { Range } from "./rounding.ts";
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
  /** A whole-number world in which the sum over `asked` is as near to `target` as it can be, or null. */
  reach(asked: Columns, target: number): Float64Array | null;
}

export interface NeighbourhoodInput {
  readonly highs: Highs;
  readonly matrix: readonly Columns[];
  readonly rangeAt: (row: number) => Range;
  readonly actual: Float64Array;
}

const isBound = ({ lower, upper }: Range): boolean => lower > 0 || Number.isFinite(upper);

export function createNeighbourhood({ highs, matrix, rangeAt, actual }: NeighbourhoodInput): Neighbourhood {
  const rowsOf: number[][] = Array.from(actual, () => []);
  matrix.forEach((columns, row) => {
    for (const column of columns) rowsOf[column]?.push(row);
  });
  const rowSums = matrix.map((columns) => columns.reduce((sum, column) => sum + (actual[column] ?? 0), 0));

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

  const localRows = (columns: readonly number[], place: ReadonlyMap<number, number>) => {
    const rows = [...new Set(columns.flatMap((column) => rowsOf[column] ?? []))].filter((row) => isBound(rangeAt(row)));
    return rows.map((row) => {
      const inside = (matrix[row] ?? []).filter((column) => place.has(column));
      const fixed = (rowSums[row] ?? 0) - inside.reduce((sum, column) => sum + (actual[column] ?? 0), 0);
      const { lower, upper } = rangeAt(row);
      return {
        columns: inside.map((column) => place.get(column) ?? 0),
        range: { lower: Math.max(0, lower - fixed), upper: upper - fixed },
      };
    });
  };

  return {
    reach(asked, target) {
      const start = asked.reduce((sum, column) => sum + (actual[column] ?? 0), 0);
      const columns = spread(spread(asked, NEAR), FURTHER).sort((a, b) => a - b);
      const place = new Map(columns.map((column, index) => [column, index]));
      const goal = asked.map((column) => place.get(column) ?? 0).sort((a, b) => a - b);
      const upward = target > start;
      const limit = upward ? { lower: 0, upper: target } : { lower: target, upper: Number.POSITIVE_INFINITY };
      const program = createProgram(highs, {
        columns: columns.length,
        ceiling: Number.MAX_SAFE_INTEGER,
        rows: [...localRows(columns, place), { columns: goal, range: limit }],
      });
      try {
        const found = upward ? program.maximiseWhole(goal) : program.minimiseWhole(goal);
        if (found === null || Math.abs(found.value - start) < 0.5) return null;
        const world = Float64Array.from(actual);
        columns.forEach((column, index) => {
          world[column] = Math.round(found.solution[index] ?? 0);
        });
        return world;
      } finally {
        program.dispose();
      }
    },
  };
}
