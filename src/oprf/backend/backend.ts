import { createApply } from "./chunks.ts";
import { createElements } from "./elements.ts";
import { createScalars } from "./scalars.ts";
import type { BackendName, Sodium } from "./sodium.ts";

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

/** One libsodium, one working memory. */
export function createBackend(sodium: Sodium): Backend {
  const apply = createApply(sodium);
  return { name: sodium.name, ...createElements(sodium, apply), ...createScalars(sodium, apply) };
}
