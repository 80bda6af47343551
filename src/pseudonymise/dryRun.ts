import { randomBytes } from "node:crypto";
import { type Charter, requireIdentifier } from "./charter.ts";
import { LABELS } from "./coarsen.ts";
import { prepareIntake, type Source } from "./commit.ts";
import type { Taken } from "./intake.ts";
import { runSecrets } from "./keys.ts";
import { messages } from "./messages.nl.ts";
import { readRows } from "./reading/index.ts";

const SHOWN = 5;
const DAY_MS = 86_400_000;

/** What would leave, and what would stay behind. Holds no value from the source. */
export interface DryRun {
  readonly rows: number;
  /** Distinct identifiers, canaries included; an estimate above a million. */
  readonly distinct: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly sample: readonly (readonly string[])[];
}

/** Counts distinct leaves exactly while they fit, then by the share of a sample (leaves are uniform). */
class DistinctCounter {
  #kept = new Set<string>();
  #bits = 0;

  add(leaf: Buffer): void {
    if (leaf.readUInt32BE() >>> 0 >= 2 ** (32 - this.#bits)) return;
    this.#kept.add(leaf.toString("latin1", 0, 16));
    if (this.#kept.size <= 1_000_000) return;
    this.#bits += 1;
    const limit = 2 ** (32 - this.#bits);
    this.#kept = new Set([...this.#kept].filter((one) => Buffer.from(one, "latin1").readUInt32BE() < limit));
  }

  get count(): number {
    return this.#kept.size * 2 ** this.#bits;
  }
}

function shownRow({ day, amount, label, typology }: Taken, typologies: readonly string[]): string[] {
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  return ["••••••••", "••••", date, String(amount), LABELS[label] ?? "", typologies[typology] ?? ""];
}

/** Judges every row as a run would, with a key that is thrown away. Nothing is sent or written. */
export async function dryRun(
  charter: Charter,
  type: string,
  source: Source,
  onRows: (rows: number) => void,
): Promise<DryRun> {
  const secrets = runSecrets(randomBytes(32).toString("base64url"), randomBytes(32));
  const { intake, canaries } = prepareIntake(charter, requireIdentifier(charter, type), source, secrets);
  const refused: Record<string, number> = {};
  const sample: string[][] = [];
  const distinct = new DistinctCounter();
  for (const value of canaries) distinct.add(intake.leafOfValue(value));
  let rows = 0;
  for await (const chunk of readRows(source.path, source.mapping)) {
    for (const row of chunk) {
      const judged = intake.judge(row);
      if (!judged.ok) {
        refused[judged.reason] = (refused[judged.reason] ?? 0) + 1;
        continue;
      }
      rows += 1;
      distinct.add(judged.leaf);
      if (sample.length < SHOWN) sample.push(shownRow(judged, charter.coarsening.typologies));
    }
    onRows(chunk.length);
  }
  return { rows, distinct: distinct.count, refused, sample };
}

/** What was left out, the most frequent first, one line each. */
export function refusedLines(refused: Readonly<Record<string, number>>): string[] {
  const total = Object.values(refused).reduce((sum, one) => sum + one, 0);
  const lines = Object.entries(refused)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, times]) => messages.dryRun.reason(times, messages.reasons[reason] ?? reason));
  return [messages.dryRun.refused(total), ...lines];
}

export function dryRunLines({ rows, distinct, refused, sample }: DryRun, { coarsening }: Charter): string[] {
  const { dryRun: words } = messages;
  const table = [words.columns, ...sample].map((cells) =>
    `  ${cells.map((cell) => cell.padEnd(12)).join("")}`.trimEnd(),
  );
  return [
    words.title,
    words.rows(rows),
    words.distinct(distinct),
    words.coarsening(coarsening.day, coarsening.amountBand),
    words.sample,
    ...table,
    ...refusedLines(refused),
  ];
}
