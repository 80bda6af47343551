import type { AssessmentInput } from "./assessment.ts";
import { STRICT_PROFILE } from "./profile.ts";
import type { Atom, Cell, Contribution, Measure, ReleasedCell } from "./table.ts";

/** Builders for plausible tables: for the seeded bad ones, the tests and the benchmark. */

/** Repeatable numbers; `Math.random` would make a failure impossible to repeat. Returns whole numbers from 0 to below `end`. */
export function createDice(seed: number): (end: number) => number {
  let state = seed >>> 0 || 1;
  return (end) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % Math.max(1, end);
  };
}

export const atom = (id: string, holders: readonly string[], tokens: number, more: Partial<Atom> = {}): Atom => ({
  id,
  holders,
  ownTrait: "",
  tokens,
  amount: 0,
  ...more,
});

/** What every holder contributes: its units, and the euros divided evenly over the holders. */
function contributionsOf(atoms: readonly Atom[]): Contribution[] {
  const names = [...new Set(atoms.flatMap(({ holders }) => holders))].sort();
  return names.map((organisation) => {
    const own = atoms.filter(({ holders }) => holders.includes(organisation));
    return {
      organisation,
      tokens: own.reduce((sum, { tokens }) => sum + tokens, 0),
      amount: own.reduce((sum, { amount, holders }) => sum + Math.round(amount / holders.length), 0),
    };
  });
}

/** A cell over some atoms of a population, with the value that these add up to. */
export function cellOf(
  population: readonly Atom[],
  id: string,
  atoms: readonly string[],
  more: Partial<Cell> & { readonly measure?: Measure } = {},
): Cell {
  const inside = (ids: readonly string[]): readonly Atom[] => population.filter((one) => ids.includes(one.id));
  const members = inside(atoms);
  const measure = more.measure ?? "tokens";
  const sum = (list: readonly Atom[], of: (one: Atom) => number): number =>
    list.reduce((total, one) => total + of(one), 0);
  const tokens = sum(members, (one) => one.tokens);
  const amount = sum(members, (one) => one.amount);
  const cases = sum(members, (one) => one.cases ?? one.tokens);
  const whole = sum(inside(more.group ?? []), (one) => one.tokens);
  const values = { tokens, amount, cases, share: whole > 0 ? tokens / whole : 0 };
  // Spread out: no single unit stands out unless a test says so.
  const largest = tokens > 0 ? Math.round(amount / tokens) : 0;
  return {
    id,
    row: id,
    column: "",
    measure,
    value: values[measure],
    atoms,
    group: [],
    tokens,
    cases,
    contributions: contributionsOf(members),
    largest: measure === "amount" ? [largest, largest] : [0, 0],
    ...more,
  };
}

/** A whole input; everything that is not said is as harmless as it can be. */
export function inputOf(
  population: readonly Atom[],
  cells: readonly Cell[],
  more: Partial<AssessmentInput> = {},
): AssessmentInput {
  const organisations = more.organisations ?? [...new Set(population.flatMap(({ holders }) => holders))].sort();
  return {
    profile: STRICT_PROFILE,
    atoms: population,
    table: { title: "Overlap", cells },
    earlier: [],
    organisations,
    consents: [],
    releasesSoFar: 0,
    setSizes: organisations.map((organisation) => ({ organisation, tokens: 5000 })),
    ...more,
  };
}

export const releasedCell = (
  release: string,
  id: string,
  atoms: readonly string[],
  published: number | null,
  measure: Measure = "tokens",
): ReleasedCell => ({ release, id, measure, atoms, group: [], published });
