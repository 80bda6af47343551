import { randomBytes } from "node:crypto";
import { openNative } from "../src/oprf/backend/native.ts";
import type { Sodium } from "../src/oprf/backend/sodium.ts";
import { openWasm } from "../src/oprf/backend/wasm.ts";
import { type BackendName, createSuite, nativeAvailable, openBackend } from "../src/oprf/index.ts";
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
import { nobleRound, ourRound, type Round, voprfTsRound } from "./oprf.peers.ts";

/** Blind, evaluate with proof, check and finalise per identifier, against two other libraries; one thread. */

const BATCH = 2048;
const ROUNDS = 5;
const TARGETS = { noble: 8, voprfTs: 20, bare: 0.8 };
/** Blind 1, evaluate 1, weighted sum for the proof 1, the two sums of the check 2, unblind 1 (RFC 9497). */
const MULTIPLICATIONS = 6;

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

async function measure(names: readonly BackendName[]): Promise<Times> {
  const inputs = Array.from({ length: BATCH }, () => randomBytes(40));
  const rounds = new Map<string, Round>();
  for (const name of names) {
    const [suite, bare] = [createSuite(await openBackend(name), "voprf"), bareMultiplications(await open(name))];
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
    for (const [name, round] of rounds) times.get(name)?.push((1000 * (await timed(() => round(inputs)))) / BATCH);
  return times;
}

const open = (name: BackendName): Promise<Sodium> => (name === "wasm" ? openWasm() : openNative());

export async function run(): Promise<void> {
  const native = await nativeAvailable();
  printConditions("OPRF: blinderen, evalueren met bewijs, controleren, afronden (ristretto255, één draad)");
  const names: readonly BackendName[] = native ? ["wasm", "native"] : ["wasm"];
  const times = await measure(names);
  const of = (name: string): number => median(times.get(name) ?? []);
  const ratio = (name: string, ours: string): string => `${formatNumber(of(name) / of(ours))}×`;
  printTable(
    [
      `µs per gegeven, reeks van ${BATCH}, mediaan (kleinste–grootste)`,
      "tijd",
      "per seconde",
      ...names.map((n) => `t.o.v. ${n}`),
    ],
    [...times].map(([name, values]) => [
      name.endsWith("kaal") ? `${name}: ${MULTIPLICATIONS} vermenigvuldigingen` : name,
      formatSpread(values, 0),
      formatNumber(1e6 / median(values), 0),
      ...names.map((ours) => ratio(name, ours)),
    ]),
  );
  printNote("");
  for (const ours of names) {
    const verdict = (label: string, peer: string, target: number) =>
      printVerdict(`${ours}: ${label}`, `${formatNumber(of(peer) / of(ours), 2)}×`, of(peer) / of(ours) >= target);
    verdict(`minstens ${TARGETS.noble}× @noble/curves`, "@noble/curves", TARGETS.noble);
    verdict(`minstens ${TARGETS.voprfTs}× @cloudflare/voprf-ts`, "@cloudflare/voprf-ts", TARGETS.voprfTs);
    verdict(`minstens ${formatNumber(TARGETS.bare)} van kale vermenigvuldigingen`, `${ours}, kaal`, TARGETS.bare);
  }
  if (!native) printNote("Zonder native: installeer libsodium23.");
}
