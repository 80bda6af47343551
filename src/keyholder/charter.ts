import { z } from "zod";
import { canonicalJson, isCanonicalJson } from "./canonical.ts";
import { HolderError } from "./errors.ts";
import type { CharterCore, SignedCharter } from "./protocol.ts";
import * as shape from "./shapes.ts";
import { PURPOSES, sha256, sign, verify } from "./signing.ts";

/** Reading, hashing and signing a charter. Pure: what a holder compares it with is in activation.ts. */

export const LONGEST_CHARTER = 1_000_000;

export const signedCharterInput = z.object({
  document: z.string().min(2).max(LONGEST_CHARTER),
  hash: shape.hash,
  signatures: z.array(z.object({ partner: shape.partnerId, signature: shape.signature })).max(200),
});

/** True when no two items have the same value in this field. */
const distinct =
  <Field extends string>(field: Field) =>
  (items: readonly Readonly<Record<Field, string>>[]): boolean =>
    new Set(items.map((item) => item[field])).size === items.length;

const identifier = z.object({
  type: shape.identifierType,
  normaliser: z.object({ name: shape.shortText, version: shape.count, hash: shape.hash }),
  ceiling: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  sharing: shape.sharing,
  shares: z
    .array(z.object({ holder: shape.partnerId, publicShare: shape.element, proofOfPossession: shape.proof }))
    .min(2)
    .max(3)
    .refine(distinct("holder")),
  jointKey: shape.element,
  commitments: z.array(shape.contribution).length(3).exactOptional(),
  canaries: z.array(z.array(z.string().max(2000)).max(100)).max(1000),
});

/** The part of a charter that a holder obeys; the platform's other fields are hashed but not read. */
const charterCore: z.ZodType<CharterCore> = z.object({
  format: z.literal("rondetafel-charter/1"),
  study: shape.studyId,
  starts: shape.day,
  ends: shape.day,
  parties: z
    .array(
      z.object({
        partner: shape.partnerId,
        name: shape.shortText,
        role: z.enum(["dataHolder", "participant"]),
        signingKey: shape.publicKey,
      }),
    )
    .min(1)
    .max(200)
    .refine(distinct("partner")),
  holders: z
    .array(z.object({ holder: shape.partnerId, name: shape.shortText, url: z.url(), receiptKey: shape.publicKey }))
    .min(2)
    .max(3)
    .refine(distinct("holder")),
  identifiers: z.array(identifier).min(1).max(50).refine(distinct("type")),
  replaces: shape.hash.exactOptional(),
});

/**
 * The core of a charter that travels, after checking its form, its one canonical spelling, and its hash.
 * @throws HolderError charterUnreadable, charterHash.
 */
export function readCharter(signed: SignedCharter): CharterCore {
  if (sha256(signed.document) !== signed.hash) throw new HolderError("charterHash");
  if (!isCanonicalJson(signed.document)) throw new HolderError("charterUnreadable");
  const core = charterCore.safeParse(JSON.parse(signed.document));
  if (!core.success) throw new HolderError("charterUnreadable");
  return core.data;
}

/** The exact text of a charter and its hash (SHA-256, hex). */
export function charterDocument(charter: CharterCore): { readonly document: string; readonly hash: string } {
  const document = canonicalJson(charter);
  return { document, hash: sha256(document) };
}

/** A party's signature under the charter with this hash (of charterDocument). */
export const signCharter = (study: string, hash: string, privateKey: string): string =>
  sign(PURPOSES.charter, { study, hash }, privateKey);

export const verifyCharterSignature = (study: string, hash: string, signature: string, signingKey: string): boolean =>
  verify(PURPOSES.charter, { study, hash }, signature, signingKey);

/** Parties without a valid signature under exactly this charter; empty when everybody has signed. */
export function unsignedParties(signed: SignedCharter, core: CharterCore): readonly string[] {
  return core.parties
    .filter(
      ({ partner, signingKey }) =>
        !signed.signatures.some(
          (one) =>
            one.partner === partner && verifyCharterSignature(core.study, signed.hash, one.signature, signingKey),
        ),
    )
    .map(({ partner }) => partner);
}
