import {
  AlignmentType,
  Bookmark,
  BorderStyle,
  Document,
  ExternalHyperlink,
  Footer,
  Header,
  HeadingLevel,
  ImageRun,
  InternalHyperlink,
  LevelFormat,
  Packer,
  PageNumber,
  Paragraph,
  type ParagraphChild,
  ShadingType,
  Table,
  TableCell,
  TableRow,
  TextRun,
  WidthType,
} from "docx";
import { strFromU8, strToU8, unzipSync, zipSync } from "fflate";
import { chartTable } from "../html.tsx";
import { messages } from "../messages.nl.ts";
import { withoutForbidden } from "../odt/xml.ts";
import type { ResolvedBlock, ResolvedChart, ResolvedDocument, ResolvedInline, ResolvedTable } from "../resolved.ts";
import { provenanceText } from "../typst/pdf.ts";

const FONT = "Atkinson Hyperlegible Next";
const PETROL = "0B5563";
const SOFT = "4C5452";
const HEADINGS = [
  HeadingLevel.HEADING_1,
  HeadingLevel.HEADING_2,
  HeadingLevel.HEADING_3,
  HeadingLevel.HEADING_4,
] as const;

const text = (
  content: string,
  options: { bold?: boolean; italics?: boolean; color?: string; size?: number } = {},
): TextRun => new TextRun({ text: withoutForbidden(content), ...options });

function inline(node: ResolvedInline): ParagraphChild[] {
  if (node.type === "redaction")
    return [new TextRun({ text: `[${node.ground}]`, shading: { type: ShadingType.CLEAR, fill: "E9E4D9" } })];
  if (node.type === "figure") {
    const mark = new TextRun({ text: String(node.provenance), superScript: true, color: PETROL });
    return [text(node.text), new InternalHyperlink({ anchor: `bron-${node.provenance}`, children: [mark] })];
  }
  const plain = text(node.text, { ...(node.strong && { bold: true }), ...(node.em && { italics: true }) });
  return node.href === undefined
    ? [plain]
    : [new ExternalHyperlink({ link: node.href, children: [text(node.text, { color: PETROL })] })];
}

const run = (content: readonly ResolvedInline[]): ParagraphChild[] => content.flatMap(inline);
const small = (content: string): Paragraph =>
  new Paragraph({ spacing: { after: 80 }, children: [text(content, { size: 18, color: SOFT })] });

const LINE = { style: BorderStyle.SINGLE, size: 4, color: "CFC8BA" };
const NO_LINE = { style: BorderStyle.NONE, size: 0, color: "auto" };
/** Width of the text area in twentieths of a point. */
const TEXT_WIDTH = 9070;

function cell(children: ParagraphChild[], width: number): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 60, bottom: 60, right: 120 },
    children: [new Paragraph({ children })],
  });
}

