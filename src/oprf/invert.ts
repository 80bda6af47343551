import type { Backend } from "./backend/backend.ts";
import { countPacked, elementAt, SCALAR_BYTES } from "./encoding.ts";

/**
 * 1/s_i for a batch with a single inversion (Montgomery's trick): the inverse of the product of all, from which each
 * factor is peeled off again. Three multiplications per scalar instead of some 300; which are done does not depend on
 * the scalars. They must not be zero.
 */
export function invertScalars(backend: Backend, scalars: Uint8Array): Uint8Array {
  const count = countPacked(scalars);
  const inverses = new Uint8Array(scalars.length);
  const prefixes = new Uint8Array(scalars.length);
  let product: Uint8Array = scalars.slice(0, SCALAR_BYTES);
  for (let index = 1; index < count; index += 1) {
    prefixes.set(product, index * SCALAR_BYTES);
    product = backend.multiplyScalars(product, elementAt(scalars, index));
  }
  let rest = backend.invertScalar(product);
  for (let index = count - 1; index > 0; index -= 1) {
    inverses.set(backend.multiplyScalars(rest, elementAt(prefixes, index)), index * SCALAR_BYTES);
    rest = backend.multiplyScalars(rest, elementAt(scalars, index));
  }
  inverses.set(rest);
  for (const secret of [prefixes, product, rest]) secret.fill(0);
  return inverses;
}
