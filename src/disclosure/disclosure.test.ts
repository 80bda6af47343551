import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Assessment, assess, isAtLeastAsStrict, parseProfile, profileHash, STRICT_PROFILE } from "./index.ts";
import { atom, cellOf, createDice, inputOf, releasedCell } from "./scenarios.ts";
import { seededBadTables } from "./seeded.ts";
import type { Atom, Cell } from "./table.ts";

const ALL = ["A", "B", "C"];
const shownIds = ({ outcome, cells }: Assessment): string[] =>
  outcome === "refused" ? [] : cells.filter(({ state }) => state === "shown").map(({ id }) => id);
const stateOf = (assessment: Assessment, id: string) => assessment.cells.find((cell) => cell.id === id);

test("OpenSAFELY's example: nineteen men now, twenty with one more, and no table tells which one", async () => {
  const population = [atom("men", ALL, 19), atom("one", ALL, 1), atom("women", ALL, 200)];
  const now = [cellOf(population, "men", ["men", "one"], { row: "Mannen" }), cellOf(population, "women", ["women"])];
  const assessment = await assess(
    inputOf(population, now, { organisations: [], earlier: [releasedCell("Eerste tabel", "men", ["men"], 20)] }),
  );
  assert.equal(stateOf(assessment, "men")?.state, "suppressed");
  assert.deepEqual(shownIds(assessment), ["women"]);
});

test("ACRO's example #106: eleven after ten is refused, with a reason that names the earlier release and no number", async () => {
  const population = [atom("ten", ALL, 10), atom("eleventh", ALL, 1)];
  const assessment = await assess(
    inputOf(population, [cellOf(population, "all", ["ten", "eleventh"], { row: "Toestellen" })], {
      earlier: [releasedCell("Tabel van januari", "all", ["ten"], 10)],
    }),
  );
  assert.equal(assessment.outcome, "refused");
  const text = assessment.refusals.map(({ explanation }) => explanation).join(" ");
  assert.match(text, /eerdere vrijgave Tabel van januari/);
  assert.match(text, /Toestellen/);
  assert.doesNotMatch(text, /\d/);
});

test("two amounts that differ by four devices are not both told, though each stands for hundreds", async () => {
  const population = [atom("before", ALL, 300, { amount: 82_000 }), atom("that day", ALL, 4, { amount: 4196 })];
  const both = cellOf(population, "all", ["before", "that day"], { measure: "amount" });
  const told = releasedCell("Eerste antwoord", "before", ["before"], 82_000, "amount");
  const after = await assess(inputOf(population, [both], { organisations: [], earlier: [told] }));
  assert.deepEqual(shownIds(after), []);
  const alone = await assess(inputOf(population, [both], { organisations: [] }));
  assert.deepEqual(shownIds(alone), ["all"]);
});

test("sdcTools #136: two linked tables that are safe one by one are judged as one", async () => {
  // Region × sex was released with the men of the north suppressed; age × sex now gives the missing margin.
  const population = [atom("north-men", ALL, 4), atom("north-women", ALL, 60), atom("south-men", ALL, 80)];
  const earlier = [
    releasedCell("Regio", "north-women", ["north-women"], 60),
    releasedCell("Regio", "north-men", ["north-men"], null),
    releasedCell("Regio", "south-men", ["south-men"], 80),
  ];
  const age = [cellOf(population, "men", ["north-men", "south-men"])];
  const alone = await assess(inputOf(population, age, { organisations: [] }));
  const linked = await assess(inputOf(population, age, { organisations: [], earlier }));
  assert.deepEqual(shownIds(alone), ["men"]);
  assert.deepEqual(shownIds(linked), []);
});

test("sdcTools #160: two suppressed cells of one large unit each do not protect each other", async () => {
  const population = [
    atom("u", ALL, 20, { amount: 910_000 }),
    atom("v", ALL, 20, { amount: 55_000 }),
    atom("w", ALL, 500, { amount: 2_000_000 }),
  ];
  const amount = (id: string, atoms: readonly string[], largest: readonly [number, number]): Cell =>
    cellOf(population, id, atoms, { measure: "amount", largest });
  const cells = [
    amount("u", ["u"], [900_000, 1000]),
    amount("v", ["v"], [50_000, 500]),
    amount("w", ["w"], [9000, 9000]),
    amount("total", ["u", "v", "w"], [900_000, 50_000]),
  ];
  const shown = shownIds(await assess(inputOf(population, cells, { organisations: [] })));
  assert.ok(!(shown.includes("w") && shown.includes("total")));
});

