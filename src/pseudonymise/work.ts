import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { SignedReceipt } from "../keyholder/index.ts";
import { Stop } from "./errors.ts";
import { messages } from "./messages.nl.ts";

/**
 * The folder in which a run keeps how far it is. It holds keyed leaves, tokens, receipts, and rows that are already as
 * coarse as what is delivered; never a raw or canonical value, and no secret: the salt is worthless without the key file.
 */
export const FOLDER_SUFFIX = ".voortgang";

const stateInput = z.strictObject({
  format: z.literal("rondetafel-run/1"),
  run: z.string(),
  salt: z.string(),
  partner: z.string(),
  type: z.string(),
  /** What the answers depend on beside the source: a resumed run may not change them. */
  settings: z.string(),
  batchSize: z.int(),
  committed: z
    .strictObject({
      merkleRoot: z.string(),
      count: z.int(),
      rows: z.int(),
      refused: z.record(z.string(), z.int()),
      /** Index of the first leaf of each bucket, and the count at the end. */
      starts: z.array(z.int()),
      canaries: z.array(z.int()),
    })
    .nullable(),
});
export type RunState = z.infer<typeof stateInput>;
export type Committed = NonNullable<RunState["committed"]>;

export interface FinishedBatch {
  readonly batch: number;
  /** SHA-256 of the tokens of the batch: a torn write is noticed and asked again. */
  readonly tokens: string;
  readonly receipts: readonly SignedReceipt[];
}

export class WorkFolder {
  readonly path: string;

  constructor(output: string) {
    this.path = `${output.replace(/\/+$/, "")}${FOLDER_SUFFIX}`;
  }

  file(name: string): string {
    return join(this.path, name);
  }

  create(): void {
    mkdirSync(this.path, { recursive: true, mode: 0o700 });
  }

  /** The state of the run that was begun here, or null. */
  readState(): RunState | null {
    if (!existsSync(this.file("run.json"))) return null;
    try {
      return stateInput.parse(JSON.parse(readFileSync(this.file("run.json"), "utf8")));
    } catch {
      throw new Stop("resume", messages.stateUnreadable(this.path));
    }
  }

  writeState(state: RunState): void {
    writeWhole(this.file("run.json"), JSON.stringify(state));
  }

  readJournal(): Map<number, FinishedBatch> {
    const finished = new Map<number, FinishedBatch>();
    if (!existsSync(this.file("journal.jsonl"))) return finished;
    for (const line of readFileSync(this.file("journal.jsonl"), "utf8").split("\n")) {
      const entry = parseEntry(line);
      if (entry !== null) finished.set(entry.batch, entry);
    }
    return finished;
  }

  /** What only the run needed. The leaves stay: with them a sample can be opened to an auditor. */
  clean(): void {
    for (const name of ["rows", "tokens.bin"]) rmSync(this.file(name), { recursive: true, force: true });
  }
}

/** The last line may be half written: then that batch is simply not finished. */
function parseEntry(line: string): FinishedBatch | null {
  try {
    const entry = JSON.parse(line) as FinishedBatch;
    return typeof entry.batch === "number" && Array.isArray(entry.receipts) ? entry : null;
  } catch {
    return null;
  }
}

/** Appends lines that have reached the disk when `append` returns. */
export class Journal {
  readonly #file: number;

  constructor(path: string) {
    this.#file = openSync(path, "a", 0o600);
    // A torn last line of a crash would swallow the next one.
    writeSync(this.#file, "\n");
  }

  append(entry: FinishedBatch): void {
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }
}

/** Writes a file whole or not at all. */
export function writeWhole(path: string, text: string | Uint8Array): void {
  const temporary = `${path}.tmp`;
  const file = openSync(temporary, "w", 0o600);
  try {
    const bytes = typeof text === "string" ? Buffer.from(text) : text;
    for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}
