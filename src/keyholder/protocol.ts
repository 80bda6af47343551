/**
 * What platform, partner and key holder say to each other. Everything that is signed is signed over canonical JSON
 * (RFC 8785) with a domain line in front, so that a signature for one purpose is worthless for another.
 * Bytes travel as base64url without padding; elements and scalars are 32 bytes (RFC 9496), Ed25519 keys 32, signatures 64.
 */
export const PROTOCOL = "rondetafel/1";

/** Who takes part, and the key with which it signs. A data holder brings rows; every party may stop the study. */
export interface CharterParty {
  readonly partner: string;
  readonly name: string;
  readonly role: "dataHolder" | "participant";
  /** Ed25519 public key of the organisation, enrolled out of band at each key holder. */
  readonly signingKey: string;
}

export interface CharterHolder {
  readonly holder: string;
  readonly name: string;
  readonly url: string;
  /** Ed25519 public key under which receipts, heads and certificates are signed. */
  readonly receiptKey: string;
}

/** One holder's public share for one identifier type, with the proof that it knows the secret (no rogue keys). */
export interface PublicShare {
  readonly holder: string;
  /** k_i · G. */
  readonly publicShare: string;
  /** Schnorr proof of knowledge of k_i, bound to study, type and holder. */
  readonly proofOfPossession: string;
}

/** What one of three holders put into a key that any two of them can use: the public half of its secret line. */
export interface Contribution {
  readonly holder: string;
  /** 1, 2 or 3: where this holder's share lies on the joint line. */
  readonly index: number;
  /** Feldman's commitments to the line: a_0 · G and a_1 · G. */
  readonly commitments: readonly [string, string];
  /** Schnorr proof of knowledge of a_0, bound to study, type and holder. */
  readonly proofOfPossession: string;
}

export interface CharterIdentifier {
  /** "iban", "phone", "email", "url", "device:<scheme>:v<n>", … */
  readonly type: string;
  readonly normaliser: { readonly name: string; readonly version: number; readonly hash: string };
  /** The most identifiers that one partner may have evaluated for this type. */
  readonly ceiling: number;
  readonly sharing: "additive" | "shamir-2-of-3";
  readonly shares: readonly PublicShare[];
  /** pk = pk_1 + pk_2 (additive), or the constant term of the joint polynomial (Shamir). */
  readonly jointKey: string;
  /** With "shamir-2-of-3", and only then: what each holder committed to, so that everybody can check every share. */
  readonly commitments?: readonly Contribution[];
  /** Synthetic identifiers in raw spellings; each inner list must end in one token, the same at every partner. */
  readonly canaries: readonly (readonly string[])[];
}

/** The part of a charter that the holders and the partner's tool obey. The platform's charter holds more beside it. */
export interface CharterCore {
  readonly format: "rondetafel-charter/1";
  readonly study: string;
  /** First and last calendar day (Europe/Amsterdam) on which anything may be evaluated. */
  readonly starts: string;
  readonly ends: string;
  readonly parties: readonly CharterParty[];
  readonly holders: readonly CharterHolder[];
  readonly identifiers: readonly CharterIdentifier[];
  /** Hash of the charter that this one follows. When it is there, a holder takes it only in that place. */
  readonly replaces?: string;
}

/** A charter as it travels: the exact text that was hashed, and every party's signature over that hash. */
export interface SignedCharter {
  /** Canonical JSON of the whole charter, of which CharterCore is a part. */
  readonly document: string;
  /** SHA-256 of the document, hex. */
  readonly hash: string;
  readonly signatures: readonly { readonly partner: string; readonly signature: string }[];
}

/** What a partner promises before the first evaluation; fixes the quota. */
export interface InputCommitment {
  readonly study: string;
  readonly partner: string;
  readonly type: string;
  readonly run: string;
  /** Merkle root over salted, normalised inputs, hex. */
  readonly merkleRoot: string;
  /** Distinct identifiers, canaries included. */
  readonly count: number;
  readonly normaliserHash: string;
  readonly charterHash: string;
}

/** What a holder says it did. The sum of counts over a run may not be smaller than what is uploaded. */
export interface Receipt {
  readonly holder: string;
  readonly study: string;
  readonly partner: string;
  readonly type: string;
  readonly run: string;
  readonly batch: number;
  readonly count: number;
  /** SHA-256 of the blinded and of the evaluated elements, hex. */
  readonly blindedHash: string;
  readonly evaluatedHash: string;
  /** Evaluated so far for this study, partner and type, this batch included. */
  readonly total: number;
  readonly quota: number;
  /** Position and hash of the ledger entry. */
  readonly position: number;
  readonly ledgerHash: string;
}

export interface SignedReceipt {
  readonly receipt: Receipt;
  readonly signature: string;
}

/** A holder's word that its share is gone: nobody can evaluate under this study's key any more. */
export interface DestructionCertificate {
  readonly holder: string;
  readonly study: string;
  readonly types: readonly string[];
  readonly publicShares: readonly string[];
  readonly evaluated: number;
  readonly ledgerHash: string;
  readonly position: number;
  readonly destroyedAt: string;
}

/** A holder's signature under the platform's audit head: the operator cannot rewrite what two others have signed. */
export interface WitnessedHead {
  readonly holder: string;
  readonly study: string;
  readonly position: number;
  readonly hash: string;
  readonly ledgerPosition: number;
  readonly ledgerHash: string;
}
