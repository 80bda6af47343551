import type { Hono } from "hono";
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
  uuidParam,
} from "../../platform/http.ts";
import { holdCeremony, meetHolder } from "./ceremony.ts";
import { amendCharter, offerCharter } from "./charterCommands.ts";
import {
  removeParty,
  removePerson,
  saveFields,
  saveHolder,
  saveIdentifier,
  saveParty,
  savePerson,
} from "./commands.ts";
import type { Desk } from "./create.ts";
import { readForm, returnedWith } from "./forms.ts";
import {
  fieldsInput,
  holderInput,
  identifierInput,
  partyInput,
  personInput,
  removedParty,
  removedPerson,
  versionInput,
} from "./input.ts";
import { mayKeepStudies } from "./permissions.ts";
import { getStudy, holdersOf } from "./queries.ts";
import { readStudy } from "./studyPage.ts";
import { CharterPage } from "./views/CharterPage.tsx";
import type { Returned } from "./views/parts.tsx";

const keeps = permit(mayKeepStudies, "het protocol wijzigen");

async function charterPage(c: AppContext, desk: Desk, extra: { returned?: Returned; conflict?: string } = {}) {
  const { db, actor, frame } = c.var;
  const view = await asActor(db, actor, (tx) => readStudy(tx, actor, uuidParam(c, "id"), desk.templates));
  const { publicKey } = await desk.vault.operatorKey();
  return renderPage(<CharterPage frame={frame} view={view} operatorKey={publicKey} {...extra} />);
}

type Done = (c: AppContext) => Promise<Response>;

/** Writing the charter: one form for each part. Mounted with the other routes of /onderzoeken. */
export function charterRoutes(desk: Desk, done: Done): Hono<Env> {
  const back = (c: AppContext): Response =>
    c.redirect(`/onderzoeken/${uuidParam(c, "id")}/protocol?gelukt=opgeslagen`, 303);
  /** Runs a command for one form; what it refuses comes back beside the field, with everything that was typed. */
  const submit = async (
    c: AppContext,
    { form, field, body }: { form: string; field: string; body: Record<string, string | string[]> },
    work: () => Promise<void>,
  ): Promise<Response> => {
    try {
      await work();
      return back(c);
    } catch (error) {
      if (!isDomainError(error) || error.reason !== "invalid_input") throw error;
      const returned = returnedWith(form, body, field, error.message);
      return c.html(await charterPage(c, desk, { returned }), 422);
    }
  };
  return createRouter()
    .get("/:id/protocol", async (c) => {
      requirePermission(mayKeepStudies(c.var.actor), "het protocol schrijven");
      return c.html(await charterPage(c, desk));
    })
    .post("/:id/protocol", keeps, async (c) => {
      const read = await readForm(c, "protocol", fieldsInput);
      if (!read.ok) return c.html(await charterPage(c, desk, { returned: read.returned }), 422);
      const { version } = versionInput.parse(read.body);
      try {
        await saveFields(c.var.db, c.var.actor, uuidParam(c, "id"), version, read.input);
      } catch (error) {
        if (!isDomainError(error) || error.reason !== "conflict") throw error;
        const returned: Returned = { form: "protocol", values: read.body, errors: {} };
        return c.html(await charterPage(c, desk, { returned, conflict: error.message }), 409);
      }
      return back(c);
    })
    .post("/:id/partijen", keeps, async (c) => {
      const read = await readForm(c, "partij", partyInput);
      if (!read.ok) return c.html(await charterPage(c, desk, { returned: read.returned }), 422);
      const { input, body } = read;
      return submit(c, { form: "partij", field: "partnerId", body }, () =>
        saveParty(c.var.db, c.var.actor, uuidParam(c, "id"), input),
      );
    })
    .post("/:id/partijen/verwijderen", keeps, async (c) => {
      const { partnerId } = removedParty.parse(await formBody(c));
      await removeParty(c.var.db, c.var.actor, uuidParam(c, "id"), partnerId);
      return back(c);
    })
    .post("/:id/sleutelhouders", keeps, async (c) => {
      const read = await readForm(c, "sleutelhouder", holderInput);
      if (!read.ok) return c.html(await charterPage(c, desk, { returned: read.returned }), 422);
      const { input, body } = read;
      return submit(c, { form: "sleutelhouder", field: "url", body }, async () =>
        saveHolder(c.var.db, c.var.actor, uuidParam(c, "id"), await meetHolder(input.url)),
      );
    })
    .post("/:id/kenmerken", keeps, async (c) => {
      const { db, actor } = c.var;
      const study = uuidParam(c, "id");
      const read = await readForm(c, "kenmerk", identifierInput);
      if (!read.ok) return c.html(await charterPage(c, desk, { returned: read.returned }), 422);
      const { input, body } = read;
      return submit(c, { form: "kenmerk", field: "type", body }, async () => {
        const holders = await asActor(db, actor, async (tx) => holdersOf(tx, (await getStudy(tx, study)).id));
        const key = await desk.vault.operatorKey();
        await saveIdentifier(db, actor, study, await holdCeremony(holders, key, { study, ...input }));
      });
    })
    .post("/:id/mensen", keeps, async (c) => {
      const read = await readForm(c, "mens", personInput);
      if (!read.ok) return c.html(await charterPage(c, desk, { returned: read.returned }), 422);
      const { input, body } = read;
      return submit(c, { form: "mens", field: "personId", body }, () =>
        savePerson(c.var.db, c.var.actor, uuidParam(c, "id"), input),
      );
    })
    .post("/:id/mensen/verwijderen", keeps, async (c) => {
      const { personId } = removedPerson.parse(await formBody(c));
      await removePerson(c.var.db, c.var.actor, uuidParam(c, "id"), personId);
      return back(c);
    })
    .post("/:id/aanbieden", keeps, async (c) => {
      try {
        const { publicKey } = await desk.vault.operatorKey();
        const signing = { templates: desk.templates, operatorKey: publicKey };
        await offerCharter(c.var.db, c.var.actor, uuidParam(c, "id"), signing, desk.today());
      } catch (error) {
        if (!isDomainError(error) || error.reason !== "invalid_input") throw error;
        return c.html(await charterPage(c, desk, { conflict: error.message }), 422);
      }
      return done(c);
    })
    .post("/:id/herzien", keeps, async (c) => {
      await amendCharter(c.var.db, c.var.actor, uuidParam(c, "id"));
      return done(c);
    });
}
