import { readBundled } from "../platform/bundled.ts";

/** The fonts that go into a PDF, as bytes; read once by the renderer. */
export const readFonts = (): Buffer[] => readBundled("src/documents/fonts", ".ttf");
