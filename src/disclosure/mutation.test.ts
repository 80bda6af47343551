import assert from "node:assert/strict";
import { test } from "node:test";
import { assessWith } from "./assess.ts";
import type { Assessment, AssessmentInput, CellRule, TableRule } from "./assessment.ts";
import { ALL_SAFEGUARDS, type Safeguards } from "./safeguards.ts";
import { atom, cellOf, inputOf, releasedCell } from "./scenarios.ts";
import { seededBadTables } from "./seeded.ts";
import type { Atom } from "./table.ts";

/** Takes one safeguard away at a time: if nothing leaks then, nothing tests it. */

const ALL = ["A", "B", "C"];
const SEEDS = [1, 2, 3, 4];

const showsAny = (assessment: Assessment, cells: readonly string[]): boolean =>
  assessment.outcome === "releasable" &&
  (cells.length === 0 || assessment.cells.some(({ id, state }) => state === "shown" && cells.includes(id)));
const showsAll = (assessment: Assessment, cells: readonly string[]): boolean =>
  assessment.outcome === "releasable" &&
  cells.every((cell) => assessment.cells.some(({ id, state }) => state === "shown" && cell === id));

const seeded = SEEDS.flatMap((seed) => seededBadTables(seed));
const missingFrom = <T>(all: readonly T[], left: readonly T[] | undefined): T[] =>
  left === undefined ? [] : all.filter((one) => !left.includes(one));
const drop = <T>(list: readonly T[], one: T): T[] => list.filter((other) => other !== one);

for (const rule of ALL_SAFEGUARDS.cellRules as readonly CellRule[])
  test(`without the rule ${rule} a bad cell leaves, with it it does not`, async () => {
    const bad = seeded.filter((table) => table.rule === rule);
    let leaks = 0;
    for (const { cells, input } of bad) {
      const whole = await assessWith(input, ALL_SAFEGUARDS);
      assert.equal(showsAny(whole, cells), false);
      const reasons = whole.cells.filter(({ id }) => cells.includes(id)).map((cell) => cell.rule);
      assert.deepEqual([...new Set(reasons)], [rule]);
      const less = await assessWith(input, { ...ALL_SAFEGUARDS, cellRules: drop(ALL_SAFEGUARDS.cellRules, rule) });
      if (showsAny(less, cells)) leaks += 1;
    }
    assert.ok(leaks > 0);
  });

for (const rule of ALL_SAFEGUARDS.tableRules as readonly TableRule[])
  test(`without the rule ${rule} a bad table leaves, with it it does not`, async () => {
    for (const { input } of seeded.filter((table) => table.rule === rule)) {
      const whole = await assessWith(input, ALL_SAFEGUARDS);
      assert.deepEqual([whole.outcome, whole.refusals.map((one) => one.rule)], ["refused", [rule]]);
      assert.ok(whole.cells.every(({ published }) => published === null));
      const less = await assessWith(input, { ...ALL_SAFEGUARDS, tableRules: drop(ALL_SAFEGUARDS.tableRules, rule) });
      assert.equal(less.outcome, "releasable");
    }
  });

interface Scenario {
  readonly name: string;
  readonly without: Partial<Safeguards>;
  readonly input: AssessmentInput;
  /** Shown together, these give it away. */
  readonly together: readonly string[];
}

