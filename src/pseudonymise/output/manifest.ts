import { z } from "zod";
import type { CharterCore, CharterIdentifier, SignedReceipt } from "../../keyholder/index.ts";
import { neededFor, sign, verify, verifyReceipt } from "../../keyholder/index.ts";
import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";

/** What a delivery says about itself; signed by the partner. */
export interface ManifestFile {
  readonly name: string;
  /** Hex. */
  readonly sha256: string;
  readonly rows: number;
  readonly bytes: number;
}

export interface Manifest {
  readonly format: "rondetafel-manifest/1";
  readonly study: string;
  readonly charterHash: string;
  readonly partner: string;
  readonly type: string;
  readonly run: string;
  readonly normaliser: { readonly name: string; readonly version: number; readonly hash: string };
  readonly merkleRoot: string;
  /** Distinct identifiers that were committed to and evaluated, canaries included. */
  readonly distinct: number;
  readonly rows: number;
  /** Rows that stayed behind, by reason ("objection", "checkDigits", "capped", …). */
  readonly refused: Readonly<Record<string, number>>;
  /** In the order of the charter: which canary, and the token it came to (hex). They are in no part file. */
  readonly canaries: readonly { readonly index: number; readonly token: string }[];
  readonly receipts: readonly SignedReceipt[];
  readonly files: readonly ManifestFile[];
}

export interface SignedManifest {
  readonly manifest: Manifest;
  readonly signature: string;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const name = z.string().min(1).max(200);
const receiptInput = z.strictObject({
  receipt: z.strictObject({
    holder: name,
    study: name,
    partner: name,
    type: name,
    run: name,
    batch: count,
    count,
    blindedHash: hash,
    evaluatedHash: hash,
    total: count,
    quota: count,
    position: count,
    ledgerHash: hash,
  }),
  signature: z.string().max(100),
});
const manifestInput = z.strictObject({
  manifest: z.strictObject({
    format: z.literal("rondetafel-manifest/1"),
    study: name,
    charterHash: hash,
    partner: name,
    type: name,
    run: name,
    normaliser: z.strictObject({ name, version: count, hash }),
    merkleRoot: hash,
    distinct: count,
    rows: count,
    refused: z.record(z.string().max(40), count),
    canaries: z.array(z.strictObject({ index: count, token: z.string().regex(/^[0-9a-f]{32}$/) })).max(1000),
    receipts: z.array(receiptInput).max(1_000_000),
    files: z
      .array(
        z.strictObject({
          name: z.string().regex(/^deel-\d{5,8}\.parquet$/),
          sha256: hash,
          rows: z.int().min(1),
          bytes: z.int().min(1),
        }),
      )
      .max(100_000),
  }),
  signature: z.string().max(100),
});

const PURPOSE = "manifest";

export const signManifest = (manifest: Manifest, privateKey: string): SignedManifest => ({
  manifest,
  signature: sign(PURPOSE, manifest, privateKey),
});

/** Parses manifest.json. Throws a Stop ("manifest") when it is not one. */
export function parseManifest(text: string): SignedManifest {
  try {
    return manifestInput.parse(JSON.parse(text));
  } catch {
    throw new Stop("manifest", messages.manifestUnreadable);
  }
}

/** What is wrong with a manifest; a closed list, each with a Dutch sentence in messages.nl.ts. */
export type ManifestProblem =
  | "study"
  | "charter"
  | "partner"
  | "signature"
  | "type"
  | "normaliser"
  | "receiptForeign"
  | "receiptSignature"
  | "receiptsTooFew"
  | "receiptsDiffer"
  | "aboveQuota"
  | "canariesMissing"
  | "rowsDiffer"
  | "fileTwice";

export interface ManifestVerdict {
  readonly problems: readonly ManifestProblem[];
  /** The Dutch sentences of the problems, in the same order. */
  readonly sentences: readonly string[];
}

/**
 * Judges a manifest against the charter in force, its core and its hash: who signed, the right study, normaliser and
 * keys, as many evaluations as distinct identifiers at every holder (or at two of three), every canary. The files themselves
 * are judged by readEvents and their hashes.
 */
export function verifyManifest(signed: SignedManifest, charter: CharterCore, charterHash: string): ManifestVerdict {
  const problems = [
    ...new Set([
      ...aboutStudy(signed, charter, charterHash),
      ...aboutReceipts(signed, charter),
      ...aboutContents(signed),
    ]),
  ];
  return { problems, sentences: problems.map((problem) => messages.manifestProblems[problem]) };
}

function aboutStudy(
  { manifest, signature }: SignedManifest,
  charter: CharterCore,
  charterHash: string,
): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  if (manifest.study !== charter.study) problems.push("study");
  if (manifest.charterHash !== charterHash) problems.push("charter");
  const party = charter.parties.find(({ partner }) => partner === manifest.partner);
  if (party === undefined || party.role !== "dataHolder") problems.push("partner");
  else if (!verify(PURPOSE, manifest, signature, party.signingKey)) problems.push("signature");
  const identifier = charter.identifiers.find(({ type }) => type === manifest.type);
  if (identifier === undefined) return [...problems, "type"];
  const [own, wanted] = [manifest.normaliser, identifier.normaliser];
  if (own.name !== wanted.name || own.version !== wanted.version || own.hash !== wanted.hash)
    problems.push("normaliser");
  const places = manifest.canaries.map(({ index }) => index);
  if (places.length !== identifier.canaries.length || places.some((index, place) => index !== place))
    problems.push("canariesMissing");
  return problems;
}

