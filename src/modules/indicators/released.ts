import type { Actor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId, slug } from "../../platform/ids.ts";
import { periodEnd } from "./indicator.ts";
import { messages } from "./messages.nl.ts";

/** Figures that come out of the research environment: they carry their whole provenance, and can be taken back. */
export interface ReleasedObservation {
  /** Name of the series; a new one is made when there is none. */
  readonly indicator: string;
  readonly unit: string;
  readonly producer: string;
  readonly caveat: string;
  readonly period: string;
  readonly value: number;
  readonly note: string;
  readonly source: string;
  /** Release, template, hashes and checkers; only added to, never changed. */
  readonly provenance: Readonly<Record<string, unknown>>;
}

async function seriesFor(tx: Tx, released: ReleasedObservation): Promise<string> {
  const known = await tx
    .selectFrom("indicator")
    .select(["id", "unit", "producer"])
    .where("name", "=", released.indicator)
    .executeTakeFirst();
  if (known !== undefined) {
    if (known.producer !== released.producer || known.unit !== released.unit)
      throw new DomainError("invalid_input", messages.errors.otherSeries);
    return known.id;
  }
  const id = newId();
  await tx
    .insertInto("indicator")
    .values({
      id,
      key: slug(released.indicator),
      orderNo: 9000,
      name: released.indicator,
      unit: released.unit,
      producer: released.producer,
      series: null,
      dimension: null,
      caveat: released.caveat,
      sources: [released.source],
    })
    .execute();
  return id;
}

/**
 * Adds a released cell as a figure, in the caller's transaction. It is public (TLP:CLEAR): that is what releasing means.
 * @throws DomainError invalid_input when the period is taken, or the series has another unit or producer.
 */
export async function recordReleased(
  tx: Tx,
  actor: Actor,
  released: ReleasedObservation,
): Promise<{ indicatorId: string; observationId: string }> {
  const indicatorId = await seriesFor(tx, released);
  const observations = await tx
    .selectFrom("observation")
    .select(["id", "period"])
    .where("indicatorId", "=", indicatorId)
    .execute();
  if (observations.some(({ period }) => period === released.period))
    throw new DomainError("invalid_input", messages.errors.periodTaken);
  const id = newId();
  const { period, value, note, source, provenance } = released;
  await tx
    .insertInto("observation")
    .values({
      ...{ id, indicatorId, period, value, note },
      orderNo: observations.length + 1,
      periodEnd: periodEnd(period) ?? "",
      approximate: true,
      sources: [source],
      confirmedBy: null,
      confirmedOn: null,
      ownerPartnerId: null,
      groupId: null,
      provenance: JSON.stringify(provenance),
      withdrawnReason: null,
      withdrawnOn: null,
    })
    .execute();
  await recordEvent(tx, actor, "observation.released", { kind: "observation", id }, { indicatorId, period });
  return { indicatorId, observationId: id };
}

/** Takes a released figure back: it stays, with the reason, and the public site says so everywhere it is used. */
export async function withdrawReleased(
  tx: Tx,
  actor: Actor,
  observationId: string,
  reason: string,
  today: string,
): Promise<void> {
  await tx
    .updateTable("observation")
    .set((eb) => ({ withdrawnReason: reason, withdrawnOn: today, version: eb("version", "+", 1) }))
    .where("id", "=", observationId)
    .execute();
  await tx
    .insertInto("published.withdrawnFigure")
    .values({ observationId, reason, withdrawnOn: today })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await recordEvent(tx, actor, "observation.withdrawn", { kind: "observation", id: observationId }, { reason });
}
