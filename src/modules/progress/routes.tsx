import { z } from "zod";
import { type Actor, asActor, hasRole } from "../../platform/actor.ts";
import { requirePermission } from "../../platform/errors.ts";
import {
  type AppContext,
  createRouter,
  formBody,
  isDomainError,
  permit,
  renderPage,
  typed,
  uuidParam,
} from "../../platform/http.ts";
import { newId } from "../../platform/ids.ts";
import { listPartners } from "../partners/index.ts";
import {
  countByObjective,
  currentPlan,
  getAction,
  getPlanByYear,
  lastReportByObjective,
  listPlans,
  longestSilent,
} from "../plans/index.ts";
import { listObjectives } from "../programme/index.ts";
import { closeRound, draftRound, openRound, remindRound } from "./commands.ts";
import { roundInput, submissionInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayRunRounds } from "./permissions.ts";
import { getRound, listRounds, newestUpdates, openRoundOf, progressByPartner } from "./queries.ts";
import { myReportRoutes } from "./report.routes.tsx";
import { DashboardPage } from "./views/DashboardPage.tsx";
import { RoundFormPage, RoundListPage, RoundPage } from "./views/RoundPages.tsx";

const SILENT = 8;
const NEWEST = 6;

/** The next sensible step differs per person. */
function nextStep(
  actor: Actor,
  round: { id: string } | null,
  year: number | undefined,
): { href: string; label: string } {
  if (hasRole(actor, "programmeOffice") && round !== null)
    return { href: `/rondes/${round.id}`, label: messages.dashboard.toRound };
  if (hasRole(actor, "partnerContact") && round !== null)
    return { href: "/rondes/mijn", label: messages.dashboard.toMine };
  return { href: year === undefined ? "/plannen" : `/plannen/${year}`, label: messages.dashboard.toPlan };
}

async function readDashboard(c: AppContext) {
  const { db, actor } = c.var;
  const wanted = Number(c.req.query("jaar") ?? Number.NaN);
  return asActor(db, actor, async (tx) => {
    const plan = Number.isInteger(wanted) ? await getPlanByYear(tx, wanted) : await currentPlan(tx);
    const nothing = {
      plan: null,
      objectives: [],
      counts: new Map(),
      lastReports: new Map(),
      silent: [],
      round: null,
      waiting: [],
      updates: [],
    };
    if (plan === null) return nothing;
    const round = await openRoundOf(tx, plan.id);
    const nameOf = new Map((await listPartners(tx)).map(({ id, name }) => [id, name]));
    const asked = round === null ? [] : await progressByPartner(tx, round.id);
    const updates = [];
    for (const update of await newestUpdates(tx, NEWEST)) {
      const { title } = await getAction(tx, update.actionId);
      updates.push({ ...update, actionTitle: title, partnerName: nameOf.get(update.partnerId) ?? "" });
    }
    return {
      plan,
      round,
      updates,
      objectives: await listObjectives(tx),
      counts: await countByObjective(tx, plan.id),
      lastReports: await lastReportByObjective(tx, plan.id),
      silent: await longestSilent(tx, plan.id, SILENT),
      waiting: asked
        .filter(({ total, answered }) => answered < total)
        .map((one) => ({ ...one, name: nameOf.get(one.partnerId) ?? "" })),
    };
  });
}

/** Mounted at /overzicht. */
export const dashboardRoutes = createRouter().get("/", async (c) => {
  const parts = await readDashboard(c);
  const next = nextStep(c.var.actor, parts.round, parts.plan?.year);
  return c.html(renderPage(<DashboardPage frame={c.var.frame} today={c.var.clock.today()} {...parts} next={next} />));
});

async function roundPage(c: AppContext, error?: string): Promise<string> {
  const { db, actor, frame, clock } = c.var;
  const { round, partners } = await asActor(db, actor, async (tx) => {
    const found = await getRound(tx, uuidParam(c, "id"));
    const nameOf = new Map((await listPartners(tx)).map(({ id, name }) => [id, name]));
    const asked = await progressByPartner(tx, found.id);
    return { round: found, partners: asked.map((one) => ({ ...one, name: nameOf.get(one.partnerId) ?? "" })) };
  });
  return renderPage(
    <RoundPage
      frame={frame}
      round={round}
      partners={partners}
      today={clock.today()}
      mayRun={mayRunRounds(actor)}
      {...(error !== undefined && { error })}
    />,
  );
}

const ROUND_FIELDS = ["title", "planId", "opensOn", "closesOn"] as const;

/** Mounted at /rondes. */
export const progressRoutes = createRouter()
  .route("/mijn", myReportRoutes)
  .get("/", async (c) => {
    const rounds = await asActor(c.var.db, c.var.actor, listRounds);
    return c.html(renderPage(<RoundListPage frame={c.var.frame} rounds={rounds} mayRun={mayRunRounds(c.var.actor)} />));
  })
  .get("/nieuw", async (c) => {
    requirePermission(mayRunRounds(c.var.actor), "een ronde houden");
    const plans = await asActor(c.var.db, c.var.actor, listPlans);
    const values = { opensOn: c.var.clock.today() };
    return c.html(
      renderPage(
        <RoundFormPage frame={c.var.frame} plans={plans} values={values} errors={{}} submissionId={newId()} />,
      ),
    );
  })
  .post("/", permit(mayRunRounds, "een ronde maken"), async (c) => {
    const { db, actor, frame } = c.var;
    const body = await formBody(c);
    const { submissionId } = submissionInput.parse(body);
    const parsed = roundInput.safeParse(body);
    if (!parsed.success) {
      const plans = await asActor(db, actor, listPlans);
      const values = Object.fromEntries(ROUND_FIELDS.map((name) => [name, typed(body, name)]));
      const { fieldErrors } = z.flattenError(parsed.error);
      return c.html(
        renderPage(
          <RoundFormPage
            frame={frame}
            plans={plans}
            values={values}
            errors={fieldErrors}
            submissionId={submissionId}
          />,
        ),
        422,
      );
    }
    await draftRound(db, actor, submissionId, parsed.data);
    return c.redirect(`/rondes/${submissionId}?gelukt=toegevoegd`, 303);
  })
  .get("/:id", async (c) => c.html(await roundPage(c)))
  .post("/:id/openen", async (c) => {
    const { db, actor, mail, baseUrl } = c.var;
    try {
      await openRound(db, actor, uuidParam(c, "id"), { mail, baseUrl });
    } catch (error) {
      if (isDomainError(error) && error.reason === "invalid_input")
        return c.html(await roundPage(c, error.message), 422);
      throw error;
    }
    return c.redirect(`/rondes/${uuidParam(c, "id")}?gelukt=verzonden`, 303);
  })
  .post("/:id/herinneren", async (c) => {
    const { db, actor, mail, baseUrl } = c.var;
    await remindRound(db, actor, uuidParam(c, "id"), { mail, baseUrl });
    return c.redirect(`/rondes/${uuidParam(c, "id")}?gelukt=verzonden`, 303);
  })
  .post("/:id/sluiten", async (c) => {
    await closeRound(c.var.db, c.var.actor, uuidParam(c, "id"));
    return c.redirect(`/rondes/${uuidParam(c, "id")}?gelukt=opgeslagen`, 303);
  });
