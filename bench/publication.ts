import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ResolvedDocument, renderDocument } from "../src/documents/index.ts";
import { enlarged, exampleDossier } from "./dossier.ts";
import {
  formatNumber,
  formatSpread,
  median,
  printConditions,
  printNote,
  printTable,
  printVerdict,
  timed,
  versionOf,
} from "./measure.ts";
import { htmlName, runPipeline, runPipelineOnTwoCores } from "./officePipeline.ts";
import type { OurTimes } from "./publication.ours.ts";

/** Four documents in five formats: our renderers against pandoc and LibreOffice on the same content. */

const ROUNDS = 5;
const REPORT_PAGES = 28;
const TARGETS = { fromNothing: 4, afterEdit: 20 };

async function pagesOf(document: ResolvedDocument): Promise<number> {
  const pdf = Buffer.from(await renderDocument(document, "pdf-ua")).toString("latin1");
  return pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** Repeats the body until the document is about as long as a report. */
async function asReport(document: ResolvedDocument): Promise<ResolvedDocument> {
  const [once, often] = [await pagesOf(document), await pagesOf(enlarged(document, 11))];
  const perCopy = Math.max(0.1, (often - once) / 10);
  return enlarged(document, Math.max(1, Math.round((REPORT_PAGES - once) / perCopy) + 1));
}

interface Times {
  readonly fromNothing: number[];
  readonly afterEdit: number[];
  readonly peer: number[];
  readonly peerOnTwoCores: number[];
  readonly peerOneDocument: number[];
}

function ourRound(folder: string): OurTimes {
  const options = ["--import", "tsx", "bench/publication.ours.ts", folder];
  return JSON.parse(execFileSync(process.execPath, options, { encoding: "utf8" })) as OurTimes;
}

async function measure(documents: readonly ResolvedDocument[], folder: string): Promise<Times> {
  writeFileSync(join(folder, "documents.json"), JSON.stringify(documents));
  for (const [index, document] of documents.entries())
    writeFileSync(join(folder, htmlName(index)), await renderDocument(document, "html"));
  const all = documents.map((_, index) => index);
  // The first start of LibreOffice makes its profile; that is not what is measured.
  await runPipeline(folder, [0]);
  const times: Times = { fromNothing: [], afterEdit: [], peer: [], peerOnTwoCores: [], peerOneDocument: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const ours = ourRound(folder);
    times.fromNothing.push(ours.fromNothing);
    times.afterEdit.push(...ours.afterEdit);
    times.peer.push(await timed(() => runPipeline(folder, all)));
    times.peerOnTwoCores.push(await timed(() => runPipelineOnTwoCores(folder, all)));
    times.peerOneDocument.push(await timed(() => runPipeline(folder, [round % all.length])));
  }
  return times;
}

function report(title: string, times: Times): void {
  const ratio = (peer: readonly number[], ours: readonly number[]) => median(peer) / median(ours);
  const row = (label: string, ours: readonly number[], peer: readonly number[]) => [
    label,
    formatSpread(ours, 0),
    formatSpread(peer, 0),
    `${formatNumber(ratio(peer, ours))}×`,
  ];
  printNote(`\n${title}`);
  printTable(
    ["mediaan (kleinste–grootste), ms", "Rondetafel", "pandoc + LibreOffice", "verhouding"],
    [
      row("vanaf niets", times.fromNothing, times.peer),
      row("na één alinea in één stuk", times.afterEdit, times.peer),
      row("ter vergelijking: vanaf niets, ander twee tegelijk", times.fromNothing, times.peerOnTwoCores),
      row("ter vergelijking: na één alinea, ander maakt alleen dat stuk", times.afterEdit, times.peerOneDocument),
    ],
  );
  printNote("");
  const verdict = (label: string, factor: number, ours: readonly number[]) =>
    printVerdict(
      `${label}, minstens ${factor}× zo snel`,
      `${formatNumber(ratio(times.peer, ours))}×`,
      ratio(times.peer, ours) >= factor,
    );
  verdict("vanaf niets", TARGETS.fromNothing, times.fromNothing);
  verdict("na één alinea", TARGETS.afterEdit, times.afterEdit);
}

export async function run(): Promise<void> {
  const pandoc = versionOf("pandoc", "--version");
  const office = versionOf("soffice", "--version");
  printConditions("Publicatie: vier stukken × HTML, PDF/UA, PDF/A-3, ODT, DOCX", pandoc, office);
  if (pandoc === null || office === null) return printNote("Geen vergelijking: pandoc of LibreOffice ontbreekt.");
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-bench-"));
  try {
    const documents = await exampleDossier();
    const reports = await Promise.all(documents.map(asReport));
    const pages = async (all: readonly ResolvedDocument[]) => (await Promise.all(all.map(pagesOf))).join(", ");
    report(
      `Het voorbeelddossier zoals het is (bladzijden: ${await pages(documents)})`,
      await measure(documents, folder),
    );
    report(`Vier rapporten, tekst herhaald (bladzijden: ${await pages(reports)})`, await measure(reports, folder));
    printNote("\nDe ander maakt per stuk één PDF zonder labels; Rondetafel maakt er twee, beide met labels.");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
