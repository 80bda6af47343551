import { z } from "zod";
import { messages } from "./messages.nl.ts";
import type { ResolvedBlock, ResolvedDocument } from "./resolved.ts";
import type { SourceBlock, SourceDocument } from "./source.ts";

const MAX_TEXT = 20_000;
const MAX_BLOCKS = 2_000;

const href = z
  .string()
  .max(2000)
  .refine((address) => /^(https?:\/\/|mailto:)/.test(address), "Een koppeling begint met https:// of mailto:");

const mark = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("strong") }),
  z.strictObject({ type: z.literal("em") }),
  z.strictObject({ type: z.literal("link"), attrs: z.strictObject({ href }) }),
  z.strictObject({ type: z.literal("redacted"), attrs: z.strictObject({ ground: z.string().min(1).max(20) }) }),
]);

const inline = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("text"),
    text: z.string().min(1).max(MAX_TEXT),
    marks: z.array(mark).max(4).optional(),
  }),
  z.strictObject({
    type: z.literal("reference"),
    attrs: z.strictObject({ kind: z.string().min(1).max(60), key: z.string().max(300) }),
  }),
]);
const line = z.array(inline).max(500);

const block = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("heading"),
    attrs: z.strictObject({ level: z.union([z.literal(1), z.literal(2), z.literal(3)]) }),
    content: line,
  }),
  z.strictObject({ type: z.literal("paragraph"), content: line }),
  z.strictObject({ type: z.literal("bulletList"), content: z.array(line).min(1).max(200) }),
  z.strictObject({ type: z.literal("orderedList"), content: z.array(line).min(1).max(200) }),
  z.strictObject({ type: z.literal("blockquote"), content: line }),
  z.strictObject({
    type: z.literal("table"),
    attrs: z.strictObject({ caption: z.string().max(300), headerColumn: z.boolean() }),
    header: z.array(z.string().max(300)).max(20),
    rows: z.array(z.array(line).max(20)).max(500),
  }),
  z.strictObject({
    type: z.literal("image"),
    attrs: z.strictObject({
      alt: z.string().max(1000),
      mediaType: z.enum(["image/png", "image/jpeg"]),
      base64: z.base64().max(4_000_000),
    }),
  }),
  z.strictObject({
    type: z.literal("blockReference"),
    attrs: z.strictObject({ kind: z.string().min(1).max(60), params: z.record(z.string(), z.string().max(4000)) }),
  }),
]);

const sourceDocument = z.strictObject({
  type: z.literal("doc"),
  title: z.string().max(300),
  content: z.array(block).max(MAX_BLOCKS),
});

/** Parses the stored form strictly: an unknown node or an address that is not a web address is refused. Throws ZodError. */
export const parseSourceDocument = (json: unknown): SourceDocument => sourceDocument.parse(json) as SourceDocument;

/** Something a reader would stumble over, with the place in Dutch. */
export interface Problem {
  readonly place: string;
  readonly message: string;
}

interface Heading {
  readonly level: number;
  readonly text: string;
}

/** What both forms of a block have in common for this check. */
interface Checked {
  readonly heading?: Heading;
  readonly missing: readonly string[];
}

const { problems, place } = messages;

function tableFaults(caption: string, header: readonly string[], rows: readonly (readonly unknown[])[]): string[] {
  return [
    ...(caption.trim() === "" ? [problems.noCaption] : []),
    ...(header.length === 0 || header.every((cell) => cell.trim() === "") ? [problems.noHeader] : []),
    ...(rows.some((row) => row.length !== header.length) ? [problems.unevenRow] : []),
  ];
}

const textOf = (content: readonly { readonly type: string; readonly text?: string }[]): string =>
  content.map((node) => (node.type === "redaction" || node.type === "reference" ? "x" : (node.text ?? ""))).join("");

function checkSource(node: SourceBlock): Checked {
  switch (node.type) {
    case "heading":
      return { heading: { level: node.attrs.level, text: textOf(node.content) }, missing: [] };
    case "image":
      return { missing: node.attrs.alt.trim() === "" ? [problems.noAlt] : [] };
    case "table":
      return { missing: tableFaults(node.attrs.caption, node.header, node.rows) };
    default:
      return { missing: [] };
  }
}

function checkResolved(node: ResolvedBlock): Checked {
  switch (node.type) {
    case "heading":
      return { heading: { level: node.level, text: textOf(node.content) }, missing: [] };
    case "image":
      return { missing: node.alt.trim() === "" ? [problems.noAlt] : [] };
    case "table":
      return { missing: tableFaults(node.caption, node.header, node.rows) };
    case "chart":
      return { missing: node.alt.trim() === "" ? [problems.noChartAlt] : [] };
    default:
      return { missing: [] };
  }
}

function headingFaults({ level, text }: Heading, above: number): string[] {
  if (text.trim() === "") return [problems.emptyHeading];
  return level > above + 1 ? [problems.skippedLevel(above, level)] : [];
}

/**
 * What stands in the way of an accessible document, each with its place; empty when there is nothing.
 * These are the rules that PDF/UA-1 (ISO 14289-1) makes machine-checkable: title, language, headings, alternatives.
 */
export function findProblems(document: SourceDocument | ResolvedDocument): Problem[] {
  const found: Problem[] = [];
  const add = (where: string, texts: readonly string[]) =>
    found.push(...texts.map((message) => ({ place: where, message })));
  if (document.title.trim() === "") add(place.document, [problems.noTitle]);
  if ("language" in document && document.language.trim() === "") add(place.document, [problems.noLanguage]);
  const blocks = "blocks" in document ? document.blocks.map(checkResolved) : document.content.map(checkSource);
  let above = 0;
  blocks.forEach(({ heading, missing }, index) => {
    add(place.block(index + 1), missing);
    if (heading === undefined) return;
    add(place.block(index + 1), headingFaults(heading, above));
    above = heading.level;
  });
  return found;
}
