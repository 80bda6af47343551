import type { CellRule, Intruder, QuantityKind } from "./assessment.ts";
import { type Columns, common, keyOf, sumOver, union, without } from "./columns.ts";
import type { Population, System } from "./population.ts";
import type { DisclosureProfile } from "./profile.ts";
import { ownRowsOf } from "./sums.ts";
import type { Cell, ReleasedCell } from "./table.ts";

/** A number that nobody may come to know from what is shown. */
export interface Quantity {
  readonly kind: QuantityKind;
  readonly system: System;
  readonly columns: Columns;
  readonly cells: readonly string[];
  /** How wide the range of possible values must stay, in units of the system. */
  readonly need: number;
}

/** A set of columns that a cell of this table or of an earlier release names. */
export interface NamedSet {
  readonly label: string;
  readonly columns: Columns;
}

export interface Protected {
  readonly profile: DisclosureProfile;
  readonly population: Population;
  /** Systems in which anything was ever published. */
  readonly systems: ReadonlySet<System>;
}

/** Subsets of small classes that are tried together; more would be a search through everything. */
const MOST_SUBSETS = 400;

export const isFew = (value: number, { minimumCount }: DisclosureProfile): boolean => value > 0 && value < minimumCount;

/** Reference §5.4: a range must be wider than the minimum count and than twice p percent of the value. */
export const neededCount = (value: number, profile: DisclosureProfile): number =>
  Math.max(profile.minimumCount, Math.ceil((2 * profile.personsPercent * value) / 100));
export const neededAmount = (value: number, { personsPercent }: DisclosureProfile): number =>
  (personsPercent * value) / 100;

/**
 * Euros of a group of so few units that its number may not be known: the range must be as wide as the amount itself.
 * Stricter than the reference, whose p percent would show roughly what four devices took when two releases differ by them.
 */
const FEW_PERCENT = 100;
const neededFewAmount = (value: number): number => (FEW_PERCENT * value) / 100;

/** The quantities of a group of so few units, or so few cases, that nobody may learn their number or their euros. */
export function protectFew(kind: QuantityKind, columns: Columns, cells: readonly string[], on: Protected): Quantity[] {
  const { profile, population, systems } = on;
  const value = (system: System): number => sumOver(columns, population.actual[system]);
  const [tokens, cases, amount] = [value("tokens"), value("cases"), value("amount")];
  const fewCases = systems.has("cases") && isFew(cases, profile);
  if (!isFew(tokens, profile) && !fewCases) return [];
  const found: Quantity[] = [];
  const add = (system: System, need: number): void => {
    if (systems.has(system) && need > 0) found.push({ kind, system, columns, cells, need });
  };
  if (isFew(tokens, profile)) add("tokens", neededCount(tokens, profile));
  if (fewCases) add("cases", neededCount(cases, profile));
  add("amount", neededFewAmount(amount));
  return found;
}

/** Every set that is or was shown, once, with a name for it. */
export function namedSets(
  cells: readonly Cell[],
  suppressed: ReadonlySet<string>,
  earlier: readonly ReleasedCell[],
  population: Population,
): readonly NamedSet[] {
  const sets = new Map<string, NamedSet>();
  const add = (label: string, atoms: readonly string[]): void => {
    const columns = population.columnsOf(atoms);
    if (columns.length > 0 && !sets.has(keyOf(columns))) sets.set(keyOf(columns), { label, columns });
  };
  const addBoth = (label: string, cell: Cell | ReleasedCell): void => {
    add(label, cell.atoms);
    if (cell.group.length > 0) add(label, cell.group);
  };
  for (const cell of cells) if (!suppressed.has(cell.id)) addBoth(cell.id, cell);
  for (const cell of earlier) if (cell.published !== null) addBoth(`${cell.release}/${cell.id}`, cell);
  return [...sets.values()];
}

/** A bit per column: thousands of sets are compared in pairs. */
function asBits(columns: Columns, size: number): Uint32Array {
  const bits = new Uint32Array((size + 31) >>> 5);
  for (const column of columns) bits[column >>> 5] = (bits[column >>> 5] ?? 0) | (1 << (column & 31));
  return bits;
}

type Combine = (a: number, b: number) => number;
const inBoth: Combine = (a, b) => a & b;
const onlyFirst: Combine = (a, b) => a & ~b;

/** Units in a combination of two sets, or `enough` as soon as there are that many. */
function countUpTo(enough: number, a: Uint32Array, b: Uint32Array, combine: Combine, tokens: Float64Array): number {
  let sum = 0;
  for (let word = 0; word < a.length; word += 1) {
    let bits = combine(a[word] ?? 0, b[word] ?? 0);
    while (bits !== 0) {
      sum += tokens[word * 32 + (31 - Math.clz32(bits & -bits))] ?? 0;
      if (sum >= enough) return enough;
      bits &= bits - 1;
    }
  }
  return sum;
}

