import { z } from "zod";
import { FORMAT_INFO, FORMATS } from "../../documents/index.ts";
import { asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
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
import { newId, slug } from "../../platform/ids.ts";
import { listIndicators } from "../indicators/index.ts";
import { listPlans } from "../plans/index.ts";
import { createDossier, editDocument, freezeDossier } from "./commands.ts";
import { newDossierInput, noteInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { NotationError, parseNotation, printNotation, sectionsOf } from "./notation.ts";
import { mayPublish, mayReadDossiers, mayWriteDossiers } from "./permissions.ts";
import { isPublic, previewDossier, publishDossier, render, withdrawDossier } from "./publish.ts";
import { documentsOf, getDocument, getDossier, latestSnapshot, listDossiers } from "./queries.ts";
import { DocumentPage, SectionFormPage } from "./views/DocumentPages.tsx";
import { DossierListPage, NewDossierPage } from "./views/DossierListPages.tsx";
import { DossierPage } from "./views/DossierPage.tsx";

interface FormProblem {
  readonly name: string;
  readonly message: string;
}

interface FormError {
  readonly name: string;
  readonly message: string;
  readonly value: string;
}

/** @param check also look for what stands in the way of freezing a dossier that is past its draft. */
async function dossierPage(c: AppContext, error?: FormError, check = false): Promise<string> {
  const { db, actor, frame } = c.var;
  const id = uuidParam(c, "id");
  const parts = await asActor(db, actor, async (tx) => ({
    dossier: await getDossier(tx, id),
    documents: await documentsOf(tx, id),
    snapshot: await latestSnapshot(tx, id),
    onSite: await isPublic(tx, id),
  }));
  const { problems } =
    check || parts.dossier.status === "draft" ? await previewDossier(db, actor, id) : { problems: [] };
  const publish = parts.snapshot !== null && mayPublish(actor, parts.snapshot.frozenBy);
  return renderPage(
    <DossierPage
      frame={frame}
      {...parts}
      problems={problems}
      mayWrite={mayWriteDossiers(actor)}
      mayPublish={publish}
      {...(error && { error })}
    />,
  );
}

/** The frozen form of a document when its text has not changed since, else what it would say now. */
async function readDocument(c: AppContext) {
  const { db, actor } = c.var;
  const [dossierId, documentId] = [uuidParam(c, "id"), uuidParam(c, "document")];
  const { dossier, document, snapshot } = await asActor(db, actor, async (tx) => ({
    dossier: await getDossier(tx, dossierId),
    document: await getDocument(tx, documentId),
    snapshot: await latestSnapshot(tx, dossierId),
  }));
  if (document.dossierId !== dossierId) throw new DomainError("not_found", messages.errors.notFound);
  const frozen =
    dossier.status === "draft"
      ? undefined
      : snapshot?.documents.find((one) => one.documentId === documentId && one.version === document.version);
  const resolved =
    frozen ?? (await previewDossier(db, actor, dossierId)).frozen.find((one) => one.documentId === documentId);
  if (resolved === undefined) throw new DomainError("not_found", messages.errors.notFound);
  return { dossier, document, resolved: resolved.internal, isFrozen: frozen !== undefined };
}

async function sectionForm(
  c: AppContext,
  extra: { text?: string; error?: string; lost?: boolean } = {},
): Promise<string> {
  const { db, actor, frame } = c.var;
  requirePermission(mayWriteDossiers(actor), "een stuk bewerken");
  const index = Number(c.req.param("section"));
  const { dossier, document, indicators } = await asActor(db, actor, async (tx) => ({
    dossier: await getDossier(tx, uuidParam(c, "id")),
    document: await getDocument(tx, uuidParam(c, "document")),
    indicators: await listIndicators(tx),
  }));
  const section = sectionsOf(document.body.content)[index];
  if (section === undefined) throw new DomainError("not_found", messages.errors.notFound);
  const stored = printNotation(section.blocks);
  const figures = indicators.flatMap(({ name, observations }) =>
    observations.map(({ period }) => `{{figure:${name}|${period}}}`),
  );
  const lost = extra.lost ? { current: stored } : {};
  const error = extra.error === undefined ? {} : { error: extra.error };
  return renderPage(
    <SectionFormPage
      frame={frame}
      dossier={dossier}
      document={document}
      index={index}
      title={section.title}
      text={extra.text ?? stored}
      figures={figures}
      {...error}
      {...lost}
    />,
  );
}

async function saveSection(c: AppContext): Promise<Response> {
  const { db, actor, clock } = c.var;
  const body = await formBody(c);
  const text = typed(body, "text");
  const version = z.coerce.number().int().parse(typed(body, "version"));
  const index = Number(c.req.param("section"));
  const document = await asActor(db, actor, (tx) => getDocument(tx, uuidParam(c, "document")));
  const sections = sectionsOf(document.body.content);
  try {
    const blocks = parseNotation(text, sections[index]?.blocks ?? []);
    if (index > 0 && blocks[0]?.type !== "heading") throw new NotationError(messages.errors.empty);
    const content = sections.flatMap((section, n) => (n === index ? blocks : section.blocks));
    await editDocument(db, actor, document.id, version, { ...document.body, content }, clock.today());
  } catch (error) {
    if (error instanceof NotationError) return c.html(await sectionForm(c, { text, error: error.message }), 422);
    if (error instanceof z.ZodError)
      return c.html(await sectionForm(c, { text, error: error.issues[0]?.message ?? "" }), 422);
    if (isDomainError(error) && error.reason === "conflict")
      return c.html(await sectionForm(c, { text, lost: true }), 409);
    throw error;
  }
  return c.redirect(`/dossiers/${uuidParam(c, "id")}/documenten/${document.id}?gelukt=opgeslagen`, 303);
}

const NEW_FIELDS = ["title", "referenceDate", "year"] as const;

async function newDossierPage(c: AppContext, body: Record<string, string | string[]>, errors: FormProblem[] = []) {
  const { db, actor, frame, clock } = c.var;
  requirePermission(mayWriteDossiers(actor), "een dossier maken");
  const plans = await asActor(db, actor, listPlans);
  const start = { title: "", referenceDate: clock.today(), year: String(plans[0]?.year ?? "") };
  const isFresh = body.id === undefined;
  const values = Object.fromEntries(NEW_FIELDS.map((name) => [name, isFresh ? start[name] : typed(body, name)]));
  return renderPage(
    <NewDossierPage
      frame={frame}
      id={isFresh ? newId() : typed(body, "id")}
      plans={plans}
      values={{ ...start, ...values }}
      errors={errors}
    />,
  );
}

async function addDossier(c: AppContext): Promise<Response> {
  const body = await formBody(c);
  const refuse = async (errors: FormProblem[]) => c.html(await newDossierPage(c, body, errors), 422);
  const input = newDossierInput.safeParse(body);
  if (!input.success)
    return refuse(input.error.issues.map(({ path, message }) => ({ name: String(path[0]), message })));
  try {
    await createDossier(c.var.db, c.var.actor, input.data);
  } catch (error) {
    if (isDomainError(error) && error.reason === "invalid_input")
      return refuse([{ name: "title", message: error.message }]);
    throw error;
  }
  return c.redirect(`/dossiers/${input.data.id}`, 303);
}

const writes = permit(mayWriteDossiers, "een dossier schrijven");

/** Mounted at /dossiers. Whoever may not read dossiers finds nothing here. */
export const dossierRoutes = createRouter()
  .use(async (c, next) => {
    requirePermission(mayReadDossiers(c.var.actor), "dossiers lezen");
    await next();
  })
  .get("/", async (c) => {
    const dossiers = await asActor(c.var.db, c.var.actor, listDossiers);
    const mayWrite = mayWriteDossiers(c.var.actor);
    return c.html(renderPage(<DossierListPage frame={c.var.frame} dossiers={dossiers} mayWrite={mayWrite} />));
  })
  .get("/nieuw", async (c) => c.html(await newDossierPage(c, {})))
  .post("/", writes, addDossier)
  .get("/:id", async (c) => c.html(await dossierPage(c)))
  .post("/:id/bevriezen", writes, async (c) => {
    try {
      await freezeDossier(c.var.db, c.var.actor, uuidParam(c, "id"));
    } catch (error) {
      if (isDomainError(error) && error.reason === "invalid_input")
        return c.html(await dossierPage(c, undefined, true), 422);
      throw error;
    }
    return c.redirect(`/dossiers/${uuidParam(c, "id")}?gelukt=bevroren`, 303);
  })
  .post("/:id/openbaar", writes, async (c) => {
    const value = typed(await formBody(c), "changeNote");
    const note = noteInput(messages.errors.noteMissing).safeParse(value);
    if (!note.success)
      return c.html(
        await dossierPage(c, { name: "changeNote", message: note.error.issues[0]?.message ?? "", value }),
        422,
      );
    try {
      await publishDossier(c.var.db, c.var.actor, uuidParam(c, "id"), note.data, c.var.clock.now());
    } catch (error) {
      if (isDomainError(error) && error.reason === "invalid_input")
        return c.html(await dossierPage(c, { name: "changeNote", message: error.message, value }), 422);
      throw error;
    }
    return c.redirect(`/dossiers/${uuidParam(c, "id")}?gelukt=gepubliceerd`, 303);
  })
  .post("/:id/intrekken", writes, async (c) => {
    const value = typed(await formBody(c), "reason");
    const reason = noteInput(messages.errors.reasonMissing).safeParse(value);
    if (!reason.success)
      return c.html(
        await dossierPage(c, { name: "reason", message: reason.error.issues[0]?.message ?? "", value }),
        422,
      );
    await withdrawDossier(c.var.db, c.var.actor, uuidParam(c, "id"), reason.data, c.var.clock.now());
    return c.redirect(`/dossiers/${uuidParam(c, "id")}?gelukt=ingetrokken`, 303);
  })
  .get("/:id/documenten/:document", async (c) => {
    const parts = await readDocument(c);
    return c.html(
      renderPage(
        <DocumentPage
          frame={c.var.frame}
          {...parts}
          sections={sectionsOf(parts.document.body.content)}
          mayWrite={mayWriteDossiers(c.var.actor)}
        />,
      ),
    );
  })
  .get("/:id/documenten/:document/onderdeel/:section", async (c) => c.html(await sectionForm(c)))
  .post("/:id/documenten/:document/onderdeel/:section", writes, saveSection)
  .get("/:id/documenten/:document/bestand/:format", async (c) => {
    const format = FORMATS.find((known) => known === c.req.param("format"));
    const { resolved, isFrozen, document } = await readDocument(c);
    if (format === undefined || !isFrozen) throw new DomainError("not_found", messages.errors.notFound);
    // The internal version names officials: taking it out is recorded.
    await asActor(c.var.db, c.var.actor, (tx) =>
      recordEvent(
        tx,
        c.var.actor,
        "document.exported",
        { kind: "document", id: document.id },
        { format, marking: resolved.marking },
      ),
    );
    const bytes = await render(resolved, format);
    const name = `${slug(resolved.title)}-intern-tlp-amber.${FORMAT_INFO[format].extension}`;
    return c.body(new Uint8Array(bytes), 200, {
      "Content-Type": FORMAT_INFO[format].mediaType,
      "Content-Disposition": `attachment; filename="${name}"`,
    });
  });
