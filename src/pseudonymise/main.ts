import { main } from "./cli.ts";
import { isPoolThread } from "./evaluation/pool.ts";

/** `rondetafel-pseudonymise`: the partner's tool. Bundled into one file, its threads start this file as well. */
if (!isPoolThread) process.exitCode = await main(process.argv.slice(2));