/** Differences and intersections of any two sets that were shown: in this table, between tables, between releases. */
export function pairQuantities(sets: readonly NamedSet[], on: Protected): Quantity[] {
  const { population, profile, systems } = on;
  // Where cases are published too, few cases may hide behind many units: count what is fewest.
  const weight = systems.has("cases")
    ? population.actual.tokens.map((units, column) => Math.min(units, population.actual.cases[column] ?? units))
    : population.actual.tokens;
  const bits = sets.map(({ columns }) => asBits(columns, population.size));
  const isSmall = (a: number, b: number, combine: Combine): boolean => {
    const [first, second] = [bits[a], bits[b]];
    if (!first || !second) return false;
    const units = countUpTo(profile.minimumCount, first, second, combine, weight);
    return units > 0 && units < profile.minimumCount;
  };
  const compare = (a: NamedSet, b: NamedSet, i: number, j: number): Quantity[] => {
    const few = (kind: QuantityKind, columns: Columns): Quantity[] => protectFew(kind, columns, [a.label, b.label], on);
    return [
      ...(isSmall(i, j, inBoth) ? few("intersection", common(a.columns, b.columns)) : []),
      ...(isSmall(i, j, onlyFirst) ? few("difference", without(a.columns, b.columns)) : []),
      ...(isSmall(j, i, onlyFirst) ? few("difference", without(b.columns, a.columns)) : []),
    ];
  };
  return sets.flatMap((a, i) => sets.slice(i + 1).flatMap((b, offset) => compare(a, b, i, i + 1 + offset)));
}

/** What a primary rule hides: the cell itself, or the other side of its group. */
export function suppressedQuantities(
  cell: Cell,
  rule: CellRule,
  missing: string | undefined,
  on: Protected,
): Quantity[] {
  const { population, profile, systems } = on;
  const columns = population.columnsOf(cell.atoms);
  const rest = without(population.columnsOf(cell.group), columns);
  const found = protectFew("complement", rest, [cell.id], on);
  const add = (system: System, of: Columns, need: number): void => {
    if (systems.has(system) && of.length > 0 && need > 0)
      found.push({ kind: "suppressedCell", system, columns: of, cells: [cell.id], need });
  };
  const valueIn = (system: System): number => sumOver(columns, population.actual[system]);
  if (rule === "zeroOrFull") {
    if (missing !== undefined) add("tokens", population.columnsOf([missing]), profile.minimumCount);
  } else if (rule === "unitMinimum") found.push(...protectFew("suppressedCell", columns, [cell.id], on));
  else if (rule === "groupDisclosure" || rule === "pairOverlap")
    add("tokens", columns, neededCount(valueIn("tokens"), profile));
  if (rule === "organisations" || rule === "personDominance" || rule === "organisationDominance")
    add("amount", columns, neededAmount(valueIn("amount"), profile));
  return found;
}

/** Classes that one intruder sees as one sum, and small combinations of the small ones. */
export function classQuantities(sums: readonly Columns[], on: Protected): Quantity[] {
  const weigh = (columns: Columns): number => sumOver(columns, on.population.actual.tokens);
  const classes = sums.flatMap((columns) => protectFew("smallGroup", columns, [], on));
  const small = sums.filter((columns) => isFew(weigh(columns), on.profile));
  const found = [...classes];
  let tries = MOST_SUBSETS;
  small.forEach((a, i) => {
    for (let j = i + 1; j < small.length && tries > 0; j += 1, tries -= 1)
      found.push(...protectFew("smallGroup", union([a, small[j] ?? []]), [], on));
  });
  return found;
}

/** The part of every shown set that is an intruder's own, and the part that is not: what it subtracts to learn about others. */
export function partQuantities(sets: readonly NamedSet[], intruder: Intruder, on: Protected): Quantity[] {
  if (intruder.length === 0) return [];
  const isOwn = Array.from(
    { length: on.population.size },
    (_, column) => ownRowsOf(on.population, column, intruder) !== "",
  );
  return sets.flatMap(({ label, columns }) => [
    ...protectFew(
      "ownPart",
      columns.filter((column) => isOwn[column]),
      [label],
      on,
    ),
    ...protectFew(
      "othersPart",
      columns.filter((column) => !isOwn[column]),
      [label],
      on,
    ),
  ]);
}

export function distinct(quantities: readonly Quantity[]): Quantity[] {
  const found = new Map<string, Quantity>();
  for (const quantity of quantities) {
    const key = `${quantity.system}|${keyOf(quantity.columns)}`;
    const known = found.get(key);
    if (!known || known.need < quantity.need) found.set(key, quantity);
  }
  return [...found.values()];
}
