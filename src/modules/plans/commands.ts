import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId, slug } from "../../platform/ids.ts";
import type { Action, ActionStatus } from "./action.ts";
import type { ActionInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayAddAction, mayEditAction } from "./permissions.ts";
import { getAction, partnerIdsOf } from "./queries.ts";

async function setPartners(tx: Tx, actionId: string, wanted: readonly string[]): Promise<boolean> {
  const known = await partnerIdsOf(tx, actionId);
  const removed = known.filter((id) => !wanted.includes(id));
  const added = wanted.filter((id) => !known.includes(id));
  if (removed.length > 0)
    await tx.deleteFrom("actionPartner").where("actionId", "=", actionId).where("partnerId", "in", removed).execute();
  if (added.length > 0)
    await tx
      .insertInto("actionPartner")
      .values(added.map((partnerId) => ({ actionId, partnerId })))
      .execute();
  return removed.length + added.length > 0;
}

/** Adds an action to a plan; the same form twice adds one. */
export function addAction(
  db: Database,
  actor: Actor,
  id: string,
  plan: { id: string; year: number },
  input: ActionInput,
): Promise<void> {
  requirePermission(mayAddAction(actor), "een actie toevoegen");
  return asActor(db, actor, async (tx) => {
    const { partnerIds, ...fields } = input;
    const nothing = {
      leadText: null,
      dueText: null,
      statusWords: null,
      statusOn: null,
      lastReportedOn: null,
      groupId: null,
      partnerTexts: [],
      sources: [],
    };
    const row = {
      id,
      key: `${plan.year}-${slug(input.title)}-${id.slice(0, 4)}`,
      planId: plan.id,
      objectiveInferred: false,
      scope: "core" as const,
      ...nothing,
      ...fields,
    };
    const added = await tx
      .insertInto("action")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!added) return;
    await setPartners(tx, id, partnerIds);
    await recordEvent(tx, actor, "action.added", { kind: "action", id });
  });
}

const FIELDS = ["title", "description", "objectiveId", "leadPartnerId", "dueOn"] as const;

/** @throws DomainError conflict when somebody else saved in between; nothing is written then. */
export function editAction(
  db: Database,
  actor: Actor,
  id: string,
  version: number,
  input: ActionInput,
  today: string,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    const old = await getAction(tx, id);
    requirePermission(mayEditAction(actor, old), "deze actie bewerken");
    if (old.version !== version) throw new DomainError("conflict", messages.conflict);
    const { partnerIds, ...fields } = input;
    const changed = FIELDS.filter((name) => old[name] !== fields[name]);
    const seatsChanged = await setPartners(tx, id, partnerIds);
    await writeEdit(tx, old, { ...fields, ...(changed.includes("objectiveId") && { objectiveInferred: false }) });
    const names: string[] = [...changed, ...(seatsChanged ? ["partners"] : [])];
    if (names.length === 0) return;
    const before = JSON.stringify(Object.fromEntries(changed.map((name) => [name, old[name]])));
    await tx
      .insertInto("actionChange")
      .values({
        id: newId(),
        actionId: id,
        version: version + 1,
        changedOn: today,
        personId: actor.id,
        fields: names,
        before,
      })
      .execute();
    await recordEvent(tx, actor, "action.edited", { kind: "action", id }, { fields: names });
  });
}

async function writeEdit(tx: Tx, old: Action, fields: Omit<ActionInput, "partnerIds">): Promise<void> {
  const { numUpdatedRows } = await tx
    .updateTable("action")
    .set({ ...fields, version: old.version + 1 })
    .where("id", "=", old.id)
    .where("version", "=", old.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict);
}

export interface ReportedState {
  readonly actionId: string;
  readonly status: ActionStatus;
  readonly words: string;
  readonly newDueOn: string | null;
  readonly reason: string | null;
  readonly reportedOn: string;
  /** TLP marking of what was reported: a public text may only tell a state that is CLEAR. */
  readonly marking: string;
}

/** Writes what a partner reported onto the action; part of the caller's transaction, which records the event. */
export async function recordState(tx: Tx, actor: Actor, state: ReportedState): Promise<void> {
  const { actionId, status, words, newDueOn, reason, reportedOn, marking } = state;
  await tx
    .insertInto("actionState")
    .values({
      id: newId(),
      actionId,
      status,
      words,
      effectiveOn: reportedOn,
      newDueOn,
      reason,
      personId: actor.id,
      partnerId: actor.partnerId,
      marking,
    })
    .execute();
  await tx
    .updateTable("action")
    .set({
      status,
      statusWords: words,
      statusOn: reportedOn,
      lastReportedOn: reportedOn,
      ...(newDueOn !== null && { dueOn: newDueOn, dueText: null }),
    })
    .where("id", "=", actionId)
    .execute();
}

export function addMilestone(
  db: Database,
  actor: Actor,
  id: string,
  actionId: string,
  input: { title: string; dueOn: string },
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    requirePermission(mayEditAction(actor, await getAction(tx, actionId)), "een mijlpaal toevoegen");
    const added = await tx
      .insertInto("actionMilestone")
      .values({ id, actionId, ...input, doneOn: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "milestone.added", { kind: "action", id: actionId });
  });
}

export function completeMilestone(
  db: Database,
  actor: Actor,
  id: string,
  actionId: string,
  today: string,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    requirePermission(mayEditAction(actor, await getAction(tx, actionId)), "een mijlpaal afvinken");
    const done = await tx
      .updateTable("actionMilestone")
      .set({ doneOn: today })
      .where("id", "=", id)
      .where("actionId", "=", actionId)
      .where("doneOn", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (done) await recordEvent(tx, actor, "milestone.completed", { kind: "action", id: actionId });
  });
}
