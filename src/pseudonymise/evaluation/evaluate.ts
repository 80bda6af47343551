import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import type { InputCommitment } from "../../keyholder/index.ts";
import { sha256 } from "../../keyholder/index.ts";
import type { Prepared, Source } from "../commit.ts";
import { Stop } from "../errors.ts";
import type { RunSecrets } from "../keys.ts";
import { readAt } from "../leaves.ts";
import { messages } from "../messages.nl.ts";
import { type FinishedBatch, Journal, type WorkFolder } from "../work.ts";
import { TOKEN_BYTES } from "./calculate.ts";
import { readRange, type ValueRange } from "./pass.ts";
import type { Pool } from "./pool.ts";
import type { Turns } from "./turns.ts";

export interface Evaluation {
  readonly prepared: Prepared;
  readonly source: Source;
  readonly secrets: RunSecrets;
  readonly commitment: InputCommitment;
  readonly turns: Turns;
  readonly folder: WorkFolder;
  readonly pool: Pool;
  readonly batchSize: number;
  /** The most distinct identifiers in memory at once; the source is read again for every so many. */
  readonly passSize: number;
  readonly onBatch: (identifiers: number) => void;
}

/** The distinct identifiers of a batch: [first, end) in the order of the sorted leaves. */
const boundsOf = ({ batchSize, commitment }: Evaluation, batch: number): { first: number; end: number } => ({
  first: batch * batchSize,
  end: Math.min((batch + 1) * batchSize, commitment.count),
});

class TokenFile {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a+", 0o600);
    closeSync(this.#file);
    this.#file = openSync(path, "r+");
  }

  write(first: number, tokens: Uint8Array): void {
    for (let at = 0; at < tokens.length; )
      at += writeSync(this.#file, tokens, at, tokens.length - at, first * TOKEN_BYTES + at);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** One batch: blind, ask the holders whose turn it is at once, check every proof against the charter, unblind. */
async function evaluateBatch(
  evaluation: Evaluation,
  range: ValueRange,
  batch: number,
): Promise<{ tokens: Uint8Array; finished: FinishedBatch }> {
  const { pool, secrets, commitment, turns, prepared } = evaluation;
  const { first, end } = boundsOf(evaluation, batch);
  const inputs = {
    prefix: prepared.intake.prefix,
    blindKey: secrets.blindKey(commitment.merkleRoot, batch),
    ...range.slice(first, end),
  };
  const blind = await pool.run({ kind: "blind", ...inputs });
  if (blind.kind !== "blinded") throw new Error("unexpected outcome");
  const { blinded } = blind;
  const answers = await turns.evaluate(batch, blinded);
  const outcome = await pool.run({
    kind: "finish",
    ...inputs,
    blinded,
    answers: answers.map(({ holder: { publicShare, index }, answer: { evaluated, proof } }) => ({
      ...{ publicShare, evaluated, proof },
      ...(index !== undefined && { index }),
    })),
  });
  if (outcome.kind === "proofFailed")
    throw new Stop("proof", messages.proofFailed(answers[outcome.answer]?.holder.name ?? ""));
  if (outcome.kind !== "tokens") throw new Error("unexpected outcome");
  const finished = { batch, tokens: sha256(outcome.tokens), receipts: answers.map(({ answer }) => answer.receipt) };
  return { tokens: outcome.tokens, finished };
}

/** Batches that the journal names and whose tokens are whole on disk. */
function alreadyDone(evaluation: Evaluation, batches: number): Map<number, FinishedBatch> {
  const { folder } = evaluation;
  const done = new Map<number, FinishedBatch>();
  for (const [batch, entry] of folder.readJournal()) {
    const { first, end } = boundsOf(evaluation, batch);
    if (batch >= batches) continue;
    const tokens = readAt(folder.file("tokens.bin"), first * TOKEN_BYTES, (end - first) * TOKEN_BYTES);
    if (sha256(tokens) === entry.tokens) done.set(batch, entry);
  }
  return done;
}

/** Runs `work` over the items, at most `most` at once; the first failure stops the rest from starting. */
async function inParallel(
  items: readonly number[],
  most: number,
  work: (item: number) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  let failed = false;
  const lane = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined && !failed; item = queue.shift()) {
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: most }, lane));
  const broken = lanes.find((one) => one.status === "rejected");
  if (broken !== undefined) throw broken.reason;
}

/**
 * Has all batches evaluated that are not in the journal yet, and returns the whole journal. Batches follow the sorted
 * leaves: an order that is random to everybody without the leaf key, and the same after a crash.
 */
export async function evaluateAll(evaluation: Evaluation): Promise<readonly FinishedBatch[]> {
  const { prepared, source, folder, commitment, batchSize, passSize, pool, onBatch } = evaluation;
  const batches = Math.ceil(commitment.count / batchSize);
  const perPass = Math.max(1, Math.floor(passSize / batchSize));
  const tokens = new TokenFile(folder.file("tokens.bin"));
  const journal = new Journal(folder.file("journal.jsonl"));
  try {
    const done = alreadyDone(evaluation, batches);
    for (const batch of done.keys()) onBatch(boundsOf(evaluation, batch).end - boundsOf(evaluation, batch).first);
    for (let from = 0; from < batches; from += perPass) {
      const upTo = Math.min(from + perPass, batches);
      const todo = Array.from({ length: upTo - from }, (_, index) => from + index).filter((batch) => !done.has(batch));
      if (todo.length === 0) continue;
      const { first } = boundsOf(evaluation, from);
      const count = boundsOf(evaluation, upTo - 1).end - first;
      const range = await readRange(
        prepared.intake,
        source,
        prepared.canaries,
        folder.file("leaves.bin"),
        first,
        count,
      );
      if (!range.isComplete) throw new Stop("changed", messages.sourceChanged);
      await inParallel(todo, pool.size + 1, async (batch) => {
        const result = await evaluateBatch(evaluation, range, batch);
        tokens.write(boundsOf(evaluation, batch).first, result.tokens);
        journal.append(result.finished);
        done.set(batch, result.finished);
        onBatch(result.tokens.length / TOKEN_BYTES);
      });
    }
    return [...done.values()].sort((a, b) => a.batch - b.batch);
  } finally {
    tokens.close();
    journal.close();
  }
}
