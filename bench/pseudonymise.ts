import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import { type BackendName, nativeAvailable } from "../src/oprf/index.ts";
import {
  type Cleaner,
  ibanOf,
  layOut,
  openStudy,
  startProcessTable,
  temporaryFolder,
} from "../src/pseudonymise/testing.ts";
import { formatNumber, printConditions, printNote, printTable, printVerdict, timed } from "./measure.ts";

/**
 * The partner's tool from file to delivery, with two key holders as processes of their own on the same machine: so the
 * time holds what the tool and both holders do. `SIZE` identifiers, and twice as many to see whether time and memory follow.
 */
const SIZE = Number(process.env.SIZE ?? 50_000);
const MILLION = 1_000_000;
const TARGET_MINUTES = 25;
const SAMPLE = 256;
/** Above this share of growth in memory for twice the input, it is not flat. */
const FLAT = 1.25;

interface Measured {
  readonly size: number;
  readonly seconds: number;
  /** The most memory the tool had, in MiB. */
  readonly memory: number;
}

async function writeSource(path: string, size: number): Promise<void> {
  const out = createWriteStream(path);
  out.write("IBAN;Klant;Datum;Bedrag;Label;Soort\n");
  for (let number = 0; number < size; number += 1) {
    const line = `${ibanOf(number)};klant-${number};2026-03-${String(1 + (number % 28)).padStart(2, "0")};${number % 500};${number % 10 === 0 ? 1 : 0};\n`;
    if (!out.write(line)) await once(out, "drain");
  }
  out.end();
  await once(out, "finish");
}

const gone = (child: ChildProcess): Promise<number | null> => new Promise((resolve) => child.once("exit", resolve));

/** Peak resident memory of a process so far (Linux), in MiB. */
function peakOf(pid: number | undefined): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Without add-ons the FFI cannot load, and everybody calculates in WebAssembly. */
const environmentOf = (backend: BackendName): Record<string, string> =>
  backend === "wasm" ? { NODE_OPTIONS: "--no-addons" } : {};

async function measureRun(backend: BackendName, size: number): Promise<Measured> {
  const cleanups: (() => unknown)[] = [];
  const cleaner: Cleaner = { after: (work) => void cleanups.push(work) };
  try {
    const env = environmentOf(backend);
    const table = await startProcessTable(cleaner, env);
    const charter = await openStudy(table);
    const folder = temporaryFolder(cleaner);
    const args = layOut(folder, charter, table.keys.bank, []);
    await writeSource(join(folder, "bron.csv"), size);
    let memory = 0;
    const seconds =
      (await timed(async () => {
        const child = spawn(process.execPath, ["--import", "tsx", "src/pseudonymise/main.ts", "draai", ...args], {
          env: { ...process.env, ...env },
          stdio: ["ignore", "ignore", "inherit"],
        });
        const watch = setInterval(() => {
          memory = Math.max(memory, peakOf(child.pid));
        }, 100);
        const code = await gone(child);
        clearInterval(watch);
        if (code !== 0) throw new Error("the tool did not finish");
      })) / 1000;
    return { size, seconds, memory };
  } finally {
    for (const work of cleanups.reverse()) await work();
  }
}

/** The same work with @noble/curves, in one thread: blind, two evaluations with proof, both proofs checked, finalise. */
async function noblePerIdentifier(): Promise<number> {
  const { voprf, oprf } = ristretto255_oprf;
  const keys = [1, 2].map((seed) => voprf.deriveKeyPair(new Uint8Array(32).fill(seed), new Uint8Array()));
  const inputs = Array.from({ length: SAMPLE }, (_, number) => Buffer.from(ibanOf(number)));
  const work = (): void => {
    const blinds = inputs.map((input) => voprf.blind(input));
    const blinded = blinds.map((one) => one.blinded);
    for (const { secretKey, publicKey } of keys) {
      const { evaluated, proof } = voprf.blindEvaluateBatch(secretKey, publicKey, blinded);
      const items = blinds.map((one, index) => ({
        input: inputs[index] ?? new Uint8Array(),
        blind: one.blind,
        blinded: one.blinded,
        evaluated: evaluated[index] ?? new Uint8Array(),
      }));
      voprf.finalizeBatch(items, publicKey, proof);
    }
  };
  // It finalises once per holder, and we once in all: that time is taken off again.
  const finaliseOnce = (): void => {
    for (const input of inputs) {
      const { blind, blinded } = oprf.blind(input);
      oprf.finalize(input, blind, blinded);
    }
  };
  const blindOnce = (): void => {
    for (const input of inputs) oprf.blind(input);
  };
  const whole = await timed(work);
  const finalise = (await timed(finaliseOnce)) - (await timed(blindOnce));
  return (1000 * (whole - finalise)) / SAMPLE;
}

/** `FULL=1`: a whole million, really done, with the backend that `BACKEND` names (default wasm). Takes minutes. */
async function runMillion(backend: BackendName): Promise<void> {
  const { seconds, memory } = await measureRun(backend, MILLION);
  const minutes = seconds / 60;
  printNote(
    `${backend}: ${formatNumber(MILLION / seconds, 0)} per seconde, hoogste geheugen ${formatNumber(memory, 0)} MiB`,
  );
  printVerdict(
    `${backend}: een miljoen kenmerken in hoogstens ${TARGET_MINUTES} minuten`,
    `${formatNumber(minutes)} minuten`,
    minutes <= TARGET_MINUTES,
  );
}

export async function run(): Promise<void> {
  printConditions(
    "Het programma van de partner: van bestand tot levering, met twee sleutelhouders",
    "@noble/curves 2.4.0",
  );
  if (process.env.FULL === "1") return runMillion(process.env.BACKEND === "native" ? "native" : "wasm");
  const backends: readonly BackendName[] = (await nativeAvailable()) ? ["wasm", "native"] : ["wasm"];
  const noble = await noblePerIdentifier();
  const cores = availableParallelism();
  const rows: string[][] = [];
  const verdicts: (() => void)[] = [];
  for (const backend of backends) {
    const small = await measureRun(backend, SIZE);
    const large = await measureRun(backend, SIZE * 2);
    // The start of the tool and the reading of small files fall out of the difference.
    const slope = (large.seconds - small.seconds) / (large.size - small.size);
    const minutes = (slope * MILLION) / 60;
    for (const { size, seconds, memory } of [small, large])
      rows.push([
        backend,
        formatNumber(size, 0),
        formatNumber(seconds),
        formatNumber(size / seconds, 0),
        formatNumber(memory, 0),
        `${formatNumber(noble / cores / ((1e6 * seconds) / size))}×`,
      ]);
    verdicts.push(() => {
      printVerdict(
        `${backend}: een miljoen kenmerken in hoogstens ${TARGET_MINUTES} minuten (doorgerekend)`,
        `${formatNumber(minutes)} minuten`,
        minutes <= TARGET_MINUTES,
      );
      printVerdict(
        `${backend}: geheugen blijft vlak (twee keer zoveel invoer, hoogstens ${formatNumber(FLAT, 2)}×)`,
        `${formatNumber(large.memory / small.memory, 2)}×`,
        large.memory <= FLAT * small.memory,
      );
    });
  }
  printTable(
    [
      "rekenkern",
      "kenmerken",
      "seconden",
      "per seconde",
      "geheugen (MiB)",
      `@noble/curves op ${cores} kernen t.o.v. ons`,
    ],
    rows,
  );
  printNote("");
  for (const verdict of verdicts) verdict();
  printNote(`@noble/curves: ${formatNumber(noble, 0)} µs per kenmerk in één draad, zonder lezen, sturen en schrijven.`);
}
