/**
 * The door of the key holder: what platform and partner's tool say to it and check of it. The holder itself runs as a
 * process of its own (src/keyholder.ts) and knows neither of them; startKeyHolder is that process inside another one.
 */
export { canonicalJson, isCanonicalJson, NotCanonicalError } from "./canonical.ts";
export {
  type ChainFault,
  type ChainVerdict,
  countsOf,
  type PartnerCount,
  verifyLedger,
} from "./chain.ts";
export { charterDocument, readCharter, signCharter, unsignedParties, verifyCharterSignature } from "./charter.ts";
export {
  type ClientOptions,
  createHolderClient,
  type HolderClient,
  type Signer,
  type StudyLedger,
  signRequest,
} from "./client.ts";
export { type SharedKey, shareKey } from "./dealing.ts";
export { HolderError, type HolderErrorCode } from "./errors.ts";
export {
  possessionContext,
  verifyCertificate,
  verifyLedgerHead,
  verifyReceipt,
  verifyWitnessedHead,
} from "./evidence.ts";
export type * from "./protocol.ts";
export { PROTOCOL } from "./protocol.ts";
export { type KeyHolderOptions, type RunningKeyHolder, startKeyHolder } from "./running.ts";
export { contributionHolds, jointKeyOf, keysHold, neededFor, publicShareFor } from "./sharing.ts";
export {
  fromBase64Url,
  generateSigningKey,
  isPublicKey,
  PURPOSES,
  publicKeyFor,
  type SigningKey,
  sha256,
  sign,
  toBase64Url,
  verify,
} from "./signing.ts";
export type * from "./wire.ts";
export { LARGEST_REQUEST, OPERATOR } from "./wire.ts";
