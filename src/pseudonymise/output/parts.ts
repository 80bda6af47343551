import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../keyholder/index.ts";
import { LABELS, type Label } from "../coarsen.ts";
import { type LeafList, readAt, readLeaves } from "../leaves.ts";
import { BUCKETS, readBucket, rowAt, rowCount, type StoredRow } from "../rows.ts";
import { type Committed, type WorkFolder, writeWhole } from "../work.ts";
import { type Events, ID_BYTES, PART_ROWS, writeEvents } from "./events.ts";
import type { ManifestFile } from "./manifest.ts";
import { shuffledOrder } from "./shuffle.ts";

export interface PartRules {
  readonly eventsPerToken: number;
  readonly typologies: readonly string[];
  readonly shuffleKey: Uint8Array;
  readonly onRows: (rows: number) => void;
}

/** Rows of one part while they are gathered; the order in which they came is thrown away when it is written. */
class Part {
  readonly #tokens = Buffer.alloc(PART_ROWS * ID_BYTES);
  readonly #subjects = Buffer.alloc(PART_ROWS * ID_BYTES);
  readonly #days = new Int32Array(PART_ROWS);
  readonly #amounts = new Int32Array(PART_ROWS);
  readonly #labels = new Uint8Array(PART_ROWS);
  readonly #typologies = new Int32Array(PART_ROWS);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(token: Buffer, { subject, day, amount, label, typology }: StoredRow): void {
    const row = this.#count;
    token.copy(this.#tokens, row * ID_BYTES);
    subject.copy(this.#subjects, row * ID_BYTES);
    this.#days[row] = day;
    this.#amounts[row] = amount;
    this.#labels[row] = label;
    this.#typologies[row] = typology;
    this.#count += 1;
  }

  take(order: Uint32Array, typologies: readonly string[]): Events {
    const count = this.#count;
    this.#count = 0;
    const ids = (bytes: Buffer): Uint8Array => {
      const sorted = Buffer.alloc(count * ID_BYTES);
      for (const [to, from] of order.entries())
        bytes.copy(sorted, to * ID_BYTES, from * ID_BYTES, (from + 1) * ID_BYTES);
      return sorted;
    };
    return {
      count,
      tokens: ids(this.#tokens),
      subjects: ids(this.#subjects),
      days: Int32Array.from(order, (from) => this.#days[from] ?? 0),
      amounts: Int32Array.from(order, (from) => this.#amounts[from] ?? 0),
      labels: Array.from(order, (from): Label => LABELS[this.#labels[from] ?? 0] ?? "unknown"),
      typologies: Array.from(order, (from) => typologies[this.#typologies[from] ?? -1] ?? ""),
    };
  }
}

export interface Written {
  readonly files: readonly ManifestFile[];
  readonly rows: number;
  /** Rows above what the charter keeps of one token. */
  readonly capped: number;
}

const partName = (number: number): string => `deel-${String(number).padStart(5, "0")}.parquet`;

/** Removes the parts of an earlier attempt: a folder holds one delivery. */
function removeParts(output: string): void {
  for (const name of readdirSync(output)) if (/^deel-\d+\.parquet(\.tmp)?$/.test(name)) rmSync(join(output, name));
}

/** Gathers rows into parts and writes each as soon as it is full. */
class PartWriter {
  readonly files: ManifestFile[] = [];
  rows = 0;
  readonly #part = new Part();
  readonly #output: string;
  readonly #rules: PartRules;

  constructor(output: string, rules: PartRules) {
    this.#output = output;
    this.#rules = rules;
  }

  add(token: Buffer, row: StoredRow): void {
    this.#part.add(token, row);
    if (this.#part.count === PART_ROWS) this.flush();
  }

  flush(): void {
    if (this.#part.count === 0) return;
    const order = shuffledOrder(this.#rules.shuffleKey, this.files.length, this.#part.count);
    const events = this.#part.take(order, this.#rules.typologies);
    const bytes = writeEvents(events);
    const name = partName(this.files.length + 1);
    writeWhole(join(this.#output, name), bytes);
    this.files.push({ name, sha256: sha256(bytes), rows: events.count, bytes: bytes.length });
    this.rows += events.count;
    this.#rules.onRows(events.count);
  }
}

function* bucketRows(folder: WorkFolder, bucket: number): Generator<StoredRow> {
  for (const piece of readBucket(folder.file("rows"), bucket, 4096))
    for (let index = 0; index < rowCount(piece); index += 1) yield rowAt(piece, index);
}

/** Joins the kept rows with their tokens, bucket by bucket, and writes them out in a random order. */
export function writeParts(output: string, folder: WorkFolder, committed: Committed, rules: PartRules): Written {
  removeParts(output);
  const writer = new PartWriter(output, rules);
  let capped = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
    const lookup = bucketLookup(folder, committed, bucket, rules.eventsPerToken);
    for (const row of bucketRows(folder, bucket)) {
      if (row.isCanary) continue;
      const token = lookup(row.leaf);
      if (token === null) capped += 1;
      else writer.add(token, row);
    }
  }
  writer.flush();
  return { files: writer.files, rows: writer.rows, capped };
}

/** The token of a leaf, or null once it has been given as often as the charter allows. */
function bucketLookup(folder: WorkFolder, { starts }: Committed, bucket: number, most: number) {
  const [first = 0, end = 0] = [starts[bucket], starts[bucket + 1]];
  const leaves: LeafList = readLeaves(folder.file("leaves.bin"), first, end - first);
  const tokens = readAt(folder.file("tokens.bin"), first * ID_BYTES, (end - first) * ID_BYTES);
  const given = new Uint32Array(end - first);
  return (leaf: Buffer): Buffer | null => {
    const place = leaves.indexOf(leaf);
    const times = (given[place] ?? 0) + 1;
    if (place < 0 || times > most) return null;
    given[place] = times;
    return tokens.subarray(place * ID_BYTES, (place + 1) * ID_BYTES);
  };
}
