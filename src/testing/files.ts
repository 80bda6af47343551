import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { strFromU8, unzipSync } from "fflate";

/** Works on bytes as a file, and tidies up. */
function withFile<T>(bytes: Uint8Array, work: (path: string, folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-bestand-"));
  const path = join(folder, "stuk");
  try {
    writeFileSync(path, bytes);
    return work(path, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 << 20 });

/**
 * of a PDF (poppler), every part of an ODT or DOCX (unzip), the source of a page.
 */
export function everythingIn(bytes: Uint8Array, mediaType: string): string {
  if (mediaType === "application/pdf") return withFile(bytes, everythingInPdf);
  if (!mediaType.startsWith("application/vnd.")) return strFromU8(bytes);
  return Object.entries(unzipSync(bytes))
    .map(([name, part]) => `${name}\n${strFromU8(part)}`)
    .join("\n");
}

function everythingInPdf(path: string, folder: string): string {
  run("pdfdetach", "-saveall", "-o", `${folder}/`, path);
  const saved = readdirSync(folder).filter((name) => name !== "stuk");
  return [
    run("pdftotext", "-layout", path, "-"),
    run("pdfinfo", path),
    run("pdfinfo", "-struct-text", path),
    ...saved.map((name) => `${name}\n${readFileSync(join(folder, name), "utf8")}`),
  ].join("\n");
}

/** What poppler says of a PDF: `pdfinfo`, and its tree of tags. */
export const pdfInfo = (bytes: Uint8Array): { info: string; structure: string } =>
  withFile(bytes, (path) => ({ info: run("pdfinfo", path), structure: run("pdfinfo", "-struct", path) }));
