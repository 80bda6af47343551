import { randomBytes } from "node:crypto";
import { openNative } from "../src/oprf/backend/native.ts";
import type { Sodium } from "../src/oprf/backend/sodium.ts";
import { openWasm } from "../src/oprf/backend/wasm.ts";
import { type BackendName, createSuite, nativeAvailable, openBackend, type Suite } from "../src/oprf/index.ts";
import { formatNumber, formatSpread, median, printConditions, printNote, printTable, printVerdict } from "./measure.ts";
import { threadTime } from "./oprf.clock.ts";
import { nobleRound, ourRound, type Round, voprfTsRound } from "./oprf.peers.ts";
import { printStages } from "./oprf.stages.ts";

/** Blind, evaluate with proof, check and finalise per identifier, against two other libraries; one thread. */

const BATCH = 2048;
const ROUNDS = 3;
const TARGETS = { noble: 8, voprfTs: 20, bare: 0.8 };
/** Blind 1, evaluate 1, weighted sum for the proof 1, the two sums of the check 2, unblind 1 (RFC 9497). */
const MULTIPLICATIONS = 6;
/** Of these, those with a secret are still made one by one; the sums go by buckets. */
const MADE = 3;

/** Microseconds per identifier, or per multiplication, of every round. */
type Times = Map<string, number[]>;

/** One multiplication after the other, without anything of ours around it. */
function bareMultiplications(sodium: Sodium): () => void {
  const [scalar, element, result] = [sodium.allocate(32), sodium.allocate(32), sodium.allocate(32)];
  const secret = randomBytes(32);
  secret[31] = 0x0f & (secret[31] ?? 0);
  sodium.view(scalar, 32).set(secret);
  sodium.scalarmultBase(element, scalar);
  return () => {
    for (let count = 0; count < BATCH * MULTIPLICATIONS; count += 1) sodium.scalarmult(result, scalar, element);
  };
}

async function measure(suites: ReadonlyMap<BackendName, Suite>, inputs: readonly Uint8Array[]): Promise<Times> {
  const rounds = new Map<string, Round>();
  for (const [name, suite] of suites) {
    const bare = bareMultiplications(await (name === "wasm" ? openWasm() : openNative()));
    rounds.set(name, ourRound(suite));
    rounds.set(`${name}, kaal`, async () => {
      bare();
      return [];
    });
  }
  rounds.set("@noble/curves", nobleRound());
  rounds.set("@cloudflare/voprf-ts", await voprfTsRound());
  const times: Times = new Map([...rounds.keys()].map((name) => [name, []]));
  for (const round of rounds.values()) await round(inputs.slice(0, 32));
  for (let count = 0; count < ROUNDS; count += 1)
    for (const [name, round] of rounds) times.get(name)?.push((await threadTime(() => round(inputs))) / BATCH);
  return times;
}

function printTimes(names: readonly BackendName[], times: Times): void {
  const of = (name: string): number => median(times.get(name) ?? []);
  printTable(
    [
      `µs rekentijd per gegeven, reeks van ${BATCH}, mediaan (kleinste–grootste)`,
      "tijd",
      "per seconde",
      ...names.map((ours) => `t.o.v. ${ours}`),
    ],
    [...times].map(([name, values]) => [
      name.endsWith("kaal") ? `${name}: ${MULTIPLICATIONS} vermenigvuldigingen` : name,
      formatSpread(values, 0),
      formatNumber(1e6 / median(values), 0),
      ...names.map((ours) => `${formatNumber(of(name) / of(ours))}×`),
    ]),
  );
  printNote("");
  for (const ours of names) {
    const verdict = (label: string, peer: string, target: number) =>
      printVerdict(`${ours}: ${label}`, `${formatNumber(of(peer) / of(ours), 2)}×`, of(peer) / of(ours) >= target);
    verdict(`minstens ${TARGETS.noble}× @noble/curves`, "@noble/curves", TARGETS.noble);
    verdict(`minstens ${TARGETS.voprfTs}× @cloudflare/voprf-ts`, "@cloudflare/voprf-ts", TARGETS.voprfTs);
    verdict(`minstens ${formatNumber(TARGETS.bare)} van kale vermenigvuldigingen`, `${ours}, kaal`, TARGETS.bare);
    const made = (of(`${ours}, kaal`) * MADE) / MULTIPLICATIONS / of(ours);
    printNote(
      `              ${ours}: de ${MADE} vermenigvuldigingen met een geheim zijn ${formatNumber(100 * made, 0)} % van de tijd`,
    );
  }
}

export async function run(): Promise<void> {
  printConditions(
    "OPRF: blinderen, evalueren met bewijs, controleren, afronden (ristretto255, één draad)",
    "libsodium-wrappers-sumo 0.8.4 · @noble/curves 2.4.0 · @cloudflare/voprf-ts 1.0.0",
  );
  const names: readonly BackendName[] = (await nativeAvailable()) ? ["wasm", "native"] : ["wasm"];
  const suites = new Map<BackendName, Suite>();
  for (const name of names) suites.set(name, createSuite(await openBackend(name), "voprf"));
  const inputs = Array.from({ length: BATCH }, () => randomBytes(40));
  printTimes(names, await measure(suites, inputs));
  await printStages(suites, inputs);
  if (!suites.has("native")) printNote("Alleen wasm gemeten: installeer libsodium23 voor native.");
}
