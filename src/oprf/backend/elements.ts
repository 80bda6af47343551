import { countPacked, ELEMENT_BYTES, HASH_BYTES, pairedCount, sameBytes } from "../encoding.ts";
import { OprfError } from "../errors.ts";
import type { Apply } from "./chunks.ts";
import type { Sodium, SodiumCall } from "./sodium.ts";
import { createWeightedSum, type WeightedSum } from "./sum/weightedSum.ts";

/** From so many elements on, a sum by buckets takes less time than one multiplication after the other. */
const LONG_SUM = 24;
const IDENTITY = new Uint8Array(ELEMENT_BYTES);

let bucketSum: WeightedSum | undefined;
/** Made when the first long proof comes; all backends share it, because nothing secret goes in. */
const sumByBuckets: WeightedSum = (weights, elements) => {
  bucketSum ??= createWeightedSum();
  return bucketSum(weights, elements);
};

/** An item of a packed array, or the only one. */
const itemOf = (packed: Uint8Array, index: number): Uint8Array =>
  packed.length === ELEMENT_BYTES ? packed : packed.subarray(index * ELEMENT_BYTES, (index + 1) * ELEMENT_BYTES);

/** libsodium takes the identity for a valid point; an element from outside may never be it (RFC 9497 §3.3). */
function refuseIdentity(elements: Uint8Array): void {
  for (let index = 0; index < elements.length / ELEMENT_BYTES; index += 1)
    if (sameBytes(itemOf(elements, index), IDENTITY)) throw new OprfError("identityElement", index);
}

/** libsodium 1.0.18 ignores the highest bit, so that one element had two encodings; RFC 9496 §4.3.1 has one. */
function refuseHighestBit(elements: Uint8Array): void {
  for (let at = ELEMENT_BYTES - 1; at < elements.length; at += ELEMENT_BYTES)
    if ((elements[at] ?? 0) > 0x7f) throw new OprfError("invalidElement", (at + 1) / ELEMENT_BYTES - 1);
}

/** The group's arithmetic, and the refusals around it. */
export function createElements(sodium: Sodium, apply: Apply) {
  const isValid: SodiumCall = (_result, element) =>
    element !== undefined && sodium.isValidPoint(element) === 1 ? 0 : 1;
  const single = (call: SodiumCall, bytes: Uint8Array, result: Uint8Array, width = ELEMENT_BYTES): number =>
    apply((out, only) => call(out, only), result, { bytes, width });
  const pairs = (call: SodiumCall, left: Uint8Array, right: Uint8Array, result: Uint8Array): number =>
    apply(call, result, { bytes: left, width: ELEMENT_BYTES }, { bytes: right, width: ELEMENT_BYTES });

  /** Throws what is wrong with these elements, if anything is. */
  function checkElements(elements: Uint8Array): void {
    const scratch = new Uint8Array(countPacked(elements) * ELEMENT_BYTES);
    refuseIdentity(elements);
    refuseHighestBit(elements);
    const failed = single(isValid, elements, scratch);
    if (failed >= 0) throw new OprfError("invalidElement", failed);
  }

  /** Why a multiplication was refused: for its element, or else for its scalar. */
  function whyRefused(elements: Uint8Array, index: number): unknown {
    try {
      checkElements(itemOf(elements, index));
      return new OprfError("zeroScalar", index);
    } catch (error) {
      return error instanceof OprfError ? new OprfError(error.code, index) : error;
    }
  }

  function multiply(scalars: Uint8Array, elements: Uint8Array): Uint8Array {
    const result = new Uint8Array(pairedCount(scalars, elements) * ELEMENT_BYTES);
    refuseHighestBit(elements);
    const failed = pairs(sodium.scalarmult, scalars, elements, result);
    if (failed >= 0) throw whyRefused(elements, failed);
    return result;
  }

  function multiplyBase(scalars: Uint8Array): Uint8Array {
    const result = new Uint8Array(countPacked(scalars) * ELEMENT_BYTES);
    const failed = single(sodium.scalarmultBase, scalars, result);
    if (failed >= 0) throw new OprfError("zeroScalar", failed);
    return result;
  }

  function add(left: Uint8Array, right: Uint8Array): Uint8Array {
    const result = new Uint8Array(pairedCount(left, right) * ELEMENT_BYTES);
    for (const elements of [left, right]) {
      refuseIdentity(elements);
      refuseHighestBit(elements);
    }
    const failed = pairs(sodium.add, left, right, result);
    if (failed >= 0) throw new OprfError("invalidElement", failed);
    refuseIdentity(result);
    return result;
  }

  function weightedSum(weights: Uint8Array, elements: Uint8Array): Uint8Array {
    if (weights.length !== elements.length) throw new OprfError("countMismatch");
    if (countPacked(elements) < LONG_SUM) {
      const products = multiply(weights, elements);
      let sum: Uint8Array = products.slice(0, ELEMENT_BYTES);
      for (let at = 1; at < products.length / ELEMENT_BYTES; at += 1) sum = add(sum, itemOf(products, at));
      return sum;
    }
    const sum = sumByBuckets(weights, elements);
    if (!(sum instanceof Uint8Array)) throw whyRefused(elements, sum.refused);
    refuseIdentity(sum);
    return sum;
  }

  function fromHash(hashes: Uint8Array): Uint8Array {
    const result = new Uint8Array(hashes.length / 2);
    single(sodium.fromHash, hashes, result, HASH_BYTES);
    return result;
  }

  return { checkElements, multiply, multiplyBase, add, weightedSum, fromHash };
}
