import { z } from "zod";
import { LETTER_BYTES } from "./sealing.ts";
import { fromBase64Url, isPublicKey } from "./signing.ts";

/** The small parts that requests, answers, charters and ledger rows are made of. */

/** Becomes part of a file name, so: lower case, digits, hyphen and underscore. */
export const studyId = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,79}$/);
export const partnerId = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/);
/** "iban", "device:<scheme>:v<n>". */
export const identifierType = z.string().regex(/^[a-z][a-z0-9-]{0,39}(:[A-Za-z0-9_.-]{1,40}){0,4}$/);
export const runId = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
export const hash = z.string().regex(/^[0-9a-f]{64}$/);
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

const base64Url = (bytes: number) => z.string().refine((text) => fromBase64Url(text, bytes) !== null);
/** An element or scalar (RFC 9496): spelled well, not yet decoded. */
export const element = base64Url(32);
export const proof = base64Url(64);
export const signature = base64Url(64);
/** What sealLetter makes. */
const letter = base64Url(LETTER_BYTES);
export const publicKey = z.string().refine(isPublicKey);
/** Always with milliseconds and Z, as toISOString writes it. */
export const instant = z.iso.datetime({ precision: 3 });
/** Calendar day that exists. */
export const day = z.iso.date();
export const shortText = z.string().min(1).max(200);
export const sharing = z.enum(["additive", "shamir-2-of-3"]);

const seatIndex = z.int().min(1).max(3);
export const contribution = z.strictObject({
  holder: partnerId,
  index: seatIndex,
  commitments: z.tuple([element, element]).readonly(),
  proofOfPossession: proof,
});
export const seat = z.strictObject({
  holder: partnerId,
  index: seatIndex,
  receiptKey: publicKey,
  sealingKey: element,
  signature,
});
export const signedDeal = z.strictObject({
  deal: contribution.extend({
    study: studyId,
    type: identifierType,
    seats: hash,
    letters: z.array(z.strictObject({ to: partnerId, letter })).length(2),
  }),
  signature,
});
