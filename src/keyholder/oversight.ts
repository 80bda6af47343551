import { ledgerRow } from "./answers.ts";
import { type Core, livingStudy, requireSigner } from "./core.ts";
import { HolderError } from "./errors.ts";
import type { WitnessedHead } from "./protocol.ts";
import { PURPOSES } from "./signing.ts";
import type { RowOf } from "./state.ts";
import type {
  LedgerHead,
  LedgerPage,
  LedgerRow,
  ReadRequest,
  SignedLedgerHead,
  SignedRequest,
  SignedWitnessedHead,
  VetoAnswer,
  VetoRequest,
  WitnessRequest,
} from "./wire.ts";

/** Stopping, watching and witnessing: what the parties and the operator may do besides evaluating. */

/**
 * Stops the charter that holds, at once and for good. It names the charter, so that an old veto cannot be played again
 * against a new one.
 * @throws HolderError notAllowed, otherCharter, noKeys, destroyed.
 */
export function veto(core: Core, signed: SignedRequest<VetoRequest>): VetoAnswer {
  requireSigner(core, PURPOSES.veto, signed, "party");
  const { request, signature } = signed;
  if (signed.signer !== request.partner) throw new HolderError("notAllowed");
  const study = livingStudy(core, request.study);
  if (study.charter !== request.charterHash) throw new HolderError("otherCharter");
  const { study: id, charterHash } = request;
  const position = study.veto?.position ?? core.record({ kind: "veto", ...request, signature }).position;
  return { study: id, charterHash, position };
}

const READ_WINDOW_MS = 600_000;
const PAGE_ROWS = 2000;

function requireReader(core: Core, purpose: string, signed: SignedRequest<ReadRequest>): void {
  requireSigner(core, purpose, signed, "either");
  if (signed.request.holder !== core.info.holder) throw new HolderError("otherHolder");
  const age = Math.abs(core.now().getTime() - Date.parse(signed.request.at));
  if (age > READ_WINDOW_MS) throw new HolderError("requestTooOld");
}

function signedHead(core: Core, study: string): SignedLedgerHead {
  const { position, hash } = core.head();
  const head: LedgerHead = {
    holder: core.info.holder,
    study,
    position,
    ledgerHash: hash,
    at: core.now().toISOString(),
  };
  return { head, signature: core.sign(PURPOSES.ledgerHead, head) };
}

/** @throws HolderError notAllowed, otherHolder, requestTooOld. */
export function readHead(core: Core, signed: SignedRequest<ReadRequest>): SignedLedgerHead {
  requireReader(core, PURPOSES.head, signed);
  return signedHead(core, signed.request.study);
}

/** Rows of other studies keep their place in the chain and lose their content: that a study exists may be a secret. */
function seenBy(study: string, row: LedgerRow): LedgerRow {
  const { entry } = row;
  const isShared = entry !== null && !("study" in entry) && entry.kind !== "enrolled";
  const isOwn = entry !== null && "study" in entry && entry.study === study;
  return isShared || isOwn ? row : { ...row, entry: null };
}

/** @throws HolderError notAllowed, otherHolder, requestTooOld. */
export async function readLedger(core: Core, signed: SignedRequest<ReadRequest>, from: number): Promise<LedgerPage> {
  requireReader(core, PURPOSES.ledger, signed);
  const { study } = signed.request;
  // The head first, then the disk: what is signed is among the rows, and later rows may follow it.
  const head = signedHead(core, study);
  await core.settled();
  const lines = await core.readRows(from, PAGE_ROWS);
  const rows = lines.map((line) => seenBy(study, ledgerRow.parse(JSON.parse(line))));
  const end = from + rows.length;
  return { rows, next: end <= head.head.position && rows.length > 0 ? end : null, head };
}

/** The answer follows from the row alone, so that asking again gives the same one. */
function witnessed(core: Core, row: RowOf<"witness">): SignedWitnessedHead {
  const { study, position, hash } = row.entry;
  const head: WitnessedHead = {
    holder: core.info.holder,
    study,
    position,
    hash,
    ledgerPosition: row.position,
    ledgerHash: row.hash,
  };
  return { head, signature: core.sign(PURPOSES.witnessedHead, head) };
}

/**
 * Signs a point of the platform's audit chain. Once signed, the operator cannot go back behind it or put something
 * else in its place.
 * @throws HolderError notAllowed, noKeys, witnessBack, witnessFork.
 */
export function witness(core: Core, signed: SignedRequest<WitnessRequest>): SignedWitnessedHead {
  requireSigner(core, PURPOSES.witness, signed, "operator");
  const { request, signature } = signed;
  const study = core.state.studies.get(request.study);
  if (study === undefined) throw new HolderError("noKeys");
  const last = study.witness;
  if (last !== null && request.position < last.entry.position) throw new HolderError("witnessBack");
  if (last !== null && request.position === last.entry.position) {
    if (request.hash !== last.entry.hash) throw new HolderError("witnessFork");
    return witnessed(core, last);
  }
  const entry = { kind: "witness", ...request, signature } as const;
  const { position, hash, at } = core.record(entry);
  return witnessed(core, { position, hash, at, entry });
}
