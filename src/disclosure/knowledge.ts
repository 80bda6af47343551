import { type Columns, keyOf, sumOver } from "./columns.ts";
import type { Population, System } from "./population.ts";
import type { DisclosureProfile } from "./profile.ts";
import { STRICT_PROFILE } from "./profile.ts";
import { derivedEarlier, publishTable, shareParts } from "./publish.ts";
import { countRange, moneyRange, moneyStep, type Range } from "./rounding.ts";
import type { Cell, ReleasedCell } from "./table.ts";

/** Something that a published number says about a sum of columns. */
interface Statement {
  readonly system: System;
  readonly columns: Columns;
  readonly range: Range;
}

/** One linear constraint: a sum of columns, what earlier releases say of it, and the cells of this table that add to that. */
export interface Row {
  readonly columns: Columns;
  readonly earlier: Range;
  /** Releases that speak of it. */
  readonly releases: readonly string[];
  readonly cells: readonly string[];
}

/** All that was ever said, per system; which of this table's cells are shown is decided later. */
export interface Knowledge {
  readonly rows: Readonly<Record<System, readonly Row[]>>;
  /** Bounds of every row when these cells are suppressed. */
  boundsFor(suppressed: ReadonlySet<string>): Readonly<Record<System, readonly Range[]>>;
}

const ANYTHING: Range = { lower: 0, upper: Number.POSITIVE_INFINITY };
export const SYSTEMS: readonly System[] = ["tokens", "cases", "amount"];
export const perSystem = <T>(of: (system: System) => T): Record<System, T> => ({
  tokens: of("tokens"),
  cases: of("cases"),
  amount: of("amount"),
});

const both = (a: Range, b: Range): Range => ({
  lower: Math.max(a.lower, b.lower),
  upper: Math.min(a.upper, b.upper),
});

/** How a published number is read: the rules are public, so an intruder knows the step and the minimum. */
interface Reading {
  readonly profile: DisclosureProfile;
  readonly population: Population;
  readonly step?: number | undefined;
}

type Spoken = Pick<Cell, "measure" | "atoms" | "group" | "shareOf">;

function rangeOf(system: System, columns: Columns, published: number, reading: Reading): Range | null {
  const { profile, population, step } = reading;
  const actual = sumOver(columns, population.actual[system]);
  const read = (minimum: number): Range =>
    system === "amount"
      ? moneyRange(published, profile, step ?? moneyStep(published, profile))
      : countRange(published, step ?? profile.roundCounts, minimum);
  // Published under other rules than ours: believe the rounding alone, or else nothing. A range without the true value
  // would make every proof void.
  return [read(profile.minimumCount), read(0)].find(({ lower, upper }) => lower <= actual && actual <= upper) ?? null;
}

/** What a shown cell says. A cell with something in it also says that at least the minimum of units is behind it. */
function statementsOf(cell: Spoken, published: number, derived: boolean, reading: Reading): Statement[] {
  const { population, profile } = reading;
  const statements: Statement[] = [];
  const say = (system: System, atoms: readonly string[], value: number): void => {
    const columns = population.columnsOf(atoms);
    const range = columns.length > 0 ? rangeOf(system, columns, value, reading) : null;
    if (range) statements.push({ system, columns, range });
  };
  if (cell.measure === "share") {
    // Numerator and denominator can often be told from a quotient: assume always.
    const { part, whole } = shareParts(cell, population, profile);
    const system = cell.shareOf === "amount" ? "amount" : "tokens";
    say(system, cell.atoms, part);
    say(system, cell.group, whole);
  } else if (!derived) say(cell.measure, cell.atoms, published);
  const columns = population.columnsOf(cell.atoms);
  if (published > 0 && sumOver(columns, population.actual.tokens) >= profile.minimumCount)
    statements.push({
      system: "tokens",
      columns,
      range: { lower: profile.minimumCount, upper: Number.POSITIVE_INFINITY },
    });
  return statements;
}

