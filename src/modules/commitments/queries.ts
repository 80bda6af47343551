import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { type Commitment, statusOn, wasMadeBy } from "./commitment.ts";
import { messages } from "./messages.nl.ts";
import type { ParliamentaryPaper, Signal } from "./paper.ts";

const COLUMNS = [
  "id",
  "key",
  "kind",
  "text",
  "madeBy",
  "madeOnText",
  "inDocument",
  "paperKey",
  "settledByText",
  "settledByPaperKey",
  "settledOn",
  "settledParagraph",
  "dueOn",
  "status",
  "statusWords",
  "scope",
  "note",
  "marking",
  "sources",
  "version",
] as const;

export function listCommitments(tx: Tx): Promise<Commitment[]> {
  return tx
    .selectFrom("commitment")
    .select(COLUMNS)
    .orderBy("dueOn")
    .orderBy("madeOnText", "desc")
    .orderBy("key")
    .execute();
}

/** @throws DomainError not_found. */
export async function getCommitment(tx: Tx, id: string): Promise<Commitment> {
  const found = await tx.selectFrom("commitment").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

/** As they stood on a day: only what had been made, and settled later is still open. */
export async function commitmentsAsOf(tx: Tx, day: string): Promise<Commitment[]> {
  const all = await listCommitments(tx);
  return all
    .filter((commitment) => wasMadeBy(commitment, day))
    .map((commitment) => ({ ...commitment, status: statusOn(commitment, day) }));
}

export function commitmentsSettledBy(tx: Tx, paperKey: string): Promise<Commitment[]> {
  return tx.selectFrom("commitment").select(COLUMNS).where("settledByPaperKey", "=", paperKey).orderBy("key").execute();
}

export function commitmentsMadeIn(tx: Tx, paperKey: string): Promise<Commitment[]> {
  return tx.selectFrom("commitment").select(COLUMNS).where("paperKey", "=", paperKey).orderBy("key").execute();
}

export interface CommitmentChange {
  readonly changedOn: string;
  readonly verb: string;
  readonly text: string;
}

export function historyOf(tx: Tx, commitmentId: string): Promise<CommitmentChange[]> {
  return tx
    .selectFrom("commitmentChange")
    .select(["changedOn", "verb", "text"])
    .where("commitmentId", "=", commitmentId)
    .orderBy("changedOn")
    .execute();
}

export function listPapers(tx: Tx): Promise<ParliamentaryPaper[]> {
  return tx.selectFrom("parliamentaryPaper").selectAll().orderBy("date", "desc").execute();
}

/** @throws DomainError not_found. */
export async function getPaper(tx: Tx, id: string): Promise<ParliamentaryPaper> {
  const found = await tx.selectFrom("parliamentaryPaper").selectAll().where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.paperNotFound);
  return found;
}

export async function paperByKey(tx: Tx, key: string): Promise<ParliamentaryPaper | null> {
  return (await tx.selectFrom("parliamentaryPaper").selectAll().where("key", "=", key).executeTakeFirst()) ?? null;
}

export function listSignals(tx: Tx): Promise<Signal[]> {
  return tx.selectFrom("signal").selectAll().orderBy("status", "desc").orderBy("dateText", "desc").execute();
}
