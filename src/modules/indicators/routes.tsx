import type { MiddlewareHandler } from "hono";
import { z } from "zod";
import { type Actor, asActor } from "../../platform/actor.ts";
import type { Database } from "../../platform/database.ts";
import { requirePermission } from "../../platform/errors.ts";
import {
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
import { addObservation, confirmObservation, correctObservation } from "./commands.ts";
import { type Indicator, relatedTo } from "./indicator.ts";
import { correctionInput, observationInput, submissionInput, versionInput } from "./input.ts";
import { mayAddObservation, mayCorrect } from "./permissions.ts";
import { correctionsOf, getIndicator, getObservation, listIndicators } from "./queries.ts";
import { IndicatorListPage } from "./views/IndicatorListPage.tsx";
import { IndicatorPage } from "./views/IndicatorPage.tsx";
import { ObservationFormPage } from "./views/ObservationFormPage.tsx";

const FIELDS = ["period", "value", "approximate", "note", "source", "marking", "reason"] as const;
const texts = (body: Record<string, string | string[]>): Record<string, string> =>
  Object.fromEntries(FIELDS.map((name) => [name, typed(body, name)]));

const matches = ({ name, producer, series }: Indicator, term: string): boolean =>
  [name, producer, series ?? ""].some((text) => text.toLowerCase().includes(term.toLowerCase()));

/** Before the form is read: only who may correct this very figure. */
const ownObservation: MiddlewareHandler<Env> = async (c, next) => {
  const observation = await asActor(c.var.db, c.var.actor, (tx) => getObservation(tx, uuidParam(c, "id")));
  requirePermission(mayCorrect(c.var.actor, observation), "dit cijfer corrigeren");
  await next();
};

/** Mounted at /cijfers. */
export const indicatorRoutes = createRouter()
  .get("/", async (c) => {
    const { db, actor, frame } = c.var;
    const term = (c.req.query("zoek") ?? "").trim().slice(0, 100);
    const all = await asActor(db, actor, listIndicators);
    const indicators = term === "" ? all : all.filter((indicator) => matches(indicator, term));
    return c.html(
      renderPage(<IndicatorListPage frame={frame} indicators={indicators} term={term} total={all.length} />),
    );
  })
  .get("/:id", async (c) => {
    const { db, actor, frame } = c.var;
    const id = uuidParam(c, "id");
    const { indicator, all, corrections } = await asActor(db, actor, async (tx) => ({
      indicator: await getIndicator(tx, id),
      all: await listIndicators(tx),
      corrections: await correctionsOf(tx, id),
    }));
    return c.html(
      renderPage(
        <IndicatorPage
          frame={frame}
          indicator={indicator}
          related={relatedTo(indicator, all)}
          corrections={corrections}
          mayAdd={mayAddObservation(actor)}
          mayCorrect={(observation) => mayCorrect(actor, observation)}
        />,
      ),
    );
  })
  .get("/:id/nieuw", async (c) => {
    const { db, actor, frame } = c.var;
    requirePermission(mayAddObservation(actor), "een cijfer toevoegen");
    const indicator = await asActor(db, actor, (tx) => getIndicator(tx, uuidParam(c, "id")));
    const hidden = { submissionId: newId() };
    return c.html(
      renderPage(
        <ObservationFormPage
          frame={frame}
          mode="new"
          indicator={indicator}
          action={`/cijfers/${indicator.id}`}
          values={{}}
          errors={{}}
          hidden={hidden}
        />,
      ),
    );
  })
  .post("/:id", permit(mayAddObservation, "een waarneming toevoegen"), async (c) => {
    const { db, actor, frame } = c.var;
    const id = uuidParam(c, "id");
    const body = await formBody(c);
    const hidden = submissionInput.parse(body);
    const parsed = observationInput.safeParse(body);
    const again = async (errors: Record<string, string[] | undefined>) => {
      const indicator = await asActor(db, actor, (tx) => getIndicator(tx, id));
      return c.html(
        renderPage(
          <ObservationFormPage
            frame={frame}
            mode="new"
            indicator={indicator}
            action={`/cijfers/${id}`}
            values={texts(body)}
            errors={errors}
            hidden={hidden}
          />,
        ),
        422,
      );
    };
    if (!parsed.success) return again(z.flattenError(parsed.error).fieldErrors);
    try {
      await addObservation(db, actor, hidden.submissionId, id, parsed.data);
    } catch (error) {
      if (isDomainError(error) && error.reason === "invalid_input") return again({ period: [error.message] });
      throw error;
    }
    return c.redirect(`/cijfers/${id}?gelukt=toegevoegd`, 303);
  })
  .get("/waarneming/:id/corrigeren", async (c) => {
    const { actor, frame } = c.var;
    const { observation, indicator } = await observationWithIndicator(c.var, uuidParam(c, "id"));
    requirePermission(mayCorrect(actor, observation), "dit cijfer corrigeren");
    const values = {
      period: observation.period,
      value: String(observation.value).replace(".", ","),
      approximate: observation.approximate ? "ja" : "",
      note: observation.note ?? "",
    };
    const action = `/cijfers/waarneming/${observation.id}/corrigeren`;
    return c.html(
      renderPage(
        <ObservationFormPage
          frame={frame}
          mode="correction"
          indicator={indicator}
          action={action}
          values={values}
          errors={{}}
          hidden={{ version: String(observation.version) }}
        />,
      ),
    );
  })
  .post("/waarneming/:id/corrigeren", ownObservation, async (c) => {
    const { db, actor, frame, clock } = c.var;
    const id = uuidParam(c, "id");
    const body = await formBody(c);
    const { version } = versionInput.parse(body);
    const parsed = correctionInput.safeParse(body);
    const again = async (status: 409 | 422, errors: Record<string, string[] | undefined>, conflict?: string) => {
      const { observation, indicator } = await observationWithIndicator(c.var, id);
      const values = { ...texts(body), period: observation.period };
      const hidden = { version: String(conflict === undefined ? version : observation.version) };
      const page = {
        frame,
        indicator,
        values,
        errors,
        hidden,
        action: `/cijfers/waarneming/${id}/corrigeren`,
        ...(conflict !== undefined && { conflict }),
      };
      return c.html(renderPage(<ObservationFormPage mode="correction" {...page} />), status);
    };
    if (!parsed.success) return again(422, z.flattenError(parsed.error).fieldErrors);
    try {
      await correctObservation(db, actor, id, version, parsed.data, clock.today());
    } catch (error) {
      if (isDomainError(error) && error.reason === "conflict") return again(409, {}, error.message);
      throw error;
    }
    const { indicator } = await observationWithIndicator(c.var, id);
    return c.redirect(`/cijfers/${indicator.id}?gelukt=opgeslagen`, 303);
  })
  .post("/waarneming/:id/bevestigen", async (c) => {
    const indicatorId = await confirmObservation(c.var.db, c.var.actor, uuidParam(c, "id"), c.var.clock.today());
    return c.redirect(`/cijfers/${indicatorId}?gelukt=opgeslagen`, 303);
  });

function observationWithIndicator({ db, actor }: { db: Database; actor: Actor }, id: string) {
  return asActor(db, actor, async (tx) => {
    const observation = await getObservation(tx, id);
    return { observation, indicator: await getIndicator(tx, observation.indicatorId) };
  });
}
