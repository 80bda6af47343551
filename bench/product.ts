import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:net";

/** The product as people run it: `node bin/start` in a process of its own. */
export interface Product {
  readonly baseUrl: string;
  /** From the command to the line with the address, in milliseconds. */
  readonly startedIn: number;
  /** Whether the start had to build first: then its time says nothing. */
  readonly built: boolean;
  stop(): Promise<void>;
}

const READY = "Rondetafel staat klaar op";
const PATIENCE_MS = 120_000;

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });
}

/** Starts on a data folder and waits for the line with the address. */
export async function startProduct(dataDir: string): Promise<Product> {
  const port = await freePort();
  const begin = performance.now();
  const { NODE_ENV: _mode, DATABASE_URL: _url, ...environment } = process.env;
  const child = spawn(process.execPath, ["bin/start"], {
    env: { ...environment, PORT: String(port), DATA_DIR: dataDir },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  const startedIn = await new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`De start duurt te lang:\n${output}`)), PATIENCE_MS);
    child.once("exit", () => reject(new Error(`De start is mislukt:\n${output}`)));
    child.stdout.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (!output.includes(READY)) return;
      clearTimeout(late);
      resolve(performance.now() - begin);
    });
  });
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    startedIn,
    built: output.includes("Gebouwd"),
    stop: () => stopped(child),
  };
}
