/** What XML 1.0 does not allow (section 2.2), lone surrogates among it; a file that holds one cannot be opened. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export const withoutForbidden = (text: string): string => text.replace(FORBIDDEN, "");

export const escapeXml = (text: string): string =>
  withoutForbidden(text).replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);

/** ODF folds runs of spaces; each further one needs its own element (OpenDocument 1.3 part 3, 6.1.3). */
export const odfText = (text: string): string =>
  escapeXml(text)
    .replace(/\n/g, "<text:line-break/>")
    .replace(/\t/g, "<text:tab/>")
    .replace(/ {2,}/g, (spaces) => ` <text:s text:c="${spaces.length - 1}"/>`);
