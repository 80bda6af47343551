import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { listPartners } from "../partners/index.ts";
import type { Action, ActionAsOf, ActionPlan, ActionState, ActionStatus, StatusCounts } from "./action.ts";
import { messages } from "./messages.nl.ts";

const PLAN_COLUMNS = [
  "id",
  "key",
  "year",
  "title",
  "kind",
  "parliamentaryPaper",
  "presentedOn",
  "note",
  "sources",
] as const;
const COLUMNS = [
  "id",
  "key",
  "planId",
  "objectiveId",
  "objectiveInferred",
  "title",
  "description",
  "leadPartnerId",
  "leadText",
  "partnerTexts",
  "dueText",
  "dueOn",
  "scope",
  "status",
  "statusWords",
  "statusOn",
  "lastReportedOn",
  "marking",
  "sources",
  "version",
] as const;

export const PAGE_SIZE = 50;

export function listPlans(tx: Tx): Promise<ActionPlan[]> {
  return tx.selectFrom("actionPlan").select(PLAN_COLUMNS).orderBy("year", "desc").execute();
}

/** @throws DomainError not_found. */
export async function getPlanByYear(tx: Tx, year: number): Promise<ActionPlan> {
  const found = await tx.selectFrom("actionPlan").select(PLAN_COLUMNS).where("year", "=", year).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.planNotFound);
  return found;
}

/** The plan people work on: the newest. */
export async function currentPlan(tx: Tx): Promise<ActionPlan | null> {
  return (
    (await tx.selectFrom("actionPlan").select(PLAN_COLUMNS).orderBy("year", "desc").limit(1).executeTakeFirst()) ?? null
  );
}

export interface ActionFilter {
  readonly planId: string;
  readonly objectiveId?: string;
  readonly status?: ActionStatus;
  readonly partnerId?: string;
  /** From 1. */
  readonly page: number;
}

/** One page of the actions of a plan; asks one row more than it shows to know whether there is a next page. */
export async function listActions(tx: Tx, filter: ActionFilter): Promise<{ actions: Action[]; hasNext: boolean }> {
  let query = tx.selectFrom("action").select(COLUMNS).where("planId", "=", filter.planId);
  if (filter.objectiveId !== undefined) query = query.where("objectiveId", "=", filter.objectiveId);
  if (filter.status !== undefined) query = query.where("status", "=", filter.status);
  const { partnerId } = filter;
  if (partnerId !== undefined) {
    query = query.where((eb) =>
      eb.or([
        eb("leadPartnerId", "=", partnerId),
        eb.exists(
          eb.selectFrom("actionPartner").whereRef("actionId", "=", "action.id").where("partnerId", "=", partnerId),
        ),
      ]),
    );
  }
  const rows = await query
    .orderBy("objectiveId")
    .orderBy("orderNo")
    .limit(PAGE_SIZE + 1)
    .offset((filter.page - 1) * PAGE_SIZE)
    .execute();
  return { actions: rows.slice(0, PAGE_SIZE), hasNext: rows.length > PAGE_SIZE };
}

