import { availableParallelism } from "node:os";
import { isMainThread } from "node:worker_threads";
import { acceptToday, destroyHere, enrolPartners, listState, verifyStorage } from "./keyholder/commands.ts";
import { readOptions, readServing, readWorkers } from "./keyholder/environment.ts";
import { HolderError } from "./keyholder/errors.ts";
import { startKeyHolder } from "./keyholder/index.ts";
import { messages } from "./keyholder/messages.nl.ts";
import { StartError } from "./keyholder/start.ts";
import { createWorkerEvaluator, serveEvaluations } from "./keyholder/workers.ts";

/** One key holder: an organisation of its own, with its own folder, that knows neither the platform nor the others. */
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const warn = (line: string): void => void process.stderr.write(`${line}\n`);

async function serve(): Promise<number> {
  const options = readServing(process.env);
  const size = readWorkers(process.env, availableParallelism());
  const evaluator = createWorkerEvaluator(new URL(import.meta.url), size);
  const running = await startKeyHolder({ ...options, evaluator, say: warn }).catch(async (error: unknown) => {
    await evaluator.close();
    throw error;
  });
  say(messages.command.serving(running.info.name, running.url));
  await new Promise<void>((resolve) => {
    process.once("SIGINT", resolve);
    process.once("SIGTERM", resolve);
  });
  say(messages.command.stopping);
  await running.close();
  await evaluator.close();
  say(messages.command.stopped);
  return 0;
}

function usage(): number {
  warn(messages.command.usage);
  return 1;
}

const COMMANDS: Readonly<Record<string, (rest: readonly string[]) => number | Promise<number>>> = {
  serve,
  enrol: (rest) => enrolPartners({ ...readOptions(process.env), say: warn }, rest, say),
  list: () => listState({ ...readOptions(process.env), say: warn }, say),
  verify: () => verifyStorage(readOptions(process.env), say),
  destroy: ([study]) =>
    study === undefined ? usage() : destroyHere({ ...readOptions(process.env), say: warn }, study, say),
  clock: () => acceptToday({ ...readOptions(process.env), say: warn }, say),
};

async function main(): Promise<void> {
  // Whatever this process makes is for its owner alone.
  process.umask(0o077);
  const [name = "serve", ...rest] = process.argv.slice(2);
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    process.exitCode = command === undefined ? usage() : await command(rest);
  } catch (error) {
    const known = error instanceof StartError || error instanceof HolderError;
    warn(known ? error.message : messages.command.unexpected);
    process.exitCode = 1;
  }
}

// The same program is also what the threads of its pool run.
await (isMainThread ? main() : serveEvaluations());
