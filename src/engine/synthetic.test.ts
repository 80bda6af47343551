import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { generate } from "./synthetic.ts";
import { type SyntheticEvent, type SyntheticOptions, syntheticDevice, syntheticEvents } from "./syntheticEvents.ts";
import { effectOf, truthOf } from "./syntheticTruth.ts";
import { ORGANISATIONS, ownFolder } from "./testing.ts";

const WORLD: SyntheticOptions = {
  seed: 5,
  partners: ORGANISATIONS.map((name) => ({ name, role: "bank" })),
  customersPerPartner: 1000,
  start: "2025-01-01",
  days: 365,
  labelErrors: { missed: 0.1, falseAlarm: 0.01 },
};
const events = [...syntheticEvents(WORLD)];
const share = (part: readonly unknown[], whole: readonly unknown[]): number => part.length / whole.length;

test("the same seed is the same world, to the byte; another seed is another", async (context) => {
  const [one, two] = [ownFolder(context), ownFolder(context)];
  const [first, second] = [await generate({ ...WORLD, folder: one }), await generate({ ...WORLD, folder: two })];
  assert.deepEqual(first.truth, second.truth);
  for (const [index, file] of first.files.entries())
    assert.deepEqual(readFileSync(file.path), readFileSync(second.files[index]?.path ?? ""));
  assert.notDeepEqual([...syntheticEvents({ ...WORLD, seed: 6 })], events);
});

test("the files hold every event once, with a header, and say in their name that they are synthetic", async (context) => {
  const { files } = await generate({ ...WORLD, folder: ownFolder(context) });
  assert.equal(
    files.reduce((sum, { rows }) => sum + rows, 0),
    events.length,
  );
  for (const { path, rows } of files) {
    const [header, ...lines] = readFileSync(path, "utf8").trimEnd().split("\n");
    assert.match(path, /synthetisch-/);
    assert.equal(header, "device,customer,date,amount,label,typology");
    assert.equal(lines.length, rows);
    for (const line of lines)
      assert.match(line, /^001\d{12},SYN-\d-\d{9},2025-\d\d-\d\d,\d+,(clean|fraud|unknown),[0-5]$/);
  }
});

test("devices are valid numbers of the range that no real device has", () => {
  for (const number of [1, 7, 123_456, 999_999_999]) {
    const device = syntheticDevice(number);
    const sum = [...device].reverse().reduce((total, digit, at) => {
      const value = Number(digit) * (at % 2 === 1 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
    assert.equal(sum % 10, 0, device);
    assert.match(device, /^001\d{12}$/);
  }
});

test("the world looks like the field: shared devices, re-use by fraudsters, seasons, and labels that are sometimes wrong", () => {
  const customers = new Map<string, Set<string>>();
  for (const { device, customer } of events) customers.set(device, (customers.get(device) ?? new Set()).add(customer));
  const perDevice = [...customers.values()].map(({ size }) => size);
  assert.ok(perDevice.filter((size) => size > 3).length > 50, "household devices");
  assert.ok(Math.max(...perDevice) > 50, "public places");
  const { patterns } = truthOf(events, "fraud");
  const reused = Object.entries(patterns).filter(([name]) => name.includes("+"));
  assert.ok(reused.reduce((sum, [, { fraud }]) => sum + fraud, 0) > 20, "fraud devices at several partners");
  const clean = events.filter(({ fraud }) => !fraud);
  const month = (number: number) => clean.filter(({ day }) => new Date(day * 86_400_000).getUTCMonth() === number);
  assert.ok(month(11).length > 1.5 * month(8).length, "December");
  const frauds = events.filter(({ fraud }) => fraud);
  const missed = share(
    frauds.filter(({ label }) => label !== 1),
    frauds,
  );
  const alarms = share(
    clean.filter(({ label }) => label === 1),
    clean,
  );
  assert.ok(missed > 0.06 && missed < 0.14, `missed ${missed}`);
  assert.ok(alarms > 0.006 && alarms < 0.014, `false alarms ${alarms}`);
});

/** The truth itself, on a world small enough to count on the fingers. */
const event = (
  partner: number,
  device: string,
  customer: string,
  day: number,
  fraud: boolean,
  amount = 100,
): SyntheticEvent => ({
  ...{ partner, device, customer, day, amount, fraud, label: fraud ? 1 : 0, typology: 0 },
});

test("the truth of a world that can be counted by hand", () => {
  const small = [
    event(0, "x", "thief 1", 10, true, 100),
    event(1, "x", "thief 2", 10, true, 20),
    event(1, "x", "thief 2", 12, true, 300),
    event(2, "x", "neighbour", 11, false),
    event(2, "y", "neighbour", 9, false),
    event(0, "z", "thief 3", 20, true, 50),
  ];
  const truth = truthOf(small, "fraud");
  assert.deepEqual(truth.patterns, {
    "0+1+2": { devices: 1, fraud: 1 },
    "2": { devices: 1, fraud: 0 },
    "0": { devices: 1, fraud: 1 },
  });
  assert.deepEqual(truth.damage, { total: 470, preventable: 300 }, "the same day is not afterwards");
  assert.deepEqual(truth.collateral, { innocent: 1, hit: 1 });
  assert.deepEqual(truth.reuse, { 0: 1, [-1]: 1 });
  assert.deepEqual(effectOf(small, "fraud", { reports: 2, partners: 2, kept: 365 }), {
    avoided: 0,
    innocent: 1,
    hit: 1,
  });
  assert.deepEqual(effectOf(small, "fraud", { reports: 1, partners: 1, kept: 1 }), { avoided: 0, innocent: 1, hit: 1 });
});
