import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** A source file with its comments taken out, so that a word in a comment is not mistaken for code. */
export interface Source {
  /** Path from `src/`, with slashes: "modules/plans/queries.ts". */
  readonly path: string;
  readonly code: string;
}

export interface Import {
  /** Where it leads, from `src/`; the bare name for a package. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const withoutComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\/|(^|[^:"'`\w])\/\/[^\n]*/g, "$1");

export const source = (path: string, code: string): Source => ({ path, code: withoutComments(code) });

export const readSources = (): Source[] =>
  readdirSync("src", { recursive: true, encoding: "utf8" })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => /\.tsx?$/.test(path))
    .sort()
    .map((path) => source(path, readFileSync(join("src", path), "utf8")));

const FROM = /\b(import|export)\s+(type\s+)?([^"';]*?)\s*from\s+"([^"]+)"|\bimport\s*\(?\s*"([^"]+)"/g;

/** Everything a file imports or passes on. */
export function importsOf({ path, code }: Source): Import[] {
  return [...code.matchAll(FROM)].map(([, , type, names = "", from, bare]) => {
    const target = from ?? bare ?? "";
    const to = target.startsWith(".") ? normalize(join(dirname(path), target)) : target;
    const each = /^\{[\s\S]*\}$/.test(names.trim()) ? names.replace(/[{}]/g, "").split(",") : [names];
    const typed = each.filter((name) => name.trim() !== "").every((name) => name.trim().startsWith("type "));
    return { to, typeOnly: type !== undefined || (names.trim() !== "" && typed) };
  });
}
