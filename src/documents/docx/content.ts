import { chartTable } from "../html.tsx";
import { messages } from "../messages.nl.ts";
import type { ResolvedBlock, ResolvedChart, ResolvedDocument, ResolvedInline, ResolvedTable } from "../resolved.ts";
import { provenanceText } from "../typst/pdf.ts";
import { escapeXml } from "../xml.ts";
import { imageXml } from "./image.ts";
import { BOLD, color, ITALIC, PETROL, paragraph, run, SOFT, size, small, TEXT_WIDTH } from "./markup.ts";

/** Something outside the text that it points to: an address on the web, or a picture in the package. */
export interface Relation {
  readonly id: string;
  readonly kind: "hyperlink" | "image";
  /** An address, or a path from the folder `word`. */
  readonly target: string;
  /** Only of a picture. */
  readonly bytes?: Uint8Array;
}

export interface Walk {
  readonly body: string[];
  readonly relations: Relation[];
  /** How many numbered lists there are; each counts for itself. */
  numberedLists: number;
}

const bookmark = (n: number): string => `bron-${n}`;

function relate(walk: Walk, relation: Omit<Relation, "id">): string {
  const id = `${relation.kind}-${walk.relations.length + 1}`;
  walk.relations.push({ id, ...relation });
  return id;
}

function inline(walk: Walk, node: ResolvedInline, isHead: boolean): string {
  if (node.type === "redaction") return run(`[${node.ground}]`, '<w:shd w:fill="E9E4D9" w:val="clear"/>');
  if (node.type === "figure") {
    const mark = run(String(node.provenance), `${color(PETROL)}<w:vertAlign w:val="superscript"/>`);
    return `${run(node.text)}<w:hyperlink w:history="1" w:anchor="${bookmark(node.provenance)}">${mark}</w:hyperlink>`;
  }
  const style = `${node.strong === true || isHead ? BOLD : ""}${node.em === true ? ITALIC : ""}`;
  if (node.href === undefined) return run(node.text, style);
  const id = relate(walk, { kind: "hyperlink", target: node.href });
  return `<w:hyperlink w:history="1" r:id="${id}">${run(node.text, style + color(PETROL))}</w:hyperlink>`;
}

const runs = (walk: Walk, content: readonly ResolvedInline[], isHead = false): string =>
  content.map((node) => inline(walk, node, isHead)).join("");

const cell = (body: string, width: number): string =>
  `<w:tc><w:tcPr><w:tcW w:type="dxa" w:w="${width}"/></w:tcPr>${paragraph(body)}</w:tc>`;

const LINE = 'w:val="single" w:color="CFC8BA" w:sz="4"';
const NO_LINE = 'w:val="none" w:color="auto" w:sz="0"';
// Said once per table: per cell it would be nearly a third of the file.
const CELL_MARGINS =
  '<w:tblCellMar><w:top w:w="60" w:type="dxa"/><w:bottom w:w="60" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar>';
const TABLE_PROPERTIES = `<w:tblPr><w:tblW w:type="dxa" w:w="${TEXT_WIDTH}"/><w:tblBorders><w:top ${LINE}/><w:left ${NO_LINE}/><w:bottom ${LINE}/><w:right ${NO_LINE}/><w:insideH ${LINE}/><w:insideV ${NO_LINE}/></w:tblBorders>${CELL_MARGINS}</w:tblPr>`;

function columnWidths(node: ResolvedTable): number[] {
  const weights = node.widths ?? node.header.map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => Math.round((TEXT_WIDTH * weight) / total));
}

/** The row of heads is repeated on each page and marked as such, which is what a screen reader reads it by. */
function table(walk: Walk, node: ResolvedTable): string {
  const widths = columnWidths(node);
  const head = node.header.map((label, column) => cell(run(label, BOLD + color(SOFT)), widths[column] ?? 0)).join("");
  const rows = node.rows.map((row) => {
    const cells = row.map((content, column) =>
      cell(runs(walk, content, column === 0 && node.headerColumn), widths[column] ?? 0),
    );
    return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join("")}</w:tr>`;
  });
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join("");
  const caption = paragraph(run(node.caption, BOLD), '<w:keepNext/><w:spacing w:after="60" w:before="160"/>');
  const body = `<w:tbl>${TABLE_PROPERTIES}<w:tblGrid>${grid}</w:tblGrid><w:tr><w:trPr><w:tblHeader/></w:trPr>${head}</w:tr>${rows.join("")}</w:tbl>`;
  // Without a paragraph in between, two tables become one.
  return caption + body + small(node.note ?? "");
}

/** A chart is its table here: every office program can read that. */
function chart(walk: Walk, node: ResolvedChart): string {
  const title = paragraph(run(`${node.title} (${node.unit})`, BOLD), '<w:keepNext/><w:spacing w:before="160"/>');
  const caveat = node.caveat === null ? "" : small(`${messages.caveat}: ${node.caveat}`);
  return title + table(walk, chartTable(node)) + caveat + small(`${messages.source}: ${node.source}`);
}

/** 1 is the list with bullets; each numbered list has a number of its own, so that it starts at one. */
function list(walk: Walk, ordered: boolean, items: readonly (readonly ResolvedInline[])[]): string {
  if (ordered) walk.numberedLists += 1;
  const number = ordered ? walk.numberedLists + 1 : 1;
  const style = `<w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="${number}"/></w:numPr>`;
  return items.map((item) => paragraph(runs(walk, item), style)).join("");
}

const heading = (level: number, body: string): string => paragraph(body, `<w:pStyle w:val="Heading${level}"/>`);

function block(walk: Walk, node: ResolvedBlock, index: number): string {
  switch (node.type) {
    case "heading":
      return heading(node.level + 1, runs(walk, node.content));
    case "paragraph":
      return paragraph(runs(walk, node.content), '<w:spacing w:after="160"/>');
    case "quote":
      return paragraph(runs(walk, node.content), '<w:spacing w:after="160"/><w:ind w:left="560"/>');
    case "list":
      return list(walk, node.ordered, node.items);
    case "image": {
      const target = `media/beeld-${index}.${node.mediaType === "image/png" ? "png" : "jpg"}`;
      const id = relate(walk, { kind: "image", target, bytes: Buffer.from(node.base64, "base64") });
      return paragraph(imageXml(id, index, escapeXml(node.alt)));
    }
    case "table":
      return table(walk, node);
    case "chart":
      return chart(walk, node);
  }
}

/** Walks the document once: the body, what it points to outside itself, and its numbered lists. */
export function walkDocument(document: ResolvedDocument): Walk {
  const walk: Walk = { body: [], relations: [], numberedLists: 0 };
  walk.body.push(heading(1, run(document.title)), small(document.kindLabel));
  for (const { label, value } of document.meta) walk.body.push(paragraph(run(`${label}: `, BOLD) + run(value)));
  document.blocks.forEach((node, index) => {
    walk.body.push(block(walk, node, index + 1));
  });
  if (document.provenance.length > 0) walk.body.push(heading(2, run(messages.provenance)));
  for (const entry of document.provenance) {
    const body = run(`${entry.number}. ${provenanceText(entry)}`, size(18));
    const marked = `<w:bookmarkStart w:name="${bookmark(entry.number)}" w:id="${entry.number}"/>${body}<w:bookmarkEnd w:id="${entry.number}"/>`;
    walk.body.push(paragraph(marked, '<w:spacing w:after="80"/>'));
  }
  return walk;
}
