import type { Backend } from "./backend/backend.ts";
import { countPacked, ELEMENT_BYTES, SCALAR_BYTES } from "./encoding.ts";
import { OprfError } from "./errors.ts";

/** Decoding (RFC 9497 §2.1 and §4.1): what comes from outside is refused unless it is exactly right. */

/** The order of the group, 2^252 + 27742317777372353535851937790883648493, little endian (RFC 9496 §4). */
const ORDER = Uint8Array.from(Buffer.from("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010", "hex"));

/**
 * The same bytes, when they are n canonical elements and none is the identity. `count` is how many there must be.
 * Throws wrongLength, emptyBatch, invalidElement, identityElement.
 */
export function decodeElements(backend: Backend, bytes: Uint8Array, count?: number): Uint8Array {
  if (count !== undefined && bytes.length !== count * ELEMENT_BYTES) throw new OprfError("wrongLength");
  countPacked(bytes);
  backend.checkElements(bytes);
  return bytes;
}

/** 1 when the scalar is below the group order, else 0; the work is the same for every scalar. */
function belowOrder(scalar: Uint8Array): number {
  let borrow = 0;
  for (let at = 0; at < SCALAR_BYTES; at += 1) borrow = ((scalar[at] ?? 0) - (ORDER[at] ?? 0) - borrow) >>> 31;
  return borrow;
}

/** 1 when every byte is zero. */
function isZero(scalar: Uint8Array): number {
  let bits = 0;
  for (const byte of scalar) bits |= byte;
  return (bits - 1) >>> 31;
}

/** The same bytes, when they are a canonical scalar that is not zero. Throws wrongLength, invalidScalar, zeroScalar. */
export function decodeScalar(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== SCALAR_BYTES) throw new OprfError("wrongLength");
  return decodeScalars(bytes);
}

/** As decodeScalar, for packed scalars; the error names the first that is wrong. */
export function decodeScalars(packed: Uint8Array): Uint8Array {
  const count = countPacked(packed);
  for (let index = 0; index < count; index += 1) {
    const scalar = packed.subarray(index * SCALAR_BYTES, (index + 1) * SCALAR_BYTES);
    if (belowOrder(scalar) === 0) throw new OprfError("invalidScalar", index);
    if (isZero(scalar) === 1) throw new OprfError("zeroScalar", index);
  }
  return packed;
}
