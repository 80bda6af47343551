import type { Suite } from "../src/oprf/index.ts";
import { formatNumber, printNote, printTable } from "./measure.ts";
import { threadTime } from "./oprf.clock.ts";

/** What each side does for one identifier, and what that means for a million identifiers and two key holders. */
interface Stages {
  readonly blind: number;
  readonly evaluate: number;
  readonly verify: number;
  readonly add: number;
  readonly finalize: number;
}

/** Microseconds per identifier of each step. */
async function stagesOf(suite: Suite, inputs: readonly Uint8Array[]): Promise<Stages> {
  const { secretKey, publicKey } = suite.deriveKeyPair(new Uint8Array(32).fill(7), new Uint8Array());
  const { blinds, blinded } = suite.blindBatch(inputs);
  const { evaluated, proof } = suite.evaluateWithProof(secretKey, publicKey, blinded);
  const perInput = async (work: () => unknown): Promise<number> => (await threadTime(work)) / inputs.length;
  return {
    blind: await perInput(() => suite.blindBatch(inputs)),
    evaluate: await perInput(() => suite.evaluateWithProof(secretKey, publicKey, blinded)),
    verify: await perInput(() => suite.verifyProof(publicKey, blinded, evaluated, proof)),
    add: await perInput(() => suite.addElements(blinded, evaluated)),
    finalize: await perInput(() => suite.finalizeBatch(inputs, blinds, evaluated)),
  };
}

export async function printStages(suites: ReadonlyMap<string, Suite>, inputs: readonly Uint8Array[]): Promise<void> {
  const rows: string[][] = [];
  for (const [name, suite] of suites) {
    const { blind, evaluate, verify, add, finalize } = await stagesOf(suite, inputs);
    const partner = blind + 2 * verify + add + finalize;
    const minutes = (microseconds: number): string => formatNumber(microseconds / 60, 1);
    rows.push([
      name,
      ...[blind, evaluate, verify, add, finalize].map((time) => formatNumber(time, 0)),
      minutes(partner),
      minutes(evaluate),
      minutes((partner + 2 * evaluate) / 2),
    ]);
  }
  printNote(
    "\nPer stap (µs rekentijd per gegeven), en afgeleid voor een miljoen gegevens en twee houders (minuten rekentijd)",
  );
  printTable(
    ["", "blinderen", "evalueren", "controleren", "optellen", "afronden", "partner", "per houder", "alles op 2 kernen"],
    rows,
  );
}
