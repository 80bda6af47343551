import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { asActor } from "../../platform/actor.ts";
import type { Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import {
  type AppContext,
  createRouter,
  type Env,
  formBody,
  isDomainError,
  permit,
  renderPage,
  typed,
  uuidParam,
} from "../../platform/http.ts";
import { newId } from "../../platform/ids.ts";
import { listPartners } from "../partners/index.ts";
import { listObjectives } from "../programme/index.ts";
import { ACTION_STATUSES, type Action, type ActionPlan } from "./action.ts";
import { addAction, addMilestone, completeMilestone, editAction } from "./commands.ts";
import { actionInput, milestoneInput, submissionInput, versionInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayAddAction, mayEditAction } from "./permissions.ts";
import {
  changesOf,
  countByObjective,
  getAction,
  getPlanByYear,
  listActions,
  listPlans,
  milestonesOf,
  partnerIdsOf,
  statesOf,
} from "./queries.ts";
import { ActionFormPage, type ActionFormProps } from "./views/ActionFormPage.tsx";
import { ActionPage } from "./views/ActionPage.tsx";
import { PlanListPage, PlanPage } from "./views/PlanPages.tsx";

type Body = Record<string, string | string[]>;

const planYear = (c: AppContext): number => {
  const year = Number(c.req.param("year"));
  if (!Number.isInteger(year) || year < 1900 || year > 2200)
    throw new DomainError("not_found", messages.errors.planNotFound);
  return year;
};

const isUuid = (text: string): boolean => z.uuid().safeParse(text).success;

function filterOf(c: AppContext) {
  const filter = {
    doelstelling: c.req.query("doelstelling") ?? "",
    stand: c.req.query("stand") ?? "",
    partner: c.req.query("partner") ?? "",
  };
  const status = ACTION_STATUSES.find((known) => known === filter.stand);
  const page = Math.min(1000, Math.max(1, Number.parseInt(c.req.query("bladzijde") ?? "1", 10) || 1));
  const query = {
    ...(isUuid(filter.doelstelling) && { objectiveId: filter.doelstelling }),
    ...(status !== undefined && { status }),
    ...(isUuid(filter.partner) && { partnerId: filter.partner }),
    page,
  };
  return { filter, query, page };
}

/** What every action form offers to choose from. */
const choices = async (tx: Tx) => ({
  objectives: await listObjectives(tx),
  partners: (await listPartners(tx)).map(({ id, name }) => ({ id, name })),
});

const EMPTY: ActionFormProps["values"] = {
  title: "",
  description: "",
  objectiveId: "",
  leadPartnerId: "",
  dueOn: "",
  partnerIds: [],
};

const typedValues = (body: Body): ActionFormProps["values"] => ({
  title: typed(body, "title"),
  description: typed(body, "description"),
  objectiveId: typed(body, "objectiveId"),
  leadPartnerId: typed(body, "leadPartnerId"),
  dueOn: typed(body, "dueOn"),
  partnerIds: [body.partnerIds ?? []].flat(),
});

const storedValues = (action: Action, partnerIds: readonly string[]): ActionFormProps["values"] => ({
  title: action.title,
  description: action.description,
  objectiveId: action.objectiveId ?? "",
  leadPartnerId: action.leadPartnerId ?? "",
  dueOn: action.dueOn ?? "",
  partnerIds,
});

const backToPlan = (plan: ActionPlan) => [{ href: `/plannen/${plan.year}`, label: plan.title }];

/** Mounted at /plannen. */
export const planRoutes = createRouter()
  .get("/", async (c) => {
    const plans = await asActor(c.var.db, c.var.actor, async (tx) => {
      const rows = [];
      for (const plan of await listPlans(tx)) {
        const counts: Record<string, number> = {};
        for (const one of (await countByObjective(tx, plan.id)).values())
          for (const [status, count] of Object.entries(one)) counts[status] = (counts[status] ?? 0) + count;
        rows.push({ plan, counts });
      }
      return rows;
    });
    return c.html(renderPage(<PlanListPage frame={c.var.frame} plans={plans} />));
  })
  .get("/:year", async (c) => {
    const { db, actor, frame } = c.var;
    const { filter, query, page } = filterOf(c);
    const parts = await asActor(db, actor, async (tx) => {
      const plan = await getPlanByYear(tx, planYear(c));
      const { actions, hasNext } = await listActions(tx, { planId: plan.id, ...query });
      return { plan, actions, hasNext, counts: await countByObjective(tx, plan.id), ...(await choices(tx)) };
    });
    return c.html(
      renderPage(<PlanPage frame={frame} {...parts} filter={filter} page={page} mayAdd={mayAddAction(actor)} />),
    );
  })
  .get("/:year/acties/nieuw", async (c) => {
    const { db, actor, frame } = c.var;
    requirePermission(mayAddAction(actor), "een actie toevoegen");
    const { plan, ...offered } = await asActor(db, actor, async (tx) => ({
      plan: await getPlanByYear(tx, planYear(c)),
      ...(await choices(tx)),
    }));
    const form = {
      title: messages.newAction,
      action: `/plannen/${plan.year}/acties`,
      back: backToPlan(plan),
      values: EMPTY,
      errors: {},
      hidden: { submissionId: newId() },
    };
    return c.html(renderPage(<ActionFormPage frame={frame} {...form} {...offered} />));
  })
  .post("/:year/acties", permit(mayAddAction, "een actie toevoegen"), async (c) => {
    const { db, actor, frame } = c.var;
    const body = await formBody(c);
    const { submissionId } = submissionInput.parse(body);
    const { plan, ...offered } = await asActor(db, actor, async (tx) => ({
      plan: await getPlanByYear(tx, planYear(c)),
      ...(await choices(tx)),
    }));
    const parsed = actionInput.safeParse(body);
    if (!parsed.success) {
      const form = {
        title: messages.newAction,
        action: `/plannen/${plan.year}/acties`,
        back: backToPlan(plan),
        values: typedValues(body),
        hidden: { submissionId },
      };
      return c.html(
        renderPage(
          <ActionFormPage frame={frame} {...form} {...offered} errors={z.flattenError(parsed.error).fieldErrors} />,
        ),
        422,
      );
    }
    await addAction(db, actor, submissionId, plan, parsed.data);
    return c.redirect(`/acties/${submissionId}?gelukt=toegevoegd`, 303);
  });

async function readAction(tx: Tx, id: string) {
  const action = await getAction(tx, id);
  const plans = await listPlans(tx);
  const plan = plans.find((one) => one.id === action.planId);
  if (plan === undefined) throw new DomainError("not_found", messages.errors.planNotFound);
  return { action, plan, partnerIds: await partnerIdsOf(tx, id) };
}

/** Before the form is read: only who keeps this very action. */
const ownAction: MiddlewareHandler<Env> = async (c, next) => {
  const { action } = await asActor(c.var.db, c.var.actor, (tx) => readAction(tx, uuidParam(c, "id")));
  requirePermission(mayEditAction(c.var.actor, action), "deze actie bewerken");
  await next();
};

/** Mounted at /acties. */
export const actionRoutes = createRouter()
  .get("/:id", async (c) => {
    const { db, actor, frame } = c.var;
    const id = uuidParam(c, "id");
    const { action, plan, partnerIds, partners, objectives, ...rest } = await asActor(db, actor, async (tx) => ({
      ...(await readAction(tx, id)),
      ...(await choices(tx)),
      states: await statesOf(tx, id),
      milestones: await milestonesOf(tx, id),
      changes: await changesOf(tx, id),
    }));
    const nameOf = new Map(partners.map((partner) => [partner.id, partner.name]));
    const nameOfPartner = (partner: string): string => nameOf.get(partner) ?? "";
    return c.html(
      renderPage(
        <ActionPage
          frame={frame}
          action={action}
          plan={plan}
          objectiveTitle={objectives.find((objective) => objective.id === action.objectiveId)?.title ?? null}
          leadName={action.leadPartnerId === null ? action.leadText : nameOfPartner(action.leadPartnerId)}
          partnerNames={[...partnerIds.map(nameOfPartner), ...action.partnerTexts]}
          nameOfPartner={nameOfPartner}
          {...rest}
          mayEdit={mayEditAction(actor, action)}
          submissionId={newId()}
        />,
      ),
    );
  })
  .get("/:id/bewerken", async (c) => {
    const { db, actor, frame } = c.var;
    const { action, plan, partnerIds, ...offered } = await asActor(db, actor, async (tx) => ({
      ...(await readAction(tx, uuidParam(c, "id"))),
      ...(await choices(tx)),
    }));
    requirePermission(mayEditAction(actor, action), "deze actie bewerken");
    const form = {
      title: `${messages.edit}: ${action.title}`,
      action: `/acties/${action.id}/bewerken`,
      back: backToPlan(plan),
      values: storedValues(action, partnerIds),
      errors: {},
    };
    return c.html(
      renderPage(<ActionFormPage frame={frame} {...form} {...offered} hidden={{ version: String(action.version) }} />),
    );
  })
  .post("/:id/bewerken", ownAction, async (c) => {
    const { db, actor, frame, clock } = c.var;
    const id = uuidParam(c, "id");
    const body = await formBody(c);
    const { version } = versionInput.parse(body);
    const parsed = actionInput.safeParse(body);
    const again = async (status: 409 | 422, errors: ActionFormProps["errors"]) => {
      const { action, plan, ...offered } = await asActor(db, actor, async (tx) => ({
        ...(await readAction(tx, id)),
        ...(await choices(tx)),
      }));
      const lost = status === 409 ? { current: action } : {};
      const form = {
        title: messages.edit,
        action: `/acties/${id}/bewerken`,
        back: backToPlan(plan),
        values: typedValues(body),
        errors,
        hidden: { version: String(status === 409 ? action.version : version) },
      };
      return c.html(renderPage(<ActionFormPage frame={frame} {...form} {...offered} {...lost} />), status);
    };
    if (!parsed.success) return again(422, z.flattenError(parsed.error).fieldErrors);
    try {
      await editAction(db, actor, id, version, parsed.data, clock.today());
    } catch (error) {
      if (isDomainError(error) && error.reason === "conflict") return again(409, {});
      throw error;
    }
    return c.redirect(`/acties/${id}?gelukt=opgeslagen`, 303);
  })
  .post("/:id/mijlpalen", ownAction, async (c) => {
    const id = uuidParam(c, "id");
    const body = await formBody(c);
    await addMilestone(c.var.db, c.var.actor, submissionInput.parse(body).submissionId, id, milestoneInput.parse(body));
    return c.redirect(`/acties/${id}?gelukt=toegevoegd`, 303);
  })
  .post("/:id/mijlpalen/:milestone/gehaald", async (c) => {
    const id = uuidParam(c, "id");
    await completeMilestone(c.var.db, c.var.actor, uuidParam(c, "milestone"), id, c.var.clock.today());
    return c.redirect(`/acties/${id}?gelukt=opgeslagen`, 303);
  });
