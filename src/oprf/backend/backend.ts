import { countPacked, ELEMENT_BYTES, HASH_BYTES, sameBytes } from "../encoding.ts";
import { OprfError } from "../errors.ts";
import type { BackendName, Sodium, SodiumCall } from "./sodium.ts";
import { createWeightedSum, type WeightedSum } from "./sum/weightedSum.ts";

/**
 * Arithmetic of ristretto255 on packed arrays: n items of 32 bytes in one Uint8Array. Where two arrays go in, either may
 * hold one item, which then goes with every item of the other. Every element is decoded strictly (RFC 9496 §4.3.1), by
 * libsodium and by the checks it leaves out; a refusal is an OprfError with the index of an offender.
 */
export interface Backend {
  readonly name: BackendName;
  /** scalar_i · P_i; refuses undecodable elements, the identity, and a zero scalar. Constant time in the scalar. */
  multiply(scalars: Uint8Array, elements: Uint8Array): Uint8Array;
  /** scalar_i · G. */
  multiplyBase(scalars: Uint8Array): Uint8Array;
  /** P_i + Q_i; refuses an identity in or out. */
  add(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** Σ weight_i · P_i, one element. For public weights and elements only: it need not be constant time. */
  weightedSum(weights: Uint8Array, elements: Uint8Array): Uint8Array;
  /** One-way map of 64 uniform bytes to an element (RFC 9496 §4.3.4). */
  fromHash(hashes: Uint8Array): Uint8Array;
  /** Throws invalidElement or identityElement. */
  checkElements(elements: Uint8Array): void;
  /** 64 bytes, little endian, modulo the group order. */
  reduceScalars(wide: Uint8Array): Uint8Array;
  addScalars(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** left − right. */
  subtractScalars(left: Uint8Array, right: Uint8Array): Uint8Array;
  multiplyScalars(left: Uint8Array, right: Uint8Array): Uint8Array;
  /** 1/s for one scalar; throws zeroScalar. */
  invertScalar(scalar: Uint8Array): Uint8Array;
}

/** Items in the working memory at once: 1 024 keep it within a second-level cache. */
const CHUNK = 1024;
/** From so many elements on, a sum by buckets takes less time than one multiplication after the other. */
const LONG_SUM = 24;
const IDENTITY = new Uint8Array(ELEMENT_BYTES);
const NOTHING = new Uint8Array(0);

const refused = (result: number | undefined): boolean => result !== undefined && result !== 0;

/** One operand: its bytes, the size of an item, and how far the next item is (0: the same one again). */
interface Operand {
  readonly bytes: Uint8Array;
  readonly width: number;
}

/** Working memory of three regions, wiped after each chunk: it has held secrets. */
function createWorkspace(sodium: Sodium) {
  const [left, right, result] = [CHUNK * HASH_BYTES, CHUNK * ELEMENT_BYTES, CHUNK * ELEMENT_BYTES].map((size) => ({
    address: sodium.allocate(size),
    size,
  })) as [Region, Region, Region];
  return { left, right, result };
}
interface Region {
  readonly address: number;
  readonly size: number;
}

/** Copies the items of one chunk in; returns how far the next item is: 0 when the one item goes with every other. */
function load(sodium: Sodium, region: Region, { bytes, width }: Operand, from: number, count: number): number {
  if (bytes.length === width) {
    sodium.view(region.address, width).set(bytes);
    return 0;
  }
  sodium.view(region.address, count * width).set(bytes.subarray(from * width, (from + count) * width));
  return width;
}

type Workspace = ReturnType<typeof createWorkspace>;

/** Applies `call` to every pair; returns the index of the first refusal, or -1. */
function applyEach(
  sodium: Sodium,
  space: Workspace,
  call: SodiumCall,
  [left, right]: readonly [Operand, Operand],
  result: Uint8Array,
): number {
  const total = Math.max(left.bytes.length / left.width, right.bytes.length / right.width);
  for (let from = 0; from < total; from += CHUNK) {
    const count = Math.min(CHUNK, total - from);
    const leftStep = load(sodium, space.left, left, from, count);
    const rightStep = load(sodium, space.right, right, from, count);
    let failed = -1;
    for (let at = 0; at < count && failed < 0; at += 1) {
      const [a, b] = [space.left.address + at * leftStep, space.right.address + at * rightStep];
      if (refused(call(space.result.address + at * ELEMENT_BYTES, a, b))) failed = from + at;
    }
    const out = sodium.view(space.result.address, count * ELEMENT_BYTES);
    if (failed < 0) result.set(out, from * ELEMENT_BYTES);
    out.fill(0);
    for (const [region, { width }] of [
      [space.left, left],
      [space.right, right],
    ] as const)
      sodium.view(region.address, count * width).fill(0);
    if (failed >= 0) return failed;
  }
  return -1;
}

/** The larger of two counts; throws countMismatch unless they are equal or one of them is 1. */
function pairedCount(left: Uint8Array, right: Uint8Array): number {
  const [a, b] = [countPacked(left), countPacked(right)];
  if (a !== b && a !== 1 && b !== 1) throw new OprfError("countMismatch");
  return Math.max(a, b);
}

let bucketSum: WeightedSum | undefined;
/** Made when the first long proof comes; all backends share it, because nothing secret goes in. */
const sumByBuckets: WeightedSum = (weights, elements) => {
  bucketSum ??= createWeightedSum();
  return bucketSum(weights, elements);
};

const itemOf = (packed: Uint8Array, index: number): Uint8Array =>
  packed.length === ELEMENT_BYTES ? packed : packed.subarray(index * ELEMENT_BYTES, (index + 1) * ELEMENT_BYTES);

export function createBackend(sodium: Sodium): Backend {
  const space = createWorkspace(sodium);
  const isValid: SodiumCall = (_result, element) => (sodium.isValidPoint(element) === 1 ? 0 : 1);
  const base: SodiumCall = (result, scalar) => sodium.scalarmultBase(result, scalar);
  const unary = (call: SodiumCall, bytes: Uint8Array, width: number, result: Uint8Array): number =>
    applyEach(
      sodium,
      space,
      (out, only) => call(out, only ?? 0),
      [
        { bytes, width },
        { bytes: NOTHING, width },
      ],
      result,
    );
  const pairs = (call: SodiumCall, left: Uint8Array, right: Uint8Array, result: Uint8Array): number =>
    applyEach(
      sodium,
      space,
      call,
      [
        { bytes: left, width: ELEMENT_BYTES },
        { bytes: right, width: ELEMENT_BYTES },
      ],
      result,
    );

  function scalarPairs(call: SodiumCall, left: Uint8Array, right: Uint8Array): Uint8Array {
    const result = new Uint8Array(pairedCount(left, right) * ELEMENT_BYTES);
    pairs(call, left, right, result);
    return result;
  }

  /** Why libsodium refused this element; the identity passes its own check, so that is looked at first. */
  function whyRefused(element: Uint8Array, index: number): OprfError {
    if (sameBytes(element, IDENTITY)) return new OprfError("identityElement", index);
    if ((element[ELEMENT_BYTES - 1] ?? 0) > 0x7f) return new OprfError("invalidElement", index);
    return unary(isValid, element, ELEMENT_BYTES, new Uint8Array(ELEMENT_BYTES)) < 0
      ? new OprfError("zeroScalar", index)
      : new OprfError("invalidElement", index);
  }

  function refuseIdentity(elements: Uint8Array): void {
    for (let index = 0; index < elements.length / ELEMENT_BYTES; index += 1)
      if (sameBytes(itemOf(elements, index), IDENTITY)) throw new OprfError("identityElement", index);
  }

  /** libsodium before 1.0.19 ignores the highest bit, so that one element had two encodings; RFC 9496 §4.3.1 has one. */
  function refuseHighestBit(elements: Uint8Array): void {
    for (let at = ELEMENT_BYTES - 1; at < elements.length; at += ELEMENT_BYTES)
      if ((elements[at] ?? 0) > 0x7f) throw new OprfError("invalidElement", (at + 1) / ELEMENT_BYTES - 1);
  }

  function multiply(scalars: Uint8Array, elements: Uint8Array): Uint8Array {
    const result = new Uint8Array(pairedCount(scalars, elements) * ELEMENT_BYTES);
    refuseHighestBit(elements);
    const failed = pairs(sodium.scalarmult, scalars, elements, result);
    if (failed >= 0) throw whyRefused(itemOf(elements, failed), failed);
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

  function sumOneByOne(products: Uint8Array): Uint8Array {
    let sum: Uint8Array = products.slice(0, ELEMENT_BYTES);
    for (let index = 1; index < products.length / ELEMENT_BYTES; index += 1) sum = add(sum, itemOf(products, index));
    return sum;
  }

  function checkElements(elements: Uint8Array): void {
    const scratch = new Uint8Array(countPacked(elements) * ELEMENT_BYTES);
    const failed = unary(isValid, elements, ELEMENT_BYTES, scratch);
    refuseIdentity(elements);
    refuseHighestBit(elements);
    if (failed >= 0) throw new OprfError("invalidElement", failed);
  }

  return {
    name: sodium.name,
    multiply,
    add,
    checkElements,
    multiplyBase(scalars) {
      const result = new Uint8Array(countPacked(scalars) * ELEMENT_BYTES);
      const failed = unary(base, scalars, ELEMENT_BYTES, result);
      if (failed >= 0) throw new OprfError("zeroScalar", failed);
      return result;
    },
    weightedSum(weights, elements) {
      if (pairedCount(weights, elements) < LONG_SUM || weights.length !== elements.length)
        return sumOneByOne(multiply(weights, elements));
      const sum = sumByBuckets(weights, elements);
      if (!(sum instanceof Uint8Array)) throw whyRefused(itemOf(elements, sum.refused), sum.refused);
      refuseIdentity(sum);
      return sum;
    },
    fromHash(hashes) {
      const result = new Uint8Array(hashes.length / 2);
      unary(sodium.fromHash, hashes, HASH_BYTES, result);
      return result;
    },
    reduceScalars(wide) {
      const result = new Uint8Array(wide.length / 2);
      unary(sodium.scalarReduce, wide, HASH_BYTES, result);
      return result;
    },
    addScalars: (left, right) => scalarPairs(sodium.scalarAdd, left, right),
    subtractScalars: (left, right) => scalarPairs(sodium.scalarSub, left, right),
    multiplyScalars: (left, right) => scalarPairs(sodium.scalarMul, left, right),
    invertScalar(scalar) {
      const result = new Uint8Array(ELEMENT_BYTES);
      if (unary(sodium.scalarInvert, scalar, ELEMENT_BYTES, result) >= 0) throw new OprfError("zeroScalar");
      return result;
    },
  };
}
