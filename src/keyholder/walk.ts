import { ledgerRow } from "./answers.ts";
import { type ChainFault, createTotalsCheck, faultOf } from "./chain.ts";
import { linesOf } from "./files.ts";
import type { LedgerEntry, LedgerRow } from "./wire.ts";

/** A row in the file, where every row has its content. */
export type FullRow = LedgerRow & { readonly entry: LedgerEntry };

export interface Walk {
  readonly last: FullRow | null;
  /** Offset in bytes of the end of each row. */
  readonly ends: readonly number[];
  /** Bytes of a last line that was broken off; 0 when there is none. */
  readonly torn: number;
  /** The first row that is wrong (counted from 0), or null. The walk stops there. */
  readonly broken: { readonly position: number; readonly fault: ChainFault } | null;
}

function readRow(text: string): FullRow | null {
  try {
    const row = ledgerRow.parse(JSON.parse(text));
    return row.entry === null ? null : { ...row, entry: row.entry };
  } catch {
    return null;
  }
}

/** Walks a ledger file from the start, checks every row against the one before it, and hands it to `visit`. */
export function walkLedger(file: string, visit: (row: FullRow) => void): Walk {
  const addsUp = createTotalsCheck();
  const ends: number[] = [];
  let last: FullRow | null = null;
  const stop = (fault: ChainFault): Walk => ({ last, ends, torn: 0, broken: { position: ends.length, fault } });
  for (const { text, end, complete } of linesOf(file)) {
    if (!complete) return { last, ends, torn: end - (ends.at(-1) ?? 0), broken: null };
    const row = readRow(text);
    if (row === null) return stop("unreadable");
    const fault = faultOf(last, row) ?? (addsUp(row) ? null : "total");
    if (fault !== null) return stop(fault);
    visit(row);
    last = row;
    ends.push(end);
  }
  return { last, ends, torn: 0, broken: null };
}

/** Where the remembered head and the walked ledger part ways: rows are missing at the end, or the row is another one. */
export function headFault(
  walk: Walk,
  head: { readonly position: number; readonly hash: string },
  hashAt: (position: number) => string | undefined,
): Walk["broken"] {
  if (head.position >= walk.ends.length) return { position: walk.ends.length, fault: "missing" };
  return hashAt(head.position) === head.hash ? null : { position: head.position, fault: "hash" };
}
