import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import { type Backend, createSuite, openBackend, type Suite } from "../../index.ts";
import { bytesOf, flipped, packed, refuses } from "../../testing.ts";
import { bitsBefore, FIELD_BYTES, LIMBS, limbsOf, P, widthOf } from "./field.ts";
import { createArithmetic } from "./points.ts";
import { createWeightedSum } from "./weightedSum.ts";

/** Our own arithmetic against libsodium's for points, and against BigInt for numbers. */
let backend: Backend;
let suite: Suite;
before(async () => {
  backend = await openBackend();
  suite = createSuite(backend, "voprf");
});

const sum = createWeightedSum();
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const scalarOf = (value: bigint): Uint8Array =>
  Uint8Array.from(Buffer.from((((value % ORDER) + ORDER) % ORDER).toString(16).padStart(64, "0"), "hex").reverse());

const elementsOf = (count: number, label = "element"): Uint8Array =>
  packed(...Array.from({ length: count }, (_, index) => suite.hashToGroup(bytesOf(`${label} ${index}`))));
const randomWeights = (count: number): Uint8Array =>
  packed(...Array.from({ length: count }, () => suite.randomScalar()));

/** One multiplication after the other, with libsodium. */
function slowSum(weights: Uint8Array, elements: Uint8Array): Uint8Array {
  const products = backend.multiply(weights, elements);
  let result: Uint8Array = products.slice(0, 32);
  for (let at = 32; at < products.length; at += 32) result = backend.add(result, products.subarray(at, at + 32));
  return result;
}

test("a sum by buckets is the sum that libsodium makes, for any number of elements", () => {
  for (const count of [1, 2, 3, 7, 8, 23, 24, 25, 64, 65, 200, 1030]) {
    const [weights, elements] = [randomWeights(count), elementsOf(count)];
    assert.deepEqual(sum(weights, elements), slowSum(weights, elements), `${count} elements`);
  }
});

test("a sum that is longer than what is held at once is done in parts", () => {
  const elements = elementsOf(1000);
  const [many, weights] = [packed(...Array(9).fill(elements)), randomWeights(9000)];
  // The same thousand elements nine times: their weights may be added up first.
  let together: Uint8Array = weights.slice(0, 32_000);
  for (let part = 1; part < 9; part += 1)
    together = backend.addScalars(together, weights.subarray(part * 32_000, (part + 1) * 32_000));
  assert.deepEqual(sum(weights, many), sum(together, elements));
  assert.deepEqual(sum(together, elements), slowSum(together, elements));
});

test("weights at the edges: one, the largest, powers of two and their neighbours", () => {
  const edges = [1n, 2n, -1n, -2n, 2n ** 252n, 2n ** 252n - 1n, 2n ** 251n + 1n, ORDER / 2n, ORDER / 2n + 1n];
  const powers = Array.from({ length: 253 }, (_, bit) => 2n ** BigInt(bit));
  const all = [...edges, ...powers, ...powers.map((power) => power - 1n).filter((value) => value > 0n)].map(scalarOf);
  const weights = packed(...all);
  const elements = elementsOf(all.length);
  assert.deepEqual(sum(weights, elements), slowSum(weights, elements));
  for (const weight of all.slice(0, edges.length))
    assert.deepEqual(sum(weight, elements.subarray(0, 32)), backend.multiply(weight, elements.subarray(0, 32)));
});

test("equal elements, opposite elements and a sum that vanishes", () => {
  const element = elementsOf(1);
  const same = packed(...Array(40).fill(element));
  const weights = randomWeights(40);
  assert.deepEqual(sum(weights, same), slowSum(weights, same));
  const minus = backend.multiply(scalarOf(-1n), element);
  const mixed = packed(...Array(20).fill(element), ...Array(20).fill(minus));
  assert.deepEqual(sum(weights, mixed), slowSum(weights, mixed));
  const nothing = packed(...Array(20).fill(element), ...Array(20).fill(minus));
  const ones = packed(...Array(40).fill(scalarOf(1n)));
  assert.deepEqual(sum(ones, nothing), new Uint8Array(32));
  refuses("identityElement", () => backend.weightedSum(ones, nothing));
});