test("inclusion and exclusion over partners: an overlap of three is not what is left of overlaps of two", async () => {
  const population = [atom("ab", ["A", "B"], 200), atom("abc", ALL, 6), atom("a", ["A"], 900)];
  const cells = [
    cellOf(population, "A∩B", ["ab", "abc"]),
    cellOf(population, "alleen A∩B", ["ab"]),
    cellOf(population, "A∩B∩C", ["abc"]),
  ];
  const consents = [{ kind: "pairOverlap", organisations: ["A", "B"] }] as const;
  const shown = shownIds(await assess(inputOf(population, cells, { consents })));
  assert.ok(!shown.includes("A∩B∩C"));
  assert.ok(shown.length < 2);
});

test("all of a partner's customers in one cell is said to nobody", async () => {
  const population = [atom("ab", ["A", "B"], 400), atom("b", ["B"], 500), atom("c", ["C"], 700)];
  const consents = [{ kind: "pairOverlap", organisations: ["A", "B"] }] as const;
  const full = cellOf(population, "A∩B", ["ab"], { group: ["ab"] });
  assert.equal(
    stateOf(await assess(inputOf(population, [full, cellOf(population, "c", ["c"])], { consents })), "A∩B")?.rule,
    "zeroOrFull",
  );
});

test("a researcher cannot tell a primary from a complementary suppression", async () => {
  const population = [atom("x", ALL, 4), atom("y", ALL, 40), atom("z", ALL, 60)];
  const cells = [...population.map(({ id }) => cellOf(population, id, [id])), cellOf(population, "t", ["x", "y", "z"])];
  const { cells: assessed, utility } = await assess(inputOf(population, cells));
  const suppressed = assessed.filter(({ state }) => state === "suppressed");
  assert.deepEqual(suppressed.map(({ complementary }) => complementary).sort(), [false, true]);
  assert.equal(new Set(suppressed.map(({ explanation, published }) => `${explanation}${published}`)).size, 1);
  assert.deepEqual(utility, {
    cells: 4,
    shown: 2,
    suppressedPrimary: 1,
    suppressedComplementary: 1,
    lostShare: 0.5,
    lostWeight: 44 / 208,
  });
});

/** Any population with a base and one to nine more units, cut into cells in any way. */
const pairOfReleases = fc.record({
  base: fc.array(
    fc.record({ tokens: fc.integer({ min: 10, max: 400 }), holders: fc.subarray(ALL, { minLength: 1 }) }),
    {
      minLength: 1,
      maxLength: 5,
    },
  ),
  extra: fc.integer({ min: 1, max: 9 }),
  holders: fc.subarray(ALL, { minLength: 1 }),
  spread: fc.boolean(),
});

test("two releases whose populations differ by one to nine units: the difference is never shown (T2)", async () => {
  await fc.assert(
    fc.asyncProperty(pairOfReleases, async ({ base, extra, holders, spread }) => {
      const members = base.map(({ tokens, holders: names }, index) => atom(`b${index}`, names, tokens));
      const targets =
        spread && extra > 1 ? [atom("t0", holders, 1), atom("t1", holders, extra - 1)] : [atom("t0", holders, extra)];
      const population = [...members, ...targets];
      const ids = members.map(({ id }) => id);
      const before = cellOf(population, "before", ids).value;
      const now = cellOf(
        population,
        "now",
        population.map(({ id }) => id),
      );
      const assessment = await assess(
        inputOf(population, [now], {
          organisations: ALL,
          consents: [{ kind: "pairOverlap", organisations: ALL }],
          earlier: [releasedCell("eerste", "all", ids, Math.round(before / 5) * 5)],
        }),
      );
      assert.deepEqual(shownIds(assessment), []);
    }),
    { numRuns: 60 },
  );
});

test("somebody who inserts one to nine targets of its own does not learn how many of them are found (T2)", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 20, max: 300 }),
      async (targets, found, others) => {
        // A marks its targets in its own rows; `hit` of them are also with B and C, among ordinary customers.
        const hit = Math.min(found, targets);
        const missed = targets - hit;
        const population = [
          ...(hit > 0 ? [atom("hit", ALL, hit, { ownTrait: "doel" })] : []),
          ...(missed > 0 ? [atom("missed", ["A"], missed, { ownTrait: "doel" })] : []),
          atom("own", ["A"], 2000, { ownTrait: "gewoon" }),
          atom("shared", ALL, others, { ownTrait: "gewoon" }),
        ];
        const target = ["hit", "missed"].filter((id) => population.some((one) => one.id === id));
        const overlap = target.filter((id) => id === "hit");
        const cells = [
          cellOf(population, "doelen gezien", overlap, { group: target }),
          cellOf(population, "overlap", [...overlap, "shared"]),
          cellOf(population, "gewone overlap", ["shared"]),
        ];
        const shown = shownIds(await assess(inputOf(population, cells, { organisations: ALL })));
        assert.ok(!shown.includes("doelen gezien"));
        // The two overlaps differ by the targets that were found.
        assert.ok(hit === 0 || !(shown.includes("overlap") && shown.includes("gewone overlap")));
      },
    ),
    { numRuns: 40 },
  );
});

