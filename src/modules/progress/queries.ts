import type { Database, Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";
import type { ProgressUpdate, ReportingRound } from "./round.ts";
import { hashToken } from "./token.ts";

const ROUND = ["id", "title", "planId", "opensOn", "closesOn", "status", "isExample", "version"] as const;
const UPDATE = [
  "id",
  "roundId",
  "actionId",
  "partnerId",
  "status",
  "sentence",
  "newDueOn",
  "reason",
  "submittedOn",
  "marking",
] as const;

export function listRounds(tx: Tx): Promise<ReportingRound[]> {
  return tx.selectFrom("reportingRound").select(ROUND).orderBy("opensOn", "desc").execute();
}

/** @throws DomainError not_found. */
export async function getRound(tx: Tx, id: string): Promise<ReportingRound> {
  const found = await tx.selectFrom("reportingRound").select(ROUND).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

/** The round that runs now, if any. */
export async function openRoundOf(tx: Tx, planId: string): Promise<ReportingRound | null> {
  return (
    (await tx
      .selectFrom("reportingRound")
      .select(ROUND)
      .where("planId", "=", planId)
      .where("status", "=", "open")
      .orderBy("closesOn")
      .limit(1)
      .executeTakeFirst()) ?? null
  );
}

export async function openRounds(tx: Tx): Promise<ReportingRound[]> {
  return tx.selectFrom("reportingRound").select(ROUND).where("status", "=", "open").orderBy("closesOn").execute();
}

export interface PartnerProgress {
  readonly partnerId: string;
  readonly total: number;
  readonly answered: number;
}

/** Per partner how many actions were asked and answered; one grouped query. */
export function progressByPartner(tx: Tx, roundId: string): Promise<PartnerProgress[]> {
  return tx
    .selectFrom("updateRequest")
    .select([
      "partnerId",
      (eb) => eb.fn.countAll<number>().as("total"),
      (eb) => eb.fn.count<number>("answeredOn").as("answered"),
    ])
    .where("roundId", "=", roundId)
    .groupBy("partnerId")
    .execute();
}

export function requestsFor(
  tx: Tx,
  roundId: string,
  partnerId: string,
): Promise<{ actionId: string; answeredOn: string | null }[]> {
  return tx
    .selectFrom("updateRequest")
    .select(["actionId", "answeredOn"])
    .where("roundId", "=", roundId)
    .where("partnerId", "=", partnerId)
    .execute();
}

/** The newest report on an action, in any round. */
export async function lastUpdateOf(tx: Tx, actionId: string): Promise<ProgressUpdate | null> {
  return (
    (await tx
      .selectFrom("progressUpdate")
      .select(UPDATE)
      .where("actionId", "=", actionId)
      .orderBy("recordedAt", "desc")
      .limit(1)
      .executeTakeFirst()) ?? null
  );
}

export function newestUpdates(tx: Tx, limit: number): Promise<ProgressUpdate[]> {
  return tx.selectFrom("progressUpdate").select(UPDATE).orderBy("recordedAt", "desc").limit(limit).execute();
}

export interface LinkHolder {
  readonly roundId: string;
  readonly personId: string;
  readonly partnerId: string;
  readonly expiresOn: string;
}

/** Who a mailed link was made for. As the owner: whoever opens it has not signed in. */
export async function holderOfLink(db: Database, token: string): Promise<LinkHolder | null> {
  const found = await db
    .selectFrom("roundInvitation")
    .select(["roundId", "personId", "partnerId", "expiresOn"])
    .where("tokenHash", "=", hashToken(token))
    .executeTakeFirst();
  return found ?? null;
}
