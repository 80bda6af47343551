import assert from "node:assert/strict";
import { test } from "node:test";
import { createRateLimit } from "./rate-limit.ts";

function limitAt(start: string) {
  let now = new Date(start).getTime();
  const clock = { now: () => new Date(now), today: () => start.slice(0, 10) };
  return {
    limit: createRateLimit({ limit: 2, windowMs: 60_000, clock }),
    pass: (seconds: number) => {
      now += seconds * 1000;
    },
  };
}

test("the limit holds per key, says how long to wait, and slides along", () => {
  const { limit, pass } = limitAt("2025-01-01T00:00:00Z");
  assert.equal(limit.take("a"), 0);
  pass(20);
  assert.equal(limit.take("a"), 0);
  assert.equal(limit.take("a"), 40);
  assert.equal(limit.take("b"), 0);
  pass(41);
  assert.equal(limit.take("a"), 0);
  assert.equal(limit.take("a"), 19);
});

test("a refused attempt does not lengthen the wait", () => {
  const { limit, pass } = limitAt("2025-01-01T00:00:00Z");
  limit.take("a");
  limit.take("a");
  for (let n = 0; n < 50; n += 1) limit.take("a");
  pass(61);
  assert.equal(limit.take("a"), 0);
});

test("a flood of keys does not fill the memory", () => {
  const { limit } = limitAt("2025-01-01T00:00:00Z");
  for (let n = 0; n < 30_000; n += 1) limit.take(`sleutel ${n}`);
  assert.equal(limit.take("sleutel 29999"), 0);
  assert.notEqual(limit.take("sleutel 29999"), 0);
});
