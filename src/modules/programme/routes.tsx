import { z } from "zod";
import { asActor } from "../../platform/actor.ts";
import { requirePermission } from "../../platform/errors.ts";
import { createRouter, formBody, isDomainError, permit, renderPage, typed, uuidParam } from "../../platform/http.ts";
import { editObjective } from "./commands.ts";
import { objectiveInput, versionInput } from "./input.ts";
import { mayEditObjectives } from "./permissions.ts";
import {
  getObjective,
  getProgramme,
  listFraudTypes,
  listObjectives,
  listObstacles,
  listProgrammeEvents,
  listReferencePublications,
} from "./queries.ts";
import { ObjectiveFormPage } from "./views/ObjectiveFormPage.tsx";
import { ProgrammePage } from "./views/ProgrammePage.tsx";

/** Mounted at /programma. */
export const programmeRoutes = createRouter()
  .get("/", async (c) => {
    const { db, actor, frame } = c.var;
    const page = await asActor(db, actor, async (tx) => ({
      programme: await getProgramme(tx),
      objectives: await listObjectives(tx),
      fraudTypes: await listFraudTypes(tx),
      events: await listProgrammeEvents(tx),
      obstacles: await listObstacles(tx),
      publications: await listReferencePublications(tx),
    }));
    return c.html(renderPage(<ProgrammePage frame={frame} {...page} mayEdit={mayEditObjectives(actor)} />));
  })
  .get("/doelstellingen/:id", async (c) => {
    const { db, actor, frame } = c.var;
    requirePermission(mayEditObjectives(actor), "een doelstelling wijzigen");
    const { id, version, title, validUntil } = await asActor(db, actor, (tx) => getObjective(tx, uuidParam(c, "id")));
    return c.html(
      renderPage(
        <ObjectiveFormPage
          frame={frame}
          id={id}
          version={version}
          values={{ title, validUntil: String(validUntil ?? "") }}
          errors={{}}
        />,
      ),
    );
  })
  .post("/doelstellingen/:id", permit(mayEditObjectives, "een doelstelling bewerken"), async (c) => {
    const { db, actor, frame } = c.var;
    const id = uuidParam(c, "id");
    const body = await formBody(c);
    const { version } = versionInput.parse(body);
    const values = { title: typed(body, "title"), validUntil: typed(body, "validUntil") };
    const parsed = objectiveInput.safeParse(values);
    if (!parsed.success) {
      const { fieldErrors } = z.flattenError(parsed.error);
      return c.html(
        renderPage(<ObjectiveFormPage frame={frame} id={id} version={version} values={values} errors={fieldErrors} />),
        422,
      );
    }
    try {
      await editObjective(db, actor, id, version, parsed.data);
    } catch (error) {
      if (!isDomainError(error) || error.reason !== "conflict") throw error;
      const current = await asActor(db, actor, (tx) => getObjective(tx, id));
      return c.html(
        renderPage(
          <ObjectiveFormPage
            frame={frame}
            id={id}
            version={current.version}
            values={values}
            errors={{}}
            current={current}
          />,
        ),
        409,
      );
    }
    return c.redirect("/programma?gelukt=opgeslagen", 303);
  });
