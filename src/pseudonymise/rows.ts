import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { LEAF_BYTES } from "./keys.ts";

/** A row on its way: keyed leaf, keyed subject, and coarse attributes, in 60 bytes; in buckets by the leaf's first byte. */
export const BUCKETS = 256;
const ROW_BYTES = 60;
const SUBJECT_BYTES = 16;
const BUFFER_ROWS = 512;
/** Label of a row that only brings a canary's leaf. */
const CANARY = 255;
const NO_TYPOLOGY = 0xffff;

export interface StoredRow {
  readonly leaf: Buffer;
  readonly subject: Buffer;
  readonly day: number;
  readonly amount: number;
  readonly label: number;
  readonly typology: number;
  readonly isCanary: boolean;
}

const bucketPath = (folder: string, bucket: number): string => join(folder, bucket.toString(16).padStart(2, "0"));

export class RowWriter {
  readonly #files: number[] = [];
  readonly #buffers: Buffer[] = [];
  readonly #used: number[] = new Array<number>(BUCKETS).fill(0);

  constructor(folder: string) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      this.#files.push(openSync(bucketPath(folder, bucket), "w", 0o600));
      this.#buffers.push(Buffer.alloc(ROW_BYTES * BUFFER_ROWS));
    }
  }

  add(row: Omit<StoredRow, "isCanary">): void {
    this.#add(row, row.label);
  }

  addCanary(leaf: Buffer): void {
    this.#add({ leaf, subject: Buffer.alloc(SUBJECT_BYTES), day: 0, amount: 0, label: 0, typology: -1 }, CANARY);
  }

  #add({ leaf, subject, day, amount, typology }: Omit<StoredRow, "isCanary">, label: number): void {
    const bucket = leaf[0] ?? 0;
    const buffer = this.#buffers[bucket];
    const at = (this.#used[bucket] ?? 0) * ROW_BYTES;
    if (buffer === undefined) return;
    leaf.copy(buffer, at);
    subject.copy(buffer, at + LEAF_BYTES, 0, SUBJECT_BYTES);
    buffer.writeInt32LE(day, at + 48);
    buffer.writeInt32LE(amount, at + 52);
    buffer.writeUInt8(label, at + 56);
    buffer.writeUInt16LE(typology < 0 ? NO_TYPOLOGY : typology, at + 58);
    this.#used[bucket] = at / ROW_BYTES + 1;
    if (this.#used[bucket] === BUFFER_ROWS) this.#flush(bucket);
  }

  #flush(bucket: number): void {
    const [file, buffer] = [this.#files[bucket], this.#buffers[bucket]];
    if (file === undefined || buffer === undefined) return;
    const bytes = buffer.subarray(0, (this.#used[bucket] ?? 0) * ROW_BYTES);
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    this.#used[bucket] = 0;
  }

  close(): void {
    for (const [bucket, file] of this.#files.entries()) {
      this.#flush(bucket);
      closeSync(file);
    }
  }
}

/** The rows of a bucket in pieces of at most `most` rows, as packed bytes. */
export function* readBucket(folder: string, bucket: number, most: number): Generator<Buffer> {
  const file = openSync(bucketPath(folder, bucket), "r");
  try {
    for (;;) {
      const piece = Buffer.alloc(most * ROW_BYTES);
      let length = 0;
      for (let read = -1; read !== 0 && length < piece.length; length += read)
        read = readSync(file, piece, length, piece.length - length, null);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

export const rowCount = (piece: Buffer): number => piece.length / ROW_BYTES;
export const leafAt = (piece: Buffer, index: number): Buffer =>
  piece.subarray(index * ROW_BYTES, index * ROW_BYTES + LEAF_BYTES);

export function rowAt(piece: Buffer, index: number): StoredRow {
  const at = index * ROW_BYTES;
  const typology = piece.readUInt16LE(at + 58);
  const label = piece.readUInt8(at + 56);
  return {
    leaf: leafAt(piece, index),
    subject: piece.subarray(at + LEAF_BYTES, at + LEAF_BYTES + SUBJECT_BYTES),
    day: piece.readInt32LE(at + 48),
    amount: piece.readInt32LE(at + 52),
    label,
    typology: typology === NO_TYPOLOGY ? -1 : typology,
    isCanary: label === CANARY,
  };
}
