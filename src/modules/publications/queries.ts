import { parseSourceDocument } from "../../documents/index.ts";
import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Dossier, DossierDocument, FrozenDocument, MetaLine, Official, Snapshot } from "./dossier.ts";
import { messages } from "./messages.nl.ts";
import type { SiteData } from "./snapshot.ts";

const COLUMNS = ["id", "key", "title", "referenceDate", "paperKey", "status", "version"] as const;

export function listDossiers(tx: Tx): Promise<Dossier[]> {
  return tx.selectFrom("dossier").select(COLUMNS).orderBy("referenceDate", "desc").execute();
}

/** @throws DomainError not_found. */
export async function getDossier(tx: Tx, id: string): Promise<Dossier> {
  const found = await tx.selectFrom("dossier").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

const isMetaLine = (line: unknown): line is MetaLine =>
  typeof line === "object" && line !== null && "label" in line && "value" in line;

function toDocument(row: {
  id: string;
  dossierId: string;
  template: DossierDocument["template"];
  meta: unknown;
  body: unknown;
  version: number;
}): DossierDocument {
  return {
    ...row,
    meta: Array.isArray(row.meta) ? row.meta.filter(isMetaLine) : [],
    body: parseSourceDocument(row.body),
  };
}

const DOCUMENT = ["id", "dossierId", "template", "meta", "body", "version"] as const;

export async function documentsOf(tx: Tx, dossierId: string): Promise<DossierDocument[]> {
  const rows = await tx
    .selectFrom("document")
    .select(DOCUMENT)
    .where("dossierId", "=", dossierId)
    .orderBy("sortOrder")
    .execute();
  return rows.map(toDocument);
}

/** @throws DomainError not_found. */
export async function getDocument(tx: Tx, id: string): Promise<DossierDocument> {
  const found = await tx.selectFrom("document").select(DOCUMENT).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return toDocument(found);
}

export function officialsOf(tx: Tx, dossierId: string): Promise<Official[]> {
  return tx
    .selectFrom("official")
    .select(["key", "name", "function", "contact"])
    .where("dossierId", "=", dossierId)
    .orderBy("key")
    .execute();
}

/** The newest frozen state; null when the dossier was never frozen. */
export async function latestSnapshot(tx: Tx, dossierId: string): Promise<Snapshot | null> {
  const found = await tx
    .selectFrom("snapshot")
    .select(["id", "referenceDate", "contentHash", "documents", "siteData", "frozenBy"])
    .where("dossierId", "=", dossierId)
    .orderBy("frozenAt", "desc")
    .limit(1)
    .executeTakeFirst();
  if (!found) return null;
  // Written by freezeDossier only, from typed values.
  return {
    ...found,
    documents: found.documents as readonly FrozenDocument[],
    siteData: found.siteData as SiteData,
  };
}
