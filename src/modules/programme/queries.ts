import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";
import type { FraudType, Objective, Obstacle, Programme, ProgrammeEvent, ReferencePublication } from "./programme.ts";

/** The programme this table is laid for; null before anything was loaded. */
export async function getProgramme(tx: Tx): Promise<Programme | null> {
  return (await tx.selectFrom("programme").selectAll().limit(1).executeTakeFirst()) ?? null;
}

export function listObjectives(tx: Tx): Promise<Objective[]> {
  return tx.selectFrom("objective").selectAll().orderBy("orderNo").execute();
}

export async function getObjective(tx: Tx, id: string): Promise<Objective> {
  const found = await tx.selectFrom("objective").selectAll().where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

export function listFraudTypes(tx: Tx): Promise<FraudType[]> {
  return tx.selectFrom("fraudType").selectAll().orderBy("focus", "desc").orderBy("title").execute();
}

export function listProgrammeEvents(tx: Tx): Promise<ProgrammeEvent[]> {
  return tx.selectFrom("programmeEvent").select(["dateText", "title", "sources"]).orderBy("orderNo").execute();
}

export function listObstacles(tx: Tx): Promise<Obstacle[]> {
  return tx.selectFrom("obstacle").select(["theme", "text", "sources"]).orderBy("orderNo").execute();
}

export function listReferencePublications(tx: Tx): Promise<ReferencePublication[]> {
  return tx
    .selectFrom("referencePublication")
    .select(["title", "year", "kind", "publisher", "publishedOn", "sources"])
    .orderBy("orderNo")
    .execute();
}
