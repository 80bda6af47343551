import { readFileSync, statSync } from "node:fs";
import { readConfig } from "../config.ts";
import { importProgrammeFile, readProgrammeFile } from "../importProgramme.ts";
import { openDatabase } from "../open.ts";

/** `npm run import -- bestand.json`: checks the whole file, then writes it, or changes nothing. */

const MAX_BYTES = 20_000_000;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

class Refused extends Error {}

function readJson(path: string): unknown {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info?.isFile()) throw new Refused(`Het bestand ${path} is er niet. Controleer de naam.`);
  if (info.size > MAX_BYTES)
    throw new Refused(`Het bestand ${path} is groter dan 20 MB. Is dit wel een programmabestand?`);
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refused(`Het bestand is geen geldige JSON: ${error.message}`);
    throw new Refused("Het bestand is geen UTF-8-tekst. Bewaar het opnieuw als UTF-8.");
  }
}

async function main(path: string | undefined): Promise<void> {
  if (path === undefined) throw new Refused("Zeg welk bestand: npm run import -- bestand.json");
  const read = readProgrammeFile(readJson(path));
  if (!read.ok) {
    const lines = read.problems.map(({ path: where, message, hint }) => `  ${where}: ${message} – ${hint}`);
    throw new Refused(
      `Er is niets gewijzigd. ${read.problems.length === 1 ? "Er is 1 probleem" : `Er zijn ${read.problems.length} problemen`}:\n${lines.join("\n")}`,
    );
  }
  const handle = await openDatabase(readConfig(process.env));
  try {
    const results = await importProgrammeFile(handle.db, read.file);
    for (const { section, added, changed, unchanged } of results)
      if (added + changed > 0) say(`  ${section}: ${added} toegevoegd, ${changed} gewijzigd, ${unchanged} gelijk`);
    say(results.some(({ added, changed }) => added + changed > 0) ? "Geladen." : "Geen wijzigingen.");
  } finally {
    await handle.close();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
