/** Sets of columns: sorted, without duplicates. Small and plain, because everything here is made of them. */
export type Columns = readonly number[];

export const keyOf = (columns: Columns): string => columns.join(",");

export const sumOver = (columns: Columns, values: ArrayLike<number>): number => {
  let sum = 0;
  for (const column of columns) sum += values[column] ?? 0;
  return sum;
};

export function contains(outer: Columns, inner: Columns): boolean {
  let at = 0;
  for (const column of inner) {
    while (at < outer.length && (outer[at] ?? 0) < column) at += 1;
    if (outer[at] !== column) return false;
  }
  return true;
}

export function without(columns: Columns, removed: Columns): Columns {
  const gone = new Set(removed);
  return columns.filter((column) => !gone.has(column));
}

export function common(a: Columns, b: Columns): Columns {
  const inB = new Set(b);
  return a.filter((column) => inB.has(column));
}

export const union = (sets: readonly Columns[]): Columns => [...new Set(sets.flat())].sort((a, b) => a - b);

/** At most this many tries: a cover that is harder to find is no total that a reader would recognise either. */
const COVER_STEPS = 2000;

/**
 * Disjoint parts that together are exactly `whole`, or null. Larger parts are tried first, in the order given
 * otherwise, so that the same table always has the same totals.
 */
export function exactCover<T extends { readonly columns: Columns }>(whole: Columns, parts: readonly T[]): T[] | null {
  const usable = parts.filter(
    ({ columns }) => columns.length > 0 && columns.length < whole.length && contains(whole, columns),
  );
  usable.sort((a, b) => b.columns.length - a.columns.length);
  const byColumn = new Map<number, T[]>();
  for (const part of usable)
    for (const column of part.columns) {
      const list = byColumn.get(column);
      if (list) list.push(part);
      else byColumn.set(column, [part]);
    }
  return search({ whole, byColumn, covered: new Set(), chosen: [], steps: COVER_STEPS });
}

interface Search<T> {
  readonly whole: Columns;
  readonly byColumn: ReadonlyMap<number, readonly T[]>;
  readonly covered: Set<number>;
  readonly chosen: T[];
  steps: number;
}

/** Depth first over the parts that hold the first column that is still open. */
function search<T extends { readonly columns: Columns }>(state: Search<T>): T[] | null {
  const { whole, byColumn, covered, chosen } = state;
  const open = whole.find((column) => !covered.has(column));
  if (open === undefined) return [...chosen];
  for (const part of byColumn.get(open) ?? []) {
    state.steps -= 1;
    if (state.steps < 0) return null;
    if (part.columns.some((column) => covered.has(column))) continue;
    for (const column of part.columns) covered.add(column);
    chosen.push(part);
    const found = search(state);
    if (found) return found;
    chosen.pop();
    for (const column of part.columns) covered.delete(column);
  }
  return null;
}
