/** The door of the document model: its two forms, its checks and one walk per output. */
import { renderDocx } from "./docx/docx.ts";
import { renderHtmlFile } from "./html.tsx";
import { renderOdt } from "./odt/odt.ts";
import type { ResolvedDocument } from "./resolved.ts";
import { renderPdf } from "./typst/pdf.ts";

export { canonicalJson, sha256, withContentHash } from "./hash.ts";
export { DocumentArticle } from "./html.tsx";
export type * from "./resolved.ts";
export type * from "./source.ts";
export { extractText, inlineText } from "./text.ts";
export { findProblems, type Problem, parseSourceDocument } from "./validate.ts";

export const FORMATS = ["html", "pdf-ua", "pdf-a3", "odt", "docx"] as const;
export type Format = (typeof FORMATS)[number];

export const FORMAT_INFO: Readonly<Record<Format, { label: string; extension: string; mediaType: string }>> = {
  html: { label: "Webpagina (HTML)", extension: "html", mediaType: "text/html; charset=utf-8" },
  "pdf-ua": { label: "Toegankelijke PDF (PDF/UA-1)", extension: "pdf", mediaType: "application/pdf" },
  "pdf-a3": { label: "Archief-PDF met herkomst (PDF/A-3)", extension: "archief.pdf", mediaType: "application/pdf" },
  odt: { label: "OpenDocument (ODT)", extension: "odt", mediaType: "application/vnd.oasis.opendocument.text" },
  docx: {
    label: "Word (DOCX)",
    extension: "docx",
    mediaType: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  },
};

/** Renders one document in one format; the same document always gives the same bytes. */
export async function renderDocument(document: ResolvedDocument, format: Format): Promise<Uint8Array> {
  switch (format) {
    case "html":
      return new TextEncoder().encode(renderHtmlFile(document));
    case "pdf-ua":
      return renderPdf(document, "ua-1");
    case "pdf-a3":
      return renderPdf(document, "a-3a");
    case "odt":
      return renderOdt(document);
    case "docx":
      return renderDocx(document);
  }
}

export type Renderer = (document: ResolvedDocument, format: Format) => Promise<Uint8Array>;

/** A renderer that remembers what it made, by content hash: editing one document renders one document. */
export function createRenderer(capacity = 200): Renderer {
  const made = new Map<string, Promise<Uint8Array>>();
  return (document, format) => {
    const key = `${document.contentHash}:${format}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    const fresh = renderDocument(document, format);
    made.set(key, fresh);
    // A failure is not worth remembering.
    fresh.catch(() => made.delete(key));
    const oldest = made.keys().next().value;
    if (made.size > capacity && oldest !== undefined) made.delete(oldest);
    return fresh;
  };
}
