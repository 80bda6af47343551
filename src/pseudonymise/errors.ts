/** Why the tool stops. A closed list; the sentence that goes with it is Dutch and holds no value from the source. */
export type StopReason =
  | "usage"
  | "file"
  | "source"
  | "mapping"
  | "charter"
  | "canary"
  | "normaliser"
  | "quota"
  | "veto"
  | "proof"
  | "receipt"
  | "holder"
  | "changed"
  | "resume"
  | "manifest"
  | "upload"
  | "key";

/** An expected failure: it says what happened and what to do, and nothing of the data. */
export class Stop extends Error {
  readonly reason: StopReason;

  constructor(reason: StopReason, message: string) {
    super(message);
    this.name = "Stop";
    this.reason = reason;
  }
}
