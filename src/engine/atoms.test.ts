import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import fc from "fast-check";
import type { Atom } from "../disclosure/table.ts";
import type { Answer, EarlierRelease, Question } from "./shapes.ts";
import { templates } from "./templates/registry.ts";
import { answerHere, answerTwice, questionOn, type ShortRow, shortRows, snapshotOf } from "./testing.ts";

/** All that was ever said is one linear system over atoms: each cell must be exactly the sum of the atoms it names. */

const shortRow: fc.Arbitrary<ShortRow> = fc.tuple(
  fc.integer({ min: 0, max: 14 }).map((index) => `device ${index}`),
  fc.integer({ min: 0, max: 9 }).map((index) => `customer ${index}`),
  fc.integer({ min: 0, max: 2 }),
  fc.integer({ min: 20_000, max: 20_060 }),
  fc.integer({ min: 0, max: 500 }),
  fc.constantFrom(0, 0, 1, 2) as fc.Arbitrary<0 | 1 | 2>,
);
const names = Object.keys(templates);

const earlierOn = (snapshot: string, template: string, cells: EarlierRelease["cells"]): EarlierRelease => ({
  release: `${template} on ${snapshot}`,
  template,
  version: 1,
  parameters: templates[template]?.defaults,
  snapshot,
  cells,
});

const sum = (atoms: readonly Atom[], ids: readonly string[], measure: string): number => {
  const wanted = new Set(ids);
  return atoms
    .filter(({ id }) => wanted.has(id))
    .reduce(
      (total, atom) =>
        total + (measure === "amount" ? atom.amount : measure === "cases" ? (atom.cases ?? Number.NaN) : atom.tokens),
      0,
    );
};

function checkSums({ table, atoms }: Answer): void {
  assert.equal(new Set(atoms.map(({ id }) => id)).size, atoms.length);
  for (const atom of atoms) assert.ok(atom.tokens >= 1 && atom.holders.length >= 1);
  for (const cell of table.cells) {
    const of = cell.measure === "share" ? (cell.shareOf ?? "tokens") : cell.measure;
    const part = sum(atoms, cell.atoms, of);
    if (cell.measure !== "share") assert.equal(part, cell.value, cell.id);
    else if (part > 0) assert.equal(part / sum(atoms, cell.group, of), cell.value, cell.id);
    const group = new Set(cell.group);
    if (group.size > 0)
      assert.ok(
        cell.atoms.every((id) => group.has(id)),
        "a cell is a part of its group",
      );
  }
}

/** The earlier cells, from the atoms of the new answer, are what they were when they were made. */
function checkEarlier(answer: Answer, made: ReadonlyMap<string, Answer>): void {
  for (const cell of answer.earlier) {
    const then = made.get(cell.release)?.table.cells.find(({ id }) => id === cell.id);
    assert.ok(then !== undefined);
    const of = cell.measure === "share" ? (cell.shareOf ?? "tokens") : cell.measure;
    const part = sum(answer.atoms, cell.atoms, of);
    if (cell.measure === "share")
      assert.equal(part === 0 ? 0 : part / sum(answer.atoms, cell.group, of), then.value, cell.id);
    else assert.equal(part, then.value, `${cell.release} ${cell.id}`);
  }
}

const cellsOf = (answer: Answer): EarlierRelease["cells"] =>
  answer.table.cells.map(({ id, value }, index) => ({ id, published: index % 3 === 0 ? null : value }));

test("each cell, of this table and of every earlier release, is exactly the sum of its atoms", async (context) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shortRow, { minLength: 1, maxLength: 120 }),
      fc.shuffledSubarray(names, { minLength: 3, maxLength: 4 }),
      async (rows, asked) => {
        const snapshot = await snapshotOf(context, "s", shortRows(rows), 2);
        const made = new Map<string, Answer>();
        const earlier: EarlierRelease[] = [];
        for (const template of asked) {
          const answer = await answerHere(context, questionOn(snapshot, template, {}, { earlier: [...earlier] }));
          checkSums(answer);
          checkEarlier(answer, made);
          const release = earlierOn("s", template, cellsOf(answer));
          made.set(release.release, answer);
          earlier.push(release);
        }
      },
    ),
    { numRuns: 6 },
  );
});

/** Two snapshots: the second lacks some rows of the first and has new ones. */
async function twoSnapshots(context: TestContext, rows: readonly ShortRow[], more: readonly ShortRow[], gone: number) {
  const old = await snapshotOf(context, "old", shortRows(rows), 2);
  const now = await snapshotOf(context, "now", shortRows([...rows.slice(gone), ...more]), 2);
  const on = (template: string, snapshot: typeof old, earlier: readonly EarlierRelease[] = []): Question => ({
    ...questionOn(snapshot, template, {}),
    snapshots: [old, now],
    earlier,
  });
  return { old, now, on };
}

test("after a new upload, old releases are sums over the same atoms as the new table", async (context) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(shortRow, { minLength: 5, maxLength: 80 }),
      fc.array(shortRow, { maxLength: 30 }),
      fc.nat(4),
      fc.constantFrom(...names),
      fc.constantFrom(...names),
      async (rows, more, gone, first, second) => {
        const { old, now, on } = await twoSnapshots(context, rows, more, gone);
        const then = await answerHere(context, on(first, old));
        const release = earlierOn("old", first, cellsOf(then));
        const answer = await answerHere(context, on(second, now, [release]));
        checkSums(answer);
        checkEarlier(answer, new Map([[release.release, then]]));
      },
    ),
    { numRuns: 10 },
  );
});

