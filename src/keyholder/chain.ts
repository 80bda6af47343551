import { canonicalJson } from "./canonical.ts";
import { PROTOCOL } from "./protocol.ts";
import { sha256 } from "./signing.ts";
import type { LedgerEntry, LedgerRow } from "./wire.ts";

/**
 * The hash chain of a ledger. A row's hash covers its place, the hash before it, its time and the hash of its content;
 * so who may not read the content can still follow the chain. Pure: a partner checks a ledger with it, offline.
 */
export const FIRST_PREVIOUS = "0".repeat(64);

export const contentHash = (entry: LedgerEntry): string => sha256(canonicalJson(entry));

export const rowHash = ({ position, previous, at, content }: Omit<LedgerRow, "entry" | "hash">): string =>
  sha256(`${PROTOCOL}:ledger-row\n${canonicalJson({ position, previous, at, content })}`);

/** The row that follows on `previous` (null: the first). */
export function nextRow(last: LedgerRow | null, at: string, entry: LedgerEntry): LedgerRow {
  const row = {
    position: last === null ? 0 : last.position + 1,
    previous: last === null ? FIRST_PREVIOUS : last.hash,
    at,
    content: contentHash(entry),
  };
  return { ...row, entry, hash: rowHash(row) };
}

/** Why a row does not belong where it stands. */
export type ChainFault = "unreadable" | "position" | "previous" | "content" | "hash" | "total" | "missing";

/** The fault of this row as successor of `last`, or null when it fits. */
export function faultOf(last: LedgerRow | null, row: LedgerRow): ChainFault | null {
  if (row.position !== (last === null ? 0 : last.position + 1)) return "position";
  if (row.previous !== (last === null ? FIRST_PREVIOUS : last.hash)) return "previous";
  if (row.entry !== null && contentHash(row.entry) !== row.content) return "content";
  return rowHash(row) === row.hash ? null : "hash";
}

export interface ChainVerdict {
  readonly rows: number;
  /** The first row that is wrong, by its place in the list counted from 0; null when the chain is whole. */
  readonly broken: { readonly position: number; readonly fault: ChainFault } | null;
}

/** The key of a counter: study, partner and type. */
export const counterKey = (study: string, partner: string, type: string): string =>
  JSON.stringify([study, partner, type]);

/** Checks that the counts of every (study, partner, type) add up. Keep one for a walk over the whole ledger. */
export function createTotalsCheck(): (row: LedgerRow) => boolean {
  const totals = new Map<string, number>();
  return ({ entry }) => {
    if (entry?.kind !== "evaluated") return true;
    const key = counterKey(entry.study, entry.partner, entry.type);
    const total = (totals.get(key) ?? 0) + entry.count;
    totals.set(key, total);
    return total === entry.total && total <= entry.quota;
  };
}

/**
 * Walks rows from the very first one. With `head`, the walk must also end in, or pass through, that row: a chain whose
 * tail was cut off is otherwise whole.
 */
export function verifyLedger(
  rows: readonly LedgerRow[],
  head?: { readonly position: number; readonly ledgerHash: string },
): ChainVerdict {
  const addsUp = createTotalsCheck();
  let last: LedgerRow | null = null;
  for (const [position, row] of rows.entries()) {
    const fault: ChainFault | null = faultOf(last, row) ?? (addsUp(row) ? null : "total");
    if (fault !== null) return { rows: rows.length, broken: { position, fault } };
    last = row;
  }
  if (head !== undefined && rows[head.position]?.hash !== head.ledgerHash) {
    const position = Math.min(head.position, rows.length);
    return { rows: rows.length, broken: { position, fault: position === rows.length ? "missing" : "hash" } };
  }
  return { rows: rows.length, broken: null };
}

export interface PartnerCount {
  readonly partner: string;
  readonly type: string;
  readonly evaluated: number;
  readonly quota: number;
}

/** Everybody's counts in a study, from its rows: what a partner reads every day to see who asks too much. */
export function countsOf(rows: readonly LedgerRow[], study: string): readonly PartnerCount[] {
  const counts = new Map<string, PartnerCount>();
  for (const { entry } of rows) {
    if (entry === null || (entry.kind !== "commitment" && entry.kind !== "evaluated") || entry.study !== study)
      continue;
    const { partner, type, quota } = entry;
    const evaluated = entry.kind === "evaluated" ? entry.total : 0;
    counts.set(counterKey(study, partner, type), { partner, type, evaluated, quota });
  }
  return [...counts.values()];
}
