import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateFiles } from "../stateDiagrams.ts";

/** `npm run states`: writes docs/states anew from the transition tables. */

const FOLDER = "docs/states";

function main(): void {
  const files = stateFiles();
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER)) if (!files.has(name)) rmSync(join(FOLDER, name));
  for (const [name, text] of files) writeFileSync(join(FOLDER, name), text);
  process.stdout.write(`${files.size} toestandsdiagrammen geschreven in ${FOLDER}.\n`);
}

main();
