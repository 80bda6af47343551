import type { Intruder } from "./assessment.ts";
import { type Columns, keyOf, sumOver } from "./columns.ts";
import type { Row } from "./knowledge.ts";
import type { Range } from "./rounding.ts";

/**
 * A possible world: numbers for all columns that agree with everything that is shown and with an intruder's own rows.
 * Two worlds in which a quantity differs enough prove that the quantity is safe, for that intruder and for all who know
 * less. Most quantities are proven so, without a program of their own.
 */
export interface World {
  readonly values: Float64Array;
  readonly intruder: Intruder;
  /** False once something new is shown that it contradicts. */
  possible: boolean;
}

export interface Witnesses {
  readonly low: World;
  readonly high: World;
  readonly from: number;
  readonly to: number;
}

const TOLERANCE = 1e-6;
const knowsAtLeast = (one: Intruder, other: Intruder): boolean => other.every((name) => one.includes(name));

export interface Worlds {
  add(values: Float64Array, intruder: Intruder): World;
  /** The two worlds furthest apart in a sum, or the first two that are `enough` apart. */
  furthest(columns: Columns, intruder: Intruder, enough: number): Witnesses;
  /** Whether this sum is asked about for the first time since worlds were dropped. */
  isFirstTry(columns: Columns): boolean;
  /** Drops worlds that contradict these bounds. */
  keepWithin(rows: readonly Row[], bounds: readonly Range[]): void;
}

export function createWorlds(actual: Float64Array, everybody: Intruder): Worlds {
  const truth: World = { values: actual, intruder: everybody, possible: true };
  let worlds: World[] = [truth];
  let tried = new Set<string>();
  return {
    add(values, intruder) {
      const world = { values, intruder, possible: true };
      worlds.push(world);
      return world;
    },
    furthest(columns, intruder, enough) {
      const start = sumOver(columns, actual);
      let best: Witnesses = { low: truth, high: truth, from: start, to: start };
      for (const world of worlds) {
        if (!knowsAtLeast(world.intruder, intruder)) continue;
        const value = sumOver(columns, world.values);
        if (value < best.from) best = { ...best, low: world, from: value };
        else if (value > best.to) best = { ...best, high: world, to: value };
        if (best.to - best.from >= enough) break;
      }
      return best;
    },
    isFirstTry(columns) {
      const key = keyOf(columns);
      const first = !tried.has(key);
      tried.add(key);
      return first;
    },
    keepWithin(rows, bounds) {
      tried = new Set();
      for (const world of worlds) {
        if (world === truth) continue;
        world.possible = rows.every(({ columns }, index) => {
          const range = bounds[index];
          const value = sumOver(columns, world.values);
          const slack = TOLERANCE * Math.max(1, Math.abs(value));
          return range === undefined || (value >= range.lower - slack && value <= range.upper + slack);
        });
      }
      worlds = worlds.filter(({ possible }) => possible);
    },
  };
}

/** The world in whole units, or null when it is not one: half a device is no proof. */
export function wholeWorld(values: Float64Array): Float64Array | null {
  const rounded = values.map((value) => Math.round(value));
  return values.every((value, column) => Math.abs(value - (rounded[column] ?? 0)) < TOLERANCE) ? rounded : null;
}
