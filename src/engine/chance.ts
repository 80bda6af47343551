/** Pseudo-random numbers that are the same for the same seed on every machine (xorshift128, Marsaglia 2003). Not for keys. */
export class Chance {
  readonly #state = new Uint32Array(4);

  constructor(seed: number) {
    let value = seed >>> 0;
    // Spreads the seed over the state (finaliser of MurmurHash3), so that seeds 1 and 2 have nothing in common.
    for (let at = 0; at < 4; at += 1) {
      value = (value + 0x9e3779b9) >>> 0;
      let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      this.#state[at] = (mixed ^ (mixed >>> 16)) >>> 0 || 1;
    }
  }

  #next(): number {
    const [first = 0, , , last = 0] = this.#state;
    let value = first ^ (first << 11);
    value ^= value >>> 8;
    this.#state.copyWithin(0, 1);
    this.#state[3] = value ^ last ^ (last >>> 19);
    return this.#state[3] ?? 0;
  }

  /** From 0 up to but not including 1. */
  share(): number {
    return this.#next() / 2 ** 32;
  }

  /** A whole number from 0 up to but not including `end`. */
  below(end: number): number {
    return Math.floor(this.share() * end);
  }

  happens(probability: number): boolean {
    return this.share() < probability;
  }

  /** How many times something that goes on with this probability goes on. */
  times(probability: number, most: number): number {
    let count = 0;
    while (count < most && this.happens(probability)) count += 1;
    return count;
  }

  /** Whole, at least 1, with this median; `spread` is the standard deviation of its logarithm. */
  amount(median: number, spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share());
    return Math.max(1, Math.round(median * Math.exp(spread * normal)));
  }

  pick<T>(from: readonly T[]): T | undefined {
    return from[this.below(from.length)];
  }
}
