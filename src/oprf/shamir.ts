import { randomBytes } from "node:crypto";
import type { Backend } from "./backend/backend.ts";
import { concat, countPacked, elementAt, LONGEST_INPUT, SCALAR_BYTES, sameBytes } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { decodeElements, decodeScalar } from "./group.ts";
import { createScalarSource } from "./random.ts";

/** Shamir's sharing of a secret key with Feldman's commitments (P. Feldman, FOCS 1987): any `threshold` shares do. */
export interface ScalarShare {
  /** Where the polynomial was evaluated: 1 to 65 535, the number of the holder. */
  readonly index: number;
  /** Secret. */
  readonly share: Uint8Array;
}

export interface SplitScalar {
  readonly shares: readonly ScalarShare[];
  /** Public: coefficient · G for each coefficient, constant term (the public key) first, packed. */
  readonly commitments: Uint8Array;
}

function scalarOf(index: number): Uint8Array {
  if (!Number.isInteger(index) || index < 1 || index > LONGEST_INPUT) throw new OprfError("invalidShareIndex");
  const scalar = new Uint8Array(SCALAR_BYTES);
  scalar.set([index & 0xff, index >>> 8]);
  return scalar;
}

function requireDistinct(indices: readonly number[]): void {
  if (new Set(indices).size !== indices.length) throw new OprfError("invalidShareIndex");
}

/** Horner: from the last coefficient to the constant term. */
function polynomialAt(backend: Backend, coefficients: Uint8Array, index: number): Uint8Array {
  const x = scalarOf(index);
  let value: Uint8Array = new Uint8Array(SCALAR_BYTES);
  for (let degree = countPacked(coefficients) - 1; degree >= 0; degree -= 1)
    value = backend.addScalars(backend.multiplyScalars(value, x), elementAt(coefficients, degree));
  return value;
}

/** Divides a secret key over the holders with these indices. Throws invalidShareIndex, invalidScalar, zeroScalar. */
export function splitScalar(
  backend: Backend,
  secret: Uint8Array,
  threshold: number,
  indices: readonly number[],
): SplitScalar {
  requireDistinct(indices);
  if (!Number.isInteger(threshold) || threshold < 2 || threshold > indices.length)
    throw new OprfError("invalidShareIndex");
  const others = createScalarSource(backend, randomBytes)(threshold - 1);
  const coefficients = concat(decodeScalar(secret), others);
  const shares = indices.map((index) => ({ index, share: polynomialAt(backend, coefficients, index) }));
  const commitments = backend.multiplyBase(coefficients);
  for (const used of [others, coefficients]) used.fill(0);
  return { shares, commitments };
}

/** The factor of the share with `index` when exactly the holders `indices` take part: Π j/(j − index), j ≠ index. */
export function lagrangeCoefficient(backend: Backend, indices: readonly number[], index: number): Uint8Array {
  requireDistinct(indices);
  if (!indices.includes(index)) throw new OprfError("invalidShareIndex");
  const own = scalarOf(index);
  let [above, below] = [scalarOf(1), scalarOf(1)];
  for (const other of indices.filter((one) => one !== index).map(scalarOf)) {
    above = backend.multiplyScalars(above, other);
    below = backend.multiplyScalars(below, backend.subtractScalars(other, own));
  }
  return backend.multiplyScalars(above, backend.invertScalar(below));
}

/** The public key of the share with this index: Σ index^k · C_k. */
export function publicShareAt(backend: Backend, commitments: Uint8Array, index: number): Uint8Array {
  const x = scalarOf(index);
  const count = countPacked(commitments);
  let sum: Uint8Array = decodeElements(backend, commitments).slice(-SCALAR_BYTES);
  for (let degree = count - 2; degree >= 0; degree -= 1)
    sum = backend.add(backend.multiply(x, sum), elementAt(commitments, degree));
  return sum;
}

/** Whether a share lies on the polynomial that was committed to: a dealer cannot give holders different keys. */
export function verifyFeldman(backend: Backend, { index, share }: ScalarShare, commitments: Uint8Array): boolean {
  return sameBytes(backend.multiplyBase(decodeScalar(share)), publicShareAt(backend, commitments, index));
}
