import { ELEMENT_BYTES, SCALAR_BYTES } from "../../encoding.ts";
import { createArithmetic, DECODED_BYTES, POINT_BYTES } from "./points.ts";
import { createRistretto, WORK_END } from "./ristretto.ts";

/**
 * Σ weight_i · P_i by buckets (N. Pippenger, 1976), for the sums of a proof: their weights and elements are public, so
 * time may depend on them. Per element it costs a sixth to a quarter of a multiplication, and libsodium has no such
 * function. Secrets never come here: they stay with libsodium, which takes the same time for each.
 */

/** Elements that are decoded and held at once; longer sums are done in parts. */
const PART = 8192;
/** A weight is below 2^253, and borrowing for negative digits needs one bit more. */
const WEIGHT_BITS = 254;
const LARGEST_WINDOW = 10;

/** Digits of so many bits that additions to the buckets and of the buckets cost least together. */
const windowFor = (count: number): number => {
  const bits = Math.floor(Math.log2(count));
  return Math.min(LARGEST_WINDOW, Math.max(2, bits - (count < 1024 ? 2 : 3)));
};

/** Digits from −2^(bits−1) to 2^(bits−1), lowest first, one row of `count` per window. */
function digitsOf(weights: Uint8Array, from: number, count: number, bits: number): Int16Array {
  const windows = Math.ceil(WEIGHT_BITS / bits);
  const digits = new Int16Array(windows * count);
  // Four spare bytes: the last window reads past the end of a weight.
  const padded = new Uint8Array(SCALAR_BYTES + 4);
  const words = new DataView(padded.buffer);
  for (let index = 0; index < count; index += 1) {
    padded.set(weights.subarray((from + index) * SCALAR_BYTES, (from + index + 1) * SCALAR_BYTES));
    let borrowed = 0;
    for (let window = 0; window < windows; window += 1) {
      const at = window * bits;
      const digit = ((words.getUint32(at >>> 3, true) >>> (at & 7)) & (2 ** bits - 1)) + borrowed;
      borrowed = digit > 2 ** (bits - 1) ? 1 : 0;
      digits[window * count + index] = digit - borrowed * 2 ** bits;
    }
  }
  return digits;
}

/** Refused elements are reported, not explained: the index of the first, so that the caller can ask libsodium why. */
export type WeightedSum = (weights: Uint8Array, elements: Uint8Array) => Uint8Array | { readonly refused: number };

export function createWeightedSum(): WeightedSum {
  const bucketsAt = WORK_END + 4 * POINT_BYTES;
  const decodedAt = bucketsAt + 2 ** (LARGEST_WINDOW - 1) * POINT_BYTES;
  const [total, part, running, windowSum] = [0, 1, 2, 3].map((index) => WORK_END + index * POINT_BYTES) as Four;
  const arithmetic = createArithmetic(decodedAt + PART * DECODED_BYTES);
  const { addPoint, addDecoded, subtractDecoded } = arithmetic;
  const ristretto = createRistretto(arithmetic);
  const memory = new Int32Array(arithmetic.memory.buffer);

  /** X:Y:Z:T = 0:1:1:0. */
  function clear(point: number, points = 1): void {
    memory.fill(0, point / 4, (point + points * POINT_BYTES) / 4);
    for (let index = 0; index < points; index += 1) {
      const at = (point + index * POINT_BYTES) / 4;
      memory[at + POINT_BYTES / 16] = 1;
      memory[at + POINT_BYTES / 8] = 1;
    }
  }

  /** Throws every element in the bucket of its digit; then Σ digit · bucket is a sum of running sums. */
  function sumWindow(digits: Int16Array, buckets: number): void {
    clear(bucketsAt, buckets);
    for (let index = 0; index < digits.length; index += 1) {
      const digit = digits[index] ?? 0;
      const decoded = decodedAt + index * DECODED_BYTES;
      if (digit > 0) addDecoded(bucketsAt + (digit - 1) * POINT_BYTES, decoded);
      else if (digit < 0) subtractDecoded(bucketsAt + (-digit - 1) * POINT_BYTES, decoded);
    }
    clear(running);
    clear(windowSum);
    for (let bucket = buckets - 1; bucket >= 0; bucket -= 1) {
      addPoint(running, bucketsAt + bucket * POINT_BYTES);
      addPoint(windowSum, running);
    }
  }

  /** Leaves the sum of one part at `part`. */
  function sumPart(weights: Uint8Array, from: number, count: number): void {
    const bits = windowFor(count);
    const digits = digitsOf(weights, from, count, bits);
    clear(part);
    for (let window = digits.length / count - 1; window >= 0; window -= 1) {
      for (let doubling = 0; doubling < bits; doubling += 1) addPoint(part, part);
      sumWindow(digits.subarray(window * count, (window + 1) * count), 2 ** (bits - 1));
      addPoint(part, windowSum);
    }
  }

  return (weights, elements) => {
    const all = elements.length / ELEMENT_BYTES;
    clear(total);
    for (let from = 0; from < all; from += PART) {
      const count = Math.min(PART, all - from);
      for (let index = 0; index < count; index += 1)
        if (!ristretto.decode(elements, (from + index) * ELEMENT_BYTES, decodedAt + index * DECODED_BYTES))
          return { refused: from + index };
      sumPart(weights, from, count);
      addPoint(total, part);
    }
    return ristretto.encode(total);
  };
}
type Four = [number, number, number, number];
