import type {
  CharterIdentifier,
  Contribution,
  DestructionCertificate,
  InputCommitment,
  PublicShare,
  Receipt,
  SignedReceipt,
  WitnessedHead,
} from "./protocol.ts";

/**
 * The requests and answers of the HTTP interface. A request that needs a sender travels as SignedRequest; its purpose
 * (see PURPOSES) is that of the endpoint, so that it cannot be used at another.
 */
export interface SignedRequest<Request> {
  readonly request: Request;
  /** OPERATOR, or the id of an enrolled partner. */
  readonly signer: string;
  readonly signature: string;
}

/** The name under which the platform's operator signs. No partner may be called so. */
export const OPERATOR = "operator";

/** GET /v1/holder: not signed. */
export interface HolderInfo {
  readonly holder: string;
  readonly name: string;
  readonly receiptKey: string;
  readonly protocol: string;
}

export interface WantedKey {
  readonly type: string;
  readonly sharing: CharterIdentifier["sharing"];
}

/** POST /v1/studies/:study/keys, by the operator. */
export interface KeysRequest {
  readonly holder: string;
  readonly study: string;
  readonly types: readonly WantedKey[];
}

/** A public share with the identifier type that it is for; in the order in which the types were asked. */
export interface TypedShare extends PublicShare {
  readonly type: string;
}

/** POST /v1/studies/:study/seal, by the operator: the first step of a key for three (see deals.ts). */
export interface SealRequest {
  readonly holder: string;
  readonly study: string;
  readonly type: string;
}

/** Where letters about one study and type go; signed with the receipt key. */
export interface SealingKey extends SealRequest {
  readonly receiptKey: string;
  /** X25519, 32 bytes. */
  readonly sealingKey: string;
}

export interface SignedSealingKey {
  readonly sealing: SealingKey;
  readonly signature: string;
}

/** One of the three at the table, with the signature of its SealingKey. */
export interface DealSeat {
  readonly holder: string;
  readonly index: number;
  readonly receiptKey: string;
  readonly sealingKey: string;
  readonly signature: string;
}

/** POST /v1/studies/:study/deal, by the operator. */
export interface DealRequest extends SealRequest {
  readonly seats: readonly DealSeat[];
}

/** What a holder gives the others: commitments for everybody, and one sealed point for each. */
export interface Deal extends Contribution {
  readonly study: string;
  readonly type: string;
  /** SHA-256 of the canonical JSON of the seats, by index; hex. */
  readonly seats: string;
  readonly letters: readonly { readonly to: string; readonly letter: string }[];
}

export interface SignedDeal {
  readonly deal: Deal;
  readonly signature: string;
}

/** POST /v1/studies/:study/accept, by the operator; answered with a TypedShare. */
export interface AcceptRequest extends SealRequest {
  readonly deals: readonly SignedDeal[];
}

/** POST /v1/studies/:study/charter: a SignedCharter, which carries the signatures of all parties itself. */
export interface CharterAnswer {
  readonly study: string;
  /** The hash of the charter that now holds here. */
  readonly hash: string;
}

/** POST /v1/studies/:study/commitments: a SignedRequest<InputCommitment> by that partner. */
export interface CommitmentAnswer {
  readonly study: string;
  readonly partner: string;
  readonly type: string;
  readonly run: string;
  readonly quota: number;
  /** Evaluated so far. */
  readonly used: number;
}

/** POST /v1/studies/:study/evaluate, in the header; the body is the packed elements. */
export interface EvaluateRequest {
  readonly study: string;
  readonly partner: string;
  readonly type: string;
  readonly run: string;
  readonly batch: number;
  /** SHA-256 of the body, hex. */
  readonly blindedHash: string;
  readonly charterHash: string;
}

/** The most elements in one batch. */
export const LARGEST_REQUEST = 16_384;

