import { z } from "zod";
import { type Actor, asActor } from "../../platform/actor.ts";
import type { Database } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { type AppContext, createRouter, formBody, renderPage, typed, uuidParam } from "../../platform/http.ts";
import { newId } from "../../platform/ids.ts";
import { getPerson } from "../identity/index.ts";
import { getPartner } from "../partners/index.ts";
import { getAction } from "../plans/index.ts";
import { submitUpdate } from "./commands.ts";
import { submissionInput, updateInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayReport } from "./permissions.ts";
import { getRound, holderOfLink, lastUpdateOf, openRounds, requestsFor } from "./queries.ts";
import { type ReportingRound, takesReports } from "./round.ts";
import {
  LinkProblemPage,
  ReportFormPage,
  type ReportFrame,
  type ReportItem,
  ReportListPage,
} from "./views/ReportPages.tsx";

const FIELDS = ["status", "sentence", "newDueOn", "reason", "share"] as const;

/** Who reports, in which round, and where the pages live. */
interface Reporter {
  readonly db: Database;
  readonly actor: Actor;
  readonly round: ReportingRound;
  readonly where: ReportFrame;
  readonly today: string;
}

async function readItems({
  db,
  actor,
  round,
}: Pick<Reporter, "db" | "actor" | "round">): Promise<{ items: ReportItem[]; partnerName: string }> {
  const { partnerId } = actor;
  if (partnerId === null) return { items: [], partnerName: "" };
  return asActor(db, actor, async (tx) => {
    const items: ReportItem[] = [];
    for (const { actionId, answeredOn } of await requestsFor(tx, round.id, partnerId))
      items.push({ action: await getAction(tx, actionId), answered: answeredOn !== null });
    return { items, partnerName: (await getPartner(tx, partnerId)).name };
  });
}

async function listPage(reporter: Reporter): Promise<string> {
  const { items, partnerName } = await readItems(reporter);
  const contact = messages.report.contactOf(reporter.actor.name, partnerName);
  return renderPage(
    <ReportListPage
      where={reporter.where}
      round={reporter.round}
      items={items}
      contact={contact}
      open={takesReports(reporter.round, reporter.today)}
    />,
  );
}

/** The action and the last report on it; only an action that was asked of this partner exists here. */
async function readForm({ db, actor, round }: Reporter, actionId: string) {
  return asActor(db, actor, async (tx) => {
    const asked = await requestsFor(tx, round.id, actor.partnerId ?? "");
    const action = await getAction(tx, actionId);
    if (!asked.some((request) => request.actionId === actionId))
      throw new DomainError("not_found", messages.errors.notFound);
    requirePermission(mayReport(actor, action), "over deze actie melden");
    return { action, previous: await lastUpdateOf(tx, actionId) };
  });
}

async function formPage(reporter: Reporter, actionId: string): Promise<string> {
  const { action, previous } = await readForm(reporter, actionId);
  // A report of this same round comes back filled in, to change it.
  const own = previous?.roundId === reporter.round.id ? previous : null;
  // Who may read it is asked once, and then remembered.
  const share = previous === null ? {} : { share: previous.marking === "CLEAR" ? "open" : "partners" };
  const values =
    own === null
      ? share
      : {
          ...share,
          status: own.status,
          sentence: own.sentence,
          newDueOn: own.newDueOn ?? "",
          reason: own.reason ?? "",
        };
  return renderPage(
    <ReportFormPage
      where={reporter.where}
      action={action}
      previous={previous}
      values={values}
      errors={{}}
      submissionId={newId()}
    />,
  );
}

async function takeReport(c: AppContext, reporter: Reporter, actionId: string): Promise<Response> {
  // First, so that somebody else's action is not found, whatever the form says.
  const { action, previous } = await readForm(reporter, actionId);
  const body = await formBody(c);
  const { submissionId } = submissionInput.parse(body);
  const values = Object.fromEntries(FIELDS.map((name) => [name, typed(body, name)]));
  const parsed = updateInput.safeParse(values);
  if (!parsed.success) {
    const { fieldErrors } = z.flattenError(parsed.error);
    return c.html(
      renderPage(
        <ReportFormPage
          where={reporter.where}
          action={action}
          previous={previous}
          values={values}
          errors={fieldErrors}
          submissionId={submissionId}
        />,
      ),
      422,
    );
  }
  await submitUpdate(
    reporter.db,
    reporter.actor,
    submissionId,
    { roundId: reporter.round.id, actionId },
    parsed.data,
    reporter.today,
  );
  const { items } = await readItems(reporter);
  const next = items.find(({ answered }) => !answered);
  return c.redirect(
    next === undefined
      ? `${reporter.where.base}?gelukt=gemeld`
      : `${reporter.where.base}/${next.action.id}?gelukt=gemeld`,
    303,
  );
}

