import type { HolderOptions } from "./holder.ts";
import { messages } from "./messages.nl.ts";
import { isPublicKey } from "./signing.ts";
import { StartError } from "./start.ts";

type Environment = Readonly<Record<string, string | undefined>>;

function needed(environment: Environment, name: string): string {
  const value = environment[name]?.trim() ?? "";
  if (value === "") throw new StartError(messages.start.missing(name));
  return value;
}

const optional = <Name extends string>(name: Name, value: string | undefined) =>
  (value === undefined || value === "" ? {} : { [name]: value }) as { readonly [key in Name]?: string };

/** What every command needs. KEYHOLDER_KEYSTORE may put the keystore on a disk that no backup reads. */
export function readOptions(environment: Environment): HolderOptions {
  return {
    name: needed(environment, "KEYHOLDER_NAME"),
    dir: needed(environment, "KEYHOLDER_DIR"),
    operatorKey: null,
    ...optional("keystoreDir", environment.KEYHOLDER_KEYSTORE),
  };
}

const MOST_WORKERS = 256;

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new StartError(messages.start.port);
  return port;
}

/** Threads for the arithmetic: KEYHOLDER_WORKERS, or as many as there are cores. */
export function readWorkers(environment: Environment, cores: number): number {
  const workers = Number(environment.KEYHOLDER_WORKERS ?? cores);
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) throw new StartError(messages.start.workers);
  return workers;
}

/** What serving needs besides: the port, and whose word counts as that of the platform. */
export function readServing(environment: Environment) {
  const operatorKey = needed(environment, "KEYHOLDER_OPERATOR_KEY");
  if (!isPublicKey(operatorKey)) throw new StartError(messages.start.operatorKey);
  return {
    ...readOptions(environment),
    operatorKey,
    port: portOf(needed(environment, "KEYHOLDER_PORT")),
    ...optional("host", environment.KEYHOLDER_HOST),
  };
}
