import type { Hono } from "hono";
import { z } from "zod";
import { asActor } from "../../platform/actor.ts";
import { requirePermission } from "../../platform/errors.ts";
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
import { handOver } from "./ceremony.ts";
import { charterRoutes } from "./charter.routes.tsx";
import { signCharter, vetoStudy } from "./charterCommands.ts";
import { closeStudy, finishStudy } from "./closing.ts";
import { addNote, declineStudy, draftStudy, judgeCondition, proceedToCharter } from "./commands.ts";
import type { Desk } from "./create.ts";
import { startDrill } from "./drill.ts";
import { readForm, returnedWith } from "./forms.ts";
import { conditionInput, noteInput, reasonInput, signatureInput, studyInput, submissionInput } from "./input.ts";
import { isResearcher, mayJudgeConditions, mayKeepStudies, speaksFor } from "./permissions.ts";
import { proofBundle, witnessChain } from "./proof.ts";
import { getStudy, holdersOf, listStudies, offeredCharter, partiesOf, peopleOf, signedCharter } from "./queries.ts";
import { questionRoutes } from "./question.routes.tsx";
import { updateRegister } from "./register.ts";
import { readStudy } from "./studyPage.ts";
import type { Returned } from "./views/parts.tsx";
import { StudyFormPage, StudyListPage } from "./views/StudyListPage.tsx";
import { StudyPage } from "./views/StudyPage.tsx";

const FIELDS = ["title", "question", "isSynthetic"] as const;
const keeps = permit(mayKeepStudies, "onderzoeken bijhouden");

export async function studyPage(
  c: AppContext,
  desk: Desk,
  extra: { returned?: Returned; warning?: string } = {},
): Promise<string> {
  const { db, actor, frame } = c.var;
  const id = uuidParam(c, "id");
  const view = await asActor(db, actor, (tx) => readStudy(tx, actor, id, desk.templates));
  return renderPage(<StudyPage frame={frame} view={view} today={desk.today()} {...extra} />);
}

