import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Indicator, Observation } from "./indicator.ts";
import { messages } from "./messages.nl.ts";

const COLUMNS = ["id", "key", "name", "unit", "producer", "series", "dimension", "caveat", "sources"] as const;
const OBSERVATION_COLUMNS = [
  "id",
  "indicatorId",
  "orderNo",
  "period",
  "periodEnd",
  "value",
  "approximate",
  "note",
  "status",
  "sources",
  "toVerify",
  "confirmedOn",
  "marking",
  "ownerPartnerId",
  "version",
  "provenance",
  "withdrawnReason",
  "withdrawnOn",
] as const;

const observations = (tx: Tx) => tx.selectFrom("observation").select(OBSERVATION_COLUMNS);
type Row = Awaited<ReturnType<ReturnType<typeof observations>["executeTakeFirstOrThrow"]>>;
/** Provenance is written by recordReleased only. */
const toObservation = (row: Row): Observation => ({
  ...row,
  provenance: row.provenance as Observation["provenance"],
});

interface Filter {
  readonly ids?: readonly string[];
  /** Only observations whose period had ended on this day. */
  readonly referenceDate?: string;
}

async function observationsOf(tx: Tx, { ids, referenceDate }: Filter): Promise<Observation[]> {
  let query = observations(tx).orderBy("orderNo").orderBy("periodEnd");
  if (ids !== undefined) query = query.where("indicatorId", "in", ids.length === 0 ? [""] : [...ids]);
  if (referenceDate !== undefined) query = query.where("periodEnd", "<=", referenceDate);
  return (await query.execute()).map(toObservation);
}

function withObservations(indicators: Omit<Indicator, "observations">[], found: readonly Observation[]): Indicator[] {
  const grouped = Map.groupBy(found, ({ indicatorId }) => indicatorId);
  return indicators.map((indicator) => ({ ...indicator, observations: grouped.get(indicator.id) ?? [] }));
}

/** All series with the observations this actor sees, in the order of the programme file. */
export async function listIndicators(tx: Tx): Promise<Indicator[]> {
  const indicators = await tx.selectFrom("indicator").select(COLUMNS).orderBy("orderNo").orderBy("name").execute();
  return withObservations(indicators, await observationsOf(tx, {}));
}

/**
 * What was known on a reference date. The sources do not say when a figure was published, so the rule is that a
 * period must have ended by then; a figure that came out later about an earlier period is let through (ADR 0009).
 */
export async function indicatorsAsOf(tx: Tx, referenceDate: string): Promise<Indicator[]> {
  const indicators = await tx.selectFrom("indicator").select(COLUMNS).orderBy("orderNo").orderBy("name").execute();
  return withObservations(indicators, await observationsOf(tx, { referenceDate }));
}

/** @throws DomainError not_found. */
export async function getIndicator(tx: Tx, id: string): Promise<Indicator> {
  const found = await tx.selectFrom("indicator").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  const [indicator] = withObservations([found], await observationsOf(tx, { ids: [id] }));
  if (indicator === undefined) throw new DomainError("not_found", messages.errors.notFound);
  return indicator;
}

/** @throws DomainError not_found. */
export async function getObservation(tx: Tx, id: string): Promise<Observation> {
  const found = await observations(tx).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return toObservation(found);
}

export interface Correction {
  readonly observationId: string;
  readonly changedOn: string;
  readonly reason: string;
  readonly oldValue: number;
}

export function correctionsOf(tx: Tx, indicatorId: string): Promise<Correction[]> {
  return tx
    .selectFrom("observationChange")
    .innerJoin("observation", "observation.id", "observationChange.observationId")
    .select(["observationId", "changedOn", "reason", "oldValue"])
    .where("observation.indicatorId", "=", indicatorId)
    .orderBy("changedOn", "desc")
    .execute();
}
