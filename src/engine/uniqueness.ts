/** What makes tokens and rows recognisable, in counts (reference §4.4, T9). */
export interface UniquenessReport {
  readonly rows: number;
  readonly tokens: number;
  readonly largestEventsPerToken: number;
  /** Tokens with more events than `busy`. */
  readonly busyTokens: number;
  readonly busy: number;
  /** Rows whose combination of day and amount occurs fewer than `k` times. */
  readonly rareRows: number;
  readonly k: number;
  /** False when there were too many different combinations to keep: then `rareRows` is what was kept. */
  readonly complete: boolean;
}

const BUSY = 100;
const K = 10;
const MOST_COMBINATIONS = 4_000_000;
const SLOTS_AT_FIRST = 1 << 16;

/**
 * Counts events of tokens in open addressing over the first 8 bytes: 10 bytes for a token instead of about a hundred in
 * a Map. Tokens are uniform (HMAC output), so they are their own hash; two that share 8 bytes are counted together
 * (about 3 in a million chance for ten million tokens).
 */
export class EventCap {
  readonly #cap: number;
  #high = new Uint32Array(SLOTS_AT_FIRST);
  #low = new Uint32Array(SLOTS_AT_FIRST);
  #count = new Uint16Array(SLOTS_AT_FIRST);
  tokens = 0;
  refused = 0;

  constructor(cap: number) {
    this.#cap = Math.min(cap, 65_535);
  }

  /** Whether one more event of this token is kept. */
  admits(token: Uint8Array): boolean {
    const view = new DataView(token.buffer, token.byteOffset, 8);
    const slot = this.#find(view.getUint32(0), view.getUint32(4));
    const before = this.#count[slot] ?? 0;
    if (before >= this.#cap) {
      this.refused += 1;
      return false;
    }
    this.#count[slot] = before + 1;
    if (before === 0) this.#added(slot, view);
    return true;
  }

  #added(slot: number, view: DataView): void {
    this.#high[slot] = view.getUint32(0);
    this.#low[slot] = view.getUint32(4);
    this.tokens += 1;
    if (this.tokens * 2 > this.#count.length) this.#grow();
  }

  #find(high: number, low: number): number {
    const mask = this.#count.length - 1;
    let slot = low & mask;
    while (this.#count[slot] !== 0 && (this.#high[slot] !== high || this.#low[slot] !== low)) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [high, low, count] = [this.#high, this.#low, this.#count];
    this.#high = new Uint32Array(high.length * 2);
    this.#low = new Uint32Array(high.length * 2);
    this.#count = new Uint16Array(high.length * 2);
    for (let old = 0; old < count.length; old += 1) {
      if (count[old] === 0) continue;
      const slot = this.#find(high[old] ?? 0, low[old] ?? 0);
      this.#high[slot] = high[old] ?? 0;
      this.#low[slot] = low[old] ?? 0;
      this.#count[slot] = count[old] ?? 0;
    }
  }

  counts(): Iterable<number> {
    return this.#count;
  }
}

/** Combinations of quasi-identifiers that are rare enough to point at somebody. */
export class Uniqueness {
  readonly #combinations = new Map<number, number>();
  #rows = 0;
  #complete = true;

  add(day: number, amount: number): void {
    this.#rows += 1;
    const key = day * 2 ** 32 + amount;
    const before = this.#combinations.get(key) ?? 0;
    if (before === 0 && this.#combinations.size >= MOST_COMBINATIONS) this.#complete = false;
    else this.#combinations.set(key, before + 1);
  }

  report(events: EventCap): UniquenessReport {
    let [largest, busyTokens, rareRows] = [0, 0, 0];
    for (const count of events.counts()) {
      largest = Math.max(largest, count);
      if (count > BUSY) busyTokens += 1;
    }
    for (const count of this.#combinations.values()) if (count < K) rareRows += count;
    return {
      rows: this.#rows,
      tokens: events.tokens,
      largestEventsPerToken: largest,
      busyTokens,
      busy: BUSY,
      rareRows,
      k: K,
      complete: this.#complete,
    };
  }
}
