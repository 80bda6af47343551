import { ELEMENT_BYTES, HASH_BYTES } from "../encoding.ts";
import type { Sodium, SodiumCall } from "./sodium.ts";

/** Items of a packed array for one call: how wide each is. An array of one item goes with every item of the other. */
export interface Operand {
  readonly bytes: Uint8Array;
  readonly width: number;
}

/** Applies a call to every pair (or item) and packs the results; gives the index of the first refusal, or −1. */
export type Apply = (call: SodiumCall, result: Uint8Array, left: Operand, right?: Operand) => number;

/** Items in the working memory at once: 1 024 keep it within a second-level cache. */
const CHUNK = 1024;

/** A part of libsodium's memory that remembers how much of it was used, so that no more is wiped than needed. */
function createRegion(sodium: Sodium, size: number) {
  const address = sodium.allocate(size);
  let used = 0;
  function open(length: number): Uint8Array {
    if (length > size) throw new RangeError("more than fits the working memory");
    used = length;
    return sodium.view(address, length);
  }
  return {
    address,
    open,
    wipe: (): void => {
      sodium.view(address, used).fill(0);
      used = 0;
    },
    /** Copies the items of a chunk in, if there are any; returns how far the next item is: 0 when one goes with all. */
    load({ bytes, width }: Operand, from: number, count: number): number {
      const isShared = bytes.length === width;
      const items = isShared ? bytes : bytes.subarray(from * width, (from + count) * width);
      open(items.length).set(items);
      return isShared ? 0 : width;
    },
  };
}

const NOTHING: Operand = { bytes: new Uint8Array(0), width: ELEMENT_BYTES };

const refused = (result: number | undefined): boolean => result !== undefined && result !== 0;
const countOf = ({ bytes, width }: Operand): number => bytes.length / width;

/** Working memory for two operands and a result, wiped after every chunk: it has held secrets. */
export function createApply(sodium: Sodium): Apply {
  const left = createRegion(sodium, CHUNK * HASH_BYTES);
  const right = createRegion(sodium, CHUNK * ELEMENT_BYTES);
  const out = createRegion(sodium, CHUNK * ELEMENT_BYTES);

  function applyChunk(call: SodiumCall, count: number, leftStep: number, rightStep: number): number {
    for (let at = 0; at < count; at += 1) {
      const [a, b] = [left.address + at * leftStep, right.address + at * rightStep];
      if (refused(call(out.address + at * ELEMENT_BYTES, a, b))) return at;
    }
    return -1;
  }

  return (call, result, first, second = NOTHING) => {
    const total = Math.max(countOf(first), countOf(second));
    for (let from = 0; from < total; from += CHUNK) {
      const count = Math.min(CHUNK, total - from);
      const leftStep = left.load(first, from, count);
      const rightStep = right.load(second, from, count);
      const results = out.open(count * ELEMENT_BYTES);
      const failed = applyChunk(call, count, leftStep, rightStep);
      if (failed < 0) result.set(results, from * ELEMENT_BYTES);
      for (const region of [left, right, out]) region.wipe();
      if (failed >= 0) return from + failed;
    }
    return -1;
  };
}