export interface EvaluateAnswer {
  /** Packed, as many as were sent and in their order. */
  readonly evaluated: Uint8Array;
  /** 64 bytes: RFC 9497 §2.2.1 over the whole batch, against this holder's public share. */
  readonly proof: Uint8Array;
  readonly receipt: SignedReceipt;
}

/** POST /v1/studies/:study/veto, by any party: the charter with this hash stops at once, for good. */
export interface VetoRequest {
  readonly study: string;
  readonly partner: string;
  readonly charterHash: string;
}

export interface VetoAnswer {
  readonly study: string;
  readonly charterHash: string;
  readonly position: number;
}

/** GET …/ledger and …/head, by operator or party; holds for ten minutes round `at` (ISO 8601). */
export interface ReadRequest {
  readonly holder: string;
  readonly study: string;
  readonly at: string;
}

/** POST /v1/studies/:study/witness, by the operator: a point of the platform's audit chain. */
export interface WitnessRequest {
  readonly study: string;
  readonly position: number;
  readonly hash: string;
}

export interface SignedWitnessedHead {
  readonly head: WitnessedHead;
  readonly signature: string;
}

/** POST /v1/studies/:study/destroy, by operator or any party. */
export interface DestroyRequest {
  readonly holder: string;
  readonly study: string;
}

export interface SignedDestructionCertificate {
  readonly certificate: DestructionCertificate;
  readonly signature: string;
}

/** What happened, as it stands in the ledger. */
export type LedgerEntry =
  | { readonly kind: "holder"; readonly holder: string; readonly name: string; readonly receiptKey: string }
  | { readonly kind: "day"; readonly day: string; readonly accepted: boolean }
  | { readonly kind: "enrolled"; readonly partner: string; readonly publicKey: string }
  | ({ readonly kind: "key"; readonly study: string; readonly sharing: string } & TypedShare)
  | { readonly kind: "sealing"; readonly study: string; readonly type: string; readonly sealingKey: string }
  | {
      readonly kind: "deal";
      readonly study: string;
      readonly type: string;
      readonly seats: readonly DealSeat[];
      readonly dealt: SignedDeal;
    }
  | {
      readonly kind: "accepted";
      readonly study: string;
      readonly type: string;
      readonly contributions: readonly Contribution[];
    }
  | {
      readonly kind: "charter";
      readonly study: string;
      readonly hash: string;
      readonly starts: string;
      readonly ends: string;
    }
  | ({ readonly kind: "commitment"; readonly quota: number; readonly signature: string } & InputCommitment)
  | ({ readonly kind: "evaluated"; readonly charterHash: string; readonly signature: string } & Omit<
      Receipt,
      "holder" | "position" | "ledgerHash"
    >)
  | ({ readonly kind: "veto"; readonly signature: string } & VetoRequest)
  | ({ readonly kind: "witness"; readonly signature: string } & WitnessRequest)
  | {
      readonly kind: "destroyed";
      readonly study: string;
      readonly types: readonly string[];
      readonly publicShares: readonly string[];
      readonly evaluated: number;
      readonly signer: string;
      readonly signature: string;
    };

/** One row of the hash chain. `entry` is null where it belongs to another study: the chain can be followed all the same. */
export interface LedgerRow {
  readonly position: number;
  /** Hash of the row before; 64 zeros for the first. */
  readonly previous: string;
  readonly at: string;
  /** SHA-256 of the canonical JSON of the entry, hex. */
  readonly content: string;
  readonly entry: LedgerEntry | null;
  readonly hash: string;
}

export interface LedgerHead {
  readonly holder: string;
  readonly study: string;
  readonly position: number;
  readonly ledgerHash: string;
  readonly at: string;
}

export interface SignedLedgerHead {
  readonly head: LedgerHead;
  readonly signature: string;
}

/** GET …/ledger?from=n: rows from position n on, at most 2 000; `next` is where to go on, or null. */
export interface LedgerPage {
  readonly rows: readonly LedgerRow[];
  readonly next: number | null;
  readonly head: SignedLedgerHead;
}
