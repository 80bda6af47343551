import type { Backend } from "./backend/backend.ts";
import { countPacked, ELEMENT_BYTES } from "./encoding.ts";
import { OprfError } from "./errors.ts";
import { decodeElements, decodeScalar } from "./group.ts";

/** Joining what several key holders did: Finalize works on the sum of their evaluations as on that of one key. */

/** Sum per element; throws countMismatch, invalidElement, identityElement (also when a sum is the identity). */
export function addElements(backend: Backend, left: Uint8Array, right: Uint8Array): Uint8Array {
  if (countPacked(left) !== countPacked(right)) throw new OprfError("countMismatch");
  return backend.add(left, right);
}

/** One scalar times every element. */
export const multiplyElements = (backend: Backend, scalar: Uint8Array, elements: Uint8Array): Uint8Array =>
  backend.multiply(decodeScalar(scalar), elements);

/** Sum of public keys: the public key of the sum of the secrets. */
export function addPublicKeys(backend: Backend, publicKeys: readonly Uint8Array[]): Uint8Array {
  for (const key of publicKeys) if (key.length !== ELEMENT_BYTES) throw new OprfError("wrongLength");
  const [first, ...others] = publicKeys;
  if (first === undefined) throw new OprfError("emptyBatch");
  return others.reduce((sum, key) => backend.add(sum, key), decodeElements(backend, first, 1).slice());
}
