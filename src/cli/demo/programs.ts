import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

/** The other programs of a study, each as the organisation that runs it would start it: a process of its own. */
const BUILD = "build";

export interface Said {
  readonly code: number | null;
  readonly out: string;
}

/** Runs one command to its end and returns what it said. */
function run(file: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Said> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(BUILD, file), ...args], {
      env: { PATH: process.env.PATH ?? "", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let out = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (out += part.toString()));
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, out }));
  });
}

async function succeed(what: string, work: Promise<Said>): Promise<string> {
  const { code, out } = await work;
  if (code !== 0) throw new Error(`${what} is mislukt: ${out.trim()}`);
  return out;
}

/** The partner's tool; throws with its own words when it refuses. */
export const tool = (...args: readonly string[]): Promise<string> =>
  succeed(`rondetafel-pseudonymise ${args[0] ?? ""}`, run("rondetafel-pseudonymise.mjs", args));

export interface Holder {
  readonly name: string;
  readonly url: string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export interface HolderOptions {
  readonly name: string;
  readonly folder: string;
  readonly port: number;
  readonly operatorKey: string;
  /** Partner id → public key, as its administrator got them from the partners themselves. */
  readonly partners: ReadonlyMap<string, string>;
}

/** Enrols the partners and starts serving. */
export async function startHolder(options: HolderOptions): Promise<Holder> {
  const env = {
    KEYHOLDER_NAME: options.name,
    KEYHOLDER_DIR: options.folder,
    KEYHOLDER_PORT: String(options.port),
    KEYHOLDER_OPERATOR_KEY: options.operatorKey,
    KEYHOLDER_WORKERS: "1",
  };
  for (const [partner, key] of options.partners)
    await succeed("Inschrijven bij de sleutelhouder", run("keyholder.js", ["enrol", partner, key], env));
  const child = spawn(process.execPath, [join(BUILD, "keyholder.js"), "serve"], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const url = `http://127.0.0.1:${options.port}`;
  await untilServing(child, url, options.name);
  return {
    name: options.name,
    url,
    stop: (signal = "SIGTERM") =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve();
        child.once("exit", () => resolve());
        child.kill(signal);
      }),
  };
}

async function untilServing(child: ChildProcess, url: string, name: string): Promise<void> {
  let said = "";
  child.stderr?.on("data", (part: Buffer) => (said += part.toString()));
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (child.exitCode !== null) throw new Error(`${name} start niet: ${said.trim()}`);
    const answer = await fetch(`${url}/v1/holder`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${name} antwoordt niet.`);
}
