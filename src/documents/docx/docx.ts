import { strToU8, type Zippable, zipSync } from "fflate";
import type { ResolvedDocument } from "../resolved.ts";
import { walkDocument } from "./content.ts";
import {
  contentTypesXml,
  coreXml,
  documentRelationsXml,
  documentXml,
  footerXml,
  headerXml,
  numberingXml,
  packageRelationsXml,
  settingsXml,
  stylesXml,
} from "./parts.ts";

/** The earliest moment a zip can hold: the same document gives the same bytes. */
const ZIP_EPOCH = new Date(Date.UTC(1980, 0, 2));

/** Renders a document as DOCX (ECMA-376, transitional); offered beside ODT, which is the open standard. */
export function renderDocx(document: ResolvedDocument): Uint8Array {
  const { body, relations, numberedLists } = walkDocument(document);
  const texts: Readonly<Record<string, string>> = {
    "[Content_Types].xml": contentTypesXml(),
    "_rels/.rels": packageRelationsXml(),
    "docProps/core.xml": coreXml(document),
    "word/document.xml": documentXml(body.join("")),
    "word/_rels/document.xml.rels": documentRelationsXml(relations),
    "word/styles.xml": stylesXml(document.language),
    "word/numbering.xml": numberingXml(numberedLists),
    "word/settings.xml": settingsXml(),
    "word/header.xml": headerXml(document),
    "word/footer.xml": footerXml(document),
  };
  const files: Zippable = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, strToU8(text)]));
  for (const { target, bytes } of relations) if (bytes !== undefined) files[`word/${target}`] = bytes;
  return zipSync(files, { mtime: ZIP_EPOCH, level: 6 });
}
