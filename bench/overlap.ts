import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type DuckDBConnection, DuckDBInstance, version } from "@duckdb/node-api";
import { compute, makePlan } from "../src/engine/question.ts";
import { openSealed, sealWriter } from "../src/engine/sealed.ts";
import type { Question, ShardFile } from "../src/engine/shapes.ts";
import { MEMBERSHIP_SQL } from "../src/engine/templates/template.ts";
import {
  formatNumber,
  formatSpread,
  median,
  printConditions,
  printNote,
  printTable,
  printVerdict,
  timed,
  timedRounds,
} from "./measure.ts";

/**
 * Overlap of five organisations: the template's SQL against a query written by hand for this one table, and the whole
 * way of a question – sealed files, locked child, disclosure evidence – from nothing to counted cells.
 * SIZE=100000000 for the large run (about 6 GB of disk, 10 minutes with the making of the data).
 */
const SIZE = Number(process.env.SIZE ?? 10_000_000);
const SECOND = Number(process.env.SECOND ?? Math.min(SIZE, 500_000));
const ORGANISATIONS = ["A", "B", "C", "D", "E"];
const THREADS = 2;
const KEY = new Uint8Array(32).fill(3);
const ROWS_PER_SHARD = 640_000;
/** Seconds, by number of events; the bar. */
const BAR = SIZE > 10_000_000 ? 60 : 4;
const ROUNDS = SIZE > 20_000_000 ? 1 : 5;

/** The same table – pattern by fraud, no fraud, unknown – as an analyst would write it who needs it once. */
const BY_HAND = `
SELECT holders, CASE WHEN fraud THEN 1 WHEN clean THEN 0 ELSE 2 END AS outcome, count(*)
FROM (
  SELECT token, bit_or(1 << organisation) AS holders, bool_or(label = 1) AS fraud, bool_or(label = 0) AS clean
  FROM events GROUP BY token
) GROUP BY holders, outcome`;
const TEMPLATE = `SELECT holders, trait, count(*) FROM (${MEMBERSHIP_SQL}) AS m GROUP BY holders, trait`;

/** About half as many tokens as events; 2 % of the tokens are fraud. Tokens of shard s begin with its bytes. */
const shardSql = (shard: number, shards: number, rows: number): string => `
SELECT
  (printf('%02x', ${Math.ceil((shard * 256) / shards)} + t % ${Math.floor(256 / shards)}) || substr(md5('t${shard}-' || t), 3))::UUID AS token,
  md5('s${shard}-' || (hash(r, 6) % ${Math.max(1, Math.floor(rows / 3))}))::UUID AS subject,
  (20000 + hash(r, 1) % 365)::INTEGER AS day,
  (1 + hash(r, 2) % 500)::INTEGER AS amount,
  (CASE WHEN hash(t, 3) % 50 = 0 THEN 1 WHEN hash(r, 4) % 50 = 0 THEN 2 ELSE 0 END)::INTEGER AS label,
  0::INTEGER AS typology,
  (hash(r, 5) % ${ORGANISATIONS.length})::INTEGER AS organisation
FROM (SELECT range AS r, (hash(range, ${shard}) % ${Math.max(1, Math.floor(rows * 0.63))})::BIGINT AS t FROM range(${rows}))`;

interface Data {
  readonly plain: readonly string[];
  readonly files: readonly ShardFile[];
  readonly bytes: number;
}

async function sealFile(plain: string, sealed: string): Promise<string> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform(part: Buffer, _encoding, done) {
      hash.update(part);
      done(null, part);
    },
  });
  await pipeline(
    createReadStream(plain, { highWaterMark: 1 << 20 }),
    sealWriter(KEY),
    hashing,
    createWriteStream(sealed),
  );
  return hash.digest("hex");
}

async function makeData(folder: string, size: number): Promise<Data> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(THREADS) });
  const connection = await instance.connect();
  const wanted = Math.min(64, Math.max(1, Math.ceil(size / ROWS_PER_SHARD)));
  // A power of two, so that the first byte divides evenly.
  const shards = 2 ** Math.ceil(Math.log2(wanted));
  const plain: string[] = [];
  const files: ShardFile[] = [];
  for (let shard = 0; shard < shards; shard += 1) {
    const rows = Math.floor(((shard + 1) * size) / shards) - Math.floor((shard * size) / shards);
    const path = join(folder, `${size}-${shard}.parquet`);
    await connection.run(`COPY (${shardSql(shard, shards, rows)}) TO '${path}' (FORMAT parquet, COMPRESSION snappy)`);
    const name = `${size}-${shard}.sealed`;
    files.push({ name, shard, sha256: await sealFile(path, join(folder, name)), rows });
    plain.push(path);
  }
  connection.closeSync();
  instance.closeSync();
  return { plain, files, bytes: plain.reduce((sum, path) => sum + statSync(path).size, 0) };
}