/** Steps are never read coarser than the strict profile: an earlier release may have been made under that. */
function readingOfEarlier(cell: ReleasedCell, profile: DisclosureProfile, population: Population): Reading {
  return {
    population,
    step: cell.step,
    profile: {
      ...profile,
      roundCounts: Math.min(profile.roundCounts, STRICT_PROFILE.roundCounts),
      roundMoney: Math.min(profile.roundMoney, STRICT_PROFILE.roundMoney),
      moneyDigits: Math.max(profile.moneyDigits, STRICT_PROFILE.moneyDigits),
    },
  };
}

interface Building {
  readonly columns: Columns;
  earlier: Range;
  readonly releases: Set<string>;
  readonly cells: Set<string>;
}

type Rows = Record<System, Map<string, Building>>;

/** The same sum of columns is one row, however often it was published. */
function rowFor(rows: Rows, system: System, columns: Columns): Building {
  const key = keyOf(columns);
  const found = rows[system].get(key);
  if (found) return found;
  const fresh = { columns, earlier: ANYTHING, releases: new Set<string>(), cells: new Set<string>() };
  rows[system].set(key, fresh);
  return fresh;
}

function addEarlier(rows: Rows, earlier: readonly ReleasedCell[], population: Population, profile: DisclosureProfile) {
  const derived = derivedEarlier(earlier, population);
  for (const cell of earlier) {
    if (cell.published === null) continue;
    const reading = readingOfEarlier(cell, profile, population);
    for (const { system, columns, range } of statementsOf(cell, cell.published, derived.has(cell), reading)) {
      const row = rowFor(rows, system, columns);
      row.earlier = both(row.earlier, range);
      row.releases.add(cell.release);
    }
  }
}

/** A total speaks for itself once a part is gone: its row must be there from the start. */
function addCell(rows: Rows, cell: Cell, population: Population): void {
  for (const system of SYSTEMS.filter((one) => speaksOf(cell, one))) {
    for (const atoms of cell.measure === "share" ? [cell.atoms, cell.group] : [cell.atoms]) {
      const columns = population.columnsOf(atoms);
      if (columns.length > 0) rowFor(rows, system, columns).cells.add(cell.id);
    }
  }
}

/**
 * All linear statements of this table and of everything before it. A suppressed cell says nothing at all: which rule
 * suppressed it, and whether it had to be by itself or for the sake of another, is not published. Nobody is told that a
 * missing class is missing either (phantoms.ts), and a shown cell tells that it passed the minimum.
 */
export function gatherKnowledge(
  cells: readonly Cell[],
  earlier: readonly ReleasedCell[],
  population: Population,
  profile: DisclosureProfile,
): Knowledge {
  const rows: Rows = perSystem(() => new Map());
  // What is not a sum of units says nothing linear.
  const additive = cells.filter(({ quantile, model }) => quantile === undefined && model === undefined);
  addEarlier(rows, earlier, population, profile);
  for (const cell of additive) addCell(rows, cell, population);
  const finished = perSystem((system) =>
    [...rows[system].values()].map(({ columns, earlier: range, releases, cells: named }) => ({
      columns,
      earlier: range,
      releases: [...releases].sort(),
      cells: [...named].sort(),
    })),
  );
  const indexOf = perSystem((system) => new Map(finished[system].map((row, index) => [keyOf(row.columns), index])));
  const said = (suppressed: ReadonlySet<string>): Statement[] => {
    const published = publishTable(cells, suppressed, population, profile);
    return additive.flatMap((cell) => {
      const { value, derived } = published.get(cell.id) ?? { value: null, derived: false };
      return value === null ? [] : statementsOf(cell, value, derived, { profile, population });
    });
  };
  return {
    rows: finished,
    boundsFor(suppressed) {
      const bounds = perSystem((system) => finished[system].map(({ earlier: range }) => range));
      for (const { system, columns, range } of said(suppressed)) {
        const index = indexOf[system].get(keyOf(columns));
        if (index !== undefined) bounds[system][index] = both(bounds[system][index] ?? ANYTHING, range);
      }
      return bounds;
    },
  };
}

const speaksOf = ({ measure, shareOf }: Spoken, system: System): boolean =>
  measure === "share" ? system === (shareOf ?? "tokens") : system === measure || system === "tokens";