function table(node: ResolvedTable): (Paragraph | Table)[] {
  const weights = node.widths ?? node.header.map(() => 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const widths = weights.map((weight) => Math.round((TEXT_WIDTH * weight) / total));
  const head = new TableRow({
    tableHeader: true,
    children: node.header.map((label, column) => cell([text(label, { bold: true, color: SOFT })], widths[column] ?? 0)),
  });
  const rows = node.rows.map(
    (row) =>
      new TableRow({
        cantSplit: true,
        children: row.map((content, column) =>
          cell(column === 0 && node.headerColumn ? bold(content) : run(content), widths[column] ?? 0),
        ),
      }),
  );
  const body = new Table({
    columnWidths: widths,
    width: { size: TEXT_WIDTH, type: WidthType.DXA },
    borders: {
      top: LINE,
      bottom: LINE,
      insideHorizontal: LINE,
      left: NO_LINE,
      right: NO_LINE,
      insideVertical: NO_LINE,
    },
    rows: [head, ...rows],
  });
  const caption = new Paragraph({
    keepNext: true,
    spacing: { before: 160, after: 60 },
    children: [text(node.caption, { bold: true })],
  });
  return [caption, body, small(node.note ?? "")];
}

const bold = (content: readonly ResolvedInline[]): ParagraphChild[] =>
  run(content.map((node) => (node.type === "text" ? { ...node, strong: true } : node)));

/** A chart is its table here, with the sentence that describes it: every office program can read that. */
function chart(node: ResolvedChart): (Paragraph | Table)[] {
  const title = new Paragraph({
    keepNext: true,
    spacing: { before: 160 },
    children: [text(`${node.title} (${node.unit})`, { bold: true })],
  });
  const caveat = node.caveat === null ? [] : [small(`${messages.caveat}: ${node.caveat}`)];
  return [title, ...table(chartTable(node)), ...caveat, small(`${messages.source}: ${node.source}`)];
}

function block(node: ResolvedBlock): (Paragraph | Table)[] {
  switch (node.type) {
    case "heading":
      return [new Paragraph({ heading: HEADINGS[node.level] ?? HeadingLevel.HEADING_4, children: run(node.content) })];
    case "paragraph":
      return [new Paragraph({ spacing: { after: 160 }, children: run(node.content) })];
    case "quote":
      return [new Paragraph({ indent: { left: 560 }, spacing: { after: 160 }, children: run(node.content) })];
    case "list":
      return node.items.map(
        (item) =>
          new Paragraph({
            numbering: { reference: node.ordered ? "genummerd" : "opsomming", level: 0 },
            children: run(item),
          }),
      );
    case "image":
      return [
        new Paragraph({
          children: [
            new ImageRun({
              type: node.mediaType === "image/png" ? "png" : "jpg",
              data: Buffer.from(node.base64, "base64"),
              transformation: { width: 480, height: 288 },
              altText: { name: "Afbeelding", title: node.alt, description: node.alt },
            }),
          ],
        }),
      ];
    case "table":
      return table(node);
    case "chart":
      return chart(node);
  }
}

function body(document: ResolvedDocument): (Paragraph | Table)[] {
  const meta = document.meta.map(
    ({ label, value }) => new Paragraph({ children: [text(`${label}: `, { bold: true }), text(value)] }),
  );
  const provenance = document.provenance.map(
    (entry) =>
      new Paragraph({
        spacing: { after: 80 },
        children: [
          new Bookmark({
            id: `bron-${entry.number}`,
            children: [text(`${entry.number}. ${provenanceText(entry)}`, { size: 18 })],
          }),
        ],
      }),
  );
  return [
    new Paragraph({ heading: HeadingLevel.HEADING_1, children: [text(document.title)] }),
    small(document.kindLabel),
    ...meta,
    ...document.blocks.flatMap(block),
    ...(provenance.length === 0
      ? []
      : [new Paragraph({ heading: HeadingLevel.HEADING_2, children: [text(messages.provenance)] }), ...provenance]),
  ];
}

const headingStyle = (size: number) => ({
  run: { size, bold: true, color: PETROL, font: FONT },
  paragraph: { spacing: { before: 280, after: 120 }, keepNext: true },
});

const listLevel = (format: (typeof LevelFormat)[keyof typeof LevelFormat], mark: string) => ({
  level: 0,
  format,
  text: mark,
  alignment: AlignmentType.LEFT,
  style: { paragraph: { indent: { left: 460, hanging: 340 } } },
});

function wordDocument(document: ResolvedDocument): Document {
  const page = new Paragraph({
    children: [
      text(
        `${messages.referenceDate} ${document.referenceDate} · ${document.contentHash.slice(0, 12)} · ${messages.page} `,
        { size: 17, color: SOFT },
      ),
      new TextRun({ children: [PageNumber.CURRENT], size: 17, color: SOFT }),
    ],
  });
  return new Document({
    title: withoutForbidden(document.title),
    creator: withoutForbidden(document.sender),
    lastModifiedBy: withoutForbidden(document.sender),
    styles: {
      default: {
        document: { run: { font: FONT, size: 21, language: { value: document.language } } },
        heading1: headingStyle(44),
        heading2: headingStyle(30),
        heading3: headingStyle(25),
        heading4: headingStyle(21),
      },
    },
    numbering: {
      config: [
        { reference: "opsomming", levels: [listLevel(LevelFormat.BULLET, "•")] },
        { reference: "genummerd", levels: [listLevel(LevelFormat.DECIMAL, "%1.")] },
      ],
    },
    sections: [
      {
        headers: {
          default: new Header({
            children: [small(`${document.sender} · ${document.kindLabel} · ${document.marking}`)],
          }),
        },
        footers: { default: new Footer({ children: [page] }) },
        children: body(document),
      },
    ],
  });
}

const ZIP_EPOCH = new Date(Date.UTC(1980, 0, 2));

/** Gives the ids that `pattern` finds (its first group) numbers in order of first use. */
function renumber(content: string, pattern: RegExp, print: (n: number) => string): string {
  const numbers = new Map<string, number>();
  return content.replace(pattern, (whole: string, id: string) => {
    const n = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, n);
    const at = whole.lastIndexOf(id);
    return whole.slice(0, at) + print(n) + whole.slice(at + id.length);
  });
}

/** The library counts bookmarks over all files, names relations at random and stamps the moment: settled here. */
function settle(bytes: Uint8Array, document: ResolvedDocument): Uint8Array {
  const moment = `${document.referenceDate}T00:00:00Z`;
  const parts = Object.entries(unzipSync(bytes)).sort(([a], [b]) => (a < b ? -1 : 1));
  const xml = parts.filter(([name]) => /\.(xml|rels)$/.test(name));
  // All parts at once, because a relation is named in one part and used in another.
  const joined = xml
    .map(([, data]) => strFromU8(data).replace(/(<dcterms:(?:created|modified)[^>]*>)[^<]*/g, `$1${moment}`))
    .join("\u0000");
  const named = renumber(joined, /(rId[\w-]{8,})/g, (n) => `rId-${n}`);
  const settled = renumber(named, /<w:bookmark(?:Start|End)[^>]*?w:id="(\d+)"/g, String).split("\u0000");
  const texts = new Map(xml.map(([name], index) => [name, strToU8(settled[index] ?? "")]));
  const files = parts.map(([name, data]) => [name, texts.get(name) ?? data] as const);
  return zipSync(Object.fromEntries(files), { mtime: ZIP_EPOCH, level: 6 });
}

/** Renders a document as DOCX; offered beside ODT, which is the open standard. */
export async function renderDocx(document: ResolvedDocument): Promise<Uint8Array> {
  return settle(new Uint8Array(await Packer.toBuffer(wordDocument(document))), document);
}