const questionOn = (folder: string, files: readonly ShardFile[]): Question => ({
  template: "overlap",
  parameters: {},
  snapshots: [{ id: "bench", folder, files }],
  snapshot: "bench",
  dataKey: KEY,
  organisations: ORGANISATIONS,
  earlier: [],
  limits: { threads: THREADS, memory: 6 * 2 ** 30 },
});

/** Seconds; each round runs both, in turn, on the same open files. */
async function measureSql(folder: string, plain: readonly string[]): Promise<{ byHand: number[]; template: number[] }> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(THREADS), memory_limit: "8GB" });
  const connection: DuckDBConnection = await instance.connect();
  await connection.run(`SET preserve_insertion_order = false; SET temp_directory = '${folder}'`);
  const list = plain.map((path) => `'${path}'`).join(", ");
  await connection.run(`CREATE VIEW events AS SELECT * FROM read_parquet([${list}])`);
  const ask = (sql: string) => async () => void (await connection.runAndReadAll(sql));
  // Once, so that neither pays for the first touch of the files.
  if (ROUNDS > 1) await ask(BY_HAND)();
  const times = { byHand: [] as number[], template: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1)
    for (const [name, sql] of [
      ["byHand", BY_HAND],
      ["template", TEMPLATE],
    ] as const)
      times[name].push((await timed(ask(sql))) / 1000);
  connection.closeSync();
  instance.closeSync();
  return times;
}

/** Seconds to open every sealed file, beside reading the same bytes unsealed. */
async function measureSeal(folder: string, { plain, files }: Data): Promise<{ sealed: number; unsealed: number }> {
  const out = join(folder, "out");
  const unsealed = await timed(async () => {
    for (const path of plain)
      await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), createWriteStream(out));
  });
  const sealed = await timed(async () => {
    for (const { name } of files)
      await pipeline(
        createReadStream(join(folder, name), { highWaterMark: 1 << 20 }),
        openSealed(KEY),
        createWriteStream(out),
      );
  });
  return { sealed: sealed / 1000, unsealed: unsealed / 1000 };
}

export async function run(): Promise<void> {
  printConditions(
    `Overlap: ${formatNumber(SIZE, 0)} gebeurtenissen van ${ORGANISATIONS.length} partners`,
    `DuckDB ${version()}`,
  );
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-bench-"));
  try {
    const data = await makeData(folder, SIZE);
    printNote(`Gegevens  ${data.files.length} delen, ${formatNumber(data.bytes / 2 ** 20, 0)} MiB Parquet`);
    const sql = await measureSql(folder, data.plain);
    const seal = await measureSeal(folder, data);
    const question = questionOn(folder, data.files);
    const whole = await timedRounds(ROUNDS, () => compute(question, makePlan(question), "duckdb", "namespaces"));
    const second = await makeData(folder, SECOND);
    const small = questionOn(folder, second.files);
    const again = await timed(() => compute(small, makePlan(small), "postgres", "namespaces"));
    const seconds = whole.map((time) => time / 1000);
    printTable(
      ["mediaan (kleinste–grootste), s", "tijd"],
      [
        ["met de hand geschreven SQL, open Parquet", formatSpread(sql.byHand, 2)],
        ["SQL van het sjabloon, open Parquet", formatSpread(sql.template, 2)],
        ["bestanden lezen, open", formatNumber(seal.unsealed, 2)],
        ["bestanden lezen, verzegeld", formatNumber(seal.sealed, 2)],
        ["hele vraag in het afgesloten proces, met gegevens voor de uitvoercontrole", formatSpread(seconds, 2)],
        [`tweede berekening, ${formatNumber(SECOND, 0)} gebeurtenissen`, formatNumber(again / 1000, 2)],
      ],
    );
    printNote("");
    const ratio = median(sql.template) / median(sql.byHand);
    printVerdict(
      `overlap van ${formatNumber(SIZE, 0)} gebeurtenissen in hoogstens ${BAR} s`,
      `${formatNumber(median(sql.template), 2)} s`,
      median(sql.template) <= BAR,
    );
    printVerdict(
      `hele vraag, eerste berekening, in hoogstens ${BAR} s`,
      `${formatNumber(median(seconds), 2)} s`,
      median(seconds) <= BAR,
    );
    printVerdict("SQL van het sjabloon hoogstens 1,1× met de hand", `${formatNumber(ratio, 2)}×`, ratio <= 1.1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
