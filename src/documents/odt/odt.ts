import { type Zippable, zipSync } from "fflate";
import type { ResolvedDocument } from "../resolved.ts";
import { walkDocument } from "./content.ts";
import { contentXml, manifestXml, metaXml, stylesXml } from "./parts.ts";

/** The earliest moment a zip can hold: the same document gives the same bytes. */
const ZIP_EPOCH = new Date(Date.UTC(1980, 0, 2));

/** Renders a document as OpenDocument Text 1.3; `mimetype` first and stored (part 2, section 3.3). */
export function renderOdt(document: ResolvedDocument): Uint8Array {
  const { body, styles, pictures } = walkDocument(document);
  const part = (text: string) => new TextEncoder().encode(text);
  const files: Zippable = {
    mimetype: [part("application/vnd.oasis.opendocument.text"), { level: 0 }],
    "content.xml": part(contentXml(body.join("\n"), styles.join(""))),
    "styles.xml": part(stylesXml(document)),
    "meta.xml": part(metaXml(document)),
    "META-INF/manifest.xml": part(manifestXml(pictures)),
    ...Object.fromEntries(pictures.map(({ path, bytes }) => [path, bytes])),
  };
  return zipSync(files, { mtime: ZIP_EPOCH, level: 6 });
}
