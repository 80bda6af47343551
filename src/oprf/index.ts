/**
 * RFC 9497: OPRF and VOPRF on ristretto255-SHA512, for batches. Mathematics only: no network, no storage, no clock.
 * Elements and scalars are 32 bytes, proofs and outputs 64; n of them are one packed Uint8Array.
 */
export type { Backend } from "./backend/backend.ts";
export { nativeAvailable } from "./backend/native.ts";
export { openBackend } from "./backend/open.ts";
export type { BackendName } from "./backend/sodium.ts";
export { ELEMENT_BYTES, HASH_BYTES, LARGEST_BATCH, LONGEST_INPUT, PROOF_BYTES, SCALAR_BYTES } from "./encoding.ts";
export { OprfError, type OprfErrorCode } from "./errors.ts";
export type { KeyPair } from "./keys.ts";
export type { Evaluation } from "./protocol.ts";
export type { RandomSource } from "./random.ts";
export {
  lagrangeCoefficient,
  publicShareAt,
  type ScalarShare,
  type SplitScalar,
  splitScalar,
  verifyFeldman,
} from "./shamir.ts";
export { createSuite, IDENTIFIER, type Mode, type Suite } from "./suite.ts";