/** Mounted at /onderzoeken. */
export function researchRoutes(desk: Desk): Hono<Env> {
  const router = createRouter();
  /** What changed may be public; then back to the study. */
  const done = async (c: AppContext, code = "opgeslagen"): Promise<Response> => {
    const id = uuidParam(c, "id");
    await updateRegister(desk.db, id, desk.clock.now());
    return c.redirect(`/onderzoeken/${id}?gelukt=${code}`, 303);
  };
  return router
    .get("/", async (c) => {
      const studies = await asActor(c.var.db, c.var.actor, listStudies);
      const mayKeep = mayKeepStudies(c.var.actor);
      return c.html(renderPage(<StudyListPage frame={c.var.frame} studies={studies} mayKeep={mayKeep} />));
    })
    .get("/nieuw", async (c) => {
      requirePermission(mayKeepStudies(c.var.actor), "een onderzoek beginnen");
      return c.html(renderPage(<StudyFormPage frame={c.var.frame} values={{}} errors={{}} submissionId={newId()} />));
    })
    .post("/", keeps, async (c) => {
      const { db, actor, frame } = c.var;
      const body = await formBody(c);
      const { submissionId } = submissionInput.parse(body);
      const again = (errors: Record<string, string[] | undefined>) => {
        const values = Object.fromEntries(FIELDS.map((name) => [name, typed(body, name)]));
        const page = <StudyFormPage frame={frame} values={values} errors={errors} submissionId={submissionId} />;
        return c.html(renderPage(page), 422);
      };
      const parsed = studyInput.safeParse(body);
      if (!parsed.success) return again(z.flattenError(parsed.error).fieldErrors);
      try {
        await draftStudy(db, actor, submissionId, parsed.data, desk.today());
      } catch (error) {
        if (isDomainError(error) && error.reason === "invalid_input") return again({ title: [error.message] });
        throw error;
      }
      return c.redirect(`/onderzoeken/${submissionId}?gelukt=toegevoegd`, 303);
    })
    .route("/", charterRoutes(desk, done))
    .route("/", questionRoutes(desk))
    .get("/:id", async (c) => c.html(await studyPage(c, desk)))
    .post("/:id/oordeel", permit(mayJudgeConditions, "over de voorfase oordelen"), async (c) => {
      const kind = typed(await formBody(c), "kind");
      const read = await readForm(c, `oordeel-${kind}`, conditionInput);
      if (!read.ok) return c.html(await studyPage(c, desk, { returned: read.returned }), 422);
      await judgeCondition(c.var.db, c.var.actor, uuidParam(c, "id"), read.input, desk.today());
      return done(c);
    })
    .post("/:id/verder", keeps, async (c) => {
      await proceedToCharter(c.var.db, c.var.actor, uuidParam(c, "id"));
      return done(c);
    })
    .post("/:id/afwijzen", keeps, async (c) => {
      await declineStudy(c.var.db, c.var.actor, uuidParam(c, "id"));
      return done(c);
    })
    .get("/:id/protocol.json", async (c) => {
      const offered = await asActor(c.var.db, c.var.actor, async (tx) =>
        offeredCharter(tx, await getStudy(tx, uuidParam(c, "id"))),
      );
      if (offered === null) return c.notFound();
      c.header("Content-Disposition", 'attachment; filename="protocol.json"');
      return c.json(signedCharter(offered));
    })
    .post("/:id/ondertekenen", async (c) => {
      const { db, actor } = c.var;
      const id = uuidParam(c, "id");
      await asActor(db, actor, async (tx) => {
        const { id: known } = await getStudy(tx, id);
        requirePermission(speaksFor(actor, await partiesOf(tx, known)), "dit protocol ondertekenen");
      });
      const read = await readForm(c, "tekenen", signatureInput);
      if (!read.ok) return c.html(await studyPage(c, desk, { returned: read.returned }), 422);
      try {
        const isActive = await signCharter(db, actor, id, read.input, desk.today());
        const problems = isActive ? await handOverCharter(c, id) : [];
        if (problems.length > 0) return c.html(await studyPage(c, desk, { warning: problems.join(" ") }));
      } catch (error) {
        if (!isDomainError(error) || error.reason === "not_found" || error.reason === "forbidden") throw error;
        const returned = returnedWith("tekenen", read.body, "signature", error.message);
        return c.html(await studyPage(c, desk, { returned }), error.reason === "invalid_input" ? 422 : 409);
      }
      return done(c);
    })
    .post("/:id/stilleggen", async (c) => {
      const { db, actor } = c.var;
      const id = uuidParam(c, "id");
      const read = await readForm(c, "veto", reasonInput);
      if (!read.ok) {
        const view = await asActor(db, actor, (tx) => readStudy(tx, actor, id, desk.templates));
        requirePermission(view.may.sign, "dit onderzoek stilleggen");
        return c.html(await studyPage(c, desk, { returned: read.returned }), 422);
      }
      await vetoStudy(db, actor, id, read.input.reason, desk.today());
      return done(c);
    })
    .post("/:id/overdragen", keeps, async (c) => {
      const problems = await handOverCharter(c, uuidParam(c, "id"));
      return problems.length === 0 ? done(c) : c.html(await studyPage(c, desk, { warning: problems.join(" ") }), 409);
    })
    .post("/:id/notities", async (c) => {
      const { db, actor } = c.var;
      const id = uuidParam(c, "id");
      const people = await asActor(db, actor, async (tx) => peopleOf(tx, (await getStudy(tx, id)).id));
      requirePermission(isResearcher(actor, people), "een notitie maken");
      const read = await readForm(c, "notitie", noteInput);
      if (!read.ok) return c.html(await studyPage(c, desk, { returned: read.returned }), 422);
      await addNote(db, actor, { studyId: id, questionId: null, text: read.input.text });
      return done(c);
    })
    .get("/:id/bewijs.json", async (c) => {
      c.header("Content-Disposition", 'attachment; filename="bewijs.json"');
      return c.json(await proofBundle(c.var.db, c.var.actor, uuidParam(c, "id"), desk.vault));
    })
    .post("/:id/getuigen", keeps, async (c) => {
      const problems = await witnessChain(c.var.db, c.var.actor, uuidParam(c, "id"), desk.vault);
      return problems.length === 0 ? done(c) : c.html(await studyPage(c, desk, { warning: problems.join(" ") }), 409);
    })
    .post("/:id/oefening", keeps, async (c) => {
      const id = uuidParam(c, "id");
      const question = await startDrill(c.var.db, c.var.actor, id, desk.today());
      return c.redirect(`/onderzoeken/${id}/vragen/${question}`, 303);
    })
    .post("/:id/sluiten", keeps, async (c) => {
      await closeStudy(c.var.db, c.var.actor, uuidParam(c, "id"));
      return done(c);
    })
    .post("/:id/vernietigen", keeps, async (c) => {
      try {
        await finishStudy(desk, c.var.actor, uuidParam(c, "id"));
      } catch (error) {
        if (!isDomainError(error) || error.reason !== "conflict") throw error;
        return c.html(await studyPage(c, desk, { warning: error.message }), 409);
      }
      return done(c);
    });
}

/** Gives every holder the charter in force; what one could not take is said, and can be tried again. */
async function handOverCharter(c: AppContext, id: string): Promise<string[]> {
  const { db, actor } = c.var;
  const { offered, holders } = await asActor(db, actor, async (tx) => ({
    offered: await offeredCharter(tx, await getStudy(tx, id)),
    holders: await holdersOf(tx, id),
  }));
  return offered === null ? [] : handOver(holders, signedCharter(offered), id);
}
