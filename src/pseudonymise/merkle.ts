import { hash } from "node:crypto";

/** Merkle tree as in RFC 6962, section 2.1: leaves and nodes are hashed in domains of their own. SHA-256, 32 bytes. */
export const HASH_BYTES = 32;

const sha256 = (bytes: Uint8Array): Buffer => hash("sha256", bytes, "buffer");

export const leafHash = (leaf: Uint8Array): Buffer => sha256(Buffer.concat([Buffer.of(0), leaf]));
const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer => sha256(Buffer.concat([Buffer.of(1), left, right]));

/** Takes leaves one by one and holds one hash per level, so that the tree may be larger than memory. */
export class MerkleBuilder {
  readonly #complete: { size: number; hash: Buffer }[] = [];
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(leaf: Uint8Array): void {
    this.#count += 1;
    let node = { size: 1, hash: leafHash(leaf) };
    for (let last = this.#complete.at(-1); last?.size === node.size; last = this.#complete.at(-1)) {
      this.#complete.pop();
      node = { size: node.size * 2, hash: nodeHash(last.hash, node.hash) };
    }
    this.#complete.push(node);
  }

  /** Root of all leaves so far; the hash of nothing when there are none. */
  root(): Buffer {
    const last = this.#complete.at(-1);
    if (last === undefined) return sha256(Buffer.alloc(0));
    return this.#complete.slice(0, -1).reduceRight((right, left) => nodeHash(left.hash, right), last.hash);
  }
}

/** Gives the leaf at an index. */
export type LeafAt = (index: number) => Uint8Array;

function rootOf(leafAt: LeafAt, start: number, end: number): Buffer {
  const builder = new MerkleBuilder();
  for (let index = start; index < end; index += 1) builder.add(leafAt(index));
  return builder.root();
}

/** Largest power of two below `count`: where RFC 6962 splits a tree. */
function split(count: number): number {
  let size = 1;
  while (size * 2 < count) size *= 2;
  return size;
}

/** The sibling hashes from a leaf up to the root (RFC 6962, section 2.1.1). */
export function merklePath(leafAt: LeafAt, count: number, index: number): Buffer[] {
  if (!Number.isInteger(index) || index < 0 || index >= count) throw new RangeError("no such leaf");
  const path: Buffer[] = [];
  let [start, end] = [0, count];
  while (end - start > 1) {
    const middle = start + split(end - start);
    const isLeft = index < middle;
    path.unshift(isLeft ? rootOf(leafAt, middle, end) : rootOf(leafAt, start, middle));
    if (isLeft) end = middle;
    else start = middle;
  }
  return path;
}

/** Whether the path leads from this leaf at this index to this root, in a tree of `count` leaves. */
export function provesLeaf(
  leaf: Uint8Array,
  index: number,
  count: number,
  path: readonly Uint8Array[],
  root: Uint8Array,
): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= count) return false;
  const sides: boolean[] = [];
  let [start, end] = [0, count];
  while (end - start > 1) {
    const middle = start + split(end - start);
    sides.unshift(index < middle);
    if (index < middle) end = middle;
    else start = middle;
  }
  if (sides.length !== path.length) return false;
  const top = path.reduce<Buffer>(
    (own, sibling, level) => (sides[level] === true ? nodeHash(own, sibling) : nodeHash(sibling, own)),
    leafHash(leaf),
  );
  return top.equals(root);
}
