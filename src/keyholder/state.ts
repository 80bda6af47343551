import { counterKey } from "./chain.ts";
import type { Contribution, InputCommitment } from "./protocol.ts";
import type { FullRow } from "./walk.ts";
import type { DealSeat, LedgerEntry, SignedDeal } from "./wire.ts";

/**
 * What the ledger adds up to. Nothing of this is stored anywhere else, so that it cannot disagree with the ledger: at a
 * start all rows are applied again, and while running each row at the moment that it gets its place.
 */
type EntryOf<Kind extends LedgerEntry["kind"]> = Extract<LedgerEntry, { kind: Kind }>;

export interface RowOf<Kind extends LedgerEntry["kind"]> {
  readonly position: number;
  readonly hash: string;
  readonly at: string;
  readonly entry: EntryOf<Kind>;
}

/** How far the making of a key for three is; see deals.ts. */
export interface Ceremony {
  readonly sealingKey: string;
  seats: readonly DealSeat[];
  deal: SignedDeal | null;
  accepted: readonly Contribution[] | null;
}

export interface StudyState {
  readonly keys: Map<string, EntryOf<"key">>;
  readonly ceremonies: Map<string, Ceremony>;
  /** Hashes of all charters that ever held here: none comes back. */
  readonly charters: Set<string>;
  /** The charter that holds, also when it is vetoed. */
  charter: string | null;
  veto: RowOf<"veto"> | null;
  witness: RowOf<"witness"> | null;
  destroyed: RowOf<"destroyed"> | null;
  evaluated: number;
}

export interface Counter {
  readonly commitment: InputCommitment;
  readonly quota: number;
  total: number;
  /** Being evaluated at this moment: counts as used until it is a row or has failed. Not in the ledger. */
  reserved: number;
  /** Batch number and hash → the row: asked again, answered again, not counted again. */
  readonly answers: Map<string, RowOf<"evaluated">>;
}

export interface HolderState {
  day: string | null;
  readonly partners: Map<string, string>;
  readonly studies: Map<string, StudyState>;
  readonly counters: Map<string, Counter>;
}

export const emptyState = (): HolderState => ({
  day: null,
  partners: new Map(),
  studies: new Map(),
  counters: new Map(),
});

const emptyStudy = (): StudyState => ({
  keys: new Map(),
  ceremonies: new Map(),
  charters: new Set(),
  charter: null,
  veto: null,
  witness: null,
  destroyed: null,
  evaluated: 0,
});

export const answerKey = (batch: number, blindedHash: string): string => `${batch}:${blindedHash}`;

function studyOf(state: HolderState, study: string): StudyState {
  const known = state.studies.get(study) ?? emptyStudy();
  state.studies.set(study, known);
  return known;
}

function applyCommitment(state: HolderState, entry: EntryOf<"commitment">): void {
  const { kind: _kind, signature: _signature, quota, ...commitment } = entry;
  const key = counterKey(entry.study, entry.partner, entry.type);
  state.counters.set(key, { commitment, quota, total: 0, reserved: 0, answers: new Map() });
}

function applyEvaluated(state: HolderState, row: RowOf<"evaluated">): void {
  const { study, partner, type, batch, blindedHash, count } = row.entry;
  studyOf(state, study).evaluated += count;
  const counter = state.counters.get(counterKey(study, partner, type));
  if (counter === undefined) return;
  counter.total += count;
  counter.answers.set(answerKey(batch, blindedHash), row);
}

function applyCharter(state: HolderState, { study: id, hash }: EntryOf<"charter">): void {
  const study = studyOf(state, id);
  study.charters.add(hash);
  study.charter = hash;
  study.veto = null;
}

function applyCeremony(state: HolderState, entry: EntryOf<"sealing"> | EntryOf<"deal"> | EntryOf<"accepted">): void {
  const { ceremonies } = studyOf(state, entry.study);
  if (entry.kind === "sealing")
    ceremonies.set(entry.type, { sealingKey: entry.sealingKey, seats: [], deal: null, accepted: null });
  const known = ceremonies.get(entry.type);
  if (known === undefined) return;
  if (entry.kind === "deal") [known.seats, known.deal] = [entry.seats, entry.dealt];
  if (entry.kind === "accepted") known.accepted = entry.contributions;
}

/** Adds one row, in ledger order. */
export function applyRow(state: HolderState, { position, hash, at, entry }: FullRow): void {
  switch (entry.kind) {
    case "holder":
      return;
    case "day":
      state.day = entry.day;
      return;
    case "enrolled":
      state.partners.set(entry.partner, entry.publicKey);
      return;
    case "key":
      studyOf(state, entry.study).keys.set(entry.type, entry);
      return;
    case "sealing":
    case "deal":
    case "accepted":
      applyCeremony(state, entry);
      return;
    case "charter":
      applyCharter(state, entry);
      return;
    case "commitment":
      applyCommitment(state, entry);
      return;
    case "evaluated":
      applyEvaluated(state, { position, hash, at, entry });
      return;
    case "veto":
      studyOf(state, entry.study).veto = { position, hash, at, entry };
      return;
    case "witness":
      studyOf(state, entry.study).witness = { position, hash, at, entry };
      return;
    case "destroyed":
      studyOf(state, entry.study).destroyed = { position, hash, at, entry };
      return;
  }
}
