import { type Actor, asActor, hasRole } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { periodEnd } from "./indicator.ts";
import type { CorrectionInput, ObservationInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayAddObservation, mayCorrect } from "./permissions.ts";
import { getIndicator, getObservation } from "./queries.ts";

/** Adds a figure; the same form twice adds one. A partner's figure belongs to that partner. */
export function addObservation(
  db: Database,
  actor: Actor,
  id: string,
  indicatorId: string,
  input: ObservationInput,
): Promise<void> {
  requirePermission(mayAddObservation(actor), "een cijfer toevoegen");
  return asActor(db, actor, async (tx) => {
    const { observations } = await getIndicator(tx, indicatorId);
    if (observations.some((one) => one.period === input.period && one.id !== id))
      throw new DomainError("invalid_input", messages.errors.periodTaken);
    const { source, ...rest } = input;
    const added = await tx
      .insertInto("observation")
      .values({
        id,
        indicatorId,
        ...rest,
        orderNo: observations.length + 1,
        periodEnd: periodEnd(input.period) ?? "",
        sources: [source],
        confirmedBy: null,
        confirmedOn: null,
        ownerPartnerId: hasRole(actor, "programmeOffice") ? null : actor.partnerId,
        groupId: null,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added)
      await recordEvent(
        tx,
        actor,
        "observation.added",
        { kind: "observation", id },
        { indicatorId, period: input.period },
      );
  });
}

/** Corrects a figure and keeps what it said. @throws DomainError conflict when somebody else was first. */
export function correctObservation(
  db: Database,
  actor: Actor,
  id: string,
  version: number,
  input: CorrectionInput,
  today: string,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    const old = await getObservation(tx, id);
    requirePermission(mayCorrect(actor, old), "dit cijfer corrigeren");
    const { reason, ...values } = input;
    const { numUpdatedRows } = await tx
      .updateTable("observation")
      .set({ ...values, version: version + 1, confirmedBy: null, confirmedOn: null })
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict(String(old.value)));
    await tx
      .insertInto("observationChange")
      .values({
        id: newId(),
        observationId: id,
        version,
        personId: actor.id,
        changedOn: today,
        reason,
        oldValue: old.value,
        oldNote: old.note,
      })
      .execute();
    await recordEvent(
      tx,
      actor,
      "observation.corrected",
      { kind: "observation", id },
      { from: old.value, to: input.value },
    );
  });
}

/** The producer or the office says: this figure is right. */
export function confirmObservation(db: Database, actor: Actor, id: string, today: string): Promise<string> {
  return asActor(db, actor, async (tx) => {
    const observation = await getObservation(tx, id);
    requirePermission(mayCorrect(actor, observation), "dit cijfer bevestigen");
    await tx
      .updateTable("observation")
      .set({ confirmedBy: actor.id, confirmedOn: today, toVerify: false })
      .where("id", "=", id)
      .execute();
    await recordEvent(tx, actor, "observation.confirmed", { kind: "observation", id });
    return observation.indicatorId;
  });
}
