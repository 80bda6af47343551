import { escapeXml } from "../xml.ts";

/** ODF folds runs of spaces; each further one needs its own element (OpenDocument 1.3 part 3, 6.1.3). */
export const odfText = (text: string): string =>
  escapeXml(text)
    .replace(/\n/g, "<text:line-break/>")
    .replace(/\t/g, "<text:tab/>")
    .replace(/ {2,}/g, (spaces) => ` <text:s text:c="${spaces.length - 1}"/>`);
