import { NodeCompiler } from "@myriaddreamin/typst-ts-node-compiler";
import { chartSvg } from "../chartSvg.ts";
import { readFonts } from "../fonts.ts";
import { canonicalJson } from "../hash.ts";
import { chartTable } from "../html.tsx";
import { messages } from "../messages.nl.ts";
import type { ProvenanceEntry, ResolvedBlock, ResolvedDocument } from "../resolved.ts";
import { TEMPLATE } from "./template.ts";

export type PdfStandard = "ua-1" | "a-3a";

/** The document cannot become an accessible PDF; the message is the compiler's own. */
export class PdfError extends Error {}

const ROOT = "/";
let compiler: NodeCompiler | undefined;

/** Made once and kept warm: fonts are parsed on the first call only. */
function warmCompiler(): NodeCompiler {
  compiler ??= NodeCompiler.create({ workspace: ROOT, fontArgs: [{ fontBlobs: readFonts() }] });
  return compiler;
}

const MONTHS = [
  "januari",
  "februari",
  "maart",
  "april",
  "mei",
  "juni",
  "juli",
  "augustus",
  "september",
  "oktober",
  "november",
  "december",
];
const dutchDay = ([year = 0, month = 1, day = 1]: readonly number[]): string => `${day} ${MONTHS[month - 1]} ${year}`;

function blockData(block: ResolvedBlock, index: number): Record<string, unknown> {
  if (block.type === "chart") return { ...block, svg: chartSvg(block), table: chartTable(block) };
  if (block.type === "image") return { type: "image", alt: block.alt, file: imagePath(block.mediaType, index) };
  return { ...block };
}

const imagePath = (mediaType: string, index: number): string =>
  `/image-${index}.${mediaType === "image/png" ? "png" : "jpg"}`;

export const provenanceText = ({ label, value, producer, sources, note }: ProvenanceEntry): string =>
  [`${label}: ${value}`, producer, note, ...sources].filter(Boolean).join(". ");

/** The machine-readable list of sources that travels inside the PDF/A-3. */
export function provenanceJson(document: ResolvedDocument): string {
  const { title, referenceDate, contentHash, provenance } = document;
  return canonicalJson({ title, referenceDate, contentHash, provenance });
}

function documentData(document: ResolvedDocument, attach: boolean): Record<string, unknown> {
  const day = document.referenceDate.split("-").map(Number);
  const [lang = "nl", region = "NL"] = document.language.split("-");
  const { page, of, referenceDate, caveat, source, provenance, attachment } = messages;
  return {
    title: document.title,
    kindLabel: document.kindLabel,
    sender: document.sender,
    marking: document.marking,
    lang,
    region,
    day,
    dayText: dutchDay(day),
    shortHash: document.contentHash.slice(0, 12),
    meta: document.meta.map(({ label, value }) => [label, value]),
    blocks: document.blocks.map(blockData),
    provenance: document.provenance.map((entry) => ({ number: entry.number, text: provenanceText(entry) })),
    words: { page, of, referenceDate, caveat, source, provenance, attachment },
    attach,
    attachment: attach ? provenanceJson(document) : "",
  };
}

/**
 * Renders a document as tagged PDF. `ua-1` is PDF/UA-1; `a-3a` is PDF/A-3a with `herkomst.json` attached.
 * The file carries the reference date, not the moment of making: the same document gives the same bytes.
 * @throws PdfError when the standard refuses it (no title, no alternative text, skipped heading).
 */
export function renderPdf(document: ResolvedDocument, standard: PdfStandard): Uint8Array {
  const typst = warmCompiler();
  typst.resetShadow();
  document.blocks.forEach((block, index) => {
    if (block.type === "image") typst.mapShadow(imagePath(block.mediaType, index), Buffer.from(block.base64, "base64"));
  });
  typst.mapShadow("/document.json", Buffer.from(JSON.stringify(documentData(document, standard === "a-3a"))));
  const compiled = typst.compile({ mainFileContent: TEMPLATE, resetRead: true });
  const result = compiled.result;
  if (result === null) {
    const error = compiled.takeError();
    throw new PdfError(error === null ? "onbekende fout" : JSON.stringify(typst.fetchDiagnostics(error)));
  }
  const seconds = Date.parse(`${document.referenceDate}T00:00:00Z`) / 1000;
  const bytes = typst.pdf(result, { pdfStandard: standard, creationTimestamp: seconds });
  typst.evictCache(10);
  return new Uint8Array(bytes);
}
