import { OprfError } from "./errors.ts";

/** Sizes and byte strings of RFC 9497 §1.2 and §4.1. */
export const ELEMENT_BYTES = 32;
export const SCALAR_BYTES = 32;
export const HASH_BYTES = 64;
export const PROOF_BYTES = 2 * SCALAR_BYTES;
/** Inputs carry their length in two bytes (§1.2). */
export const LONGEST_INPUT = 65_535;
/** The index of an element in a proof is I2OSP(i, 2) (§2.2.1): 0 to 65 535. */
export const LARGEST_BATCH = 65_536;

const encoder = new TextEncoder();
export const ascii = (text: string): Uint8Array => encoder.encode(text);

/** I2OSP(value, 2): two bytes, most significant first. */
export const twoBytes = (value: number): Uint8Array => Uint8Array.of(value >>> 8, value & 0xff);

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** I2OSP(len(bytes), 2) || bytes. Throws inputTooLong above 65 535 bytes. */
export function lengthPrefixed(bytes: Uint8Array): Uint8Array {
  if (bytes.length > LONGEST_INPUT) throw new OprfError("inputTooLong");
  return concat(twoBytes(bytes.length), bytes);
}

/** Element `index` of a packed array, as a view. */
export const elementAt = (packed: Uint8Array, index: number): Uint8Array =>
  packed.subarray(index * ELEMENT_BYTES, (index + 1) * ELEMENT_BYTES);

/** Number of 32-byte items in a packed array; throws wrongLength, emptyBatch. */
export function countPacked(packed: Uint8Array): number {
  if (packed.length === 0) throw new OprfError("emptyBatch");
  if (packed.length % ELEMENT_BYTES !== 0) throw new OprfError("wrongLength");
  return packed.length / ELEMENT_BYTES;
}

/** The larger of two counts; throws countMismatch unless they are equal or one of them is 1. */
export function pairedCount(left: Uint8Array, right: Uint8Array): number {
  const [a, b] = [countPacked(left), countPacked(right)];
  if (a !== b && a !== 1 && b !== 1) throw new OprfError("countMismatch");
  return Math.max(a, b);
}

/** As countPacked, for what goes into one proof: throws tooManyElements above 65 536. */
export function countBatch(packed: Uint8Array): number {
  const count = countPacked(packed);
  if (count > LARGEST_BATCH) throw new OprfError("tooManyElements");
  return count;
}

/** Equal, without stopping at the first difference: how long it takes says nothing about where they differ. */
export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  let difference = left.length ^ right.length;
  for (let at = 0; at < left.length; at += 1) difference |= (left[at] ?? 0) ^ (right[at] ?? 0);
  return difference === 0;
}
