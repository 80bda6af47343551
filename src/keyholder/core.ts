import type { Suite } from "../oprf/index.ts";
import { calendarDay, countingDay } from "./days.ts";
import { HolderError } from "./errors.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Keystore } from "./keystore.ts";
import type { CharterCore, SignedCharter } from "./protocol.ts";
import { verify } from "./signing.ts";
import type { HolderState, StudyState } from "./state.ts";
import type { FullRow } from "./walk.ts";
import { type HolderInfo, type LedgerEntry, OPERATOR, type SignedRequest } from "./wire.ts";

/** What every verb of a holder works with. */
export interface Core {
  readonly info: HolderInfo;
  readonly operatorKey: string;
  readonly state: HolderState;
  readonly keystore: Keystore;
  readonly suite: Suite;
  readonly evaluator: Evaluator;
  readonly limits: Limits;
  readonly charters: CharterStore;
  now(): Date;
  /** Gives an entry its place in the ledger and in the state, at once; on disk after settled(). */
  record(entry: LedgerEntry): FullRow;
  settled(): Promise<void>;
  readRows(from: number, most: number): Promise<readonly string[]>;
  /** Position of the newest row, and its hash. */
  head(): { readonly position: number; readonly hash: string };
  sign(purpose: string, value: unknown): string;
  /** 0, or how many milliseconds the partner must wait. */
  pace(partner: string, elements: number): number;
}

export interface Limits {
  /** The most identifiers that a charter may allow one partner for this type. */
  ceiling(type: string): number;
}

/** The charters that held, as they were signed, by hash. */
export interface CharterStore {
  keep(study: string, signed: SignedCharter): void;
  /** Null when the file is not there or is not that charter. */
  find(study: string, hash: string): CharterCore | null;
}

/** The study, when it has keys here and they still exist. @throws HolderError noKeys, destroyed. */
export function livingStudy(core: Core, id: string): StudyState {
  const study = core.state.studies.get(id);
  if (study === undefined) throw new HolderError("noKeys");
  if (study.destroyed !== null) throw new HolderError("destroyed");
  return study;
}

/** The charter that holds for a study, vetoed or not. @throws HolderError noCharter. */
export function charterOf(core: Core, id: string): CharterCore {
  const hash = core.state.studies.get(id)?.charter ?? null;
  const charter = hash === null ? null : core.charters.find(id, hash);
  if (charter === null) throw new HolderError("noCharter");
  return charter;
}

/** The key of a partner that is enrolled here and is a party, with the same key, of the charter that holds. */
function partyKey(core: Core, study: string, partner: string): string | null {
  const hash = core.state.studies.get(study)?.charter ?? null;
  const party =
    hash === null ? undefined : core.charters.find(study, hash)?.parties.find((one) => one.partner === partner);
  const enrolled = core.state.partners.get(partner);
  return party !== undefined && party.signingKey === enrolled ? enrolled : null;
}

/**
 * Refuses a request that is not signed, for this purpose, by somebody who may: the operator, or a party of the study.
 * One answer for all reasons: a stranger does not learn who takes part.
 * @throws HolderError notAllowed.
 */
export function requireSigner<Request extends { readonly study: string }>(
  core: Core,
  purpose: string,
  { request, signer, signature }: SignedRequest<Request>,
  who: "operator" | "party" | "either",
): void {
  const isOperator = signer === OPERATOR;
  const fits = who === "either" || (who === "operator") === isOperator;
  const key = isOperator ? core.operatorKey : partyKey(core, request.study, signer);
  if (!fits || key === null || !verify(purpose, request, signature, key)) throw new HolderError("notAllowed");
}

/**
 * Today, as far as the holder believes its clock. A new highest day goes into the ledger, so that it is known after a
 * restart as well.
 * @throws HolderError clockBack, clockJump.
 */
export function today(core: Core): string {
  const day = countingDay(core.state.day, calendarDay(core.now()));
  if (day !== core.state.day) core.record({ kind: "day", day, accepted: false });
  return day;
}
