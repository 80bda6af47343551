import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { EngineError, type EngineFailure, isFailure } from "./failure.ts";
import { detectIsolation, LOCKED_ENVIRONMENT, type LockedCommand, lockedCommand } from "./isolation.ts";
import type { Isolation, Limits } from "./shapes.ts";

/** Memory is looked at this often, milliseconds. */
const WATCH = 50;
const LONGEST_ANSWER = 256 * 2 ** 20;
const PAGE = 4096;

export interface ChildRun {
  /** Script of the child; the engine's own when absent. */
  readonly entry?: string;
  /** Sent as one line on standard input; nowhere else. `inputs` is the child's folder for opened files. */
  readonly request: (inputs: string) => unknown;
  /** Paths of sealed files, sent one after the other over a pipe: the child itself can open none of them. */
  readonly files: readonly string[];
  readonly limits: Limits;
  readonly isolation: Isolation;
  readonly signal?: AbortSignal;
}

/**
 * From the source: src/engine.ts, which Node runs as it is. From the bundle: engine.js beside the process, or one folder
 * up for a command.
 */
function defaultEntry(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = ["engine.js", "../engine.js", "../engine.ts"]
    .map((path) => join(here, path))
    .find((path) => existsSync(path));
  if (found === undefined) throw new EngineError("crashed");
  return found;
}

function packagesOf(entry: string): string {
  for (let folder = dirname(entry); folder !== dirname(folder); folder = dirname(folder))
    if (existsSync(join(folder, "node_modules"))) return join(folder, "node_modules");
  throw new EngineError("crashed");
}

/** What the child may read: the program itself, Node, and the packages. Not the folder of the data, not /etc. */
function visiblePaths(entry: string): string[] {
  const packages = packagesOf(entry);
  const code = entry.endsWith("engine.js") ? [dirname(entry)] : [dirname(fileURLToPath(import.meta.url)), entry];
  const own = [...code, join(dirname(packages), "package.json"), packages, realpathSync(packages), process.execPath];
  const shown = [...new Set(own), "/usr", "/lib"];
  return own.filter((path, at) => own.indexOf(path) === at && !shown.some((folder) => path.startsWith(`${folder}/`)));
}

/** Without namespaces (development only): the same program in an ordinary process, its inputs in a private folder. */
function openCommand(command: readonly string[]): LockedCommand {
  const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
  const inputs = mkdtempSync(join(base, "rondetafel-engine-"));
  const [program = "", ...rest] = command;
  return { command: program, arguments: rest, inputs, clean: () => rmSync(inputs, { recursive: true, force: true }) };
}

/** Resident memory of a process and all below it, bytes; 0 where /proc does not tell. */
function memoryOf(pid: number): number {
  try {
    const resident = Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1] ?? 0) * PAGE;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").split(" ").filter(Boolean),
    );
    return children.reduce((sum, child) => sum + memoryOf(Number(child)), resident);
  } catch {
    return 0;
  }
}

/** Stops the child at once when it takes too much or too long; killing the outer process takes the namespace along. */
function watch(
  child: ChildProcess,
  { limits, signal }: ChildRun,
): { reason: () => EngineFailure | null; stop: () => void } {
  let reason: EngineFailure | null = null;
  const kill = (why: EngineFailure): void => {
    reason ??= why;
    child.kill("SIGKILL");
  };
  const abort = (): void => kill("stopped");
  const timer = setTimeout(() => kill("time"), limits.time);
  const meter = setInterval(() => {
    if (child.pid !== undefined && memoryOf(child.pid) > limits.memory) kill("memory");
  }, WATCH);
  signal?.addEventListener("abort", abort);
  if (signal?.aborted === true) abort();
  const stop = (): void => {
    clearTimeout(timer);
    clearInterval(meter);
    signal?.removeEventListener("abort", abort);
  };
  return { reason: () => reason, stop };
}

const drained = (pipe: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      pipe.off("drain", done).off("close", done);
      resolve();
    };
    pipe.once("drain", done).once("close", done);
  });

/** Sends the files down the pipe; a child that is gone simply ends the sending, its exit tells why. */
async function sendFiles(paths: readonly string[], pipe: Writable): Promise<void> {
  pipe.on("error", () => undefined);
  for (const path of paths)
    for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) {
      if (pipe.destroyed) return;
      if (!pipe.write(part)) await drained(pipe);
    }
  pipe.end();
}

async function readAnswer(child: ChildProcess): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  child.stdout?.on("data", (part: Buffer) => {
    size += part.length;
    if (size > LONGEST_ANSWER) child.kill("SIGKILL");
    else parts.push(part);
  });
  await new Promise<void>((resolve) => void child.once("close", () => resolve()).once("error", () => resolve()));
  return Buffer.concat(parts).toString("utf8");
}

function parseAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EngineError("crashed");
  }
}

/** Whether a question may be computed here, and how locked in. Throws EngineError "isolation". */
export function chooseIsolation(wanted: "require" | "allowNone"): Isolation {
  const found = detectIsolation();
  if (found === "none" && wanted === "require") throw new EngineError("isolation");
  return found;
}

/**
 * Starts the child, hands it its job and its files, watches it, and returns what it said. Throws an EngineError: what the
 * child reported, or "time", "memory", "stopped" or "crashed". Nothing of the child is left, whatever happened.
 */
export async function runLocked(run: ChildRun): Promise<unknown> {
  const entry = run.entry ?? defaultEntry();
  const node = [process.execPath, "--disable-warning=ExperimentalWarning", entry];
  // Opened inputs count as memory too: the tmpfs may hold a third, the process watches the rest.
  const space = Math.floor(run.limits.memory / 3);
  const world = run.isolation === "namespaces" ? lockedCommand(node, visiblePaths(entry), space) : openCommand(node);
  try {
    const child = spawn(world.command, world.arguments, {
      env: LOCKED_ENVIRONMENT,
      cwd: "/",
      stdio: ["pipe", "pipe", "ignore", "pipe"],
    });
    const watcher = watch(child, run);
    try {
      child.stdin?.on("error", () => undefined);
      child.stdin?.write(`${JSON.stringify(run.request(world.inputs))}\n`);
      const pipe = child.stdio[3];
      const sending = pipe !== undefined && pipe !== null && "write" in pipe ? sendFiles(run.files, pipe) : undefined;
      const [text] = await Promise.all([readAnswer(child), sending?.catch(() => void child.kill("SIGKILL"))]);
      const reason = watcher.reason();
      if (reason !== null) throw new EngineError(reason);
      const answer = parseAnswer(text);
      if (typeof answer === "object" && answer !== null && "failure" in answer)
        throw new EngineError(isFailure(String(answer.failure)) ? (answer.failure as EngineFailure) : "crashed");
      return answer;
    } finally {
      watcher.stop();
      child.kill("SIGKILL");
    }
  } finally {
    world.clean();
  }
}
