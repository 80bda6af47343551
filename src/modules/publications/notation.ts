import type { Mark, SourceBlock, SourceInline, TextNode } from "../../documents/index.ts";
import { messages } from "./messages.nl.ts";

/**
 * A small notation to edit a section as plain text, without script. It is lossless: what it cannot say (a table, an
 * image) stands in it as a marker that brings the old block back.
 */

/** What is wrong with a text, with the line. */
export class NotationError extends Error {}

const KEPT = "behoud";
const SPECIAL = /[\\*[\]{}]/g;
const escapeText = (text: string): string => text.replace(SPECIAL, (sign) => `\\${sign}`).replace(/\n/g, " ");

function printMark(mark: Mark, body: string): string {
  switch (mark.type) {
    case "strong":
      return `**${body}**`;
    case "em":
      return `*${body}*`;
    case "link":
      return `[${body}](${mark.attrs.href})`;
    case "redacted":
      return `{${mark.attrs.ground}|${body}}`;
  }
}

function printInline(node: SourceInline): string {
  if (node.type === "reference") return `{{${node.attrs.kind}:${node.attrs.key}}}`;
  return (node.marks ?? []).reduceRight((body, mark) => printMark(mark, body), escapeText(node.text));
}

const printRun = (content: readonly SourceInline[]): string => content.map(printInline).join("");
const quoted = (value: string): string => `"${value.replace(/["\\]/g, "\\$&").replace(/\n/g, " ")}"`;

/** A paragraph that begins like a list or a heading gets a backslash, so that it stays a paragraph. */
const guard = (line: string): string => line.replace(/^(#{1,3} |- |> |\d+\. )/, "\\$1");

function printBlock(block: SourceBlock, index: number): string {
  switch (block.type) {
    case "heading":
      return `${"#".repeat(block.attrs.level)} ${printRun(block.content)}`;
    case "paragraph":
      return guard(printRun(block.content));
    case "bulletList":
      return block.content.map((item) => `- ${printRun(item)}`).join("\n");
    case "orderedList":
      return block.content.map((item, n) => `${n + 1}. ${printRun(item)}`).join("\n");
    case "blockquote":
      return `> ${printRun(block.content)}`;
    case "blockReference": {
      const params = Object.entries(block.attrs.params).map(([key, value]) => ` ${key}=${quoted(value)}`);
      return `{{#${block.attrs.kind}${params.join("")}}}`;
    }
    default:
      return `{{#${KEPT} blok="${index}"}}`;
  }
}

export const printNotation = (blocks: readonly SourceBlock[]): string => blocks.map(printBlock).join("\n\n");

const INLINE =
  /\\(.)|\{\{([a-zA-Z]+):((?:[^}]|\}(?!\}))*)\}\}|\*\*((?:\\.|[^\\])+?)\*\*|\*((?:\\.|[^\\*])+?)\*|\[((?:\\.|[^\\\]])+?)\]\(([^)\s]+)\)|\{([0-9][\w.]*)\|((?:\\.|[^\\}])+?)\}/gs;

function append(nodes: SourceInline[], text: string, marks: readonly Mark[]): void {
  if (text === "") return;
  const last = nodes.at(-1);
  if (last?.type === "text" && JSON.stringify(last.marks ?? []) === JSON.stringify(marks)) {
    nodes[nodes.length - 1] = { ...last, text: last.text + text };
    return;
  }
  const node: TextNode = marks.length === 0 ? { type: "text", text } : { type: "text", text, marks };
  nodes.push(node);
}

/** The mark that a match stands for and what is inside it; null when the match is no mark. */
function markOf(match: RegExpExecArray): { mark: Mark; body: string } | null {
  const [, , , , strong, em, label, href, ground, redacted] = match;
  if (strong !== undefined) return { mark: { type: "strong" }, body: strong };
  if (em !== undefined) return { mark: { type: "em" }, body: em };
  if (label !== undefined) return { mark: { type: "link", attrs: { href: href ?? "" } }, body: label };
  if (redacted !== undefined) return { mark: { type: "redacted", attrs: { ground: ground ?? "" } }, body: redacted };
  return null;
}

