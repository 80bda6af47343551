import type { Intake } from "../intake.ts";
import { type LeafList, readLeaves } from "../leaves.ts";
import { type Mapping, readRows } from "../reading/index.ts";

/** The canonical values of a range of leaves, in one growing piece of memory; only the range is held. */
export class ValueRange {
  readonly first: number;
  readonly #offsets: Uint32Array;
  readonly #lengths: Uint32Array;
  #bytes: Buffer;
  #used = 0;
  #found = 0;

  constructor(first: number, count: number) {
    this.first = first;
    this.#offsets = new Uint32Array(count);
    this.#lengths = new Uint32Array(count);
    this.#bytes = Buffer.alloc(Math.max(4096, count * 20));
  }

  get isComplete(): boolean {
    return this.#found === this.#offsets.length;
  }

  has(place: number): boolean {
    return this.#lengths[place] !== 0;
  }

  set(place: number, value: string): void {
    const length = Buffer.byteLength(value);
    while (this.#used + length > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], this.#bytes.length * 2);
    this.#bytes.write(value, this.#used);
    this.#offsets[place] = this.#used;
    this.#lengths[place] = length;
    this.#used += length;
    this.#found += 1;
  }

  /** Values from index `first` to `end` (of all leaves), packed. */
  slice(first: number, end: number): { values: Uint8Array; lengths: Uint32Array } {
    const lengths = this.#lengths.slice(first - this.first, end - this.first);
    const pieces = Array.from(lengths, (length, place) => {
      const at = this.#offsets[first - this.first + place] ?? 0;
      return this.#bytes.subarray(at, at + length);
    });
    return { values: Buffer.concat(pieces), lengths };
  }
}

function collect(leaves: LeafList, range: ValueRange, value: string, leaf: Buffer): void {
  const place = leaves.indexOf(leaf);
  if (place >= 0 && !range.has(place)) range.set(place, value);
}

/**
 * Reads the source again and keeps the values of one range of leaves. Stops as soon as all are there; is not complete
 * at the end when the source is another one than was committed to.
 */
export async function readRange(
  intake: Intake,
  source: { readonly path: string; readonly mapping: Mapping },
  canaries: readonly string[],
  leavesFile: string,
  first: number,
  count: number,
): Promise<ValueRange> {
  const leaves = readLeaves(leavesFile, first, count);
  const range = new ValueRange(first, count);
  for (const value of canaries) collect(leaves, range, value, intake.leafOfValue(value));
  for await (const chunk of readRows(source.path, source.mapping)) {
    for (const row of chunk) {
      const known = intake.identify(row);
      if (known !== null) collect(leaves, range, known.value, known.leaf);
    }
    if (range.isComplete) break;
  }
  return range;
}
