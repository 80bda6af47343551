import { z } from "zod";
import { parseSourceDocument } from "../../documents/index.ts";
import type { Database } from "../../platform/database.ts";
import { uuidFromKey } from "../../platform/ids.ts";
import { importRows } from "../../platform/import.ts";
import { TEMPLATE_NAMES } from "./dossier.ts";
import { parseNotation } from "./notation.ts";

const line = z.strictObject({ label: z.string(), value: z.string() });

/** A dossier as a file: its documents in the plain notation of the editing form. */
export const dossierSeed = z.strictObject({
  key: z.string(),
  title: z.string(),
  referenceDate: z.iso.date(),
  paperKey: z.string().nullable(),
  officials: z.array(
    z.strictObject({ key: z.string(), name: z.string(), function: z.string(), contact: z.string().nullable() }),
  ),
  documents: z.array(
    z.strictObject({ template: z.enum(TEMPLATE_NAMES), title: z.string(), meta: z.array(line), text: z.string() }),
  ),
});
export type DossierSeed = z.infer<typeof dossierSeed>;

/** Puts an example dossier in an empty register, as the owner; one that is there already is left alone. */
export async function seedDossier(db: Database, json: unknown): Promise<string> {
  const seed = dossierSeed.parse(json);
  const id = uuidFromKey(`dossier:${seed.key}`);
  await db.transaction().execute(async (tx) => {
    const known = await tx.selectFrom("dossier").select("id").where("id", "=", id).executeTakeFirst();
    if (known) return;
    const { key, title, referenceDate, paperKey } = seed;
    await tx.insertInto("dossier").values({ id, key, title, referenceDate, paperKey }).execute();
    await importRows(
      tx,
      "official",
      seed.officials.map((official) => ({
        id: uuidFromKey(`official:${seed.key}:${official.key}`),
        dossierId: id,
        ...official,
        isExample: true,
      })),
    );
    const documents = seed.documents.map(({ template, title: heading, meta, text }, index) => ({
      id: uuidFromKey(`document:${seed.key}:${template}`),
      dossierId: id,
      template,
      sortOrder: index,
      meta: JSON.stringify(meta),
      body: JSON.stringify(parseSourceDocument({ type: "doc", title: heading, content: parseNotation(text) })),
    }));
    await importRows(tx, "document", documents);
  });
  return id;
}
