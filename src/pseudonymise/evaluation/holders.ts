import {
  type CharterCore,
  type CharterIdentifier,
  createHolderClient,
  type EvaluateAnswer,
  type HolderClient,
  HolderError,
  type InputCommitment,
  type Signer,
  sha256,
  verifyReceipt,
} from "../../keyholder/index.ts";
import { Stop, type StopReason } from "../errors.ts";
import { messages } from "../messages.nl.ts";

/** One holder of the charter, with what it must keep to. */
export interface Holder {
  readonly id: string;
  readonly name: string;
  readonly receiptKey: string;
  readonly publicShare: Uint8Array;
  /** The seat of its share, when any two holders are enough. */
  readonly index?: number;
  readonly client: HolderClient;
}

/** The holders whose shares make the key of this type, in the order of the charter. */
export function holdersOf(core: CharterCore, identifier: CharterIdentifier, signal: AbortSignal): Holder[] {
  return identifier.shares.map((share) => {
    const holder = core.holders.find((one) => one.holder === share.holder);
    const seat = identifier.commitments?.find((one) => one.holder === share.holder);
    if (holder === undefined) throw new Stop("charter", messages.keysWrong);
    return {
      id: holder.holder,
      name: holder.name,
      receiptKey: holder.receiptKey,
      publicShare: Buffer.from(share.publicShare, "base64url"),
      ...(seat !== undefined && { index: seat.index }),
      client: createHolderClient(holder.url, { signal }),
    };
  });
}

const REASONS: Readonly<Record<string, StopReason>> = {
  quotaReached: "quota",
  commitmentTooLarge: "quota",
  otherCommitment: "quota",
  vetoed: "veto",
  otherNormaliser: "normaliser",
  afterEnd: "charter",
  beforeStart: "charter",
  otherCharter: "charter",
  noCharter: "charter",
};

/** What goes over by itself: the holder is starting again, or the line was cut. */
const PASSING: ReadonlySet<string> = new Set(["unreachable", "noAnswer", "internal", "unreadableAnswer", "tooSlow"]);

/** A holder that has no share, or no charter, for this study: asking again changes nothing, asking another may. */
const WITHOUT: ReadonlySet<string> = new Set(["destroyed", "shareMissing", "noKeys", "noCharter"]);

/** What a holder would not do. */
export class HolderStop extends Stop {
  /** Whether another holder may do it; a veto, a quota or a false proof holds for all of them. */
  readonly outcome: "silent" | "without" | "final";

  constructor({ name }: Holder, { code, message }: HolderError) {
    super(REASONS[code] ?? "holder", messages.holderSays(name, message));
    this.outcome = WITHOUT.has(code) ? "without" : "final";
    if (PASSING.has(code)) this.outcome = "silent";
  }
}

export interface Patience {
  /** How often something that may pass is tried again. */
  readonly retries: number;
  readonly pauseMs: number;
}
export const PATIENCE: Patience = { retries: 12, pauseMs: 500 };
const LONGEST_PAUSE = 10_000;
export const pauseBefore = ({ pauseMs }: Patience, attempt: number): Promise<void> =>
  pause(Math.min(LONGEST_PAUSE, pauseMs * 2 ** attempt));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Tries again while that may help; a repeated request is answered and not counted again. */
async function withPatience<Value>(holder: Holder, patience: Patience, work: () => Promise<Value>): Promise<Value> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof HolderError)) throw error;
      if (!PASSING.has(error.code) || attempt >= patience.retries) throw new HolderStop(holder, error);
      await pauseBefore(patience, attempt);
    }
  }
}

/** Tells a holder what will be asked; the same commitment may be told again. */
export async function commitTo(
  holder: Holder,
  commitment: InputCommitment,
  by: Signer,
  patience: Patience,
): Promise<void> {
  const answer = await withPatience(holder, patience, () => holder.client.commit(commitment, by));
  if (answer.quota < commitment.count) throw new Stop("quota", messages.quotaTooSmall(holder.name));
}

/** Has one batch evaluated, and checks that the receipt is about exactly these bytes and signed by this holder. */
export async function evaluateAt(
  holder: Holder,
  commitment: InputCommitment,
  batch: number,
  blinded: Uint8Array,
  by: Signer,
  patience: Patience,
): Promise<EvaluateAnswer> {
  const { study, partner, type, run, charterHash } = commitment;
  const blindedHash = sha256(blinded);
  const request = { study, partner, type, run, batch, blindedHash, charterHash };
  const answer = await withPatience(holder, patience, () => holder.client.evaluate(request, blinded, by));
  const { receipt } = answer.receipt;
  const wanted = { holder: holder.id, study, partner, type, run, batch, count: blinded.length / 32, blindedHash };
  const isAboutThis =
    Object.entries(wanted).every(([field, value]) => receipt[field as keyof typeof receipt] === value) &&
    receipt.evaluatedHash === sha256(answer.evaluated) &&
    answer.evaluated.length === blinded.length;
  if (!isAboutThis || !verifyReceipt(answer.receipt, holder.receiptKey))
    throw new Stop("receipt", messages.receiptDiffers(holder.name));
  return answer;
}
