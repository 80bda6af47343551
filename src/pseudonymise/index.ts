/** The door of the partner's tool, for the platform: what it needs to judge and read a delivery. */
export {
  type BundleVerdict,
  type ChainLine,
  chainHash,
  parseProof,
  verifyChainBundle,
  verifyReceipts,
} from "./bundle.ts";
export { type Charter, type Coarsening, parseCharter } from "./charter.ts";
export { LABELS, type Label, weekStart } from "./coarsen.ts";
export { DELIVERY, type DeliveredFile, deliveryUrl, READY, SIGNATURE_HEADER, signDelivery } from "./deliver.ts";
export { inputBytes, inputPrefix } from "./domain.ts";
export { Stop, type StopReason } from "./errors.ts";
export { MerkleBuilder, merklePath, provesLeaf } from "./merkle.ts";
export {
  NORMALISERS,
  type Normalised,
  type Normaliser,
  normaliserFor,
  normaliserHash,
} from "./normalisers/index.ts";
export { EVENT_SCHEMA, type Events, PART_ROWS, readEvents, writeEvents } from "./output/events.ts";
export {
  type Manifest,
  type ManifestFile,
  type ManifestProblem,
  type ManifestVerdict,
  parseManifest,
  type SignedManifest,
  signManifest,
  verifyManifest,
} from "./output/manifest.ts";
export { createProgress, type Progress, silent } from "./progress.ts";
export { type Mapping, parseMapping, readMapping } from "./reading/index.ts";
export { type RunOptions, runPseudonymise } from "./run.ts";
export { type Opening, openSample, verifyOpening } from "./sample.ts";
