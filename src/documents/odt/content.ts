import { chartSvg } from "../chartSvg.ts";
import { chartTable } from "../html.tsx";
import { messages } from "../messages.nl.ts";
import type { ResolvedBlock, ResolvedChart, ResolvedDocument, ResolvedInline, ResolvedTable } from "../resolved.ts";
import { provenanceText } from "../typst/pdf.ts";
import { escapeXml } from "../xml.ts";
import { odfText } from "./xml.ts";

/** A picture that the text refers to; becomes a part of the zip. */
export interface Picture {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const bookmark = (n: number): string => `bron-${n}`;

function inline(node: ResolvedInline): string {
  if (node.type === "redaction") return `<text:span text:style-name="Gelakt">[${escapeXml(node.ground)}]</text:span>`;
  if (node.type === "figure") {
    return `${odfText(node.text)}<text:span text:style-name="Bronnummer"><text:a xlink:type="simple" xlink:href="#${bookmark(node.provenance)}">${node.provenance}</text:a></text:span>`;
  }
  const body = node.strong ? span("Vet", node.text) : node.em ? span("Cursief", node.text) : odfText(node.text);
  return node.href === undefined
    ? body
    : `<text:a xlink:type="simple" xlink:href="${escapeXml(node.href)}">${body}</text:a>`;
}

const span = (style: string, text: string): string =>
  `<text:span text:style-name="${style}">${odfText(text)}</text:span>`;
const run = (content: readonly ResolvedInline[]): string => content.map(inline).join("");
const paragraph = (style: string, body: string): string => `<text:p text:style-name="${style}">${body}</text:p>`;
const heading = (level: number, body: string): string =>
  `<text:h text:style-name="Heading_20_${level}" text:outline-level="${level}">${body}</text:h>`;

/** Heads are repeated on each page and marked as such, which is what a screen reader reads them by. */
function table(node: ResolvedTable, name: string): string {
  const cell = (body: string, style: string) =>
    `<table:table-cell table:style-name="Cel" office:value-type="string">${paragraph(style, body)}</table:table-cell>`;
  const head = node.header.map((text) => cell(odfText(text), "Table_20_Heading")).join("");
  const rows = node.rows
    .map(
      (row) =>
        `<table:table-row>${row.map((content, column) => cell(run(content), column === 0 && node.headerColumn ? "Rijkop" : "Table_20_Contents")).join("")}</table:table-row>`,
    )
    .join("");
  const columns = node.header.map((_, column) => `<table:table-column table:style-name="${name}.${column}"/>`).join("");
  return `${paragraph("Tabeltitel", odfText(node.caption))}<table:table table:name="${name}" table:style-name="Tabel">${columns}<table:table-header-rows><table:table-row>${head}</table:table-row></table:table-header-rows>${rows}</table:table>${node.note ? paragraph("Toelichting", odfText(node.note)) : paragraph("Toelichting", "")}`;
}

/** Width of the text area in centimetres: A4 less the margins. */
const TEXT_WIDTH = 16;

function columnStyles(node: ResolvedTable, name: string): string {
  const widths = node.widths ?? node.header.map(() => 1);
  const total = widths.reduce((sum, width) => sum + width, 0);
  return widths
    .map(
      (width, column) =>
        `<style:style style:name="${name}.${column}" style:family="table-column"><style:table-column-properties style:column-width="${((TEXT_WIDTH * width) / total).toFixed(2)}cm"/></style:style>`,
    )
    .join("");
}

function frame(path: string, alt: string, ratio: number, name: string): string {
  const width = 14;
  return paragraph(
    "Standard",
    `<draw:frame draw:name="${name}" text:anchor-type="as-char" svg:width="${width}cm" svg:height="${(width * ratio).toFixed(2)}cm"><draw:image xlink:href="${path}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/><svg:title>${escapeXml(alt)}</svg:title><svg:desc>${escapeXml(alt)}</svg:desc></draw:frame>`,
  );
}

interface Walk {
  readonly body: string[];
  readonly styles: string[];
  readonly pictures: Picture[];
}

function addTable(walk: Walk, node: ResolvedTable, name: string): void {
  walk.styles.push(columnStyles(node, name));
  walk.body.push(table(node, name));
}

function addChart(walk: Walk, chart: ResolvedChart, index: number): void {
  const svg = chartSvg(chart);
  const [, width = "640", height = "250"] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? [];
  const path = `Pictures/grafiek-${index}.svg`;
  walk.pictures.push({ path, mediaType: "image/svg+xml", bytes: new TextEncoder().encode(svg) });
  walk.body.push(paragraph("Tabeltitel", odfText(`${chart.title} (${chart.unit})`)));
  walk.body.push(frame(path, chart.alt, Number(height) / Number(width), `Grafiek ${index}`));
  addTable(walk, chartTable(chart), `Tabel${index}`);
  if (chart.caveat) walk.body.push(paragraph("Toelichting", odfText(`${messages.caveat}: ${chart.caveat}`)));
  walk.body.push(paragraph("Toelichting", odfText(`${messages.source}: ${chart.source}`)));
}

function addBlock(walk: Walk, block: ResolvedBlock, index: number): void {
  switch (block.type) {
    case "heading":
      walk.body.push(heading(block.level + 1, run(block.content)));
      return;
    case "paragraph":
      walk.body.push(paragraph("Text_20_body", run(block.content)));
      return;
    case "quote":
      walk.body.push(paragraph("Quotations", run(block.content)));
      return;
    case "list": {
      const items = block.items
        .map((item) => `<text:list-item>${paragraph("Text_20_body", run(item))}</text:list-item>`)
        .join("");
      walk.body.push(`<text:list text:style-name="${block.ordered ? "Genummerd" : "Opsomming"}">${items}</text:list>`);
      return;
    }
    case "image": {
      const path = `Pictures/beeld-${index}.${block.mediaType === "image/png" ? "png" : "jpg"}`;
      walk.pictures.push({ path, mediaType: block.mediaType, bytes: Buffer.from(block.base64, "base64") });
      walk.body.push(frame(path, block.alt, 0.6, `Beeld ${index}`));
      return;
    }
    case "table":
      addTable(walk, block, `Tabel${index}`);
      return;
    case "chart":
      addChart(walk, block, index);
  }
}

/** Walks the document once: the body, the styles its tables need, and the pictures. */
export function walkDocument(document: ResolvedDocument): Walk {
  const walk: Walk = { body: [], styles: [], pictures: [] };
  walk.body.push(heading(1, odfText(document.title)), paragraph("Toelichting", odfText(document.kindLabel)));
  for (const { label, value } of document.meta)
    walk.body.push(paragraph("Kenmerk", `${span("Vet", `${label}:`)} ${odfText(value)}`));
  document.blocks.forEach((block, index) => {
    addBlock(walk, block, index + 1);
  });
  if (document.provenance.length > 0) {
    walk.body.push(heading(2, odfText(messages.provenance)));
    for (const entry of document.provenance) {
      const mark = `<text:bookmark text:name="${bookmark(entry.number)}"/>`;
      walk.body.push(paragraph("Toelichting", `${mark}${entry.number}. ${odfText(provenanceText(entry))}`));
    }
  }
  return walk;
}
