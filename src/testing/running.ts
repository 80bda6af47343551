import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../platform/database.ts";

/** A running product, as somebody gets it who types `npm start`: a process, its words and its address. */
export interface Running {
  readonly process: ChildProcess;
  readonly url: string;
  /** Everything it said so far. */
  said(): string;
  /** Address of the sign-in link of an example role. */
  linkOf(label: string): string;
  /** Sends a signal and waits for the end; returns the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>;
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });

export interface DataPlace {
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Where a run keeps its data: a new folder, or with DATABASE_URL a new database on that server. */
export async function newDataPlace(): Promise<DataPlace> {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-data-"));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  const url = process.env.DATABASE_URL ?? "";
  if (url === "") return { env: { DATA_DIR: folder, DATABASE_URL: "" }, remove: async () => removeFolder() };
  const name = `rondetafel_run_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const admin = openServer(url, 1);
  await admin.exec(`create database ${name}`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    env: { DATA_DIR: folder, DATABASE_URL: own.toString() },
    remove: async () => {
      await admin.exec(`drop database if exists ${name} with (force)`);
      await admin.close();
      removeFolder();
    },
  };
}

const READY = /Stoppen: Ctrl-C/;
const PATIENCE_MS = 60_000;

/** Starts build/server.js and waits until it says that it is ready, or has ended. */
export async function startProcess(env: Readonly<Record<string, string>>, name = "server"): Promise<Running> {
  if (!existsSync(`build/${name}.js`)) throw new Error("Er is nog niet gebouwd: gebruik npm test.");
  const port = env.PORT ?? String(await freePort());
  const child = spawn(process.execPath, [`build/${name}.js`], {
    env: { PATH: process.env.PATH ?? "", ...env, PORT: port },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let words = "";
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Niet op tijd klaar:\n${words}`)), PATIENCE_MS);
    const listen = (chunk: Buffer): void => {
      words += chunk.toString();
      if (READY.test(words)) resolve();
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", listen);
    void ended.then(() => resolve()).finally(() => clearTimeout(timer));
  });
  await ready;
  return {
    process: child,
    url: `http://localhost:${port}`,
    said: () => words,
    linkOf: (label) =>
      words
        .split("\n")
        .find((line) => line.trim().startsWith(label))
        ?.match(/http\S+/)?.[0] ?? "",
    end: (signal) => {
      if (child.exitCode === null && signal !== undefined) child.kill(signal);
      return ended;
    },
  };
}

/** Signs in over the network with an example link and keeps the cookie. */
export async function signIn(running: Running, label: string) {
  const entered = await fetch(running.linkOf(label), { redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  return {
    get: (path: string) => fetch(`${running.url}${path}`, { headers: { cookie }, redirect: "manual" }),
    post: (path: string, form: Readonly<Record<string, string>>) =>
      fetch(`${running.url}${path}`, {
        method: "POST",
        headers: { cookie, Origin: running.url },
        body: new URLSearchParams(form),
        redirect: "manual",
      }),
  };
}
