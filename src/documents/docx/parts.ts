import { messages } from "../messages.nl.ts";
import type { ResolvedDocument } from "../resolved.ts";
import { escapeXml, XML_HEADER } from "../xml.ts";
import type { Relation } from "./content.ts";
import { BOLD, color, PETROL, paragraph, run, SOFT, size, small } from "./markup.ts";

/** The parts around the text of a DOCX: the package (ECMA-376 part 2) and what the text refers to by name. */

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml";
const FONT = "Atkinson Hyperlegible Next";

/** The parts that belong to the text, each with the name of its kind; also their relation. */
const WORD_PARTS = ["styles", "numbering", "settings", "header", "footer"] as const;

const root = (name: string, body: string): string =>
  `${XML_HEADER}<w:${name} xmlns:w="${WORD}" xmlns:r="${OFFICE}/relationships">${body}</w:${name}>`;

export function contentTypesXml(): string {
  const override = (part: string, type: string) => `<Override PartName="${part}" ContentType="${type}"/>`;
  const defaults = [
    ["rels", "application/vnd.openxmlformats-package.relationships+xml"],
    ["xml", "application/xml"],
    ["png", "image/png"],
    ["jpg", "image/jpeg"],
  ].map(([extension, type]) => `<Default Extension="${extension}" ContentType="${type}"/>`);
  const overrides = [
    override("/word/document.xml", `${WORD_TYPE}.document.main+xml`),
    ...WORD_PARTS.map((part) => override(`/word/${part}.xml`, `${WORD_TYPE}.${part}+xml`)),
    override("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
  ];
  return `${XML_HEADER}<Types xmlns="${PACKAGE}/content-types">${defaults.join("")}${overrides.join("")}</Types>`;
}

const relationships = (all: readonly string[]): string =>
  `${XML_HEADER}<Relationships xmlns="${PACKAGE}/relationships">${all.join("")}</Relationships>`;

export const packageRelationsXml = (): string =>
  relationships([
    `<Relationship Id="document" Type="${OFFICE}/relationships/officeDocument" Target="word/document.xml"/>`,
    `<Relationship Id="core" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>`,
  ]);

export const documentRelationsXml = (relations: readonly Relation[]): string =>
  relationships([
    ...WORD_PARTS.map(
      (part) => `<Relationship Id="${part}" Type="${OFFICE}/relationships/${part}" Target="${part}.xml"/>`,
    ),
    ...relations.map(
      ({ id, kind, target }) =>
        `<Relationship Id="${id}" Type="${OFFICE}/relationships/${kind}" Target="${escapeXml(target)}"${kind === "hyperlink" ? ' TargetMode="External"' : ""}/>`,
    ),
  ]);

/** A4 with margins of 2.5 cm, in twentieths of a point. */
const SECTION =
  '<w:sectPr><w:headerReference w:type="default" r:id="header"/><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1418" w:right="1418" w:bottom="1418" w:left="1418" w:header="708" w:footer="708" w:gutter="0"/></w:sectPr>';

export const documentXml = (body: string): string =>
  `${XML_HEADER}<w:document xmlns:w="${WORD}" xmlns:r="${OFFICE}/relationships" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"><w:body>${body}${SECTION}</w:body></w:document>`;

const headingStyle = (level: number, half: number): string =>
  `<w:style w:type="paragraph" w:styleId="Heading${level}"><w:name w:val="heading ${level}"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:uiPriority w:val="9"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="280" w:after="120"/><w:outlineLvl w:val="${level - 1}"/></w:pPr><w:rPr>${BOLD}${color(PETROL)}${size(half)}</w:rPr></w:style>`;

/** Sizes of headings 1 to 4 in half points. */
const HEADING_SIZES = [44, 30, 25, 21];

export const stylesXml = (language: string): string =>
  root(
    "styles",
    `<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:eastAsia="${FONT}" w:cs="${FONT}"/>${size(21)}<w:lang w:val="${escapeXml(language)}"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>` +
      '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>' +
      '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>' +
      '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:uiPriority w:val="34"/><w:qFormat/></w:style>' +
      HEADING_SIZES.map((half, index) => headingStyle(index + 1, half)).join(""),
  );

const listKind = (id: number, format: string, mark: string): string =>
  `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${mark}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="460" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>`;

/** Number 1 is the list with bullets, each further one a numbered list that starts at one (17.9.27). */
export function numberingXml(numberedLists: number): string {
  const numbered = Array.from(
    { length: numberedLists },
    (_, index) =>
      `<w:num w:numId="${index + 2}"><w:abstractNumId w:val="2"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>`,
  );
  const bullets = '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>';
  return root("numbering", listKind(1, "bullet", "•") + listKind(2, "decimal", "%1.") + bullets + numbered.join(""));
}

/** Without a mode Word takes the file for one of 2007 and says so. */
export const settingsXml = (): string =>
  root(
    "settings",
    '<w:defaultTabStop w:val="720"/><w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>',
  );

export const headerXml = ({ sender, kindLabel, marking }: ResolvedDocument): string =>
  root("hdr", small(`${sender} · ${kindLabel} · ${marking}`));

export function footerXml({ referenceDate, contentHash }: ResolvedDocument): string {
  const style = color(SOFT) + size(17);
  const text = `${messages.referenceDate} ${referenceDate} · ${contentHash.slice(0, 12)} · ${messages.page} `;
  return root("ftr", paragraph(`${run(text, style)}<w:fldSimple w:instr="PAGE">${run("1", style)}</w:fldSimple>`));
}

/** Carries the reference date, not the moment of making. */
export function coreXml({ title, sender, language, referenceDate }: ResolvedDocument): string {
  const moment = (name: string) =>
    `<dcterms:${name} xsi:type="dcterms:W3CDTF">${referenceDate}T00:00:00Z</dcterms:${name}>`;
  return `${XML_HEADER}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${escapeXml(title)}</dc:title><dc:creator>${escapeXml(sender)}</dc:creator><dc:language>${escapeXml(language)}</dc:language><cp:lastModifiedBy>${escapeXml(sender)}</cp:lastModifiedBy>${moment("created")}${moment("modified")}</cp:coreProperties>`;
}
