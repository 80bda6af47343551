import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Highs } from "highs";
import { assess } from "./assess.ts";
import type { Assessment, Intruder } from "./assessment.ts";
import { type Columns, sumOver } from "./columns.ts";
import { mergeAtoms } from "./population.ts";
import { countRange, publishCount, type Range } from "./rounding.ts";
import { atom, cellOf, createDice, inputOf, releasedCell } from "./scenarios.ts";
import { createProgram, loadSolver } from "./solver.ts";
import { intrudersOf, ownRowsOf } from "./sums.ts";
import type { Atom, ReleasedCell } from "./table.ts";
import { createView } from "./views.ts";

/**
 * The exhaustive oracle (reference §5.5): every integer table that agrees with what is known is counted out, without a
 * solver, and its extremes are compared with the bounds of the programs and with what `assess` let through.
 */

interface Constraint {
  readonly columns: Columns;
  readonly range: Range;
}

/** Least and largest value of a sum over all tables with 0 ≤ x ≤ ceiling that keep to the constraints. */
function countOut(size: number, ceiling: number, constraints: readonly Constraint[], asked: Columns): Range | null {
  const at = Array.from({ length: size }, (_, column) => constraints.filter(({ columns }) => columns.includes(column)));
  const values = new Int32Array(size);
  let [lower, upper] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  /** Partial sums only grow: cut off what is too large, and what is complete and too small. */
  const fits = (column: number): boolean =>
    (at[column] ?? []).every(({ columns, range }) => {
      const sum = sumOver(
        columns.filter((one) => one <= column),
        values,
      );
      return sum <= range.upper && (sum >= range.lower || columns.some((one) => one > column));
    });
  const walk = (column: number): void => {
    if (column === size) {
      const value = sumOver(asked, values);
      [lower, upper] = [Math.min(lower, value), Math.max(upper, value)];
      return;
    }
    for (let value = 0; value <= ceiling; value += 1) {
      values[column] = value;
      if (fits(column)) walk(column + 1);
    }
    values[column] = 0;
  };
  walk(0);
  return lower <= upper ? { lower, upper } : null;
}

let highs: Highs;
before(async () => {
  highs = await loadSolver();
});

const PROGRAM_CASES = 2000;

test(`bounds over whole numbers are exactly those of the oracle, and linear ones never narrower (${PROGRAM_CASES} systems)`, () => {
  const dice = createDice(4711);
  let [fractional, checked] = [0, 0];
  for (let round = 0; round < PROGRAM_CASES; round += 1) {
    const size = 2 + dice(round % 10 === 0 ? 11 : 6);
    const truth = Array.from({ length: size }, () => dice(4));
    const rows = Array.from({ length: 2 + dice(4) }, () => {
      const columns = truth.map((_, column) => column).filter(() => dice(2) === 0);
      const sum = sumOver(columns, truth);
      const slack = dice(3);
      return { columns, range: { lower: Math.max(0, sum - slack), upper: sum + dice(2) } };
    }).filter(({ columns }) => columns.length > 0);
    const asked = truth.map((_, column) => column).filter((column) => column === 0 || dice(3) === 0);
    const exact = countOut(size, 3, rows, asked);
    const program = createProgram(highs, { columns: size, ceiling: 3, rows });
    const [low, high] = [program.minimise(asked)?.value ?? Number.NaN, program.maximise(asked)?.value ?? Number.NaN];
    assert.ok(exact && low <= exact.lower + 1e-6 && high >= exact.upper - 1e-6, `round ${round}`);
    const isExact = Math.abs(low - exact.lower) < 1e-6 && Math.abs(high - exact.upper) < 1e-6;
    if (!isExact || round % 10 === 0) {
      fractional += isExact ? 0 : 1;
      const whole = [program.minimiseWhole(asked)?.value, program.maximiseWhole(asked)?.value].map((value) =>
        Math.round(value ?? Number.NaN),
      );
      assert.deepEqual(whole, [exact.lower, exact.upper], `round ${round}`);
    }
    checked += 1;
    program.dispose();
  }
  assert.equal(checked, PROGRAM_CASES);
  assert.ok(fractional > 0, "some bounds are only found over whole numbers");
});

