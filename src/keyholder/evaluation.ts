import { counterKey } from "./chain.ts";
import { type Core, charterOf, livingStudy, requireSigner, today } from "./core.ts";
import { HolderError } from "./errors.ts";
import { bytesOf } from "./evaluator.ts";
import type { CharterCore, CharterIdentifier, InputCommitment, Receipt, SignedReceipt } from "./protocol.ts";
import { PURPOSES, sha256 } from "./signing.ts";
import { answerKey, type Counter, type RowOf } from "./state.ts";
import {
  type CommitmentAnswer,
  type EvaluateAnswer,
  type EvaluateRequest,
  LARGEST_REQUEST,
  type SignedRequest,
} from "./wire.ts";

/** Commitment and evaluation: the only verbs that use a share. */
const ELEMENT_BYTES = 32;

/** Room above what was committed, for batches that are padded or lost (design §4.3). */
const QUOTA_MARGIN_PERCENT = 5;

/** Whole numbers, because 1.05 × 100 is more than 105 in floating point. */
export const quotaFor = (count: number, ceiling: number): number =>
  Math.min(Math.ceil((count * (100 + QUOTA_MARGIN_PERCENT)) / 100), ceiling);

interface Place {
  readonly charter: CharterCore;
  readonly identifier: CharterIdentifier;
}

/** Everything about charter, veto and dates that must hold at this very moment. */
function requireOpen(core: Core, request: Pick<EvaluateRequest, "study" | "type" | "charterHash">): Place {
  const study = livingStudy(core, request.study);
  const charter = charterOf(core, request.study);
  if (study.veto !== null) throw new HolderError("vetoed");
  if (study.charter !== request.charterHash) throw new HolderError("otherCharter");
  const day = today(core);
  if (day < charter.starts) throw new HolderError("beforeStart");
  if (day > charter.ends) throw new HolderError("afterEnd");
  const identifier = charter.identifiers.find(({ type }) => type === request.type);
  if (identifier === undefined) throw new HolderError("unknownType");
  return { charter, identifier };
}

/** Who signs must be the partner that is named, and bring rows: a participant has nothing to evaluate. */
function requireDataHolder(
  core: Core,
  purpose: string,
  signed: SignedRequest<InputCommitment> | SignedRequest<EvaluateRequest>,
): void {
  if (core.state.studies.get(signed.request.study)?.destroyed != null) throw new HolderError("destroyed");
  if (signed.signer !== signed.request.partner) throw new HolderError("notAllowed");
  requireSigner<InputCommitment | EvaluateRequest>(core, purpose, signed, "party");
  const party = charterOf(core, signed.request.study).parties.find(({ partner }) => partner === signed.signer);
  if (party?.role !== "dataHolder") throw new HolderError("notAllowed");
}

const counterOf = (core: Core, { study, partner, type }: Pick<EvaluateRequest, "study" | "partner" | "type">) =>
  core.state.counters.get(counterKey(study, partner, type));

/** The same promise, also when a new charter took the place of the one under which it was made. */
const samePromise = (one: InputCommitment, other: InputCommitment): boolean =>
  one.run === other.run &&
  one.merkleRoot === other.merkleRoot &&
  one.count === other.count &&
  one.normaliserHash === other.normaliserHash;

/**
 * Fixes the quota of a partner for one type, once for the whole study.
 * @throws HolderError otherCommitment when another commitment was made before, and with every other reason.
 */
export function commit(core: Core, signed: SignedRequest<InputCommitment>): CommitmentAnswer {
  requireDataHolder(core, PURPOSES.commitment, signed);
  const { request, signature } = signed;
  const { identifier } = requireOpen(core, request);
  if (request.normaliserHash !== identifier.normaliser.hash) throw new HolderError("otherNormaliser");
  const { study, partner, type, run } = request;
  const known = counterOf(core, request);
  if (known !== undefined && !samePromise(known.commitment, request)) throw new HolderError("otherCommitment");
  if (known !== undefined) return { study, partner, type, run, quota: known.quota, used: known.total };
  if (request.count > identifier.ceiling) throw new HolderError("commitmentTooLarge");
  const quota = quotaFor(request.count, identifier.ceiling);
  core.record({ kind: "commitment", ...request, quota, signature });
  return { study, partner, type, run, quota, used: 0 };
}

interface Permission extends Place {
  readonly counter: Counter;
  readonly share: Uint8Array;
  readonly publicShare: Uint8Array;
}

