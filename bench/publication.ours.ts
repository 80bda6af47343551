import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createRenderer, FORMAT_INFO, FORMATS, type Renderer, type ResolvedDocument } from "../src/documents/index.ts";
import { exampleDocument } from "../src/documents/testing.ts";
import { edited, enlarged } from "./dossier.ts";
import { timed, timedRounds } from "./measure.ts";

/** Our side of the benchmark, in a process of its own: the engines are warm, these documents are new to it. */
export interface OurTimes {
  readonly fromNothing: number;
  readonly afterEdit: readonly number[];
}

async function renderAll(render: Renderer, documents: readonly ResolvedDocument[], folder: string): Promise<void> {
  for (const [index, document] of documents.entries())
    for (const format of FORMATS)
      writeFileSync(
        join(folder, `ons-${index}-${format}.${FORMAT_INFO[format].extension}`),
        await render(document, format),
      );
}

async function measure(folder: string): Promise<OurTimes> {
  const documents = JSON.parse(readFileSync(join(folder, "documents.json"), "utf8")) as ResolvedDocument[];
  // Other content, so that nothing of the measured documents is known afterwards; only engines and fonts are loaded.
  for (let round = 1; round <= 3; round += 1)
    await renderAll(createRenderer(), [enlarged(exampleDocument(), round * 5)], folder);
  const render = createRenderer();
  const fromNothing = await timed(() => renderAll(render, documents, folder));
  const afterEdit = await timedRounds(documents.length, (round) =>
    renderAll(
      render,
      documents.map((document, index) => (index === round ? edited(document, round) : document)),
      folder,
    ),
  );
  return { fromNothing, afterEdit };
}

const [folder] = process.argv.slice(2);
if (folder !== undefined) process.stdout.write(JSON.stringify(await measure(folder)));
