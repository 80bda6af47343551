import { createHash, createHmac } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync, type WriteStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { finished } from "node:stream/promises";
import { EngineError } from "./failure.ts";
import { ShardWriter } from "./parquet.ts";
import { KEY_BYTES, MOST_ORGANISATIONS, type Row, TOKEN_BYTES } from "./row.ts";
import { sealWriter } from "./sealed.ts";
import type { ShardFile } from "./shapes.ts";
import { EventCap, Uniqueness, type UniquenessReport } from "./uniqueness.ts";

/** Events of one token that are kept at most: more make a token recognisable (reference §4.4, T9). */
const DEFAULT_CAP = 1000;
const LAST_DAY = 65_535;
const LARGEST_AMOUNT = 2_000_000_000;

export interface WriteShards {
  readonly rows: AsyncIterable<readonly Row[]>;
  /** Made when it is not there. */
  readonly folder: string;
  /** First part of the file names; tells the uploads of one snapshot apart. "snapshot" when absent. */
  readonly prefix?: string;
  /** 32 bytes each. */
  readonly dataKey: Uint8Array;
  readonly ingestKey: Uint8Array;
  /** 1 to 256; the same for all snapshots of a study. */
  readonly shards: number;
  readonly eventsPerToken?: number;
}

/** Counts only; nothing in it points at a row. */
export interface IngestReport extends UniquenessReport {
  /** Rows left out because their token had reached the cap. */
  readonly capped: number;
}

export interface WrittenShards {
  readonly files: readonly ShardFile[];
  readonly snapshotHash: string;
  readonly report: IngestReport;
}

/** The pseudonym that is stored: HMAC-SHA-256(ingest key, token), first 16 bytes. The partner's own token is no use. */
export const rekey = (ingestKey: Uint8Array, token: Uint8Array): Buffer =>
  createHmac("sha256", ingestKey).update(token).digest().subarray(0, TOKEN_BYTES);

/** Which shard a re-keyed token lives in: by its first two bytes, so that all its events are in one place. */
export const shardOf = (token: Uint8Array, shards: number): number =>
  Math.floor((((token[0] ?? 0) * 256 + (token[1] ?? 0)) * shards) / 65_536);

/** Names a snapshot by the bytes it is made of, whatever order the files come in. */
export const snapshotHash = (files: readonly ShardFile[]): string =>
  createHash("sha256")
    .update(JSON.stringify(files.map(({ shard, sha256, rows }) => [shard, sha256, rows]).sort()))
    .digest("hex");

const within = (value: number, low: number, high: number): boolean =>
  Number.isInteger(value) && value >= low && value <= high;

/** Refuses what is not coarsened or not whole. Throws EngineError "row" without saying which row. */
function checkRow(row: Row): void {
  const good =
    row.token.length === TOKEN_BYTES &&
    row.subject.length === TOKEN_BYTES &&
    within(row.day, 0, LAST_DAY) &&
    within(row.amount, 0, LARGEST_AMOUNT) &&
    within(row.label, 0, 2) &&
    within(row.typology, 0, 32_767) &&
    within(row.organisation, 0, MOST_ORGANISATIONS - 1);
  if (!good) throw new EngineError("row");
}

/** One sealed file in the making. */
class SealedShard {
  readonly #seal: Transform;
  readonly #hash = createHash("sha256");
  readonly #done: Promise<void>;
  readonly #rows: ShardWriter;
  readonly #file: WriteStream;
  readonly #path: string;

  constructor(path: string, dataKey: Uint8Array) {
    const file = createWriteStream(path, { flags: "wx", mode: 0o600 });
    this.#file = file;
    this.#path = path;
    this.#seal = sealWriter(dataKey);
    const hashing = new Transform({
      transform: (part, _encoding, next) => {
        this.#hash.update(part);
        next(null, part);
      },
    });
    this.#done = finished(this.#seal.pipe(hashing).pipe(file));
    this.#done.catch(() => undefined);
    file.once("error", (error) => this.#seal.destroy(error));
    this.#rows = new ShardWriter((bytes) => this.#write(bytes));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const drained = new Promise<void>((resolve) => void this.#seal.once("drain", resolve));
    if (!this.#seal.write(bytes)) await Promise.race([drained, this.#done]);
  }

  /** Stops and removes what this run wrote; a file that was already there is somebody else's. */
  async abort(): Promise<void> {
    const opened = await new Promise<boolean>((resolve) => {
      if (this.#file.destroyed) resolve(!this.#file.pending);
      else if (this.#file.pending) this.#file.once("open", () => resolve(true)).once("error", () => resolve(false));
      else resolve(true);
    });
    this.#seal.destroy();
    this.#file.destroy();
    if (opened) rmSync(this.#path, { force: true });
  }

  add(row: Row): Promise<void> | undefined {
    return this.#rows.add(row);
  }

  async close(): Promise<{ sha256: string; rows: number }> {
    const rows = await this.#rows.finish();
    this.#seal.end();
    await this.#done;
    return { sha256: this.#hash.digest("hex"), rows };
  }
}

async function storeAll(rows: WriteShards["rows"], store: (row: Row) => Promise<void> | undefined): Promise<void> {
  for await (const batch of rows)
    for (const row of batch) {
      const full = store(row);
      // Only when a row group went out: a turn of the event loop for every row would cost more than the row.
      if (full !== undefined) await full;
    }
}

/**
 * Re-keys, caps, shards, encodes and seals the rows of a snapshot (or of one upload of it). Constant memory but for two
 * tables of counts. Throws EngineError "row" on a row that is not coarsened, "dataKey" on keys of another length.
 */
export async function writeShards(options: WriteShards): Promise<WrittenShards> {
  const { folder, dataKey, ingestKey, shards, prefix = "snapshot" } = options;
  if (dataKey.length !== KEY_BYTES || ingestKey.length !== KEY_BYTES) throw new EngineError("dataKey");
  if (!within(shards, 1, 256)) throw new EngineError("shards");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const names = Array.from({ length: shards }, (_, shard) => `${prefix}-${String(shard).padStart(3, "0")}.sealed`);
  const open = names.map((name) => new SealedShard(join(folder, name), dataKey));
  const cap = new EventCap(options.eventsPerToken ?? DEFAULT_CAP);
  const uniqueness = new Uniqueness();
  const store = (row: Row): Promise<void> | undefined => {
    checkRow(row);
    const token = rekey(ingestKey, row.token);
    if (!cap.admits(token)) return undefined;
    uniqueness.add(row.day, row.amount);
    return open[shardOf(token, shards)]?.add({ ...row, token, subject: rekey(ingestKey, row.subject) });
  };
  const files: ShardFile[] = [];
  try {
    await storeAll(options.rows, store);
    for (const [shard, file] of open.entries())
      files.push({ name: names[shard] ?? "", shard, ...(await file.close()) });
  } catch (error) {
    for (const file of open) await file.abort();
    throw error;
  }
  const report = { ...uniqueness.report(cap), capped: cap.refused };
  return { files, snapshotHash: snapshotHash(files), report };
}
