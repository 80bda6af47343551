import { z } from "zod";
import type { Tx } from "../../platform/database.ts";
import { slug, uuidFromKey } from "../../platform/ids.ts";
import { type ImportCount, importRows, sumCounts } from "../../platform/import.ts";
import { partnersByName } from "../partners/index.ts";
import { effectiveOn, statusFromWords } from "./action.ts";
import { messages } from "./messages.nl.ts";

const sources = z.array(z.string()).default([]);

const action = z.strictObject({
  title: z.string().trim().min(1).max(200),
  objective: z.string().optional(),
  description: z.string().max(4000).default(""),
  leadPartner: z.string().optional(),
  partners: z.array(z.string()).default([]),
  status: z.string(messages.import.status).min(1, messages.import.status),
  due: z.string().optional(),
  scope: z.enum(["kern", "aanpalend"], messages.import.scope),
  objectiveInferred: z.boolean().default(false),
  source: sources,
});

/** The section `plans` of a programme file. */
export const plansSection = z.array(
  z.strictObject({
    year: z.number().int().min(1900).max(2200),
    title: z.string().trim().min(1),
    kind: z.enum(["voorloper", "actieplan"], messages.import.kind),
    objectives: z.array(z.string()).default([]),
    parliamentaryPaper: z.string().optional(),
    presentedOn: z.iso.date(messages.import.date).optional(),
    note: z.string().optional(),
    actions: z.array(action),
    source: sources,
  }),
);
export type PlansSection = z.infer<typeof plansSection>;
type GivenPlan = PlansSection[number];
type GivenAction = GivenPlan["actions"][number];

const planId = ({ year }: Pick<GivenPlan, "year">): string => uuidFromKey(`plan:${year}`);
const actionId = (plan: Pick<GivenPlan, "year">, { title }: Pick<GivenAction, "title">): string =>
  uuidFromKey(`action:${plan.year}:${title}`);

function planRow(plan: GivenPlan) {
  const { year, title, kind, objectives, source } = plan;
  const { parliamentaryPaper = null, presentedOn = null, note = null } = plan;
  const kindOf = kind === "voorloper" ? "forerunner" : "actionPlan";
  return {
    id: planId({ year }),
    key: String(year),
    year,
    title,
    kind: kindOf,
    objectiveKeys: objectives,
    parliamentaryPaper,
    presentedOn,
    note,
    sources: source,
  };
}

type Names = ReadonlyMap<string, string>;
const find = (names: Names, name: string): string | null => names.get(name.toLowerCase()) ?? null;

function actionRow(plan: GivenPlan, given: GivenAction, index: number, names: Names) {
  const lead = given.leadPartner ?? null;
  const leadPartnerId = lead === null ? null : find(names, lead);
  return {
    id: actionId(plan, given),
    key: `${plan.year}-${slug(given.title)}`,
    planId: planId(plan),
    orderNo: index + 1,
    objectiveId: given.objective === undefined ? null : uuidFromKey(`objective:${given.objective}`),
    objectiveInferred: given.objectiveInferred,
    title: given.title,
    description: given.description,
    leadPartnerId,
    leadText: leadPartnerId === null ? lead : null,
    partnerTexts: given.partners.filter((name) => find(names, name) === null),
    dueText: given.due ?? null,
    scope: given.scope === "kern" ? "core" : "adjacent",
    sources: given.source,
  };
}

/** What the source says of how an action stands, as the first entry of its history. */
function stateRow(plan: GivenPlan, given: GivenAction) {
  return {
    id: uuidFromKey(`actionState:${plan.year}:${given.title}`),
    actionId: actionId(plan, given),
    status: statusFromWords(given.status),
    words: given.status,
    effectiveOn: effectiveOn(given.status, { year: plan.year, presentedOn: plan.presentedOn ?? null }),
  };
}

/** An action that partners have reported on keeps their word; one that only a source spoke of follows the source. */
async function followSources(tx: Tx, states: readonly ReturnType<typeof stateRow>[]): Promise<void> {
  for (const { actionId: id, status, words, effectiveOn: statusOn } of states) {
    await tx
      .updateTable("action")
      .set({ status, statusWords: words, statusOn })
      .where("id", "=", id)
      .where("lastReportedOn", "is", null)
      .execute();
  }
}

/** Writes plans, actions, who takes part and how the source says each stands. */
export async function importPlans(tx: Tx, plans: PlansSection): Promise<ImportCount> {
  const names = await partnersByName(tx);
  const pairs = plans.flatMap((plan) => plan.actions.map((given, index) => ({ plan, given, index })));
  const seats = pairs.flatMap(({ plan, given }) =>
    given.partners.flatMap((name) => {
      const partnerId = find(names, name);
      return partnerId === null ? [] : [{ actionId: actionId(plan, given), partnerId }];
    }),
  );
  const states = pairs.map(({ plan, given }) => stateRow(plan, given));
  const counts = [
    await importRows(tx, "actionPlan", plans.map(planRow)),
    await importRows(
      tx,
      "action",
      pairs.map(({ plan, given, index }) => actionRow(plan, given, index, names)),
    ),
    await importRows(tx, "actionPartner", seats, ["actionId", "partnerId"]),
    await importRows(tx, "actionState", states),
  ];
  await followSources(tx, states);
  return sumCounts(counts);
}
