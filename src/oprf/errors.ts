import { messages } from "./messages.nl.ts";

/** Every reason for which this folder refuses; a caller may switch on it, so a code is never renamed. */
export type OprfErrorCode =
  | "wrongLength"
  | "invalidElement"
  | "identityElement"
  | "invalidScalar"
  | "zeroScalar"
  | "emptyBatch"
  | "tooManyElements"
  | "countMismatch"
  | "inputTooLong"
  | "inputIsIdentity"
  | "repeatedBlind"
  | "brokenRandomness"
  | "keyDerivationFailed"
  | "verifiableModeOnly"
  | "invalidShareIndex"
  | "nativeUnavailable";

/** A refusal. The message is Dutch and holds no value of the calculation: it may be shown and logged. */
export class OprfError extends Error {
  override readonly name = "OprfError";
  readonly code: OprfErrorCode;
  /** Which element of the batch, counted from 0; null when it is not about one element. */
  readonly index: number | null;

  constructor(code: OprfErrorCode, index: number | null = null) {
    super(messages[code]);
    this.code = code;
    this.index = index;
  }
}
