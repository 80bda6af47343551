import { hash } from "node:crypto";
import { z } from "zod";
import {
  type CharterCore,
  type SignedWitnessedHead,
  type StudyLedger,
  verify,
  verifyLedger,
  verifyLedgerHead,
  verifyReceipt,
  verifyWitnessedHead,
} from "../keyholder/index.ts";
import { Stop } from "./errors.ts";
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

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const eventInput = z.object({
  id: z.int(),
  at: z.string(),
  personId: z.string().nullable(),
  verb: z.string(),
  subjectKind: z.string(),
  subjectId: z.string(),
  detail: z.string(),
});
const lineInput = z.object({ position: z.int().min(1), hash: hex, eventHash: hex, event: eventInput.nullable() });

/** One link of the platform's audit chain: the hash of the event, and its content when it is one's own to read. */
export type ChainLine = z.infer<typeof lineInput>;
export type ChainEvent = z.infer<typeof eventInput>;

/** Where the operator says that its chain ends. */
export interface OperatorHead {
  readonly position: number;
  readonly hash: string;
  readonly signature: string;
}

const proofInput = z.object({
  format: z.literal("rondetafel-proof/1"),
  chain: z.array(z.unknown()),
  witnessed: z.array(z.unknown()),
  operator: z.object({ position: z.int().min(0), hash: hex, signature: z.string() }),
});

/** The file that a party downloads from the platform. Throws a Stop when it is not one. */
export function parseProof(text: string): {
  readonly chain: readonly unknown[];
  readonly witnessed: readonly SignedWitnessedHead[];
  readonly operator: OperatorHead;
} {
  try {
    const { chain, witnessed, operator } = proofInput.parse(JSON.parse(text));
    // Whatever a head says is believed only after its signature has been checked.
    return { chain, witnessed: witnessed as SignedWitnessedHead[], operator };
  } catch {
    throw new Stop("manifest", messages.bundle.proofUnreadable);
  }
}

const sha256 = (value: unknown): string => hash("sha256", JSON.stringify(value), "hex");

/** The hash of an event's content, as the platform computes it. */
export const chainEventHash = ({ id, at, personId, verb, subjectKind, subjectId, detail }: ChainEvent): string =>
  sha256([id, at, personId, verb, subjectKind, subjectId, detail]);

/** The hash of a link: of where it stands, what came before, and the hash of its event. */
export const chainHash = (previous: string, position: number, eventHash: string): string =>
  sha256([previous, position, eventHash]);

const FIRST = "0".repeat(64);

function holds(line: ChainLine, previous: string, position: number): boolean {
  const own = line.event === null || chainEventHash(line.event) === line.eventHash;
  return own && line.position === position && chainHash(previous, position, line.eventHash) === line.hash;
}

/** The hash at every position, as far as the chain is whole. */
function walk(lines: readonly unknown[]): { hashes: string[]; problem: string | null } {
  const hashes: string[] = [FIRST];
  for (const value of lines) {
    const line = lineInput.safeParse(value);
    if (!line.success) return { hashes, problem: messages.bundle.chainUnreadable(hashes.length) };
    if (!holds(line.data, hashes.at(-1) ?? FIRST, hashes.length))
      return { hashes, problem: messages.bundle.chainBroken(hashes.length) };
    hashes.push(line.data.hash);
  }
  return { hashes, problem: null };
}

function operatorSigned(
  study: string,
  hashes: readonly string[],
  { head: { position, hash: end, signature }, signingKey }: { head: OperatorHead; signingKey: string },
): boolean {
  return hashes[position] === end && verify("audit-chain", { study, position, hash: end }, signature, signingKey);
}

/**
 * Recomputes the platform's audit chain from its first event and compares it with the points that key holders have
 * signed. A row that was altered, removed, added or moved is named. Of others' events only the hash is there: enough to
 * see that nothing was changed, too little to read them.
 */
export function verifyChainBundle(
  lines: readonly unknown[],
  witnessed: readonly SignedWitnessedHead[],
  { study, holders }: Pick<CharterCore, "study" | "holders">,
  operator: { readonly head: OperatorHead; readonly signingKey: string } | null = null,
): BundleVerdict {
  const { hashes, problem } = walk(lines);
  const problems = problem === null ? [] : [problem];
  if (operator !== null && !operatorSigned(study, hashes, operator)) problems.push(messages.bundle.operatorWrong);
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