test("an element is refused exactly when libsodium refuses it, and the identity always", () => {
  const good = elementsOf(30);
  const weights = randomWeights(30);
  const isRefusedHere = (bytes: Uint8Array): boolean =>
    !(sum(weights, packed(good.subarray(0, 29 * 32), bytes)) instanceof Uint8Array);
  const isRefusedThere = (bytes: Uint8Array): boolean => {
    try {
      backend.checkElements(bytes);
      return false;
    } catch {
      return true;
    }
  };
  const candidates = fc
    .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.constantFrom(0, 1, 2, 3))
    .map(([bytes, kind]) => {
      if (kind === 0) return bytes;
      // Even and below 2^255: about half of these are elements. Kind 2 and 3: close to p and close to zero.
      const near = kind === 2 ? Uint8Array.from(bytes, (_, at) => (at === 0 ? (bytes[0] ?? 0) : 0xff)) : bytes;
      const small = kind === 3 ? Uint8Array.from(bytes, (byte, at) => (at < 2 ? byte : 0)) : near;
      return Uint8Array.from(small, (byte, at) => (at === 0 ? byte & 0xfe : at === 31 ? byte & 0x7f : byte));
    });
  let accepted = 0;
  fc.assert(
    fc.property(candidates, (bytes) => {
      assert.equal(isRefusedHere(bytes), isRefusedThere(bytes));
      if (!isRefusedHere(bytes)) accepted += 1;
    }),
    { numRuns: 400, examples: [[new Uint8Array(32)], [flipped(new Uint8Array(32), 0)]] },
  );
  assert.ok(accepted > 50, `${accepted} of the candidates are elements`);
});

test("the first refused element is named, with libsodium's reason", () => {
  const elements = elementsOf(30);
  elements.fill(0xff, 17 * 32, 18 * 32);
  assert.deepEqual(sum(randomWeights(30), elements), { refused: 17 });
  refuses("invalidElement", () => backend.weightedSum(randomWeights(30), elements));
  elements.fill(0, 17 * 32, 18 * 32);
  refuses("identityElement", () => backend.weightedSum(randomWeights(30), elements));
});

test("numbers modulo p come out as BigInt says, up to the largest limbs that may go in", () => {
  const arithmetic = createArithmetic(65_536);
  const limbs = new Int32Array(arithmetic.memory.buffer);
  const [result, left, right] = [0, FIELD_BYTES, 2 * FIELD_BYTES].map((offset) => 4096 + offset) as [
    number,
    number,
    number,
  ];
  const valueAt = (address: number): bigint => {
    let value = 0n;
    for (let limb = 0; limb < LIMBS; limb += 1)
      value += BigInt(limbs[address / 4 + limb] ?? 0) << BigInt(bitsBefore(limb));
    return ((value % P) + P) % P;
  };
  const canonicalAt = (address: number): readonly number[] => {
    arithmetic.canonical(8192, address);
    return [...limbs.subarray(8192 / 4, 8192 / 4 + LIMBS)];
  };
  // 1.5 × 2^26 and 2^25: what a doubled coordinate plus a product comes to.
  const bound = (limb: number): number => 1.5 * 2 ** widthOf(limb);
  const number = fc.tuple(
    ...Array.from({ length: LIMBS }, (_, limb) =>
      fc.oneof(fc.integer({ min: -bound(limb), max: bound(limb) }), fc.constantFrom(-bound(limb), bound(limb), 0)),
    ),
  );
  fc.assert(
    fc.property(number, number, fc.integer({ min: 1, max: 20 }), (f, g, times) => {
      limbs.set(f, left / 4);
      limbs.set(g, right / 4);
      const [a, b] = [valueAt(left), valueAt(right)];
      arithmetic.multiply(result, left, right);
      assert.deepEqual(canonicalAt(result), limbsOf((a * b) % P));
      for (let limb = 0; limb < LIMBS; limb += 1)
        assert.ok(Math.abs(limbs[result / 4 + limb] ?? 0) <= 1.1 * 2 ** (widthOf(limb) - 1), "carried");
      arithmetic.square(result, left, times);
      let squared = a;
      for (let time = 0; time < times; time += 1) squared = (squared * squared) % P;
      assert.deepEqual(canonicalAt(result), limbsOf(squared));
      arithmetic.multiply(left, left, right);
      arithmetic.multiply(right, right, right);
      arithmetic.add(result, left, right);
      assert.deepEqual(canonicalAt(result), limbsOf((a * b + b * b) % P));
      arithmetic.subtract(result, left, right);
      assert.deepEqual(canonicalAt(result), limbsOf((((a * b - b * b) % P) + P) % P));
    }),
    { numRuns: 500 },
  );
});

test("zero, p and what lies around them have one smallest form", () => {
  const arithmetic = createArithmetic(65_536);
  const limbs = new Int32Array(arithmetic.memory.buffer);
  for (const value of [0n, 1n, 18n, 19n, 20n, P - 1n, P, P + 1n, P + 18n, 2n ** 255n - 1n]) {
    limbs.set(limbsOf(value), 1024);
    arithmetic.canonical(8192, 4096);
    assert.deepEqual([...limbs.subarray(2048, 2048 + LIMBS)], limbsOf(value % P), String(value));
  }
});
