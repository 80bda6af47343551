/**
 * The research engine: sealed shards, a locked child process, fixed templates computed twice, and synthetic data with a
 * known truth. Knows the shapes of disclosure control, no module and no platform.
 */
export { EngineError, type EngineFailure } from "./failure.ts";
export { type IngestReport, rekey, snapshotHash, type WriteShards, type WrittenShards, writeShards } from "./ingest.ts";
export { detectIsolation } from "./isolation.ts";
export { CASES_CAP } from "./job.ts";
export { methods, proportionality } from "./proportionality.ts";
export { runQuestion } from "./question.ts";
export { LABEL, type Row } from "./row.ts";
export { openSealed, sealWriter } from "./sealed.ts";
export type { Answer, EarlierRelease, Isolation, Limits, Question, ShardFile, Snapshot } from "./shapes.ts";
export { generate, type SyntheticFile } from "./synthetic.ts";
export {
  type SyntheticEvent,
  type SyntheticOptions,
  type SyntheticPartner,
  syntheticEvents,
} from "./syntheticEvents.ts";
export { effectOf, type SyntheticTruth, truthOf } from "./syntheticTruth.ts";
export { templates } from "./templates/registry.ts";
export type { DescribedParameter, TemplateInfo } from "./templates/template.ts";