function parseMatch(match: RegExpExecArray, marks: readonly Mark[], nodes: SourceInline[]): void {
  const [, escaped, kind, key] = match;
  if (escaped !== undefined) append(nodes, escaped, marks);
  if (kind !== undefined) nodes.push({ type: "reference", attrs: { kind, key: key ?? "" } });
  const marked = markOf(match);
  if (marked === null) return;
  for (const node of parseRun(marked.body, [...marks, marked.mark])) {
    if (node.type === "text") append(nodes, node.text, node.marks ?? []);
    else nodes.push(node);
  }
}

function parseRun(text: string, marks: readonly Mark[] = []): SourceInline[] {
  const nodes: SourceInline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    append(nodes, text.slice(at, match.index), marks);
    at = match.index + match[0].length;
    parseMatch(match, marks, nodes);
  }
  append(nodes, text.slice(at), marks);
  return nodes;
}

const PARAM = /([\w-]+)=(?:"((?:\\.|[^"\\])*)"|(\S+))/g;

function parseReference(line: string, kept: readonly SourceBlock[], lineNumber: number): SourceBlock {
  const match = /^\{\{#([a-zA-Z]+)(.*)\}\}$/s.exec(line);
  if (!match) throw new NotationError(messages.errors.line(lineNumber, messages.errors.brokenReference));
  const [, kind = "", rest = ""] = match;
  const params = Object.fromEntries(
    [...rest.matchAll(PARAM)].map(([, key = "", quotedValue, bare]) => [
      key,
      quotedValue?.replace(/\\(.)/g, "$1") ?? bare ?? "",
    ]),
  );
  if (kind !== KEPT) return { type: "blockReference", attrs: { kind, params } };
  const old = kept[Number(params.blok)];
  if (old === undefined)
    throw new NotationError(messages.errors.line(lineNumber, messages.errors.unknownBlock(`${KEPT} ${params.blok}`)));
  return old;
}

function parseChunk(lines: readonly string[], kept: readonly SourceBlock[], lineNumber: number): SourceBlock {
  const first = lines[0] ?? "";
  const whole = lines.join(" ");
  if (first.startsWith("{{#")) return parseReference(whole.trim(), kept, lineNumber);
  const heading = /^(#{1,3}) (.*)$/.exec(whole);
  if (heading)
    return {
      type: "heading",
      attrs: { level: (heading[1] ?? "#").length as 1 | 2 | 3 },
      content: parseRun(heading[2] ?? ""),
    };
  if (lines.every((line) => /^- /.test(line)))
    return { type: "bulletList", content: lines.map((line) => parseRun(line.slice(2))) };
  if (lines.every((line) => /^\d+\. /.test(line)))
    return { type: "orderedList", content: lines.map((line) => parseRun(line.replace(/^\d+\. /, ""))) };
  if (/^> /.test(first))
    return { type: "blockquote", content: parseRun(lines.map((line) => line.replace(/^> ?/, "")).join(" ")) };
  const open = whole.replace(/\\./g, "").split("{{").length;
  if (open !== whole.replace(/\\./g, "").split("}}").length)
    throw new NotationError(messages.errors.line(lineNumber, messages.errors.brokenReference));
  return { type: "paragraph", content: parseRun(whole.replace(/^\\(#{1,3} |- |> |\d+\. )/, "$1")) };
}

/** @throws NotationError with the line and what is wrong. `kept` are the blocks the section had. */
export function parseNotation(text: string, kept: readonly SourceBlock[] = []): SourceBlock[] {
  const blocks: SourceBlock[] = [];
  let chunk: string[] = [];
  let start = 1;
  const flush = () => {
    if (chunk.length > 0) blocks.push(parseChunk(chunk, kept, start));
    chunk = [];
  };
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") {
      flush();
      return;
    }
    if (chunk.length === 0) start = index + 1;
    chunk.push(line.trim());
  });
  flush();
  return blocks;
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly SourceBlock[];
}

const headingText = (block: SourceBlock | undefined): string =>
  block?.type === "heading" ? block.content.map((node) => (node.type === "text" ? node.text : "")).join("") : "";

/** A section runs from a heading to the next; what stands before the first heading is a section of its own. */
export function sectionsOf(content: readonly SourceBlock[]): Section[] {
  const sections: SourceBlock[][] = [];
  for (const block of content) {
    if (block.type === "heading" || sections.length === 0) sections.push([]);
    sections.at(-1)?.push(block);
  }
  return sections.map((blocks) => ({ title: headingText(blocks[0]), blocks }));
}
