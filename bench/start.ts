import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import {
  formatNumber,
  formatSpread,
  median,
  printConditions,
  printNote,
  printTable,
  printVerdict,
  timed,
} from "./measure.ts";
import { startProduct } from "./product.ts";

/** From `node bin/start` to the line with the address, when the set-up was done before. */

const ROUNDS = 5;
const TARGET_MS = 5000;

/** A start that had to build is done again: somebody changed the source meanwhile. */
async function startTime(dataDir: string): Promise<number> {
  for (;;) {
    const product = await startProduct(dataDir);
    await product.stop();
    if (!product.built) return product.startedIn;
    printNote("  (een start die eerst moest bouwen telt niet mee)");
  }
}

const bareNode = (): Promise<number> => timed(() => spawnSync(process.execPath, ["-e", "0"]));

/** The engine alone: on a new folder it lays out a database first. */
async function bareEngine(folder: string): Promise<number> {
  let engine: PGlite | undefined;
  const time = await timed(async () => {
    engine = await PGlite.create({ dataDir: folder });
    await engine.query("select 1");
  });
  await engine?.close();
  return time;
}

async function measure(folder: string) {
  const times = { empty: [], filled: [], node: [], engineEmpty: [], engineFilled: [] } as Record<string, number[]>;
  const add = (name: string, time: number) => times[name]?.push(time);
  // Whatever still has to be set up is set up here.
  await (await startProduct(join(folder, "vooraf"))).stop();
  for (let round = 0; round < ROUNDS; round += 1) {
    const data = join(folder, `gegevens-${round}`);
    add("empty", await startTime(data));
    add("filled", await startTime(data));
    add("node", await bareNode());
    const engine = join(folder, `motor-${round}`);
    add("engineEmpty", await bareEngine(engine));
    add("engineFilled", await bareEngine(engine));
  }
  return (name: string): readonly number[] => times[name] ?? [];
}

export async function run(): Promise<void> {
  printConditions("Starten na de inrichting");
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-bench-"));
  try {
    const times = await measure(folder);
    const row = (label: string, name: string, engine: string) => [
      label,
      formatSpread(times(name), 0),
      formatSpread(times(engine), 0),
      `${formatNumber(median(times(name)) / (median(times(engine)) + median(times("node"))))}×`,
    ];
    printNote(`\nNode alleen (node -e 0): ${formatSpread(times("node"), 0)} ms`);
    printTable(
      ["gegevensmap, mediaan (kleinste–grootste) in ms", "npm start", "PGlite alleen", "tegenover Node + PGlite"],
      [row("leeg", "empty", "engineEmpty"), row("gevuld", "filled", "engineFilled")],
    );
    printNote("");
    for (const [label, name] of [
      ["lege gegevensmap", "empty"],
      ["gevulde gegevensmap", "filled"],
    ] as const) {
      const middle = median(times(name));
      printVerdict(
        `${label}, hoogstens ${TARGET_MS / 1000} s`,
        `${formatNumber(middle / 1000, 2)} s`,
        middle <= TARGET_MS,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