type LinkOutcome = { kind: "reporter"; reporter: Reporter } | { kind: "unknown" | "expired" };

/** Turns a mailed link into the one person, partner and round it was made for; it opens nothing else. */
async function reporterOfLink(c: AppContext): Promise<LinkOutcome> {
  const { db, clock } = c.var;
  const token = c.req.param("token") ?? "";
  const holder = await holderOfLink(db, token);
  if (holder === null) return { kind: "unknown" };
  if (holder.expiresOn < clock.today()) return { kind: "expired" };
  const person = await db.transaction().execute((tx) => getPerson(tx, holder.personId));
  // Somebody who no longer speaks for this partner cannot report with an old mail.
  if (person.partnerId !== holder.partnerId || !person.roles.includes("partnerContact")) return { kind: "expired" };
  const actor: Actor = {
    id: person.id,
    name: person.name,
    roles: ["partnerContact"],
    partnerId: holder.partnerId,
    groupIds: [],
  };
  const round = await asActor(db, actor, (tx) => getRound(tx, holder.roundId));
  const notice = c.req.query("gelukt") === undefined ? {} : { notice: messages.report.thanks };
  return {
    kind: "reporter",
    reporter: { db, actor, round, today: clock.today(), where: { base: `/melden/${token}`, frame: null, ...notice } },
  };
}

async function withLink(c: AppContext, answer: (reporter: Reporter) => Promise<Response>): Promise<Response> {
  const outcome = await reporterOfLink(c);
  // The address is the key: it must not be kept by the browser or travel on to another site.
  c.header("Cache-Control", "no-store");
  c.header("Referrer-Policy", "same-origin");
  if (outcome.kind === "reporter") return answer(outcome.reporter);
  return c.html(renderPage(<LinkProblemPage kind={outcome.kind} />), outcome.kind === "unknown" ? 404 : 410);
}

/** Mounted at /melden: reporting with the link from the mail, without signing in. */
export const reportRoutes = createRouter()
  .get("/:token", (c) => withLink(c, async (reporter) => c.html(await listPage(reporter))))
  .get("/:token/:id", (c) => withLink(c, async (reporter) => c.html(await formPage(reporter, uuidParam(c, "id")))))
  .post("/:token/:id", (c) => withLink(c, (reporter) => takeReport(c, reporter, uuidParam(c, "id"))));

/** The open round in which this partner was asked something; the first when there are several. */
async function myReporter(c: AppContext): Promise<Reporter | null> {
  const { db, actor, clock, frame } = c.var;
  const { partnerId } = actor;
  if (partnerId === null) return null;
  const round = await asActor(db, actor, async (tx) => {
    for (const candidate of await openRounds(tx))
      if ((await requestsFor(tx, candidate.id, partnerId)).length > 0) return candidate;
    return null;
  });
  return round === null ? null : { db, actor, round, today: clock.today(), where: { base: "/rondes/mijn", frame } };
}

const nothingHere = (): never => {
  throw new DomainError("not_found", messages.errors.notFound);
};

/** Mounted at /rondes/mijn: the same for who signed in. */
export const myReportRoutes = createRouter()
  .get("/", async (c) => {
    const reporter = await myReporter(c);
    if (reporter !== null) return c.html(await listPage(reporter));
    return c.html(
      renderPage(
        <ReportListPage
          where={{ base: "/rondes/mijn", frame: c.var.frame }}
          round={null}
          items={[]}
          contact=""
          open={false}
        />,
      ),
    );
  })
  .get("/:id", async (c) => c.html(await formPage((await myReporter(c)) ?? nothingHere(), uuidParam(c, "id"))))
  .post("/:id", async (c) => takeReport(c, (await myReporter(c)) ?? nothingHere(), uuidParam(c, "id")));
