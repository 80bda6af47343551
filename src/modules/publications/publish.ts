import {
  createRenderer,
  FORMAT_INFO,
  FORMATS,
  type Format,
  type ResolvedDocument,
  sha256,
} from "../../documents/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId, slug, uuidFromKey } from "../../platform/ids.ts";
import { gatherDossier, moveDossier, resolveDossier } from "./commands.ts";
import type { Dossier, FrozenDocument, Snapshot } from "./dossier.ts";
import { messages } from "./messages.nl.ts";
import { mayPublish, mayWriteDossiers } from "./permissions.ts";
import { getDossier, latestSnapshot } from "./queries.ts";

/** One for the whole process: publishing again renders only what changed. */
export const render = createRenderer();

interface RenderedFile {
  readonly format: Format;
  readonly bytes: Uint8Array;
}

async function renderAll(document: ResolvedDocument): Promise<RenderedFile[]> {
  const files: RenderedFile[] = [];
  for (const format of FORMATS) files.push({ format, bytes: await render(document, format) });
  return files;
}

const sameVersions = (frozen: readonly FrozenDocument[], now: readonly { id: string; version: number }[]): boolean =>
  frozen.length === now.length &&
  frozen.every(({ documentId, version }) => now.some((one) => one.id === documentId && one.version === version));

async function bumpVersion(tx: Tx): Promise<void> {
  await tx
    .updateTable("published.version")
    .set((eb) => ({ number: eb("number", "+", 1) }))
    .execute();
}

/**
 * Makes a frozen dossier public: renders its public form in every format, and writes copies into schema `published`
 * in one transaction. Four eyes: the publisher is not the one who froze.
 * @throws DomainError when it is not frozen, or was edited since.
 */
export async function publishDossier(
  db: Database,
  actor: Actor,
  id: string,
  changeNote: string,
  now: Date,
): Promise<void> {
  requirePermission(mayWriteDossiers(actor), "een dossier openbaar maken");
  const snapshot = await asActor(db, actor, (tx) => latestSnapshot(tx, id));
  const gathered = await gatherDossier(db, actor, id);
  if (snapshot === null || gathered.dossier.status !== "frozen")
    throw new DomainError("invalid_transition", messages.errors.notFrozen);
  if (!sameVersions(snapshot.documents, gathered.documents))
    throw new DomainError("conflict", messages.errors.changedSince);
  if (!mayPublish(actor, snapshot.frozenBy)) throw new DomainError("invalid_input", messages.errors.fourEyes);
  const rendered: { frozen: FrozenDocument; files: RenderedFile[] }[] = [];
  for (const frozen of snapshot.documents) rendered.push({ frozen, files: await renderAll(frozen.public) });
  await asActor(db, actor, async (tx) => {
    await moveDossier(tx, gathered.dossier, "publish");
    await writePublication(tx, gathered.dossier, snapshot, changeNote, now);
    for (const [index, one] of rendered.entries()) await writeDocument(tx, gathered.dossier, index, one);
    await tx.insertInto("published.change").values({ at: now, text: changeNote, slug: gathered.dossier.key }).execute();
    await bumpVersion(tx);
    await recordEvent(tx, actor, "dossier.published", { kind: "dossier", id }, { contentHash: snapshot.contentHash });
  });
}

const publicationId = (dossierId: string): string => uuidFromKey(`publication:${dossierId}`);

/** Whether a version of this dossier is on the public site now. Known to who may write dossiers. */
export async function isPublic(tx: Tx, dossierId: string): Promise<boolean> {
  const found = await tx
    .selectFrom("published.publication")
    .select("status")
    .where("id", "=", publicationId(dossierId))
    .executeTakeFirst();
  return found?.status === "published";
}

async function writePublication(
  tx: Tx,
  dossier: Dossier,
  snapshot: Snapshot,
  changeNote: string,
  now: Date,
): Promise<void> {
  const id = publicationId(dossier.id);
  const row = {
    slug: dossier.key,
    title: dossier.title,
    referenceDate: snapshot.referenceDate,
    publishedAt: now,
    status: "published" as const,
    changeNote,
    contentHash: snapshot.contentHash,
  };
  await tx
    .insertInto("published.publication")
    .values({ id, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
  await removeContents(tx, id);
  await tx
    .insertInto("published.siteData")
    .values({ publicationId: id, referenceDate: snapshot.referenceDate, data: JSON.stringify(snapshot.siteData) })
    .execute();
}

/** Everything that a publication showed; the publication itself stays. */
async function removeContents(tx: Tx, publicationId: string): Promise<void> {
  const documents = tx.selectFrom("published.document").select("id").where("publicationId", "=", publicationId);
  await tx.deleteFrom("published.file").where("documentId", "in", documents).execute();
  await tx.deleteFrom("published.document").where("publicationId", "=", publicationId).execute();
  await tx.deleteFrom("published.siteData").where("publicationId", "=", publicationId).execute();
}

async function writeDocument(
  tx: Tx,
  dossier: Dossier,
  index: number,
  { frozen, files }: { frozen: FrozenDocument; files: readonly RenderedFile[] },
): Promise<void> {
  const id = newId();
  const name = slug(frozen.public.title);
  await tx
    .insertInto("published.document")
    .values({
      id,
      publicationId: publicationId(dossier.id),
      slug: name,
      sortOrder: index,
      resolved: JSON.stringify(frozen.public),
    })
    .execute();
  await tx
    .insertInto("published.file")
    .values(
      files.map(({ format, bytes }) => ({
        documentId: id,
        format,
        fileName: `${name}.${FORMAT_INFO[format].extension}`,
        mediaType: FORMAT_INFO[format].mediaType,
        sha256: sha256(bytes),
        bytes: Buffer.from(bytes),
      })),
    )
    .execute();
}

/** Takes a publication back; its page stays and says why. */
export function withdrawDossier(db: Database, actor: Actor, id: string, reason: string, now: Date): Promise<void> {
  requirePermission(mayWriteDossiers(actor), "een dossier intrekken");
  return asActor(db, actor, async (tx) => {
    const dossier = await getDossier(tx, id);
    const publication = publicationId(id);
    if (!(await isPublic(tx, id))) throw new DomainError("invalid_transition", messages.errors.notPublic);
    await moveDossier(tx, dossier, "withdraw");
    await removeContents(tx, publication);
    await tx
      .updateTable("published.publication")
      .set({ status: "withdrawn", changeNote: reason })
      .where("id", "=", publication)
      .execute();
    await tx.insertInto("published.change").values({ at: now, text: reason, slug: dossier.key }).execute();
    await bumpVersion(tx);
    await recordEvent(tx, actor, "dossier.withdrawn", { kind: "dossier", id });
  });
}

/** What the draft would say now, for reading before freezing. */
export async function previewDossier(db: Database, actor: Actor, id: string) {
  return resolveDossier(await gatherDossier(db, actor, id));
}
