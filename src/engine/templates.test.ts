import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Cell } from "../disclosure/table.ts";
import type { Answer, Snapshot } from "./shapes.ts";
import { type SyntheticOptions, syntheticEvents } from "./syntheticEvents.ts";
import { effectOf, truthOf } from "./syntheticTruth.ts";
import { templates } from "./templates/registry.ts";
import { answerTwice, computeHere, ORGANISATIONS, questionOn, rowOf, snapshotOf } from "./testing.ts";

/** The answers of the templates against a truth that was counted in plain TypeScript, computed by both engines. */

const WORLD: SyntheticOptions = {
  seed: 11,
  partners: ORGANISATIONS.map((name, index) => ({
    name,
    role: (["bank", "shop", "telecom"] as const)[index] ?? "shop",
  })),
  customersPerPartner: 700,
  start: "2026-01-01",
  days: 300,
  labelErrors: { missed: 0, falseAlarm: 0 },
};
const events = [...syntheticEvents(WORLD)];
const truth = truthOf(events, "fraud");

let shared: Promise<Snapshot> | null = null;
/** One snapshot for all tests of this file: kept by the first, so that its folder lives until the file is done. */
async function ask(context: TestContext, template: string, parameters: unknown): Promise<Answer> {
  shared ??= snapshotOf(context, "first", events.map(rowOf));
  return answerTwice(context, questionOn(await shared, template, parameters));
}
const cellOf = (answer: Answer, id: string): Cell => {
  const cell = answer.table.cells.find((one) => one.id === id);
  assert.ok(cell !== undefined, id);
  return cell;
};
const value = (answer: Answer, id: string): number => cellOf(answer, id).value;

test("the templates recover the truth", async (context) => {
  await context.test("overlap: devices per exact pattern, and how many of them saw fraud", async () => {
    const answer = await ask(context, "overlap", {});
    for (let mask = 1; mask < 8; mask += 1) {
      const name = [0, 1, 2].filter((bit) => (mask >> bit) & 1).join("+");
      const real = truth.patterns[name] ?? { devices: 0, fraud: 0 };
      assert.equal(value(answer, `pattern-${mask}/all`), real.devices, name);
      assert.equal(value(answer, `pattern-${mask}/fraud`), real.fraud, name);
    }
    assert.equal(answer.rowsRead, events.length);
  });

  await context.test("time to re-use: fraud devices per band of days", async () => {
    const answer = await ask(context, "timeToReuse", { bands: [6, 29] });
    const between = (low: number, high: number): number =>
      Object.entries(truth.reuse)
        .filter(([days]) => Number(days) >= low && Number(days) <= high)
        .reduce((sum, [, devices]) => sum + devices, 0);
    assert.equal(value(answer, "band-1/tokens"), between(0, 6));
    assert.equal(value(answer, "band-2/tokens"), between(7, 29));
    assert.equal(value(answer, "band-3/tokens"), between(30, 10_000));
    assert.equal(value(answer, "never/tokens"), truth.reuse[-1] ?? 0);
    const share = cellOf(answer, "band-2/share");
    assert.equal(share.value, between(7, 29) / value(answer, "all/tokens"));
    const [low, high] = share.interval ?? [1, 0];
    assert.ok(low < share.value && share.value < high);
  });

  await context.test("preventable damage: euros after the first sighting elsewhere", async () => {
    const answer = await ask(context, "preventableDamage", { delays: [0, 14] });
    assert.equal(value(answer, "all/amount"), truth.damage.total);
    assert.equal(value(answer, "delay-0/amount"), truth.damage.preventable);
    assert.ok(value(answer, "delay-14/amount") < truth.damage.preventable);
    const perDevice = new Map<string, number>();
    for (const { device, amount, fraud } of events)
      if (fraud) perDevice.set(device, (perDevice.get(device) ?? 0) + amount);
    const largest = [...perDevice.values()].sort((a, b) => b - a).slice(0, 2);
    assert.deepEqual(cellOf(answer, "all/amount").largest, largest);
    assert.equal(cellOf(answer, "all/amount").tokens, perDevice.size);
    const contributed = cellOf(answer, "all/amount").contributions.reduce((sum, { amount }) => sum + amount, 0);
    assert.equal(contributed, truth.damage.total);
  });

  await context.test("collateral: innocent customers, those who are hit, and through how many devices", async () => {
    const answer = await ask(context, "collateral", {});
    assert.equal(value(answer, "all/innocent"), truth.collateral.innocent);
    assert.equal(value(answer, "all/hit"), truth.collateral.hit);
    assert.equal(value(answer, "all/share"), truth.collateral.hit / truth.collateral.innocent);
    const { tokens, cases } = cellOf(answer, "all/hit");
    assert.equal(cases, truth.collateral.hit);
    assert.ok(tokens > 0 && tokens < truth.collateral.hit, "many customers behind few devices");
  });

  await context.test("threshold sweep: damage avoided and innocent customers hit, for each rule", async () => {
    const rules = [
      { reports: 1, partners: 1 },
      { reports: 3, partners: 1 },
      { reports: 2, partners: 2 },
    ];
    const answer = await ask(context, "thresholdSweep", { rules, kept: 60 });
    for (const { reports, partners } of rules) {
      const real = effectOf(events, "fraud", { reports, partners, kept: 60 });
      assert.equal(value(answer, `rule-${reports}-${partners}/damage`), real.avoided);
      assert.equal(value(answer, `rule-${reports}-${partners}/hit`), real.hit);
    }
  });

  await context.test("sensitivity: fraud devices without those that many customers share", async () => {
    const answer = await ask(context, "sensitivity", { subjects: [3, 8], labelError: 0.05 });
    const customers = new Map<string, Set<string>>();
    for (const { device, customer } of events)
      customers.set(device, (customers.get(device) ?? new Set()).add(customer));
    const frauds = new Set(events.filter(({ fraud }) => fraud).map(({ device }) => device));
    const few = (limit: number) => [...frauds].filter((device) => (customers.get(device)?.size ?? 0) <= limit).length;
    assert.equal(value(answer, "all/fraud"), frauds.size);
    assert.equal(value(answer, "limit-3/fraud"), few(3));
    assert.equal(value(answer, "limit-8/fraud"), few(8));
  });
});

