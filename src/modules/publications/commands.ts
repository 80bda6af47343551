import { canonicalJson, parseSourceDocument, type SourceDocument, sha256 } from "../../documents/index.ts";
import { type Actor, asActor, asActorSnapshot } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId, slug } from "../../platform/ids.ts";
import { getProgramme } from "../programme/index.ts";
import {
  type Dossier,
  type DossierDocument,
  type FrozenDocument,
  nextStatus,
  type Official,
  type Transition,
} from "./dossier.ts";
import { type Facts, gatherFacts, openFacts } from "./facts.ts";
import type { NewDossier } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { parseNotation } from "./notation.ts";
import { mayWriteDossiers } from "./permissions.ts";
import { documentsOf, getDocument, getDossier, officialsOf } from "./queries.ts";
import { type Resolution, resolveDocument } from "./resolve.ts";
import { makeSiteData } from "./siteData.ts";
import { templatesFor } from "./templates.nl.ts";

export interface Gathered {
  readonly dossier: Dossier;
  readonly documents: readonly DossierDocument[];
  readonly officials: readonly Official[];
  readonly facts: Facts;
}

/** Reads the dossier and all facts of its reference date in one moment. */
export function gatherDossier(db: Database, actor: Actor, id: string): Promise<Gathered> {
  return asActorSnapshot(db, actor, async (tx) => {
    const dossier = await getDossier(tx, id);
    return {
      dossier,
      documents: await documentsOf(tx, id),
      officials: await officialsOf(tx, id),
      facts: await gatherFacts(tx, dossier.referenceDate),
    };
  });
}

/**
 * Makes a dossier with the four documents of a year, ready to fill in. The same id twice makes one dossier.
 * @throws DomainError invalid_input when the name is taken.
 */
export function createDossier(db: Database, actor: Actor, input: NewDossier): Promise<void> {
  requirePermission(mayWriteDossiers(actor), "een dossier maken");
  return asActor(db, actor, async (tx) => {
    const { id, title, referenceDate, year } = input;
    const key = slug(title) || id;
    const same = await tx
      .selectFrom("dossier")
      .select("id")
      .where((eb) => eb.or([eb("id", "=", id), eb("key", "=", key)]))
      .executeTakeFirst();
    if (same?.id === id) return;
    if (same !== undefined) throw new DomainError("invalid_input", messages.errors.titleTaken);
    await tx.insertInto("dossier").values({ id, key, title, referenceDate, paperKey: null }).execute();
    const programme = (await getProgramme(tx))?.shortName ?? "";
    const documents = templatesFor(programme, year).map(({ template, title: heading, text }, index) => ({
      id: newId(),
      dossierId: id,
      template,
      sortOrder: index,
      meta: "[]",
      body: JSON.stringify(parseSourceDocument({ type: "doc", title: heading.trim(), content: parseNotation(text) })),
    }));
    await tx.insertInto("document").values(documents).execute();
    await recordEvent(tx, actor, "dossier.created", { kind: "dossier", id }, { referenceDate });
  });
}

/** Both forms of every document, and what stands in the way. */
export function resolveDossier({ documents, facts, officials }: Gathered): {
  frozen: FrozenDocument[];
  problems: Resolution["problems"];
} {
  const resolved = documents.map((document) => ({
    document,
    internal: resolveDocument(document, facts, officials, "internal"),
    public: resolveDocument(document, facts, officials, "public"),
  }));
  const problems = new Map(
    resolved
      .flatMap((one) => [...one.internal.problems, ...one.public.problems])
      .map((problem) => [`${problem.place}: ${problem.message}`, problem]),
  );
  const frozen = resolved.map(({ document, ...forms }) => ({
    documentId: document.id,
    version: document.version,
    template: document.template,
    internal: forms.internal.document,
    public: forms.public.document,
  }));
  return { frozen, problems: [...problems.values()] };
}

export async function moveDossier(tx: Tx, dossier: Dossier, transition: Transition): Promise<void> {
  const status = nextStatus(transition, dossier.status);
  const { numUpdatedRows } = await tx
    .updateTable("dossier")
    .set({ status, version: dossier.version + 1 })
    .where("id", "=", dossier.id)
    .where("version", "=", dossier.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict);
}

/**
 * Fixes a dossier on its reference date: every reference becomes text with its source, and the whole gets one hash.
 * Resolving happens outside a transaction. Returns the content hash.
 * @throws DomainError invalid_input naming every place that cannot be resolved; nothing is half frozen.
 */
export async function freezeDossier(db: Database, actor: Actor, id: string): Promise<string> {
  requirePermission(mayWriteDossiers(actor), "een dossier bevriezen");
  const gathered = await gatherDossier(db, actor, id);
  const { frozen, problems } = resolveDossier(gathered);
  if (problems.length > 0)
    throw new DomainError(
      "invalid_input",
      messages.errors.problems(problems.map(({ place, message }) => `${place}: ${message}`).join(" ")),
    );
  const siteData = makeSiteData(openFacts(gathered.facts));
  const contentHash = sha256(
    canonicalJson([...frozen.map(({ internal, public: open }) => [internal.contentHash, open.contentHash]), siteData]),
  );
  await asActor(db, actor, async (tx) => {
    await moveDossier(tx, gathered.dossier, "freeze");
    await tx
      .insertInto("snapshot")
      .values({
        id: newId(),
        dossierId: id,
        referenceDate: gathered.dossier.referenceDate,
        contentHash,
        documents: JSON.stringify(frozen),
        siteData: JSON.stringify(siteData),
        frozenBy: actor.id,
      })
      .execute();
    await recordEvent(
      tx,
      actor,
      "dossier.frozen",
      { kind: "dossier", id },
      { contentHash, referenceDate: gathered.dossier.referenceDate },
    );
  });
  return contentHash;
}

/**
 * Saves a new text of a document and keeps the old one; a frozen dossier becomes a draft again, because approval was
 * given to another hash. @throws DomainError conflict when somebody else saved in between.
 */
export function editDocument(
  db: Database,
  actor: Actor,
  id: string,
  version: number,
  body: SourceDocument,
  today: string,
): Promise<void> {
  requirePermission(mayWriteDossiers(actor), "een stuk bewerken");
  const checked = parseSourceDocument(body);
  return asActor(db, actor, async (tx) => {
    const old = await getDocument(tx, id);
    const { numUpdatedRows } = await tx
      .updateTable("document")
      .set({ body: JSON.stringify(checked), version: version + 1 })
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict);
    await tx
      .insertInto("documentChange")
      .values({
        id: newId(),
        documentId: id,
        version,
        changedOn: today,
        personId: actor.id,
        body: JSON.stringify(old.body),
      })
      .execute();
    const dossier = await getDossier(tx, old.dossierId);
    if (dossier.status !== "draft") await moveDossier(tx, dossier, "edit");
    await recordEvent(tx, actor, "document.edited", { kind: "document", id }, { version: version + 1 });
  });
}