/** @throws DomainError not_found. */
export async function getAction(tx: Tx, id: string): Promise<Action> {
  const found = await tx.selectFrom("action").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

/** Who may see an action, to give what is said about it the same bounds. @throws when it is not there. */
export const audienceOf = (tx: Tx, id: string) =>
  tx
    .selectFrom("action")
    .select(["audience", "audiencePartnerIds", "groupId"])
    .where("id", "=", id)
    .executeTakeFirstOrThrow();

export async function partnerIdsOf(tx: Tx, actionId: string): Promise<string[]> {
  const rows = await tx.selectFrom("actionPartner").select("partnerId").where("actionId", "=", actionId).execute();
  return rows.map(({ partnerId }) => partnerId);
}

export function statesOf(tx: Tx, actionId: string): Promise<ActionState[]> {
  return tx
    .selectFrom("actionState")
    .select(["status", "words", "effectiveOn", "newDueOn", "reason", "partnerId"])
    .where("actionId", "=", actionId)
    .orderBy("effectiveOn")
    .orderBy("recordedAt")
    .execute();
}

export interface Milestone {
  readonly id: string;
  readonly title: string;
  readonly dueOn: string;
  readonly doneOn: string | null;
}

export function milestonesOf(tx: Tx, actionId: string): Promise<Milestone[]> {
  return tx
    .selectFrom("actionMilestone")
    .select(["id", "title", "dueOn", "doneOn"])
    .where("actionId", "=", actionId)
    .orderBy("dueOn")
    .execute();
}

export function changesOf(tx: Tx, actionId: string): Promise<{ changedOn: string; fields: string[] }[]> {
  return tx
    .selectFrom("actionChange")
    .select(["changedOn", "fields"])
    .where("actionId", "=", actionId)
    .orderBy("version")
    .execute();
}

/** Per objective (null: none) how many actions have each status; one grouped query, however many actions. */
export async function countByObjective(tx: Tx, planId: string): Promise<Map<string | null, StatusCounts>> {
  const rows = await tx
    .selectFrom("action")
    .select(["objectiveId", "status", (eb) => eb.fn.countAll<number>().as("count")])
    .where("planId", "=", planId)
    .groupBy(["objectiveId", "status"])
    .execute();
  const counts = new Map<string | null, Partial<Record<ActionStatus, number>>>();
  for (const { objectiveId, status, count } of rows) {
    const known = counts.get(objectiveId) ?? {};
    known[status] = count;
    counts.set(objectiveId, known);
  }
  return counts;
}

/** The actions about which nothing was heard for longest: never first. */
export function longestSilent(tx: Tx, planId: string, limit: number): Promise<Action[]> {
  return tx
    .selectFrom("action")
    .select(COLUMNS)
    .where("planId", "=", planId)
    .where("status", "not in", ["done", "stopped"])
    .orderBy("lastReportedOn", (order) => order.asc().nullsFirst())
    .orderBy("orderNo")
    .limit(limit)
    .execute();
}

/** Last report per objective, for "days since the last update". */
export async function lastReportByObjective(tx: Tx, planId: string): Promise<Map<string | null, string | null>> {
  const rows = await tx
    .selectFrom("action")
    .select(["objectiveId", (eb) => eb.fn.max("lastReportedOn").as("last")])
    .where("planId", "=", planId)
    .groupBy("objectiveId")
    .execute();
  return new Map(rows.map(({ objectiveId, last }) => [objectiveId, last]));
}

/** Actions that a partner leads in a plan and that are still running. */
export function actionsLedBy(tx: Tx, planId: string, partnerId: string): Promise<Action[]> {
  return tx
    .selectFrom("action")
    .select(COLUMNS)
    .where("planId", "=", planId)
    .where("leadPartnerId", "=", partnerId)
    .where("status", "not in", ["done", "stopped"])
    .orderBy("orderNo")
    .execute();
}

/** The running actions of a plan that have a lead partner: who must report on what. */
export async function actionsToReport(tx: Tx, planId: string): Promise<{ id: string; leadPartnerId: string }[]> {
  const rows = await tx
    .selectFrom("action")
    .select(["id", "leadPartnerId"])
    .where("planId", "=", planId)
    .where("status", "not in", ["done", "stopped"])
    .where("leadPartnerId", "is not", null)
    .execute();
  return rows.flatMap(({ id, leadPartnerId }) => (leadPartnerId === null ? [] : [{ id, leadPartnerId }]));
}

/** A plan's actions as they were known on a day: the newest state up to then, nothing when there was none. */
export async function actionsAsOf(
  tx: Tx,
  { year, referenceDate }: { year: number; referenceDate: string },
): Promise<ActionAsOf[]> {
  const plan = await getPlanByYear(tx, year);
  const actions = await tx
    .selectFrom("action")
    .select(COLUMNS)
    .where("planId", "=", plan.id)
    .orderBy("orderNo")
    .execute();
  const states = await tx
    .selectFrom("actionState")
    .distinctOn("actionId")
    .select(["actionId", "status", "words", "effectiveOn", "marking"])
    .where("actionId", "in", actions.length === 0 ? [plan.id] : actions.map(({ id }) => id))
    .where("effectiveOn", "<=", referenceDate)
    .orderBy("actionId")
    .orderBy("effectiveOn", "desc")
    .orderBy("recordedAt", "desc")
    .execute();
  const stateOf = new Map(states.map((state) => [state.actionId, state]));
  const seats = await tx.selectFrom("actionPartner").selectAll().execute();
  const partnersOf = Map.groupBy(seats, ({ actionId }) => actionId);
  const nameOf = new Map((await listPartners(tx)).map(({ id, shortName }) => [id, shortName]));
  return actions.map((action) => {
    const state = stateOf.get(action.id);
    const seated = (partnersOf.get(action.id) ?? []).map(({ partnerId }) => nameOf.get(partnerId) ?? "").sort();
    const { id, key, title, description, objectiveId, scope, marking, sources, leadPartnerId, leadText, partnerTexts } =
      action;
    return {
      ...{ id, key, year, title, description, objectiveId, scope, marking, sources },
      leadName: leadPartnerId === null ? leadText : (nameOf.get(leadPartnerId) ?? null),
      partnerNames: [...seated, ...partnerTexts],
      status: state?.status ?? "notReported",
      statusWords: state?.words ?? null,
      statusOn: state?.effectiveOn ?? null,
      stateMarking: state?.marking ?? "CLEAR",
    };
  });
}
