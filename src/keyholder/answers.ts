import { z } from "zod";
import * as shape from "./shapes.ts";
import { fromBase64Url } from "./signing.ts";
import type { LedgerEntry } from "./wire.ts";

/** What a holder may answer, parsed at the caller's side: a holder is another organisation. */

export const holderAnswer = z.object({
  holder: shape.partnerId,
  name: shape.shortText,
  receiptKey: shape.publicKey,
  protocol: z.string().max(40),
});

export const shareAnswer = z.object({
  type: shape.identifierType,
  holder: shape.partnerId,
  publicShare: shape.element,
  proofOfPossession: shape.proof,
});
export const sharesAnswer = z.array(shareAnswer);

export const sealingAnswer = z.object({
  sealing: z.strictObject({
    study: shape.studyId,
    type: shape.identifierType,
    holder: shape.partnerId,
    receiptKey: shape.publicKey,
    sealingKey: shape.element,
  }),
  signature: shape.signature,
});

export const charterAnswer = z.object({ study: shape.studyId, hash: shape.hash });

export const commitmentAnswer = z.object({
  study: shape.studyId,
  partner: shape.partnerId,
  type: shape.identifierType,
  run: shape.runId,
  quota: shape.count,
  used: shape.count,
});

const receipt = z.strictObject({
  holder: shape.partnerId,
  study: shape.studyId,
  partner: shape.partnerId,
  type: shape.identifierType,
  run: shape.runId,
  batch: shape.count,
  count: shape.count,
  blindedHash: shape.hash,
  evaluatedHash: shape.hash,
  total: shape.count,
  quota: shape.count,
  position: shape.count,
  ledgerHash: shape.hash,
});
export const signedReceipt = z.object({ receipt, signature: shape.signature });

export const evaluateAnswer = z.object({
  proof: shape.proof.transform((text) => fromBase64Url(text) ?? new Uint8Array()),
  receipt: signedReceipt,
});

export const vetoAnswer = z.object({ study: shape.studyId, charterHash: shape.hash, position: shape.count });

const head = z.strictObject({
  holder: shape.partnerId,
  study: shape.studyId,
  position: shape.count,
  ledgerHash: shape.hash,
  at: shape.instant,
});
export const headAnswer = z.object({ head, signature: shape.signature });

export const witnessAnswer = z.object({
  head: z.strictObject({
    holder: shape.partnerId,
    study: shape.studyId,
    position: shape.count,
    hash: shape.hash,
    ledgerPosition: shape.count,
    ledgerHash: shape.hash,
  }),
  signature: shape.signature,
});

export const certificateAnswer = z.object({
  certificate: z.strictObject({
    holder: shape.partnerId,
    study: shape.studyId,
    types: z.array(shape.identifierType),
    publicShares: z.array(shape.element),
    evaluated: shape.count,
    ledgerHash: shape.hash,
    position: shape.count,
    destroyedAt: shape.instant,
  }),
  signature: shape.signature,
});

/** The parts of an entry, per kind. Strict: what is hashed is what is shown. */
const entry: z.ZodType<LedgerEntry> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("holder"),
    holder: shape.partnerId,
    name: shape.shortText,
    receiptKey: shape.publicKey,
  }),
  z.strictObject({ kind: z.literal("day"), day: shape.day, accepted: z.boolean() }),
  z.strictObject({ kind: z.literal("enrolled"), partner: shape.partnerId, publicKey: shape.publicKey }),
  z.strictObject({
    kind: z.literal("key"),
    study: shape.studyId,
    type: shape.identifierType,
    sharing: shape.sharing,
    holder: shape.partnerId,
    publicShare: shape.element,
    proofOfPossession: shape.proof,
  }),
  z.strictObject({
    kind: z.literal("sealing"),
    study: shape.studyId,
    type: shape.identifierType,
    sealingKey: shape.element,
  }),
  z.strictObject({
    kind: z.literal("deal"),
    study: shape.studyId,
    type: shape.identifierType,
    seats: z.array(shape.seat),
    dealt: shape.signedDeal,
  }),
  z.strictObject({
    kind: z.literal("accepted"),
    study: shape.studyId,
    type: shape.identifierType,
    contributions: z.array(shape.contribution),
  }),
  z.strictObject({
    kind: z.literal("charter"),
    study: shape.studyId,
    hash: shape.hash,
    starts: shape.day,
    ends: shape.day,
  }),
  z.strictObject({
    kind: z.literal("commitment"),
    study: shape.studyId,
    partner: shape.partnerId,
    type: shape.identifierType,
    run: shape.runId,
    merkleRoot: shape.hash,
    count: shape.count,
    normaliserHash: shape.hash,
    charterHash: shape.hash,
    quota: shape.count,
    signature: shape.signature,
  }),
  z.strictObject({
    kind: z.literal("evaluated"),
    study: shape.studyId,
    partner: shape.partnerId,
    type: shape.identifierType,
    run: shape.runId,
    batch: shape.count,
    count: shape.count,
    blindedHash: shape.hash,
    evaluatedHash: shape.hash,
    total: shape.count,
    quota: shape.count,
    charterHash: shape.hash,
    signature: shape.signature,
  }),
  z.strictObject({
    kind: z.literal("veto"),
    study: shape.studyId,
    partner: shape.partnerId,
    charterHash: shape.hash,
    signature: shape.signature,
  }),
  z.strictObject({
    kind: z.literal("witness"),
    study: shape.studyId,
    position: shape.count,
    hash: shape.hash,
    signature: shape.signature,
  }),
  z.strictObject({
    kind: z.literal("destroyed"),
    study: shape.studyId,
    types: z.array(shape.identifierType),
    publicShares: z.array(shape.element),
    evaluated: shape.count,
    signer: shape.partnerId,
    signature: shape.signature,
  }),
]);

/** One line of the ledger, in the file as well as on the wire. */
export const ledgerRow = z.strictObject({
  position: shape.count,
  previous: shape.hash,
  at: shape.instant,
  content: shape.hash,
  entry: entry.nullable(),
  hash: shape.hash,
});

export const ledgerAnswer = z.object({
  rows: z.array(ledgerRow),
  next: shape.count.nullable(),
  head: headAnswer,
});