/** All that must be true before anything is evaluated, quota and pace apart. */
function permit(core: Core, signed: SignedRequest<EvaluateRequest>): Permission {
  requireDataHolder(core, PURPOSES.evaluate, signed);
  const { request } = signed;
  const place = requireOpen(core, request);
  const counter = counterOf(core, request);
  if (counter === undefined || counter.commitment.run !== request.run) throw new HolderError("noCommitment");
  if (counter.commitment.normaliserHash !== place.identifier.normaliser.hash) throw new HolderError("otherNormaliser");
  const key = core.state.studies.get(request.study)?.keys.get(request.type);
  const share = core.keystore.share(request.study, request.type);
  if (key === undefined || share === null) throw new HolderError("shareMissing");
  return { ...place, counter, share, publicShare: bytesOf(key.publicShare) };
}

/** Number of elements, when the body is whole and is what was signed. */
function countElements(blinded: Uint8Array, { blindedHash }: EvaluateRequest): number {
  const count = blinded.length / ELEMENT_BYTES;
  if (count > LARGEST_REQUEST) throw new HolderError("tooManyElements");
  if (count === 0 || !Number.isInteger(count)) throw new HolderError("wrongLength");
  if (sha256(blinded) !== blindedHash) throw new HolderError("otherElements");
  return count;
}

function receiptOf(core: Core, { entry, position, hash }: RowOf<"evaluated">): SignedReceipt {
  const { kind: _kind, signature: _signature, charterHash: _charter, ...said } = entry;
  const receipt: Receipt = { holder: core.info.holder, ...said, position, ledgerHash: hash };
  return { receipt, signature: core.sign(PURPOSES.receipt, receipt) };
}

/** Takes room for a new batch before it is evaluated. @throws HolderError quotaReached, tooFast. */
function takeRoom(core: Core, partner: string, count: number, { counter, identifier }: Permission, isNew: boolean) {
  // A new charter may have lowered the ceiling since the commitment.
  const quota = Math.min(counter.quota, identifier.ceiling);
  if (isNew && counter.total + counter.reserved + count > quota) throw new HolderError("quotaReached");
  const wait = core.pace(partner, count);
  if (wait > 0) throw new HolderError("tooFast", wait);
  if (isNew) counter.reserved += count;
}

function recordEvaluation(
  core: Core,
  { request, signature }: SignedRequest<EvaluateRequest>,
  counter: Counter,
  done: { readonly count: number; readonly evaluatedHash: string },
): RowOf<"evaluated"> {
  const total = counter.total + done.count;
  const entry = { kind: "evaluated", ...request, ...done, total, quota: counter.quota, signature } as const;
  const { position, hash, at } = core.record(entry);
  return { position, hash, at, entry };
}

/** Evaluates a batch that was permitted, and counts it unless it was counted before. */
async function evaluateBatch(
  core: Core,
  signed: SignedRequest<EvaluateRequest>,
  blinded: Uint8Array,
  permission: Permission,
): Promise<EvaluateAnswer> {
  const { request } = signed;
  const { counter, share, publicShare } = permission;
  const count = blinded.length / ELEMENT_BYTES;
  const known = counter.answers.get(answerKey(request.batch, request.blindedHash));
  takeRoom(core, request.partner, count, permission, known === undefined);
  try {
    const { evaluated, proof } = await core.evaluator.evaluate(share, publicShare, blinded);
    // A veto or the end of the day may have come while it was being calculated.
    requireOpen(core, request);
    const evaluatedHash = sha256(evaluated);
    if (known !== undefined && known.entry.evaluatedHash !== evaluatedHash) throw new HolderError("internal");
    const row = known ?? recordEvaluation(core, signed, counter, { count, evaluatedHash });
    return { evaluated, proof, receipt: receiptOf(core, row) };
  } finally {
    if (known === undefined) counter.reserved -= count;
  }
}

export type Evaluate = (
  signed: SignedRequest<EvaluateRequest>,
  readBody: () => Promise<Uint8Array>,
) => Promise<EvaluateAnswer>;

/**
 * Evaluates batches: signature, charter, dates, commitment and quota first, then the arithmetic, then the ledger, and
 * only when that is on disk the answer. The body is not read for somebody who may not ask.
 */
export function createEvaluate(core: Core): Evaluate {
  // The same batch asked twice at once (a client that lost patience) is one evaluation.
  const underway = new Map<string, Promise<EvaluateAnswer>>();
  return async (signed, readBody) => {
    permit(core, signed);
    const blinded = await readBody();
    countElements(blinded, signed.request);
    const permission = permit(core, signed);
    const { study, partner, type, batch, blindedHash } = signed.request;
    const key = JSON.stringify([study, partner, type, batch, blindedHash]);
    const answer = underway.get(key) ?? evaluateBatch(core, signed, blinded, permission);
    underway.set(key, answer);
    try {
      return await answer;
    } finally {
      underway.delete(key);
      await core.settled();
    }
  };
}
