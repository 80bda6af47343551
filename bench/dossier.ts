import { readFileSync } from "node:fs";
import {
  type ResolvedBlock,
  type ResolvedDocument,
  type ResolvedInline,
  withContentHash,
} from "../src/documents/index.ts";
import { seedExample } from "../src/example.ts";
import { freezeDossier, publishDossier } from "../src/modules/publications/index.ts";
import { systemClock } from "../src/platform/clock.ts";
import { type DatabaseHandle, openEmbedded } from "../src/platform/database.ts";
import { uuidFromKey } from "../src/platform/ids.ts";
import { migrate } from "../src/platform/migrations.ts";
import { readSite } from "../src/site/data.ts";
import { office, policyOfficer } from "../src/testing/actors.ts";
import { collectingMail } from "../src/testing/http.ts";

const DOSSIER = uuidFromKey("dossier:voortgangsrapportage-2024");

/** Loads the example programme into a fresh database; mail is kept in memory. */
export const seed = (handle: DatabaseHandle) =>
  seedExample(handle.db, {
    mail: collectingMail(),
    baseUrl: "http://localhost:3000",
    clock: systemClock,
    read: (file) => JSON.parse(readFileSync(file, "utf8")),
  });

/** Freezes the example dossier and makes it public; four eyes, so by two people. */
export async function publishExample({ db }: DatabaseHandle): Promise<void> {
  await freezeDossier(db, office, DOSSIER);
  await publishDossier(db, policyOfficer, DOSSIER, "Gepubliceerd voor een meting.", systemClock.now());
}

/** The public forms of the four documents of the example dossier. */
export async function exampleDossier(): Promise<readonly ResolvedDocument[]> {
  const handle = await openEmbedded();
  try {
    await migrate(handle);
    await seed(handle);
    await publishExample(handle);
    const { publications } = await readSite(handle.db);
    return publications.flatMap(({ documents }) => documents.map(({ resolved }) => resolved));
  } finally {
    await handle.close();
  }
}

/** The run with a mark in its last words, as if somebody had written it a little differently. */
function rewritten(content: readonly ResolvedInline[], mark: string): ResolvedInline[] {
  const last = content.at(-1);
  const tail: ResolvedInline[] =
    last?.type === "text"
      ? [{ ...last, text: `${last.text} (${mark})` }]
      : [...content.slice(-1), { type: "text", text: ` (${mark})` }];
  return [...content.slice(0, -1), ...tail];
}

/** The block with a mark in every text, table row and chart: a renderer must not find it equal to another copy. */
function marked(block: ResolvedBlock, mark: string): ResolvedBlock {
  switch (block.type) {
    case "heading":
    case "paragraph":
    case "quote":
      return { ...block, content: rewritten(block.content, mark) };
    case "list":
      return { ...block, items: block.items.map((item) => rewritten(item, mark)) };
    case "table":
      return { ...block, rows: block.rows.map((row) => row.map((cell) => rewritten(cell, mark))) };
    case "chart":
      return { ...block, title: `${block.title} (${mark})` };
    case "image":
      return block;
  }
}

/** The same document with its body several times over; no two copies are equal. */
export function enlarged(document: ResolvedDocument, times: number): ResolvedDocument {
  const { contentHash: _old, ...content } = document;
  const copies = Array.from({ length: times - 1 }, (_, copy) =>
    content.blocks.map((block) => marked(block, String(copy + 2))),
  );
  return withContentHash({ ...content, blocks: [...content.blocks, ...copies.flat()] });
}

/** The document with one paragraph edited; `edit` keeps two edits apart. */
export function edited(document: ResolvedDocument, edit: number): ResolvedDocument {
  const { contentHash: _old, ...content } = document;
  const middle = Math.floor(content.blocks.length / 2);
  const after = content.blocks.findIndex((block, index) => index >= middle && block.type === "paragraph");
  const chosen = after >= 0 ? after : content.blocks.findIndex(({ type }) => type === "paragraph");
  const blocks = content.blocks.map((block, index) =>
    index === chosen && block.type === "paragraph"
      ? { ...block, content: [...block.content, { type: "text" as const, text: ` Gewijzigde zin ${edit}.` }] }
      : block,
  );
  return withContentHash({ ...content, blocks });
}
