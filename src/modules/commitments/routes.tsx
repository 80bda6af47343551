import { z } from "zod";
import { asActor } from "../../platform/actor.ts";
import { calendarDay } from "../../platform/clock.ts";
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
import { addCommitment, answerSignal, takeStep } from "./commands.ts";
import { answerInput, commitmentInput, parseTransition, stepInput, submissionInput, versionInput } from "./input.ts";
import { mayKeepCommitments } from "./permissions.ts";
import {
  commitmentsMadeIn,
  commitmentsSettledBy,
  getCommitment,
  getPaper,
  historyOf,
  listCommitments,
  listPapers,
  listSignals,
} from "./queries.ts";
import { CommitmentFormPage } from "./views/CommitmentFormPage.tsx";
import { CommitmentListPage } from "./views/CommitmentListPage.tsx";
import { CommitmentPage, type StepForm } from "./views/CommitmentPage.tsx";
import { PaperListPage, PaperPage } from "./views/PaperPages.tsx";
import { SignalListPage } from "./views/SignalListPage.tsx";

const SOON_DAYS = 31;
const FIELDS = ["kind", "text", "madeBy", "madeOnText", "inDocument", "paperKey", "dueOn"] as const;
const STEP_FIELDS = ["explanation", "paperKey", "paragraph", "dueOn"] as const;

const soonUntil = (now: Date): string => calendarDay(new Date(now.getTime() + SOON_DAYS * 86_400_000));

async function commitmentPage(c: AppContext, form?: StepForm) {
  const { db, actor, frame, clock } = c.var;
  const id = uuidParam(c, "id");
  const page = await asActor(db, actor, async (tx) => ({
    commitment: await getCommitment(tx, id),
    papers: await listPapers(tx),
    history: await historyOf(tx, id),
  }));
  return renderPage(
    <CommitmentPage
      frame={frame}
      {...page}
      today={clock.today()}
      mayKeep={mayKeepCommitments(actor)}
      {...(form && { form })}
    />,
  );
}

const keeps = permit(mayKeepCommitments, "toezeggingen bijhouden");

/** Mounted at /toezeggingen. */
export const commitmentRoutes = createRouter()
  .get("/", async (c) => {
    const { db, actor, frame, clock } = c.var;
    const kind = c.req.query("soort") ?? "";
    const all = await asActor(db, actor, listCommitments);
    const commitments = kind === "" ? all : all.filter((one) => one.kind === kind);
    return c.html(
      renderPage(
        <CommitmentListPage
          frame={frame}
          commitments={commitments}
          kind={kind}
          today={clock.today()}
          soonUntil={soonUntil(clock.now())}
          mayKeep={mayKeepCommitments(actor)}
        />,
      ),
    );
  })
  .get("/nieuw", async (c) => {
    const { db, actor, frame } = c.var;
    requirePermission(mayKeepCommitments(actor), "een toezegging toevoegen");
    const papers = await asActor(db, actor, listPapers);
    return c.html(
      renderPage(<CommitmentFormPage frame={frame} papers={papers} values={{}} errors={{}} submissionId={newId()} />),
    );
  })
  .post("/", keeps, async (c) => {
    const { db, actor, frame } = c.var;
    const body = await formBody(c);
    const { submissionId } = submissionInput.parse(body);
    const parsed = commitmentInput.safeParse(body);
    if (!parsed.success) {
      const papers = await asActor(db, actor, listPapers);
      const values = Object.fromEntries(FIELDS.map((name) => [name, typed(body, name)]));
      const { fieldErrors } = z.flattenError(parsed.error);
      return c.html(
        renderPage(
          <CommitmentFormPage
            frame={frame}
            papers={papers}
            values={values}
            errors={fieldErrors}
            submissionId={submissionId}
          />,
        ),
        422,
      );
    }
    await addCommitment(db, actor, submissionId, parsed.data);
    return c.redirect(`/toezeggingen/${submissionId}?gelukt=toegevoegd`, 303);
  })
  .get("/:id", async (c) => c.html(await commitmentPage(c)))
  .post("/:id/:transition", keeps, async (c) => {
    const { db, actor, clock } = c.var;
    const id = uuidParam(c, "id");
    const transition = parseTransition(c.req.param("transition"));
    const body = await formBody(c);
    const { version } = versionInput.parse(body);
    // On the page each step has its own field names, because several forms stand side by side.
    const values = Object.fromEntries(STEP_FIELDS.map((name) => [name, typed(body, `${transition}-${name}`)]));
    const parsed = stepInput(transition).safeParse(values);
    if (!parsed.success)
      return c.html(
        await commitmentPage(c, { transition, values, errors: z.flattenError(parsed.error).fieldErrors }),
        422,
      );
    try {
      await takeStep(db, actor, id, version, transition, parsed.data, clock.today());
    } catch (error) {
      if (!isDomainError(error)) throw error;
      if (error.reason === "invalid_input")
        return c.html(await commitmentPage(c, { transition, values, errors: { paperKey: [error.message] } }), 422);
      if (error.reason === "conflict")
        return c.html(await commitmentPage(c, { transition, values, errors: {}, conflict: error.message }), 409);
      throw error;
    }
    return c.redirect(`/toezeggingen/${id}?gelukt=opgeslagen`, 303);
  });

/** Mounted at /kamerstukken. */
export const paperRoutes = createRouter()
  .get("/", async (c) => {
    const papers = await asActor(c.var.db, c.var.actor, listPapers);
    return c.html(renderPage(<PaperListPage frame={c.var.frame} papers={papers} />));
  })
  .get("/:id", async (c) => {
    const page = await asActor(c.var.db, c.var.actor, async (tx) => {
      const paper = await getPaper(tx, uuidParam(c, "id"));
      return {
        paper,
        made: await commitmentsMadeIn(tx, paper.key),
        settled: await commitmentsSettledBy(tx, paper.key),
      };
    });
    return c.html(renderPage(<PaperPage frame={c.var.frame} {...page} />));
  });

/** Mounted at /signalen. */
export const signalRoutes = createRouter()
  .get("/", async (c) => {
    const signals = await asActor(c.var.db, c.var.actor, listSignals);
    return c.html(
      renderPage(<SignalListPage frame={c.var.frame} signals={signals} mayKeep={mayKeepCommitments(c.var.actor)} />),
    );
  })
  .post("/:id/reactie", keeps, async (c) => {
    const { db, actor, frame, clock } = c.var;
    const id = uuidParam(c, "id");
    const value = typed(await formBody(c), `reactie-${id}`);
    const parsed = answerInput.safeParse({ reactedIn: value });
    if (!parsed.success) {
      const signals = await asActor(db, actor, listSignals);
      const error = { signalId: id, value, message: parsed.error.issues[0]?.message ?? "" };
      return c.html(
        renderPage(
          <SignalListPage frame={frame} signals={signals} mayKeep={mayKeepCommitments(actor)} error={error} />,
        ),
        422,
      );
    }
    await answerSignal(db, actor, id, parsed.data.reactedIn, clock.today());
    return c.redirect("/signalen?gelukt=opgeslagen", 303);
  });
