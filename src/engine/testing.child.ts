import { lookup } from "node:dns/promises";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { openDuckdb } from "./duckdb.ts";

/** A child that tries to get out, for lock.test.ts: what it may do, a template could do if it were malicious. */
export interface Probe {
  readonly sql?: readonly string[];
  readonly read?: readonly string[];
  readonly write?: readonly string[];
  readonly list?: readonly string[];
  readonly connect?: readonly (readonly [host: string, port: number])[];
  readonly lookup?: readonly string[];
  readonly hog?: boolean;
  readonly endless?: boolean;
  readonly spin?: boolean;
  readonly exit?: boolean;
}

const attempt = async (work: () => unknown): Promise<string> => {
  try {
    return `did: ${String(await work()).slice(0, 200)}`;
  } catch (error) {
    return error instanceof Error ? `refused: ${"code" in error ? String(error.code) : error.message}` : "refused";
  }
};

const reach = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: 3000 }, resolve);
    socket.once("error", reject).once("timeout", () => reject(new Error("timeout")));
  });

async function* attempts(probe: Probe): AsyncGenerator<readonly [string, string]> {
  for (const path of probe.read ?? []) yield [`read ${path}`, await attempt(() => readFileSync(path))];
  for (const path of probe.list ?? []) yield [`list ${path}`, await attempt(() => readdirSync(path))];
  for (const path of probe.write ?? []) yield [`write ${path}`, await attempt(() => writeFileSync(path, "x"))];
  for (const [host, port] of probe.connect ?? []) yield [`connect ${host}`, await attempt(() => reach(host, port))];
  for (const name of probe.lookup ?? []) yield [`lookup ${name}`, await attempt(() => lookup(name))];
}

async function takeEverything(): Promise<never> {
  const held: Buffer[] = [];
  for (;;) {
    held.push(Buffer.alloc(64 * 2 ** 20, 1));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function spin(): never {
  for (;;) Math.sqrt(2);
}

async function tryAll(probe: Probe): Promise<Record<string, string>> {
  const database = await openDuckdb(["/in/0.parquet"], 1, 256 * 2 ** 20);
  const found: Record<string, string> = { environment: Object.keys(process.env).sort().join(" ") };
  for (const sql of probe.sql ?? []) found[sql] = await attempt(() => database.run(sql));
  for await (const [what, outcome] of attempts(probe)) found[what] = outcome;
  if (probe.exit === true) process.exit(3);
  if (probe.hog === true) await takeEverything();
  if (probe.spin === true) spin();
  if (probe.endless === true)
    await database.run("SELECT sum(a.range * b.range) FROM range(10000000) a, range(10000000) b");
  return found;
}

let text = "";
process.stdin.setEncoding("utf8");
process.stdin.on("data", (part: string) => {
  text += part;
  if (!text.endsWith("\n")) return;
  void tryAll(JSON.parse(text) as Probe).then((found) =>
    process.stdout.write(`${JSON.stringify(found)}\n`, () => process.exit(0)),
  );
});
