import { spawn } from "node:child_process";
import { Agent, get } from "node:http";
import { percentile, versionOf } from "./measure.ts";

/** Load on one address: `wrk` when it is there, else a client of our own. */
export interface Load {
  readonly perSecond: number;
  /** The slowest one in a hundred, in milliseconds. */
  readonly p99: number;
}

export const CONNECTIONS = 16;
const SECONDS = 4;
const IN_MS: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

export const wrkVersion = (): string | null => versionOf("which", "wrk") && "wrk";

function wrk(url: string, encoding: string): Promise<Load> {
  const header = `Accept-Encoding: ${encoding}`;
  const options = ["-t1", `-c${CONNECTIONS}`, `-d${SECONDS}s`, "--latency", "-H", header, url];
  return new Promise((resolve, reject) => {
    const child = spawn("wrk", options, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once("exit", () => {
      const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
      const [, p99 = "", unit = ""] = /99%\s+([\d.]+)(us|ms|s)/.exec(text) ?? [];
      if (/Non-2xx|Socket errors/.test(text) || !(perSecond > 0)) return reject(new Error(text));
      resolve({ perSecond, p99: Number(p99) * (IN_MS[unit] ?? Number.NaN) });
    });
  });
}

function once(url: string, encoding: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "accept-encoding": encoding } }, (answer) => {
      answer.resume().once("end", resolve);
    }).once("error", reject);
  });
}

async function ownClient(url: string, encoding: string): Promise<Load> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const times: number[] = [];
  const end = performance.now() + SECONDS * 1000;
  const visitor = async (): Promise<void> => {
    while (performance.now() < end) {
      const start = performance.now();
      await once(url, encoding, agent);
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, visitor));
  agent.destroy();
  return { perSecond: times.length / SECONDS, p99: percentile(times, 0.99) };
}

/** Puts load on `url` for a few seconds. */
export const putLoad = (url: string, encoding: string): Promise<Load> =>
  wrkVersion() === null ? ownClient(url, encoding) : wrk(url, encoding);
