import { closeSync, openSync, readSync, writeSync } from "node:fs";
import { LEAF_BYTES } from "./keys.ts";
import { MerkleBuilder } from "./merkle.ts";
import { BUCKETS, leafAt, readBucket, rowCount } from "./rows.ts";

/** Sorted, distinct leaves, packed. */
export class LeafList {
  readonly bytes: Buffer;
  readonly count: number;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    this.count = bytes.length / LEAF_BYTES;
  }

  at(index: number): Buffer {
    return this.bytes.subarray(index * LEAF_BYTES, (index + 1) * LEAF_BYTES);
  }

  /** Place of a leaf, or -1. */
  indexOf(leaf: Buffer): number {
    let [low, high] = [0, this.count - 1];
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const order = this.bytes.compare(leaf, 0, LEAF_BYTES, middle * LEAF_BYTES, (middle + 1) * LEAF_BYTES);
      if (order === 0) return middle;
      // `order` tells where our own bytes stand against the leaf.
      if (order < 0) low = middle + 1;
      else high = middle - 1;
    }
    return -1;
  }
}

const PIECE = 65_536;

/** The distinct leaves of one bucket, sorted; merged piece by piece, so that a leaf with very many rows costs nothing. */
function distinctLeaves(folder: string, bucket: number): Buffer[] {
  let known: Buffer[] = [];
  for (const piece of readBucket(folder, bucket, PIECE)) {
    const own = Array.from({ length: rowCount(piece) }, (_, index) => leafAt(piece, index)).sort(Buffer.compare);
    const seen = [...known, ...own].sort(Buffer.compare);
    known = seen
      .filter((leaf, index) => index === 0 || !leaf.equals(seen[index - 1] ?? leaf))
      .map((leaf) => Buffer.from(leaf));
  }
  return known;
}

export interface SortedLeaves {
  readonly merkleRoot: string;
  readonly count: number;
  /** Index of the first leaf of each bucket, and the count at the end. */
  readonly starts: readonly number[];
}

/** Writes all distinct leaves in order to one file, and builds the Merkle tree over them on the way. */
export function sortLeaves(rowsFolder: string, target: string): SortedLeaves {
  const builder = new MerkleBuilder();
  const starts: number[] = [];
  const file = openSync(target, "w", 0o600);
  try {
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      starts.push(builder.count);
      const leaves = distinctLeaves(rowsFolder, bucket);
      for (const leaf of leaves) builder.add(leaf);
      const bytes = Buffer.concat(leaves);
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    }
  } finally {
    closeSync(file);
  }
  return { merkleRoot: builder.root().toString("hex"), count: builder.count, starts: [...starts, builder.count] };
}

/** Reads `length` bytes at a place in a file. */
export function readAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(length);
    let at = 0;
    for (let read = -1; read !== 0 && at < length; at += read)
      read = readSync(file, bytes, at, length - at, position + at);
    return bytes.subarray(0, at);
  } finally {
    closeSync(file);
  }
}

export const readLeaves = (path: string, first: number, count: number): LeafList =>
  new LeafList(readAt(path, first * LEAF_BYTES, count * LEAF_BYTES));
