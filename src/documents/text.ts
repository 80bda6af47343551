import type { ResolvedBlock, ResolvedDocument, ResolvedInline } from "./resolved.ts";

/** What a reader sees of one run of text; a redaction reads as its ground. */
export const inlineText = (content: readonly ResolvedInline[]): string =>
  content.map((node) => (node.type === "redaction" ? `[${node.ground}]` : node.text)).join("");

function blockText(block: ResolvedBlock): string[] {
  switch (block.type) {
    case "list":
      return block.items.map(inlineText);
    case "image":
      return [block.alt];
    case "table":
      return [
        block.caption,
        ...block.header,
        ...block.rows.flatMap((row) => row.map(inlineText)),
        ...(block.note ? [block.note] : []),
      ];
    case "chart":
      return [block.title, ...block.points.flatMap(({ label, text }) => [label, text])];
    default:
      return [inlineText(block.content)];
  }
}

/** The text of a document in reading order, line by line: for comparing outputs and for searching names. */
export function extractText(document: ResolvedDocument): string[] {
  const meta = document.meta.flatMap(({ label, value }) => [label, value]);
  const sources = document.provenance.flatMap(({ label, value, producer }) => [label, value, producer]);
  return [document.kindLabel, document.title, ...meta, ...document.blocks.flatMap(blockText), ...sources];
}
