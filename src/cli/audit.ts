import { readConfig } from "../config.ts";
import { openDatabase } from "../open.ts";
import { chainEvents, verifyChain } from "../platform/audit.ts";

/** `npm run audit -- verify`: walks the chain of audit events and names every altered, removed or reordered row. */

async function main(command: string | undefined): Promise<void> {
  if (command !== "verify") throw new Error("Gebruik: npm run audit -- verify");
  const handle = await openDatabase(readConfig(process.env));
  try {
    while ((await chainEvents(handle.db)) > 0);
    const { chained, unchained, head, problems } = await verifyChain(handle.db);
    process.stdout.write(`${chained} gebeurtenissen in de keten, ${unchained} nog niet.\nKop van de keten: ${head}\n`);
    if (problems.length === 0) process.stdout.write("De keten is heel.\n");
    else throw new Error(`De keten is niet heel:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  } finally {
    await handle.close();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