test("euros that grew, shrank, came or went between two uploads are cut so that both sums still hold", async (context) => {
  const rows: ShortRow[] = [
    ["grew", "c1", 0, 20_000, 10, 1],
    ["grew", "c2", 1, 20_005, 100, 1],
    ["went", "c3", 0, 20_000, 7, 1],
    ["went", "c3", 1, 20_009, 40, 1],
    ["same", "c4", 2, 20_000, 5, 1],
  ];
  const more: ShortRow[] = [
    ["grew", "c5", 1, 20_005, 150, 1],
    ["came", "c6", 2, 20_001, 60, 1],
  ];
  const old = await snapshotOf(context, "old", shortRows(rows), 2);
  const now = await snapshotOf(
    context,
    "now",
    shortRows([...rows.filter(([device]) => device !== "went"), ...more]),
    2,
  );
  const question: Question = { ...questionOn(old, "preventableDamage", {}), snapshots: [old, now] };
  const then = await answerHere(context, question);
  const release = earlierOn("old", "preventableDamage", cellsOf(then));
  const answer = await answerTwice(context, { ...question, snapshot: "now", earlier: [release] });
  checkSums(answer);
  checkEarlier(answer, new Map([[release.release, then]]));
  const value = (of: Answer, id: string) => of.table.cells.find((cell) => cell.id === id)?.value;
  assert.deepEqual([value(then, "all/amount"), value(answer, "all/amount")], [162, 325]);
  assert.deepEqual([value(then, "delay-0/amount"), value(answer, "delay-0/amount")], [140, 250]);
  const shared = answer.earlier.find(({ id }) => id === "delay-0/amount")?.atoms ?? [];
  const both =
    answer.table.cells.find(({ id }) => id === "delay-0/amount")?.atoms.filter((id) => shared.includes(id)) ?? [];
  assert.equal(sum(answer.atoms, both, "amount"), 100, "what was in both is one amount, not two that look alike");
});

test("the devices that a new upload added are an atom of their own: their number is what both tables differ by", async (context) => {
  const rows: ShortRow[] = Array.from({ length: 20 }, (_, index) => [
    `d${index}`,
    `c${index}`,
    index % 2,
    20_000,
    10,
    0,
  ]);
  const more: ShortRow[] = Array.from({ length: 3 }, (_, index) => [`new ${index}`, `n${index}`, 0, 20_001, 10, 0]);
  const { old, now, on } = await twoSnapshots(context, rows, more, 0);
  const release = earlierOn("old", "overlap", cellsOf(await answerHere(context, on("overlap", old))));
  const answer = await answerTwice(context, on("overlap", now, [release]));
  const cell = answer.table.cells.find(({ id }) => id === "pattern-1/all");
  const before = answer.earlier.find(({ id }) => id === "pattern-1/all");
  assert.ok(cell !== undefined && before !== undefined);
  const delta = cell.atoms.filter((id) => !before.atoms.includes(id));
  assert.deepEqual([cell.value, sum(answer.atoms, delta, "tokens")], [13, 3]);
});

test("both engines agree on every template with every other release behind it, also across snapshots", async (context) => {
  const rows = fc.sample(shortRow, { numRuns: 150, seed: 5 });
  const { old, now, on } = await twoSnapshots(context, rows, fc.sample(shortRow, { numRuns: 40, seed: 6 }), 10);
  const earlier: EarlierRelease[] = [];
  for (const template of names)
    earlier.push(earlierOn("old", template, cellsOf(await answerHere(context, on(template, old)))));
  for (const template of names) checkSums(await answerTwice(context, on(template, now, earlier)));
});

test("a holder's own rows are told apart: holders and trait of an atom are what its rows say", async (context) => {
  const rows: ShortRow[] = [
    ["both fraud", "c1", 0, 20_000, 10, 1],
    ["both fraud", "c2", 1, 20_001, 10, 1],
    ["one fraud", "c3", 0, 20_000, 10, 1],
    ["one fraud", "c4", 1, 20_001, 10, 0],
    ["unknown", "c5", 2, 20_000, 10, 2],
    ["clean", "c6", 2, 20_000, 10, 0],
  ];
  const answer = await answerHere(context, questionOn(await snapshotOf(context, "s", shortRows(rows)), "overlap", {}));
  const found = answer.atoms.map(({ holders, ownTrait, tokens }) => [holders.join("+"), ownTrait, tokens]).sort();
  assert.deepEqual(found, [
    ["Bank Noord+Webwinkel Zuid", "fraud", 1],
    ["Bank Noord+Webwinkel Zuid", "mixed", 1],
    ["Telecom West", "clean", 1],
    ["Telecom West", "unknown", 1],
  ]);
});

test("distinct cases are exact up to a thousand, over all shards, and 1000 stands for more", async (context) => {
  const rows: ShortRow[] = [
    ...Array.from({ length: 40 }, (_, index): ShortRow => [`few ${index}`, `c${index % 7}`, 0, 20_000, 10, 0]),
    ...Array.from({ length: 1500 }, (_, index): ShortRow => [`many ${index}`, `m${index}`, 1, 20_000, 10, 0]),
    ...Array.from({ length: 1500 }, (_, index): ShortRow => [`one ${index}`, "the same", 2, 20_000, 10, 0]),
  ];
  const answer = await answerTwice(
    context,
    questionOn(await snapshotOf(context, "s", shortRows(rows), 4), "overlap", {}),
  );
  const cases = (id: string) => answer.table.cells.find((cell) => cell.id === id)?.cases;
  assert.deepEqual([cases("pattern-1/all"), cases("pattern-2/all"), cases("pattern-4/all")], [7, 1000, 1]);
});
