import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { test } from "node:test";
import { EngineError } from "./failure.ts";
import { rekey, shardOf, snapshotHash, writeShards } from "./ingest.ts";
import { readGroups } from "./parquet.ts";
import type { Row } from "./row.ts";
import { openSealed } from "./sealed.ts";
import { DATA_KEY, inBatches, ownFolder, pseudonym, shortRows } from "./testing.ts";

const KEY = new Uint8Array(32).fill(9);
const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, index) => ({
    token: pseudonym(`device ${index}`),
    subject: pseudonym(`customer ${index % 50}`),
    day: 20_000 + (index % 30),
    amount: index,
    label: index % 3 === 0 ? 1 : 0,
    typology: index % 4,
    organisation: index % 3,
  }));

test("every row comes back from its shard, re-keyed, and none is in another shard", async (context) => {
  const folder = ownFolder(context);
  const all = rows(500);
  const { files } = await writeShards({ rows: inBatches(all), folder, dataKey: DATA_KEY, ingestKey: KEY, shards: 5 });
  const seen = new Set<string>();
  for (const file of files) {
    const sealed = readFileSync(join(folder, file.name));
    assert.equal(createHash("sha256").update(sealed).digest("hex"), file.sha256);
    const plain = await buffer(Readable.from([sealed]).pipe(openSealed(DATA_KEY)));
    let stored = 0;
    for await (const { token, amount } of readGroups(new Uint8Array(plain).buffer))
      for (const [at, hex] of Array.from(token, String).entries()) {
        assert.equal(shardOf(Buffer.from(hex, "hex"), 5), file.shard);
        assert.equal(hex, rekey(KEY, pseudonym(`device ${String(amount[at])}`)).toString("hex"));
        seen.add(hex);
        stored += 1;
      }
    assert.equal(stored, file.rows);
  }
  assert.equal(seen.size, 500);
});

test("neither a token nor a re-keyed token can be found in the stored files", async (context) => {
  const folder = ownFolder(context);
  const all = rows(50);
  const { files } = await writeShards({ rows: inBatches(all), folder, dataKey: DATA_KEY, ingestKey: KEY, shards: 2 });
  const bytes = Buffer.concat(files.map(({ name }) => readFileSync(join(folder, name))));
  for (const { token } of all) {
    assert.equal(bytes.includes(token), false);
    assert.equal(bytes.includes(rekey(KEY, token)), false);
  }
});

test("the same token under another study's ingest key is another token", () => {
  const token = pseudonym("device");
  assert.equal(rekey(KEY, token).length, 16);
  assert.notDeepEqual(rekey(KEY, token), rekey(new Uint8Array(32), token));
});

test("a row that is not coarsened or not whole is refused, and the message has no row in it", async (context) => {
  const [good] = rows(1);
  assert.ok(good !== undefined);
  const wrong: Partial<Record<keyof Row, unknown>>[] = [
    { token: new Uint8Array(15) },
    { subject: new Uint8Array(17) },
    { day: 20_000.5 },
    { day: 1_767_225_600 },
    { amount: 12.34 },
    { amount: -1 },
    { label: 3 },
    { typology: 100_000 },
    { organisation: 31 },
    { organisation: Number.NaN },
  ];
  for (const change of wrong) {
    const row = { ...good, ...change } as Row;
    const folder = ownFolder(context);
    const writing = writeShards({
      rows: inBatches([row]),
      folder,
      dataKey: DATA_KEY,
      ingestKey: KEY,
      shards: 1,
    });
    await assert.rejects(
      writing,
      (error) => error instanceof EngineError && error.failure === "row" && !/\d{3}/.test(error.message),
    );
    assert.deepEqual(readdirSync(folder), [], "nothing half is left");
  }
});

test("events of one token are kept up to the cap, and the report counts what was left out", async (context) => {
  const busy = Array.from({ length: 30 }, (_, index) => ["busy", `c${index}`, 0, 20_000 + index, 10, 0] as const);
  const all = shortRows([...busy, ["quiet", "c", 1, 20_000, 10, 0]]);
  const folder = ownFolder(context);
  const { report, files } = await writeShards({
    ...{ rows: inBatches(all), folder, dataKey: DATA_KEY, ingestKey: KEY, shards: 2, eventsPerToken: 12 },
  });
  assert.deepEqual([report.capped, report.rows, report.tokens, report.largestEventsPerToken], [18, 13, 2, 12]);
  assert.equal(
    files.reduce((sum, file) => sum + file.rows, 0),
    13,
  );
});

test("the uniqueness report counts rows whose day and amount occur fewer than ten times", async (context) => {
  const common = Array.from({ length: 10 }, (_, index) => [`d${index}`, "c", 0, 20_000, 25, 0] as const);
  const all = shortRows([...common, ["rare", "c", 0, 20_000, 4817, 0], ["rare", "c", 0, 20_001, 25, 0]]);
  const { report } = await writeShards({
    rows: inBatches(all),
    folder: ownFolder(context),
    dataKey: DATA_KEY,
    ingestKey: KEY,
    shards: 1,
  });
  assert.deepEqual([report.rareRows, report.k, report.complete], [2, 10, true]);
});

test("counting tokens survives growing far beyond its first size", async (context) => {
  const all = rows(40_000);
  const { report } = await writeShards({
    ...{
      rows: inBatches([...all, ...all]),
      folder: ownFolder(context),
      dataKey: DATA_KEY,
      ingestKey: KEY,
      shards: 3,
    },
  });
  assert.deepEqual([report.tokens, report.largestEventsPerToken], [40_000, 2]);
});

test("a snapshot is named by its bytes, in whatever order its files are listed", async (context) => {
  const { files, snapshotHash: hash } = await writeShards({
    ...{ rows: inBatches(rows(30)), folder: ownFolder(context), dataKey: DATA_KEY, ingestKey: KEY, shards: 3 },
  });
  assert.equal(snapshotHash([...files].reverse()), hash);
  assert.notEqual(snapshotHash(files.slice(1)), hash);
});

test("files that are already there are not overwritten", async (context) => {
  const options = { folder: ownFolder(context), dataKey: DATA_KEY, ingestKey: KEY, shards: 1 };
  await writeShards({ rows: inBatches(rows(3)), ...options });
  const before = readFileSync(join(options.folder, "snapshot-000.sealed"));
  await assert.rejects(writeShards({ rows: inBatches(rows(3)), ...options }));
  assert.deepEqual(readFileSync(join(options.folder, "snapshot-000.sealed")), before);
});
