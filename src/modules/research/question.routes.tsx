import type { Hono } from "hono";
import { sql } from "kysely";
import { templates } from "../../engine/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import type { Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import {
  type AppContext,
  createRouter,
  type Env,
  isDomainError,
  permit,
  renderPage,
  typed,
  uuidParam,
} from "../../platform/http.ts";
import { newId } from "../../platform/ids.ts";
import { listPartners } from "../partners/index.ts";
import { askQuestion, retryQuestion } from "./answering.ts";
import type { CharterDocument } from "./charter.ts";
import { checkTable, makeFigure, noteReading, voteCount, whyNotNow, withdrawRelease } from "./checking.ts";
import type { Desk } from "./create.ts";
import { readForm, returnedWith } from "./forms.ts";
import { checkInput, figureInput, questionInput, reasonInput, submissionInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { readParameters } from "./parameters.ts";
import { isChecker, isResearcher, mayKeepStudies } from "./permissions.ts";
import { charterInForce, getStudy, peopleOf } from "./queries.ts";
import type { Question } from "./question.ts";
import { figuresOf, getQuestion, listQuestions, newestSnapshot, tableOf, visibleChecks } from "./questionQueries.ts";
import { updateRegister } from "./register.ts";
import type { Returned } from "./views/parts.tsx";
import { ChooseQuestionPage, QuestionFormPage } from "./views/QuestionFormPage.tsx";
import { QuestionPage } from "./views/QuestionPage.tsx";

const ANSWER = "research.answer" as const;
const keeps = permit(mayKeepStudies, "vrijgaven bijhouden");

async function requireResearcher(tx: Tx, actor: Actor, studyId: string): Promise<void> {
  await getStudy(tx, studyId);
  requirePermission(isResearcher(actor, await peopleOf(tx, studyId)), "een vraag stellen in dit onderzoek");
}

/** A question that is in the charter and in this installation. @throws DomainError, with the reason that fits the door. */
function offeredTemplate(charter: CharterDocument, name: string, reason: "not_found" | "invalid_input" = "not_found") {
  const template = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (template === undefined || !charter.templates.some((one) => one.name === name))
    throw new DomainError(reason, messages.errors.templateUnknown);
  return template;
}

/** The settings in a sentence; an exercise has none, and an older version may not know them any more. */
function described({ template, parameters }: Question): string {
  const known = Object.hasOwn(templates, template) ? templates[template] : undefined;
  if (known === undefined || !known.parameters.safeParse(parameters).success) return known?.description ?? template;
  return known.describe(parameters);
}

async function drillRule(tx: Tx, question: Question): Promise<string | null> {
  if (!question.isDrill) return null;
  const found = await sql<{ rule: string | null }>`select app_drill_rule(${question.id}::uuid) as rule`.execute(tx);
  return found.rows[0]?.rule ?? null;
}

/** Everything the page of one question shows; looking at a table that is not released yet is an event. */
function readQuestion(c: AppContext) {
  const { db, actor } = c.var;
  const id = uuidParam(c, "id");
  const questionId = uuidParam(c, "question");
  return asActor(db, actor, async (tx) => {
    const study = await getStudy(tx, id);
    const question = await getQuestion(tx, id, questionId);
    const table = await tableOf(tx, questionId);
    if (table !== null) await noteReading(tx, actor, question);
    const people = await peopleOf(tx, id);
    return {
      ...{ study, question, table },
      described: described(question),
      checks: await visibleChecks(tx, questionId),
      votes: await voteCount(tx, questionId),
      whyNot: isChecker(actor, people) ? await whyNotNow(tx, actor, question) : undefined,
      drillRule: await drillRule(tx, question),
      names: new Map((await listPartners(tx)).map((partner) => [partner.id, partner.name])),
      figures: await figuresOf(tx, questionId),
      mayKeep: mayKeepStudies(actor),
      mayRetry: isResearcher(actor, people),
    };
  });
}

async function questionPage(c: AppContext, extra: { returned?: Returned; conflict?: string } = {}): Promise<string> {
  return renderPage(<QuestionPage frame={c.var.frame} {...(await readQuestion(c))} {...extra} />);
}

/** Asking, checking, using. Mounted with the other routes of /onderzoeken. */
export function questionRoutes(desk: Desk): Hono<Env> {
  const done = async (c: AppContext): Promise<Response> => {
    await updateRegister(desk.db, uuidParam(c, "id"), desk.clock.now());
    return c.redirect(`/onderzoeken/${uuidParam(c, "id")}/vragen/${uuidParam(c, "question")}?gelukt=opgeslagen`, 303);
  };
  return createRouter()
    .get("/:id/vragen/nieuw", async (c) => {
      const { db, actor, frame } = c.var;
      const id = uuidParam(c, "id");
      const { study, charter, snapshot, questions } = await asActor(db, actor, async (tx) => {
        await requireResearcher(tx, actor, id);
        const active = await charterInForce(tx, id);
        return { ...active, snapshot: await newestSnapshot(tx, id), questions: await listQuestions(tx, id) };
      });
      const name = c.req.query("vraag");
      if (name !== undefined) {
        const template = offeredTemplate(charter, name);
        return c.html(
          renderPage(<QuestionFormPage frame={frame} study={study} template={template} submissionId={newId()} />),
        );
      }
      const counted = questions.filter(
        ({ status, snapshotNumber }) =>
          snapshotNumber === snapshot?.number && ["inCheck", "escalated", "released", "withdrawn"].includes(status),
      );
      const offers = charter.templates.map((one) => ({
        template: offeredTemplate(charter, one.name),
        used: counted.filter(({ template }) => template === one.name).length,
      }));
      const page = { frame, study, offers, budget: charter.fields.profile.releasesPerSnapshot };
      return c.html(renderPage(<ChooseQuestionPage {...page} hasData={snapshot !== null} />));
    })
    .post("/:id/vragen", async (c) => {
      const { db, actor, frame } = c.var;
      const id = uuidParam(c, "id");
      const { study, charter } = await asActor(db, actor, async (tx) => {
        await requireResearcher(tx, actor, id);
        return charterInForce(tx, id);
      });
      const read = await readForm(c, "vraag", questionInput);
      const template = offeredTemplate(charter, typed(read.body, "template"), "invalid_input");
      const { submissionId } = submissionInput.parse(read.body);
      const again = (returned: Returned) => {
        const page = { frame, study, template, submissionId, returned };
        return c.html(renderPage(<QuestionFormPage {...page} />), 422);
      };
      if (!read.ok) return again(read.returned);
      try {
        const parameters = readParameters(template, (name) => typed(read.body, name));
        const question = { id: submissionId, template: template.name, parameters, reason: read.input.reason };
        await askQuestion(db, actor, id, question, desk.today(), (tx, questionId) =>
          desk.enqueue(tx, ANSWER, { studyId: id, questionId }),
        );
      } catch (error) {
        if (!isDomainError(error) || error.reason !== "invalid_input") throw error;
        return again(returnedWith("vraag", read.body, template.fields[0]?.name ?? "reason", error.message));
      }
      return c.redirect(`/onderzoeken/${id}/vragen/${submissionId}`, 303);
    })
    .get("/:id/vragen/:question", async (c) => c.html(await questionPage(c)))
    .post("/:id/vragen/:question/opnieuw", async (c) => {
      const [id, questionId] = [uuidParam(c, "id"), uuidParam(c, "question")];
      await retryQuestion(c.var.db, c.var.actor, id, questionId, desk.today(), (tx) =>
        desk.enqueue(tx, ANSWER, { studyId: id, questionId }),
      );
      return done(c);
    })
    .post("/:id/vragen/:question/controle", async (c) => {
      const { db, actor } = c.var;
      const [id, questionId] = [uuidParam(c, "id"), uuidParam(c, "question")];
      await asActor(db, actor, async (tx) => {
        await getQuestion(tx, id, questionId);
        requirePermission(isChecker(actor, await peopleOf(tx, id)), "deze tabel controleren");
      });
      const read = await readForm(c, "controle", checkInput);
      if (!read.ok) return c.html(await questionPage(c, { returned: read.returned }), 422);
      try {
        await checkTable(db, actor, id, questionId, read.input, desk.today());
      } catch (error) {
        if (!isDomainError(error) || error.reason !== "conflict") throw error;
        return c.html(await questionPage(c, { conflict: error.message }), 409);
      }
      return done(c);
    })
    .post("/:id/vragen/:question/cijfer", keeps, async (c) => {
      const [id, questionId] = [uuidParam(c, "id"), uuidParam(c, "question")];
      const read = await readForm(c, "cijfer", figureInput);
      if (!read.ok) return c.html(await questionPage(c, { returned: read.returned }), 422);
      try {
        const indicatorId = await makeFigure(c.var.db, c.var.actor, id, questionId, read.input);
        return c.redirect(`/cijfers/${indicatorId}?gelukt=toegevoegd`, 303);
      } catch (error) {
        if (!isDomainError(error) || error.reason !== "invalid_input") throw error;
        const returned = returnedWith("cijfer", read.body, "indicator", error.message);
        return c.html(await questionPage(c, { returned }), 422);
      }
    })
    .post("/:id/vragen/:question/intrekken", keeps, async (c) => {
      const [id, questionId] = [uuidParam(c, "id"), uuidParam(c, "question")];
      const read = await readForm(c, "intrekken", reasonInput);
      if (!read.ok) return c.html(await questionPage(c, { returned: read.returned }), 422);
      await withdrawRelease(c.var.db, c.var.actor, id, questionId, read.input.reason, desk.today());
      return done(c);
    });
}
