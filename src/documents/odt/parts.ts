import { messages } from "../messages.nl.ts";
import type { ResolvedDocument } from "../resolved.ts";
import { escapeXml } from "../xml.ts";
import type { Picture } from "./content.ts";

/** Namespaces of OpenDocument 1.3 that the parts use. */
const NAMESPACES = [
  ["office", "urn:oasis:names:tc:opendocument:xmlns:office:1.0"],
  ["style", "urn:oasis:names:tc:opendocument:xmlns:style:1.0"],
  ["text", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"],
  ["table", "urn:oasis:names:tc:opendocument:xmlns:table:1.0"],
  ["draw", "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"],
  ["fo", "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"],
  ["svg", "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"],
  ["xlink", "http://www.w3.org/1999/xlink"],
  ["dc", "http://purl.org/dc/elements/1.1/"],
  ["meta", "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"],
]
  .map(([prefix, uri]) => `xmlns:${prefix}="${uri}"`)
  .join(" ");

const HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n';
const FONT = "Atkinson Hyperlegible Next";
const PETROL = "#0b5563";

const level = (style: string, n: number, format: string, text = ""): string =>
  `<text:list-level-style-${style} text:level="${n}" ${format}><style:list-level-properties text:list-level-position-and-space-mode="label-alignment"><style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.6cm" fo:margin-left="0.8cm"/></style:list-level-properties>${text}</text:list-level-style-${style}>`;

const automaticStyles = (columns: string): string => `<office:automatic-styles>
<style:style style:name="Vet" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:style style:name="Cursief" style:family="text"><style:text-properties fo:font-style="italic"/></style:style>
<style:style style:name="Gelakt" style:family="text"><style:text-properties fo:background-color="#e9e4d9"/></style:style>
<style:style style:name="Bronnummer" style:family="text"><style:text-properties style:text-position="super 65%"/></style:style>
<style:style style:name="Tabel" style:family="table"><style:table-properties style:width="16cm" table:align="left" fo:margin-bottom="0.3cm"/></style:style>
<style:style style:name="Cel" style:family="table-cell"><style:table-cell-properties fo:padding="0.12cm" fo:border-bottom="0.5pt solid #cfc8ba"/></style:style>
<text:list-style style:name="Opsomming">${level("bullet", 1, 'text:bullet-char="•"')}</text:list-style>
<text:list-style style:name="Genummerd">${level("number", 1, 'style:num-format="1" style:num-suffix="."')}</text:list-style>
${columns}</office:automatic-styles>`;

export const contentXml = (body: string, columns: string): string =>
  `${HEADER}<office:document-content ${NAMESPACES} office:version="1.3">${automaticStyles(columns)}<office:body><office:text>${body}</office:text></office:body></office:document-content>`;

const paragraphStyle = (name: string, display: string, paragraph: string, text: string, parent = "Standard"): string =>
  `<style:style style:name="${name}" style:display-name="${display}" style:family="paragraph" style:parent-style-name="${parent}"><style:paragraph-properties ${paragraph}/><style:text-properties ${text}/></style:style>`;

const headingStyle = (n: number, size: number): string =>
  `<style:style style:name="Heading_20_${n}" style:display-name="Heading ${n}" style:family="paragraph" style:parent-style-name="Standard" style:next-style-name="Text_20_body" style:default-outline-level="${n}"><style:paragraph-properties fo:margin-top="0.5cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"/><style:text-properties fo:font-size="${size}pt" fo:font-weight="bold" fo:color="${PETROL}"/></style:style>`;

/** Styles and the page: head with sender and marking, foot with reference date and page number. */
export function stylesXml(document: ResolvedDocument): string {
  const [language = "nl", country = "NL"] = document.language.split("-");
  const styles = [
    `<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="140%"/><style:text-properties style:font-name="${FONT}" fo:font-family="'${FONT}'" fo:font-size="10.5pt" fo:language="${language}" fo:country="${country}" fo:color="#1f2423"/></style:default-style>`,
    '<style:style style:name="Standard" style:family="paragraph"/>',
    paragraphStyle("Text_20_body", "Text body", 'fo:margin-bottom="0.3cm"', 'fo:font-size="10.5pt"'),
    paragraphStyle(
      "Quotations",
      "Quotations",
      'fo:margin-left="0.8cm" fo:margin-bottom="0.3cm"',
      'fo:font-style="italic"',
    ),
    paragraphStyle("Table_20_Contents", "Table Contents", 'fo:margin-bottom="0cm"', 'fo:font-size="10pt"'),
    paragraphStyle(
      "Table_20_Heading",
      "Table Heading",
      'fo:margin-bottom="0cm"',
      'fo:font-size="9.5pt" fo:font-weight="bold" fo:color="#4c5452"',
    ),
    paragraphStyle("Rijkop", "Rijkop", 'fo:margin-bottom="0cm"', 'fo:font-size="10pt" fo:font-weight="bold"'),
    paragraphStyle(
      "Tabeltitel",
      "Tabeltitel",
      'fo:margin-top="0.3cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"',
      'fo:font-weight="bold"',
    ),
    paragraphStyle("Toelichting", "Toelichting", 'fo:margin-bottom="0.2cm"', 'fo:font-size="9pt" fo:color="#4c5452"'),
    paragraphStyle("Kenmerk", "Kenmerk", 'fo:margin-bottom="0.05cm"', 'fo:font-size="10.5pt"'),
    ...[22, 15, 12.5, 10.5].map((size, index) => headingStyle(index + 1, size)),
  ];
  const small = (text: string) => `<text:p text:style-name="Toelichting">${text}</text:p>`;
  const head = small(escapeXml(`${document.sender} · ${document.kindLabel} · ${document.marking}`));
  const foot = small(
    `${messages.referenceDate} ${document.referenceDate} · ${document.contentHash.slice(0, 12)} · ${messages.page} <text:page-number text:select-page="current">1</text:page-number>`,
  );
  return `${HEADER}<office:document-styles ${NAMESPACES} office:version="1.3"><office:styles>${styles.join("")}</office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2.5cm" fo:margin-right="2.5cm"/><style:header-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.4cm"/></style:header-style><style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.4cm"/></style:footer-style></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"><style:header>${head}</style:header><style:footer>${foot}</style:footer></style:master-page></office:master-styles></office:document-styles>`;
}

export function metaXml(document: ResolvedDocument): string {
  const moment = `${document.referenceDate}T00:00:00`;
  return `${HEADER}<office:document-meta ${NAMESPACES} office:version="1.3"><office:meta><meta:generator>Rondetafel</meta:generator><dc:title>${escapeXml(document.title)}</dc:title><dc:creator>${escapeXml(document.sender)}</dc:creator><dc:language>${document.language}</dc:language><meta:creation-date>${moment}</meta:creation-date><dc:date>${moment}</dc:date></office:meta></office:document-meta>`;
}

export function manifestXml(pictures: readonly Picture[]): string {
  const entry = (path: string, type: string) =>
    `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`;
  const parts = ["content.xml", "styles.xml", "meta.xml"].map((path) => entry(path, "text/xml"));
  const images = pictures.map(({ path, mediaType }) => entry(path, mediaType));
  const root =
    '<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.text"/>';
  return `${HEADER}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">${root}${[...parts, ...images].join("")}</manifest:manifest>`;
}
