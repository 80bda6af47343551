/** Adds up rows that are keys with sums behind them: shards have no token in common, so everything merges by addition. */
export class Sums {
  readonly #sums = new Map<string, number[]>();
  readonly #keys: number;

  constructor(keys: number) {
    this.#keys = keys;
  }

  add(row: readonly number[]): void {
    const key = row.slice(0, this.#keys).join(",");
    const before = this.#sums.get(key);
    const own = row.slice(this.#keys);
    this.#sums.set(key, before === undefined ? own : before.map((value, index) => value + (own[index] ?? 0)));
  }

  rows(): number[][] {
    const rows = [...this.#sums].map(([key, sums]) => [...key.split(",").map(Number), ...sums]);
    return rows.sort((a, b) => a.map((value, index) => value - (b[index] ?? 0)).find((order) => order !== 0) ?? 0);
  }
}
