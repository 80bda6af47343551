import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { Stop } from "../errors.ts";
import { EVENT_SCHEMA, type Events, readEvents, writeEvents } from "./events.ts";
import { shuffledOrder } from "./shuffle.ts";

const eventsOf = (count: number): Events => ({
  count,
  tokens: randomBytes(count * 16),
  subjects: randomBytes(count * 16),
  days: Int32Array.from({ length: count }, (_, row) => 20_000 + row),
  amounts: Int32Array.from({ length: count }, (_, row) => row * 10),
  labels: Array.from({ length: count }, (_, row) => (row % 3 === 0 ? "fraud" : "clean")),
  typologies: Array.from({ length: count }, (_, row) => (row % 3 === 0 ? "aankoopfraude" : "")),
});

const refused = (work: Promise<unknown>): Promise<void> =>
  assert.rejects(work, (error) => error instanceof Stop && error.reason === "manifest");

test("what is written is read back, bytes and all", async () => {
  const events = eventsOf(3000);
  const read = await readEvents(writeEvents(events));
  assert.deepEqual({ ...read, tokens: Buffer.from(read.tokens), subjects: Buffer.from(read.subjects) }, events);
});

test("the same events are the same file", () => {
  const events = eventsOf(100);
  assert.deepEqual(writeEvents(events), writeEvents(events));
});

test("exact times, other columns, other labels and other types are refused", async () => {
  const events = eventsOf(5);
  const columns = [
    { name: "token", data: Array.from({ length: 5 }, () => new Uint8Array(16)) },
    { name: "subject", data: Array.from({ length: 5 }, () => new Uint8Array(16)) },
    { name: "day", data: Array.from(events.days) },
    { name: "amount", data: Array.from(events.amounts) },
    { name: "label", data: [...events.labels] },
    { name: "typology", data: [...events.typologies] },
  ];
  const write = (changed: typeof columns, schema = [...EVENT_SCHEMA]): Uint8Array =>
    new Uint8Array(parquetWriteBuffer({ columnData: changed, schema }));
  await readEvents(write(columns));
  const replace = (name: string, data: unknown[]) =>
    columns.map((one) => (one.name === name ? { name, data } : one)) as typeof columns;
  await refused(readEvents(write(replace("label", ["fraud", "clean", "misschien", "clean", "clean"]))));
  const moment = EVENT_SCHEMA.map((one) =>
    one.name === "day" ? ({ ...one, type: "INT64", converted_type: "TIMESTAMP_MILLIS" } as const) : one,
  );
  await refused(
    readEvents(
      write(
        replace(
          "day",
          Array.from({ length: 5 }, () => new Date(0)),
        ),
        moment,
      ),
    ),
  );
  const optional = EVENT_SCHEMA.map((one) =>
    one.name === "amount" ? ({ ...one, repetition_type: "OPTIONAL" } as const) : one,
  );
  await refused(readEvents(write(columns, optional)));
  const extra = [
    { name: "root", num_children: 7 },
    ...EVENT_SCHEMA.slice(1),
    { name: "iban", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" } as const,
  ];
  await refused(readEvents(write([...columns, { name: "iban", data: ["a", "b", "c", "d", "e"] }], extra)));
});

test("noise in a file is refused or read, and never throws anything else", async () => {
  const bytes = writeEvents(eventsOf(50));
  await refused(readEvents(bytes.subarray(0, 100)));
  await refused(readEvents(new Uint8Array(0)));
  for (let place = 0; place < bytes.length; place += 13) {
    const noisy = Uint8Array.from(bytes);
    noisy[place] = (noisy[place] ?? 0) ^ 0xff;
    await readEvents(noisy).catch((error: unknown) => assert.ok(error instanceof Stop, String(error)));
  }
});

test("an order is a permutation that follows from the key, and looks like no order at all", () => {
  const key = randomBytes(32);
  const order = shuffledOrder(key, 0, 5000);
  assert.deepEqual(order, shuffledOrder(key, 0, 5000));
  assert.notDeepEqual(order, shuffledOrder(key, 1, 5000));
  assert.notDeepEqual(order, shuffledOrder(randomBytes(32), 0, 5000));
  assert.deepEqual(
    Uint32Array.from(order).sort(),
    Uint32Array.from({ length: 5000 }, (_, place) => place),
  );
  const fixed = order.filter((place, index) => place === index).length;
  assert.ok(fixed < 10, `${fixed} stayed where they were`);
  const first = shuffledOrder(key, 2, 5000)
    .slice(0, 2500)
    .filter((place) => place < 2500).length;
  assert.ok(Math.abs(first - 1250) < 150, `${first} of the first half stayed there`);
});
