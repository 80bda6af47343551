import type { Intruder } from "./assessment.ts";
import { type Columns, sumOver } from "./columns.ts";
import type { Population } from "./population.ts";

/** Everybody who could attack, the best informed first: what is hidden from a pair is hidden from each of the two. */
export function intrudersOf(organisations: readonly string[], coalition: number): readonly Intruder[] {
  const sorted = [...new Set(organisations)].sort();
  let level: Intruder[] = [[]];
  const all: Intruder[] = [[]];
  for (let size = 1; size <= Math.min(coalition, sorted.length); size += 1) {
    level = level.flatMap((some) =>
      sorted.filter((name) => some.length === 0 || name > (some.at(-1) ?? "")).map((name) => [...some, name]),
    );
    all.unshift(...level);
  }
  return all;
}

/** Which of an intruder's own rows a column belongs to; "" for rows that it does not have. */
export function ownRowsOf(population: Population, column: number, intruder: Intruder): string {
  const held = (population.holders[column] ?? []).filter((name) => intruder.includes(name));
  return held.length === 0 ? "" : JSON.stringify([[...held].sort(), population.traits[column]]);
}

export interface Component {
  readonly columns: readonly number[];
  readonly rows: readonly number[];
}

export interface Sums {
  /** Population columns per sum; sum per population column. */
  readonly members: readonly (readonly number[])[];
  readonly of: readonly number[];
  /** Per sum: the rows of the intruder that it is in; of several intruders, of each. */
  readonly own: readonly (readonly string[])[];
}

/** Merges the columns that these intruders cannot tell apart. */
export function sumsFor(population: Population, intruders: readonly Intruder[]): Sums {
  const index = new Map<string, number>();
  const members: number[][] = [];
  const own: string[][] = [];
  const of: number[] = [];
  for (let column = 0; column < population.size; column += 1) {
    const rows = intruders.map((intruder) => ownRowsOf(population, column, intruder));
    const key = JSON.stringify([population.signatures[column], rows]);
    const known = index.get(key) ?? members.length;
    if (known === members.length) {
      index.set(key, known);
      members.push([]);
      own.push(rows);
    }
    members[known]?.push(column);
    of.push(known);
  }
  return { members, of, own };
}

/** Rows of an intruder that it counts to the unit. */
export interface OwnGroup {
  readonly columns: number[];
  total: number;
}

export function ownGroupsOf(sums: Sums, actual: Float64Array): OwnGroup[] {
  const groups = new Map<string, OwnGroup>();
  sums.own.forEach((rows, sum) => {
    rows.forEach((key, intruder) => {
      if (key === "") return;
      const name = `${intruder}|${key}`;
      const group = groups.get(name) ?? { columns: [], total: 0 };
      group.columns.push(sum);
      group.total += sumOver(sums.members[sum] ?? [], actual);
      groups.set(name, group);
    });
  });
  return [...groups.values()];
}

/** Columns and rows that hang together; the rest cannot influence a bound. */
export function partsOf(columns: number, rows: readonly Columns[]): Component[] {
  const parent = Array.from({ length: columns }, (_, index) => index);
  const root = (index: number): number => {
    let at = index;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at] ?? at] ?? at;
      at = parent[at] ?? at;
    }
    return at;
  };
  for (const row of rows) for (const column of row) parent[root(column)] = root(row[0] ?? column);
  const parts = new Map<number, { columns: number[]; rows: number[] }>();
  for (let column = 0; column < columns; column += 1) {
    const key = root(column);
    const part = parts.get(key);
    if (part) part.columns.push(column);
    else parts.set(key, { columns: [column], rows: [] });
  }
  rows.forEach((row, index) => {
    if (row[0] !== undefined) parts.get(root(row[0]))?.rows.push(index);
  });
  return [...parts.values()];
}