interface Case {
  readonly atoms: readonly Atom[];
  readonly earlier: readonly ReleasedCell[];
  readonly cells: Readonly<Record<string, readonly string[]>>;
}

function randomCase(dice: (end: number) => number): Case {
  const holders = [["A"], ["B"], ["A", "B"], ["C"]];
  const atoms = Array.from({ length: 2 + dice(3) }, (_, index) =>
    atom(`${index}`, holders[dice(4)] ?? ["A"], 1 + dice(dice(2) === 0 ? 9 : 18)),
  );
  const ids = atoms.map(({ id }) => id);
  const some = (): string[] => {
    const chosen = ids.filter(() => dice(3) > 0);
    return chosen.length > 0 ? chosen : ids;
  };
  const cells = Object.fromEntries(Array.from({ length: 1 + dice(3) }, (_, index) => [`c${index}`, some()]));
  const earlier = Array.from({ length: dice(3) }, (_, index) => {
    const set = some();
    const value = cellOf(atoms, "x", set).value;
    return releasedCell(`r${index}`, "x", set, value < 10 ? null : publishCount(value, { roundCounts: 5 }));
  });
  return { atoms, earlier, cells };
}

/** What an intruder has: rounded cells, and its own rows to the unit. Written anew, not shared with the product. */
function knownTo(intruder: Intruder, one: Case, shown: ReadonlyMap<string, number>): Constraint[] {
  const column = new Map(one.atoms.map(({ id }, index) => [id, index]));
  const columnsOf = (ids: readonly string[]): Columns => ids.map((id) => column.get(id) ?? 0);
  const released = [
    ...one.earlier.flatMap(({ atoms, published }) => (published === null ? [] : [{ atoms, published }])),
    ...[...shown].map(([id, published]) => ({ atoms: one.cells[id] ?? [], published })),
  ];
  const own = Map.groupBy(one.atoms, ({ holders }) => holders.filter((name) => intruder.includes(name)).join());
  own.delete("");
  return [
    ...released.map(({ atoms, published }) => ({ columns: columnsOf(atoms), range: countRange(published, 5, 10) })),
    ...[...own.values()].map((atoms) => {
      const total = atoms.reduce((sum, { tokens }) => sum + tokens, 0);
      return { columns: columnsOf(atoms.map(({ id }) => id)), range: { lower: total, upper: total } };
    }),
  ];
}

/** Cells that were not added up from other shown cells: only those say something themselves. */
function saying(one: Case, assessment: Assessment): Map<string, number> {
  const shown = assessment.cells.filter(({ published }) => published !== null);
  return new Map(
    shown
      .filter(({ id, published }) => {
        const value = cellOf(one.atoms, "x", one.cells[id] ?? []).value;
        return publishCount(value, { roundCounts: 5 }) === published;
      })
      .map(({ id, published }) => [id, published ?? 0]),
  );
}

const ASSESS_CASES = 300;

test(`no group of one to nine can be derived from what is shown (${ASSESS_CASES} tables, every intruder, every group)`, async () => {
  const dice = createDice(99);
  let [groups, shownCells] = [0, 0];
  for (let round = 0; round < ASSESS_CASES; round += 1) {
    const one = randomCase(dice);
    const cells = Object.entries(one.cells).map(([id, set]) => cellOf(one.atoms, id, set));
    const organisations = ["A", "B", "C"];
    const assessment = await assess(inputOf(one.atoms, cells, { earlier: one.earlier, organisations }));
    const shown = saying(one, assessment);
    shownCells += shown.size;
    for (const intruder of intrudersOf(organisations, 2)) groups += checkGroups(one, intruder, shown, round);
  }
  assert.ok(groups > 200 && shownCells > 50, `${groups} groups, ${shownCells} cells`);
});