/** A table over a few classes with margins and an earlier release, from one number. */
function randomInput(seed: number) {
  const dice = createDice(seed);
  const sets = [["A"], ["B"], ["A", "B"], ["B", "C"], ALL];
  const population: Atom[] = Array.from({ length: 4 + dice(5) }, (_, index) =>
    atom(`p${index}`, sets[dice(5)] ?? ALL, 1 + dice(dice(3) === 0 ? 9 : 90), { amount: 1000 * dice(500) }),
  );
  const ids = population.map(({ id }) => id);
  const half = ids.slice(0, Math.ceil(ids.length / 2));
  const cells = [
    ...ids.map((id) => cellOf(population, id, [id])),
    cellOf(population, "half", half),
    cellOf(population, "total", ids),
    cellOf(population, "money", ids, { measure: "amount", largest: [9000, 8000] }),
    cellOf(population, "share", half, { measure: "share", group: ids }),
  ];
  const before = ids.filter(() => dice(3) > 0);
  const value = cellOf(population, "x", before).value;
  const earlier = value < 10 ? [] : [releasedCell("eerste", "x", before, Math.round(value / 5) * 5)];
  const consents = [{ kind: "pairOverlap", organisations: ALL }] as const;
  return inputOf(population, cells, { organisations: ALL, earlier, consents });
}

const seeds = fc.integer({ min: 1, max: 1_000_000 });

test("the order of atoms, cells, releases and partners changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(seeds, async (seed) => {
      const input = randomInput(seed);
      const turned = {
        ...input,
        atoms: [...input.atoms].reverse(),
        organisations: [...input.organisations].reverse(),
        earlier: [...input.earlier].reverse(),
        setSizes: [...input.setSizes].reverse(),
        table: { ...input.table, cells: [...input.table.cells].reverse() },
      };
      const [one, other] = [await assess(input), await assess(turned)];
      assert.deepEqual([...other.cells].reverse(), one.cells);
      assert.equal(other.outcome, one.outcome);
      assert.deepEqual(other.utility, one.utility);
    }),
    { numRuns: 20 },
  );
});

test("a stricter profile never shows a cell that the strict one hides", async () => {
  await fc.assert(
    fc.asyncProperty(
      seeds,
      fc.integer({ min: 10, max: 25 }),
      fc.constantFrom(5, 10),
      async (seed, minimumCount, roundCounts) => {
        const input = randomInput(seed);
        const profile = { ...STRICT_PROFILE, minimumCount, roundCounts };
        assert.ok(isAtLeastAsStrict(profile, STRICT_PROFILE));
        const [strict, stricter] = [await assess(input), await assess({ ...input, profile })];
        const allowed = new Set(strict.cells.filter(({ state }) => state === "shown").map(({ id }) => id));
        for (const { id, state } of stricter.cells) assert.ok(state === "suppressed" || allowed.has(id));
      },
    ),
    { numRuns: 15 },
  );
});

test("a profile is read whole, and only stricter is stricter", () => {
  assert.deepEqual(parseProfile({ ...STRICT_PROFILE }), STRICT_PROFILE);
  assert.throws(() => parseProfile({ ...STRICT_PROFILE, minimumCount: undefined }));
  assert.throws(() => parseProfile({ ...STRICT_PROFILE, extra: 1 }));
  const looser = { ...STRICT_PROFILE, personsTwoLargest: 90 };
  assert.equal(isAtLeastAsStrict(looser, STRICT_PROFILE), false);
  assert.equal(isAtLeastAsStrict(STRICT_PROFILE, looser), true);
  assert.notEqual(profileHash(looser), profileHash(STRICT_PROFILE));
});

test("seeded bad tables are one per rule, repeatable, and plausible: the rest of the table is shown", async () => {
  const tables = seededBadTables(12);
  assert.deepEqual(tables, seededBadTables(12));
  assert.equal(new Set(tables.map(({ rule }) => rule)).size, tables.length);
  for (const { rule, cells, input } of tables.filter((one) => one.cells.length > 0)) {
    const assessment = await assess(input);
    assert.ok(
      cells.every((id) => stateOf(assessment, id)?.state === "suppressed"),
      rule,
    );
    assert.ok(assessment.utility.shown >= input.table.cells.length - 3, rule);
  }
});

test("a cell of unknown atoms is a mistake of the caller, and said so", async () => {
  const population = [atom("x", ALL, 40)];
  const cell = { ...cellOf(population, "x", ["x"]), atoms: ["x", "nowhere"] };
  await assert.rejects(assess(inputOf(population, [cell])), /atom/);
});

test("an empty table is releasable and loses nothing", async () => {
  const { outcome, utility } = await assess(inputOf([atom("x", ALL, 40)], []));
  assert.deepEqual([outcome, utility.lostShare], ["releasable", 0]);
});