/**
 * Batches from 0 upward without a gap, together at least what was committed to, each by as many different holders as it
 * takes: all of them, or any two of three. No holder counts twice in a batch; where they differ, the least counts.
 */
function enoughHolders({ receipts, distinct }: Manifest, identifier: CharterIdentifier): boolean {
  const batches = new Map<number, Map<string, number>>();
  for (const { receipt } of receipts) {
    const counts = batches.get(receipt.batch) ?? new Map<string, number>();
    if (counts.has(receipt.holder)) return false;
    batches.set(receipt.batch, counts.set(receipt.holder, receipt.count));
  }
  const needed = neededFor(identifier);
  const sum = [...batches.values()].reduce((total, counts) => total + Math.min(...counts.values()), 0);
  return sum >= distinct && [...batches].every(([batch, { size }]) => batch < batches.size && size >= needed);
}

function aboutReceipts({ manifest }: SignedManifest, charter: CharterCore): ManifestProblem[] {
  const identifier = charter.identifiers.find(({ type }) => type === manifest.type);
  const problems: ManifestProblem[] = [];
  for (const { holder } of identifier?.shares ?? []) {
    const key = charter.holders.find((one) => one.holder === holder)?.receiptKey ?? "";
    const own = manifest.receipts.filter(({ receipt }) => receipt.holder === holder);
    if (!own.every((one) => verifyReceipt(one, key))) problems.push("receiptSignature");
    if (own.some(({ receipt }) => receipt.total > receipt.quota)) problems.push("aboveQuota");
  }
  const isForeign = ({ receipt }: SignedReceipt): boolean =>
    receipt.study !== manifest.study ||
    receipt.partner !== manifest.partner ||
    receipt.type !== manifest.type ||
    receipt.run !== manifest.run ||
    identifier?.shares.some(({ holder }) => holder === receipt.holder) !== true;
  if (manifest.receipts.some(isForeign)) problems.push("receiptForeign");
  if (identifier !== undefined && !enoughHolders(manifest, identifier)) problems.push("receiptsTooFew");
  if (!sameBlinded(manifest.receipts)) problems.push("receiptsDiffer");
  return problems;
}

/** All holders must have evaluated the same blinded elements of a batch. */
function sameBlinded(receipts: readonly SignedReceipt[]): boolean {
  const byBatch = new Map<number, string>();
  return receipts.every(({ receipt }) => {
    const known = byBatch.get(receipt.batch) ?? receipt.blindedHash;
    byBatch.set(receipt.batch, known);
    return known === receipt.blindedHash;
  });
}

function aboutContents({ manifest }: SignedManifest): ManifestProblem[] {
  const problems: ManifestProblem[] = [];
  const rows = manifest.files.reduce((sum, file) => sum + file.rows, 0);
  if (rows !== manifest.rows || rows === 0) problems.push("rowsDiffer");
  if (new Set(manifest.files.map((file) => file.name)).size !== manifest.files.length) problems.push("fileTwice");
  return problems;
}