const table = (population: readonly Atom[], cells: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(cells).map(([id, atoms]) => cellOf(population, id, atoms));

/** Everybody who holds the five extra units knows them; only somebody from outside learns something. */
function outsiderOnly(): Scenario {
  const population = [atom("base", ALL, 300, { ownTrait: "x" }), atom("extra", ALL, 5, { ownTrait: "y" })];
  return {
    name: "the intruder from outside",
    without: { intruders: ["single", "coalition"] },
    together: ["all"],
    input: inputOf(population, table(population, { all: ["base", "extra"] }), {
      earlier: [releasedCell("eerste", "all", ["base"], 300)],
    }),
  };
}

/** A subtracts its own twenty; together A and B know everything already. */
function partnerAlone(): Scenario {
  const population = [atom("a", ["A"], 20, { ownTrait: "x" }), atom("b", ["B"], 3, { ownTrait: "x" })];
  return {
    name: "the partner with its own rows",
    without: { intruders: ["outsider", "coalition"] },
    together: ["all"],
    input: inputOf(population, table(population, { all: ["a", "b"] })),
  };
}

/** A and B together subtract two hundred; each alone sees more than a hundred others. */
function twoPartners(): Scenario {
  const population = [
    atom("a", ["A"], 100, { ownTrait: "x" }),
    atom("b", ["B"], 100, { ownTrait: "x" }),
    atom("c", ["C"], 3, { ownTrait: "x" }),
  ];
  return {
    name: "two partners together",
    without: { intruders: ["outsider", "single"] },
    together: ["all"],
    input: inputOf(population, table(population, { all: ["a", "b", "c"] })),
  };
}

/** Three suppressed cells hide each other, but not what they are together: the difference with an earlier total. */
function differenceOfSets(): Scenario {
  const population = [atom("base", ALL, 400), atom("x", ALL, 3), atom("y", ALL, 3), atom("z", ALL, 3)];
  const cells = { x: ["x"], y: ["y"], z: ["z"], all: ["base", "x", "y", "z"] };
  return {
    name: "differences of what was shown",
    without: { pairs: false },
    together: ["all"],
    input: inputOf(population, table(population, cells), {
      organisations: [],
      earlier: [releasedCell("eerste", "all", ["base"], 400)],
    }),
  };
}

/** Both suppressed cells hang on one unit, and so does their sum, which is the total less what is shown. */
function dominatedUnion(): Scenario {
  const population = [
    atom("u", ALL, 20, { amount: 910_000 }),
    atom("v", ALL, 20, { amount: 55_000 }),
    atom("w", ALL, 500, { amount: 2_000_000 }),
  ];
  const amount = (id: string, atoms: readonly string[], largest: readonly [number, number]) =>
    cellOf(population, id, atoms, { measure: "amount", largest });
  return {
    name: "the union of suppressed cells",
    without: { union: false },
    together: ["w", "total"],
    input: inputOf(
      population,
      [
        amount("u", ["u"], [900_000, 1000]),
        amount("v", ["v"], [50_000, 500]),
        amount("w", ["w"], [9000, 9000]),
        amount("total", ["u", "v", "w"], [900_000, 50_000]),
      ],
      { organisations: [] },
    ),
  };
}

/** The empty cell is the total less the full ones: suppressing it alone hides nothing. */
function emptyClass(): Scenario {
  const population = [atom("y", ALL, 30), atom("z", ALL, 40)];
  const cells = [
    cellOf(population, "none", [], { group: ["y", "z"] }),
    cellOf(population, "y", ["y"], { group: ["y", "z"] }),
    cellOf(population, "z", ["z"], { group: ["y", "z"] }),
    cellOf(population, "total", ["y", "z"]),
    cellOf(population, "sub", ["y"]),
  ];
  return {
    name: "classes that do not exist",
    without: { phantoms: false },
    together: ["y", "z", "total"],
    input: inputOf(population, cells, { organisations: [], earlier: [releasedCell("eerste", "t", ["y", "z"], 70)] }),
  };
}

function margins(): Scenario {
  const population = [atom("x", ALL, 4), atom("y", ALL, 40), atom("z", ALL, 60)];
  return {
    name: "complementary suppression",
    without: { repair: false },
    together: ["y", "z", "total"],
    input: inputOf(population, table(population, { x: ["x"], y: ["y"], z: ["z"], total: ["x", "y", "z"] })),
  };
}

function seenBefore(): Scenario {
  const population = [atom("base", ALL, 10), atom("one", ALL, 1), atom("other", ALL, 50)];
  return {
    name: "earlier releases",
    without: { earlier: false },
    together: ["all"],
    input: inputOf(population, table(population, { all: ["base", "one"] }), {
      organisations: [],
      earlier: [releasedCell("eerste", "all", ["base"], 10)],
    }),
  };
}

const SCENARIOS = [
  outsiderOnly(),
  partnerAlone(),
  twoPartners(),
  differenceOfSets(),
  dominatedUnion(),
  emptyClass(),
  margins(),
  seenBefore(),
];

for (const { name, without, input, together } of SCENARIOS)
  test(`without a look at ${name} something leaks, with it nothing does`, async () => {
    assert.equal(showsAll(await assessWith(input, ALL_SAFEGUARDS), together), false);
    assert.equal(showsAll(await assessWith(input, { ...ALL_SAFEGUARDS, ...without }), together), true);
  });

test("every safeguard has been taken away once", () => {
  const taken = new Set(SCENARIOS.flatMap(({ without }) => Object.keys(without)));
  const byName = new Set([...taken, "cellRules", "tableRules", "rounding"]);
  assert.deepEqual([...byName].sort(), Object.keys(ALL_SAFEGUARDS).sort());
  const kinds = SCENARIOS.flatMap(({ without }) => missingFrom(ALL_SAFEGUARDS.intruders, without.intruders));
  assert.deepEqual([...new Set(kinds)].sort(), [...ALL_SAFEGUARDS.intruders].sort());
});

test("without rounding a count leaves to the unit", async () => {
  const population = [atom("x", ALL, 137), atom("y", ALL, 255)];
  const input = inputOf(population, table(population, { x: ["x"], y: ["y"] }));
  const published = async (safeguards: Safeguards) =>
    (await assessWith(input, safeguards)).cells.map((cell) => cell.published);
  assert.deepEqual(await published(ALL_SAFEGUARDS), [135, 255]);
  assert.deepEqual(await published({ ...ALL_SAFEGUARDS, rounding: false }), [137, 255]);
});
