import { canonicalJson } from "./canonical.ts";
import { PROTOCOL, type SignedReceipt } from "./protocol.ts";
import { PURPOSES, verify } from "./signing.ts";
import type { SignedDestructionCertificate, SignedLedgerHead, SignedWitnessedHead } from "./wire.ts";

/** Checks of what a holder signed, against the receipt key in the charter. Pure; false, never an error. */

export const verifyReceipt = ({ receipt, signature }: SignedReceipt, receiptKey: string): boolean =>
  verify(PURPOSES.receipt, receipt, signature, receiptKey);

export const verifyCertificate = (
  { certificate, signature }: SignedDestructionCertificate,
  receiptKey: string,
): boolean => verify(PURPOSES.destruction, certificate, signature, receiptKey);

export const verifyWitnessedHead = ({ head, signature }: SignedWitnessedHead, receiptKey: string): boolean =>
  verify(PURPOSES.witnessedHead, head, signature, receiptKey);

export const verifyLedgerHead = ({ head, signature }: SignedLedgerHead, receiptKey: string): boolean =>
  verify(PURPOSES.ledgerHead, head, signature, receiptKey);

/** What a proof of possession is bound to: the bytes for provePossession and verifyPossession of oprf. */
export const possessionContext = (study: string, type: string, holder: string): Uint8Array =>
  new TextEncoder().encode(`${PROTOCOL}:possession\n${canonicalJson({ study, type, holder })}`);
