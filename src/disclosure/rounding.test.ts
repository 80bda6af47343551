import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assess } from "./index.ts";
import { STRICT_PROFILE } from "./profile.ts";
import { countRange, moneyRange, publishCount, publishInterval, publishMoney } from "./rounding.ts";
import { atom, cellOf, inputOf } from "./scenarios.ts";

const ALL = ["A", "B", "C"];

test("a count is printed as a multiple of five at most two away, and read back as a range that holds it", () => {
  fc.assert(
    fc.property(fc.oneof(fc.constant(0), fc.integer({ min: 10, max: 5_000_000 })), (value) => {
      const published = publishCount(value, STRICT_PROFILE);
      const { lower, upper } = countRange(published, 5, 10);
      assert.equal(published % 5, 0);
      assert.ok(Math.abs(published - value) <= 2);
      assert.ok(lower <= value && value <= upper && upper - lower <= 4);
      assert.ok(lower === 0 ? upper === 0 : lower >= 10);
    }),
  );
});

test("the range of a count is exact: what lies in it is printed so, what lies next to it is not", () => {
  fc.assert(
    fc.property(fc.integer({ min: 3, max: 2000 }), fc.constantFrom(5, 10, 25), (steps, step) => {
      const published = steps * step;
      const { lower, upper } = countRange(published, step, 10);
      const print = (value: number): number => publishCount(value, { roundCounts: step });
      assert.ok(print(lower) === published && print(upper) === published);
      assert.ok(print(upper + 1) !== published && (lower === 10 || print(lower - 1) !== published));
    }),
  );
});

test("money goes to a thousand euros or three digits, the coarser, and is read back as exactly what it may have been", () => {
  assert.equal(publishMoney(123_456_789, STRICT_PROFILE), 123_000_000);
  assert.equal(publishMoney(12_345, STRICT_PROFILE), 12_000);
  assert.equal(publishMoney(999_600, STRICT_PROFILE), 1_000_000);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000_000 }), (value) => {
      const published = publishMoney(value, STRICT_PROFILE);
      const { lower, upper } = moneyRange(published, STRICT_PROFILE);
      assert.ok(lower <= value && value <= upper);
      assert.ok(publishMoney(Math.ceil(lower), STRICT_PROFILE) === published || lower === 0);
      assert.equal(publishMoney(Math.ceil(upper) - 1, STRICT_PROFILE), published);
    }),
  );
});

test("a total is the sum of its rounded parts while all are shown, and a share the quotient of rounded numbers", async () => {
  const population = [atom("x", ALL, 112), atom("y", ALL, 212), atom("z", ALL, 312)];
  const ids = population.map(({ id }) => id);
  const cells = [
    ...ids.map((id) => cellOf(population, id, [id])),
    cellOf(population, "total", ids),
    cellOf(population, "share", ["x"], { measure: "share", group: ids }),
  ];
  const { cells: assessed } = await assess(inputOf(population, cells));
  const value = (id: string) => assessed.find((cell) => cell.id === id)?.published;
  // 636 would be 635 by itself; 110 + 210 + 310 is 630.
  assert.deepEqual(["x", "y", "z", "total"].map(value), [110, 210, 310, 630]);
  assert.equal(value("share"), Math.round((110 / 635) * 10_000) / 10_000);
});

test("uncertainty is shown with a shown cell only, round the published value, and hides the exact one", async () => {
  const interval = (value: number) => {
    const half = 1.96 * Math.sqrt(value);
    return publishInterval({ value, interval: [value - half, value + half] }, publishCount(value, STRICT_PROFILE), 5);
  };
  for (let published = 15; published < 500; published += 5) {
    const said = new Set([-2, -1, 0, 1, 2].map((off) => interval(published + off).join()));
    assert.equal(said.size, 1, `${published}`);
  }
  const population = [atom("x", ALL, 4), atom("y", ALL, 112), atom("z", ALL, 300)];
  const cells = ["x", "y"].map((id) => cellOf(population, id, [id], { interval: [1, 200] }));
  const { cells: assessed } = await assess(inputOf(population, cells));
  assert.equal(assessed[0]?.interval, undefined);
  assert.deepEqual(
    assessed[1]?.interval?.map((end) => end % 5),
    [0, 0],
  );
});
