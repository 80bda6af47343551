import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Files that come with the program (fonts, say), in the order of their names, as bytes. `folder` is from the root of the repository. */
export const readBundled = (folder: string, extension: string): Buffer[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith(extension))
    .sort()
    .map((file) => readFileSync(join(folder, file)));
