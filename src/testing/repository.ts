import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The repository's own rules, each from text to offences, so that a planted offence can show that it bites. */

export interface TextFile {
  readonly path: string;
  readonly text: string;
}

const BINARY = /\.(png|jpg|ttf|woff2|pdf|odt|docx)$/;
const NOT_OURS = new Set(["node_modules", "data", "build", ".git", ".cache", "test-results"]);

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !NOT_OURS.has(name))
    .flatMap((entry) => (entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)]));

/** Every file that belongs to the repository; where git or its folder is missing, every file that is there. */
export function repositoryPaths(): string[] {
  try {
    const listed = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return listed.split("\n").filter((path) => path !== "" && existsSync(path));
  } catch {
    return walk(".");
  }
}

export const readTexts = (paths: readonly string[]): TextFile[] =>
  paths.filter((path) => !BINARY.test(path)).map((path) => ({ path, text: readFileSync(path, "utf8") }));

// In pieces, or this file would be the first offence.
const ASSISTANTS = ["Cla_ude", "Chat_GPT", "Co_pilot", "Gem_ini", "Anth_ropic", "Open_AI", "L_LM"];
const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  // An address such as https://example.nl/home/… is no path on a machine.
  { what: "path on a machine", pattern: /(?<![\w.:/-])\/(work|tmp|root|home|Users)\/\w/ },
  { what: "registry host", pattern: /\bregistry\.[\w-]+\.\w|\bnpmjs\.(org|com)\b|\b(verd[a]ccio|artif[a]ctory)\b/i },
  {
    what: "assistant",
    pattern: new RegExp(`\\b(${ASSISTANTS.map((name) => name.replace("_", "")).join("|")})\\b`, "i"),
  },
  // "33328-AI" is a Kamerstuk; in quotes it is its number.
  { what: "assistant", pattern: new RegExp(`(?<![-"\\w])A${"I"}(?![-"\\w])`) },
];

/** Lines that say what has no place in a repository: where it was made, from what, or with what. */
export const forbiddenWords = (files: readonly TextFile[]): string[] =>
  files.flatMap(({ path, text }) =>
    text
      .split("\n")
      .flatMap((line, index) =>
        FORBIDDEN.filter(({ pattern }) => pattern.test(line)).map(({ what }) => `${path}:${index + 1}: ${what}`),
      ),
  );

/** What stands on one side only. */
export function difference(left: readonly string[], right: readonly string[], where: readonly [string, string]) {
  return [
    ...left.filter((name) => !right.includes(name)).map((name) => `${name}: only in ${where[0]}`),
    ...right.filter((name) => !left.includes(name)).map((name) => `${name}: only in ${where[1]}`),
  ];
}

/** Names of environment variables in the schema of config.ts. */
export function settingsRead(config: string): string[] {
  const schema = /const environment = z\.object\(\{([\s\S]*?)\n\}\);/.exec(config)?.[1] ?? "";
  return [...schema.matchAll(/^ {2}([A-Z][A-Z0-9_]*):/gm)].map(([, name = ""]) => name);
}

/** Rows of the settings table in the README: name and default. */
export const settingsDocumented = (readme: string): Map<string, string> =>
  new Map(
    [...readme.matchAll(/^\| `([A-Z][A-Z0-9_]*)` \| ([^|]*) \|/gm)].map(([, name = "", value = ""]) => [name, value]),
  );

/** Paths in the README's drawing of the folders: the first word of each line. */
export function layoutPaths(readme: string): string[] {
  const drawing = /## Indeling[\s\S]*?```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  return drawing.split("\n").flatMap((line) => /^(\S+)/.exec(line)?.[1] ?? []);
}

/** Scripts that a text tells people to run. */
export const scriptsNamed = (text: string): string[] =>
  [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].map(([, run, short]) => run ?? short ?? "");

/** Files that a page of Markdown links to, as paths from the root. */
export const linkedFiles = ({ path, text }: TextFile): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target.split("#")[0] ?? "")
    .filter((target) => target !== "" && !/^[a-z]+:/.test(target))
    .map((target) => join(path, "..", target));

/** Paths that a page writes as code: `src/app.ts`. A pattern such as `modules/<noun>` is not one. */
export const pathsNamed = (text: string): string[] =>
  [...text.matchAll(/`((?:src|docs|bin|bench|examples|migrations|\.ci)\/[\w./-]*)`/g)].map(([, path = ""]) => path);

/** Decisions that code or text refers to by number. */
export const decisionsNamed = (files: readonly TextFile[]): string[] =>
  files.flatMap(({ text }) => [...text.matchAll(/\bADR (\d{4})\b/g)].map(([, number = ""]) => number));