/** Every group of units that some shown or earlier cell cuts out must keep the range that it had, or one of ten wide. */
function checkGroups(one: Case, intruder: Intruder, shown: ReadonlyMap<string, number>, round: number): number {
  if (shown.size === 0) return 0;
  const size = one.atoms.length;
  const sets = [...shown.keys()].map((id) => one.cells[id] ?? []);
  const before = knownTo(intruder, one, new Map());
  const after = knownTo(intruder, one, shown);
  let checked = 0;
  for (const group of cutOut(one, sets)) {
    const columns = group.map((id) => one.atoms.findIndex((member) => member.id === id));
    const units = columns.reduce((sum, column) => sum + (one.atoms[column]?.tokens ?? 0), 0);
    if (units === 0 || units > 9) continue;
    const [was, is] = [countOut(size, 45, before, columns), countOut(size, 45, after, columns)];
    assert.ok(was && is, "the true table is possible");
    const width = is.upper - is.lower;
    assert.ok(
      width >= Math.min(10, was.upper - was.lower),
      `round ${round}, ${intruder.join("+")}: ${JSON.stringify(group)} in ${is.lower}..${is.upper}`,
    );
    checked += 1;
  }
  return checked;
}

/** The shown cells themselves, their differences and intersections, with each other and with earlier ones. */
function cutOut({ earlier }: Case, shown: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const sets = [...shown, ...earlier.filter(({ published }) => published !== null).map(({ atoms }) => atoms)];
  return sets.flatMap((a) =>
    sets.flatMap((b) => [a.filter((id) => !b.includes(id)), a.filter((id) => b.includes(id))]),
  );
}

test("a world near the true one keeps to every constraint and to everybody's own rows", () => {
  const dice = createDice(5);
  const holders = [["A"], ["B"], ["A", "B"], ["A", "C"], ["B", "C"]];
  const atoms = Array.from({ length: 40 }, (_, index) =>
    atom(`a${index}`, holders[index % 5] ?? [], 1 + dice(40), { ownTrait: `t${index % 3}` }),
  );
  const sets = Array.from({ length: 12 }, () => atoms.filter(() => dice(3) === 0).map(({ id }) => id));
  const population = mergeAtoms(
    atoms,
    sets.map((set) => ({ atoms: set, group: [] })),
  );
  const rows = sets.map((set) => ({
    columns: population.columnsOf(set),
    earlier: { lower: 0, upper: 0 },
    releases: [],
    cells: [],
  }));
  const actual = population.actual.tokens;
  const bounds = rows.map(({ columns }) =>
    countRange(publishCount(sumOver(columns, actual), { roundCounts: 5 }), 5, 10),
  );
  const together = intrudersOf(["A", "B", "C"], 2);
  const input = {
    highs,
    population,
    system: "tokens",
    rows,
    bounds,
    intruder: ["A", "B", "C"],
    together,
    ceiling: 9999,
  } as const;
  const view = createView(input);
  let found = 0;
  for (let column = 0; column < population.size; column += 1) {
    const world = view.reach([column], (actual[column] ?? 0) + 10, actual, column % 2 === 0);
    if (world === null) continue;
    found += 1;
    assert.ok(world.every((value) => value >= 0 && Number.isInteger(value)));
    rows.forEach((row, index) => {
      const value = sumOver(row.columns, world);
      assert.ok(value >= (bounds[index]?.lower ?? 0) && value <= (bounds[index]?.upper ?? 0));
    });
    for (const intruder of together)
      for (const group of Map.groupBy([...actual.keys()], (one) => ownRowsOf(population, one, intruder)))
        if (group[0] !== "") assert.equal(sumOver(group[1], world), sumOver(group[1], actual));
  }
  view.dispose();
  assert.ok(found > 0);
});
