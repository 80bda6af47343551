import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Chance } from "./chance.ts";
import { amountInterval, amountShareInterval, countInterval, widenForLabels, wilson } from "./intervals.ts";
import { proportionality } from "./proportionality.ts";

const near = (actual: number, expected: number, within: number): void =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not within ${within} of ${expected}`);

test("Wilson's interval gives the published values", () => {
  // Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81/263, 15/148, 0/20, 1/29.
  const table = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [part, whole, low, high] of table) {
    const [from, until] = wilson(part, whole);
    near(from, low, 0.00006);
    near(until, high, 0.00006);
  }
});

test("every interval holds its own value and stays where the value can be", () => {
  fc.assert(
    fc.property(fc.nat(10_000), fc.nat(10_000), (a, b) => {
      const [part, whole] = [Math.min(a, b), Math.max(a, b, 1)];
      const [low, high] = wilson(part, whole);
      assert.ok(low >= 0 && high <= 1 && low <= part / whole + 1e-12 && part / whole <= high + 1e-12);
      const [less, more] = countInterval(a);
      assert.ok(less >= 0 && less <= a && a <= more);
      const [lower, upper] = widenForLabels([low, high], 0.1);
      assert.ok(lower >= 0 && upper <= 1 && lower <= low && high <= upper);
    }),
  );
});

/** A Poisson(1) number (Knuth). */
function poisson(chance: Chance): number {
  let [count, product] = [0, chance.share()];
  while (product > Math.exp(-1)) {
    count += 1;
    product *= chance.share();
  }
  return count;
}

test("the interval of an amount is where a Poisson bootstrap over tokens ends up", () => {
  const chance = new Chance(3);
  const amounts = Array.from({ length: 300 }, () => chance.amount(200, 1));
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const squares = amounts.reduce((sum, amount) => sum + amount ** 2, 0);
  const draws = Array.from({ length: 4000 }, () =>
    amounts.reduce((sum, amount) => sum + poisson(chance) * amount, 0),
  ).sort((a, b) => a - b);
  const [low, high] = amountInterval(total, squares);
  near((high - low) / ((draws[3899] ?? 0) - (draws[99] ?? 0)), 1, 0.06);
});

test("the interval of a share of amounts is not narrower than a Poisson bootstrap's", () => {
  const chance = new Chance(4);
  const pairs = Array.from({ length: 300 }, () => {
    const whole = chance.amount(200, 1);
    return { whole, part: chance.happens(0.4) ? whole : chance.happens(0.2) ? Math.floor(whole / 2) : 0 };
  });
  const add = (of: (pair: (typeof pairs)[number]) => number): number => pairs.reduce((sum, pair) => sum + of(pair), 0);
  const [part, whole] = [add((pair) => pair.part), add((pair) => pair.whole)];
  const shares = Array.from({ length: 2000 }, () => {
    const drawn = pairs.map((pair) => ({ ...pair, times: poisson(chance) }));
    const sum = (of: (pair: (typeof drawn)[number]) => number): number =>
      drawn.reduce((total, pair) => total + pair.times * of(pair), 0);
    return sum((pair) => pair.part) / sum((pair) => pair.whole);
  }).sort((a, b) => a - b);
  const [low, high] = amountShareInterval(
    part,
    whole,
    add((pair) => pair.part ** 2),
    add((pair) => pair.whole ** 2),
  );
  const ratio = (high - low) / ((shares[1949] ?? 0) - (shares[49] ?? 0));
  assert.ok(ratio > 0.94 && ratio < 1.3, String(ratio));
});

test("proportionality is said from published numbers, and not at all when one is hidden", () => {
  assert.match(proportionality(424_000, 345), /€ 1\.229 schade/);
  assert.match(proportionality(424_000, 0), /geen klant zonder fraude/);
  assert.match(proportionality(null, 345), /afgeschermd/);
  assert.match(proportionality(424_000, null), /afgeschermd/);
});