test("with wrong labels the interval that allows for them still holds the truth", async (context) => {
  const wrong = [
    ...syntheticEvents({
      ...WORLD,
      seed: 12,
      customersPerPartner: 1500,
      labelErrors: { missed: 0.05, falseAlarm: 0.0005 },
    }),
  ];
  const fraudDevices = (by: "fraud" | "label") =>
    new Set(wrong.filter((event) => (by === "fraud" ? event.fraud : event.label === 1)).map(({ device }) => device));
  const [real, seen] = [fraudDevices("fraud"), fraudDevices("label")];
  const labelError =
    Math.max([...seen].filter((one) => !real.has(one)).length, [...real].filter((one) => !seen.has(one)).length) /
    seen.size;
  assert.ok(labelError > 0.02, "errors were planted");
  const snapshot = await snapshotOf(context, "wrong", wrong.map(rowOf));
  const answer = await answerTwice(context, questionOn(snapshot, "sensitivity", { subjects: [3], labelError }));
  const { patterns } = truthOf(wrong, "fraud");
  const several = Object.entries(patterns).filter(([name]) => name.includes("+"));
  const share = several.reduce((sum, [, { fraud }]) => sum + fraud, 0) / real.size;
  const { value, interval } = cellOf(answer, "all/share");
  assert.notEqual(value, share);
  assert.ok(interval !== undefined && interval[0] <= share && share <= interval[1]);
});

test("the number of shards changes nothing but the order of work", async (context) => {
  for (const template of ["overlap", "thresholdSweep"]) {
    const answers = [];
    for (const shards of [1, 7]) {
      const snapshot = await snapshotOf(context, `in ${shards}`, events.slice(0, 3000).map(rowOf), shards);
      answers.push((await computeHere(context, questionOn(snapshot, template, {}), "duckdb")).answer);
    }
    assert.deepEqual(answers[0], answers[1], template);
  }
});

test("every template describes itself in Dutch and names its SQL by a hash", () => {
  const hashes = Object.values(templates).map(({ sqlHash }) => sqlHash);
  assert.equal(new Set(hashes).size, 6);
  for (const template of Object.values(templates)) {
    assert.match(template.sqlHash, /^[0-9a-f]{64}$/);
    assert.match(template.describe(template.defaults), /\?$/);
    assert.deepEqual(template.parameters.parse({}), template.parameters.parse(template.defaults));
    assert.deepEqual(template.fields.map(({ name }) => name).sort(), Object.keys(template.defaults).sort());
    assert.throws(() => template.describe({ sql: "DROP TABLE events" }));
  }
});
