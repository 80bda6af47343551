import { hash } from "node:crypto";
import { z } from "zod";
import {
  type CharterCore,
  type SignedWitnessedHead,
  type StudyLedger,
  verifyLedger,
  verifyLedgerHead,
  verifyReceipt,
  verifyWitnessedHead,
} from "../keyholder/index.ts";
import { messages } from "./messages.nl.ts";
import type { SignedManifest } from "./output/manifest.ts";

/** What a partner checks without a connection, and without trusting the operator. Pure. */
export interface BundleVerdict {
  /** Events of the platform's chain that were walked. */
  readonly events: number;
  /** Heads of holders that were found in it. */
  readonly witnesses: number;
  /** Dutch sentences; empty when everything holds. */
  readonly problems: readonly string[];
}

const lineInput = z.object({
  position: z.int().min(1),
  hash: z.string(),
  event: z.object({
    id: z.int(),
    at: z.string(),
    personId: z.string().nullable(),
    verb: z.string(),
    subjectKind: z.string(),
    subjectId: z.string(),
    detail: z.string(),
  }),
});
export type ChainLine = z.infer<typeof lineInput>;

/** The hash of one event of the platform's audit chain, as the platform computes it. */
export function chainHash(previous: string, position: number, event: ChainLine["event"]): string {
  const { id, at, personId, verb, subjectKind, subjectId, detail } = event;
  return hash(
    "sha256",
    JSON.stringify([previous, position, id, at, personId, verb, subjectKind, subjectId, detail]),
    "hex",
  );
}

function parseLine(text: string): ChainLine | null {
  try {
    return lineInput.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

const FIRST = "0".repeat(64);

/** The hash at every position, as far as the chain is whole. */
function walk(lines: Iterable<string>): { hashes: string[]; problem: string | null } {
  const hashes: string[] = [FIRST];
  let number = 0;
  for (const text of lines) {
    number += 1;
    if (text.trim() === "") continue;
    const line = parseLine(text);
    if (line === null) return { hashes, problem: messages.bundle.chainUnreadable(number) };
    const previous = hashes.at(-1) ?? FIRST;
    if (line.position !== hashes.length || chainHash(previous, line.position, line.event) !== line.hash)
      return { hashes, problem: messages.bundle.chainBroken(hashes.length) };
    hashes.push(line.hash);
  }
  return { hashes, problem: null };
}

/**
 * Recomputes the platform's audit chain from its first event (one JSON object per line: position, hash, event) and
 * compares it with the points that key holders have signed. A row that was altered, removed, added or moved is named.
 */
export function verifyChainBundle(
  lines: Iterable<string>,
  witnessed: readonly SignedWitnessedHead[],
  { study, holders }: Pick<CharterCore, "study" | "holders">,
): BundleVerdict {
  const { hashes, problem } = walk(lines);
  const problems = problem === null ? [] : [problem];
  let witnesses = 0;
  for (const signed of witnessed) {
    const { head } = signed;
    const holder = holders.find((one) => one.holder === head.holder);
    const known = hashes[head.position];
    if (holder === undefined || head.study !== study || !verifyWitnessedHead(signed, holder.receiptKey))
      problems.push(messages.bundle.headWrong(head.holder));
    else if (known === undefined) problems.push(messages.bundle.witnessOutside(head.position));
    else if (known !== head.hash) problems.push(messages.bundle.witnessWrong(holder.name, head.position));
    else witnesses += 1;
  }
  return { events: hashes.length - 1, witnesses, problems };
}

/** Whether every receipt of the partner is signed, and stands in the ledger of the holder that gave it. */
export function verifyReceipts(
  { manifest }: SignedManifest,
  ledgers: readonly StudyLedger[],
  core: CharterCore,
): string[] {
  const problems: string[] = [];
  for (const { holder, name, receiptKey } of core.holders) {
    const own = manifest.receipts.filter(({ receipt }) => receipt.holder === holder);
    for (const signed of own)
      if (!verifyReceipt(signed, receiptKey)) problems.push(messages.bundle.receiptWrong(signed.receipt.batch));
    const ledger = ledgers.find(({ head }) => head.head.holder === holder);
    if (ledger !== undefined) problems.push(...aboutLedger(ledger, name, receiptKey, own));
  }
  return problems;
}

function aboutLedger(
  ledger: StudyLedger,
  name: string,
  receiptKey: string,
  own: SignedManifest["manifest"]["receipts"],
): string[] {
  if (!verifyLedgerHead(ledger.head, receiptKey)) return [messages.bundle.headWrong(name)];
  const { broken } = verifyLedger(ledger.rows, ledger.head.head);
  if (broken !== null) return [messages.bundle.ledgerBroken(name, broken.position)];
  return own
    .filter(({ receipt }) => ledger.rows[receipt.position]?.hash !== receipt.ledgerHash)
    .map(({ receipt }) => messages.bundle.receiptNotInLedger(name, receipt.batch));
}
