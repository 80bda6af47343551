import { escapeXml } from "../xml.ts";

/** The smallest pieces of WordprocessingML (ECMA-376 part 1, chapter 17). The order of properties is the standard's. */

export const PETROL = "0B5563";
export const SOFT = "4C5452";
/** Width of the text area in twentieths of a point: A4 less margins of 2.5 cm. */
export const TEXT_WIDTH = 9070;

export const BOLD = "<w:b/><w:bCs/>";
export const ITALIC = "<w:i/><w:iCs/>";
export const color = (hex: string): string => `<w:color w:val="${hex}"/>`;
/** In half points. */
export const size = (half: number): string => `<w:sz w:val="${half}"/><w:szCs w:val="${half}"/>`;

const OPEN = '<w:t xml:space="preserve">';

/** In running text a line break or a tab is an element (17.3.3.1 and 17.3.3.32); as a sign it counts as a space. */
const wordText = (text: string): string =>
  `${OPEN}${escapeXml(text)}</w:t>`.replace(/\n/g, `</w:t><w:br/>${OPEN}`).replace(/\t/g, `</w:t><w:tab/>${OPEN}`);

/** A run of text with one look; `style` holds its properties. */
export const run = (text: string, style = ""): string =>
  style === "" ? `<w:r>${wordText(text)}</w:r>` : `<w:r><w:rPr>${style}</w:rPr>${wordText(text)}</w:r>`;

/** `style` holds the properties of the paragraph, `body` its runs. */
export const paragraph = (body: string, style = ""): string =>
  style === "" ? `<w:p>${body}</w:p>` : `<w:p><w:pPr>${style}</w:pPr>${body}</w:p>`;

export const small = (text: string): string =>
  paragraph(run(text, color(SOFT) + size(18)), '<w:spacing w:after="80"/>');
