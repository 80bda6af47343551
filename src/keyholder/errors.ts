import { messages } from "./messages.nl.ts";

/** Every reason for which a holder refuses, with its HTTP status. A caller may switch on it, so none is renamed. */
export const REFUSALS = {
  notFound: 404,
  unreadableRequest: 400,
  tooLarge: 413,
  tooSlow: 408,
  notAllowed: 403,
  otherStudy: 400,
  otherHolder: 400,
  requestTooOld: 403,
  noKeys: 409,
  noCharter: 409,
  otherCharter: 409,
  vetoed: 409,
  charterUnreadable: 422,
  charterHash: 422,
  charterNotSigned: 422,
  charterUnknownParty: 422,
  charterOtherHolder: 422,
  charterShares: 422,
  charterDates: 422,
  charterCeiling: 422,
  charterSharing: 422,
  charterUsedBefore: 409,
  noDeal: 409,
  dealSeats: 422,
  dealOther: 409,
  dealWrong: 422,
  charterReplaces: 409,
  beforeStart: 403,
  afterEnd: 403,
  clockBack: 503,
  clockJump: 503,
  unknownType: 409,
  noCommitment: 409,
  otherCommitment: 409,
  commitmentTooLarge: 409,
  otherNormaliser: 409,
  quotaReached: 403,
  tooFast: 429,
  wrongLength: 400,
  tooManyElements: 413,
  otherElements: 400,
  invalidElement: 400,
  destroyed: 410,
  shareMissing: 410,
  witnessBack: 409,
  witnessFork: 409,
  storageFailed: 503,
  internal: 500,
} as const satisfies Record<string, number>;
export type RefusalCode = keyof typeof REFUSALS;

/** What the caller's side may meet besides: nobody there, no answer in time, or an answer that is not one. */
export type ClientCode = "unreachable" | "noAnswer" | "unreadableAnswer";
export type HolderErrorCode = RefusalCode | ClientCode;

export const isRefusalCode = (code: unknown): code is RefusalCode =>
  typeof code === "string" && Object.hasOwn(REFUSALS, code);

/** A refusal, on either side of the line. The message is Dutch and holds no secret: it may be shown and logged. */
export class HolderError extends Error {
  override readonly name = "HolderError";
  readonly code: HolderErrorCode;
  /** With tooFast: after how many milliseconds there is room again; otherwise 0. */
  readonly retryAfterMs: number;
  /** With dealWrong: the id of the holder whose deal does not hold; otherwise null. */
  readonly culprit: string | null;

  constructor(code: HolderErrorCode, retryAfterMs = 0, culprit: string | null = null) {
    super(messages.refusals[code]);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.culprit = culprit;
  }

  get status(): number {
    return isRefusalCode(this.code) ? REFUSALS[this.code] : 500;
  }
}
