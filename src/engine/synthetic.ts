import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { Chance } from "./chance.ts";
import { type SyntheticEvent, type SyntheticOptions, syntheticEvents } from "./syntheticEvents.ts";
import { type SyntheticTruth, truthOf } from "./syntheticTruth.ts";

export interface SyntheticFile {
  readonly partner: string;
  readonly path: string;
  readonly rows: number;
}

/** Columns of the CSV files; a first line that says what they are would break readers, so the file name says it. */
const HEADER = "device,customer,date,amount,label,typology\n";
const LABELS = ["clean", "fraud", "unknown"] as const;
const DAY = 86_400_000;
const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** One line per event, raw identifiers and all: what a partner has before the pseudonymisation tool sees it. */
const lineOf = ({ device, customer, day, amount, label, typology }: SyntheticEvent): string =>
  `${device},${customer},${dateOf(day)},${amount},${LABELS[label]},${typology}\n`;

/** Rows in which neither household nor season is left: the order of a file says nothing. Holds one block at a time. */
function shuffled(lines: string[], chance: Chance): string[] {
  for (let at = lines.length - 1; at > 0; at -= 1) {
    const other = chance.below(at + 1);
    [lines[at], lines[other]] = [lines[other] ?? "", lines[at] ?? ""];
  }
  return lines;
}
const BLOCK = 20_000;

/**
 * Writes one CSV file per partner ("synthetisch-<name>.csv") and counts the truth, by what really happened and not by
 * what partners wrote down. The same options give the same bytes.
 */
export async function generate(
  options: SyntheticOptions & { readonly folder: string },
): Promise<{ readonly files: readonly SyntheticFile[]; readonly truth: SyntheticTruth }> {
  mkdirSync(options.folder, { recursive: true });
  const chance = new Chance(options.seed + 1);
  const outputs = options.partners.map(({ name }) => {
    const path = join(options.folder, `synthetisch-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}.csv`);
    const stream = createWriteStream(path);
    stream.write(HEADER);
    return { partner: name, path, stream, rows: 0, lines: [] as string[] };
  });
  const flush = async (output: (typeof outputs)[number]): Promise<void> => {
    const text = shuffled(output.lines, chance).join("");
    output.lines = [];
    if (!output.stream.write(text)) await new Promise<void>((resolve) => void output.stream.once("drain", resolve));
  };
  for (const event of syntheticEvents(options)) {
    const output = outputs[event.partner];
    if (output === undefined) continue;
    output.rows += 1;
    output.lines.push(lineOf(event));
    if (output.lines.length >= BLOCK) await flush(output);
  }
  for (const output of outputs) {
    await flush(output);
    output.stream.end();
    await finished(output.stream);
  }
  return {
    files: outputs.map(({ partner, path, rows }) => ({ partner, path, rows })),
    truth: truthOf(syntheticEvents(options), "fraud"),
  };
}
