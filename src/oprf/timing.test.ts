import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { sameBytes } from "./encoding.ts";
import { createSuite } from "./index.ts";
import { backendsHere, bytesOf } from "./testing.ts";

/**
 * Does time depend on the secret? After O. Reparaz, J. Balasch and I. Verbauwhede, "Dude, is my code constant time?"
 * (DATE 2017): time one fixed secret and random ones in random order, drop the slow tail, and compare the two means
 * with Welch's t. Beyond 4.5 is a leak. Another process can disturb a round, but not every one: a leak must show
 * in all, in the same direction.
 */
const LEAK = 4.5;
const ROUNDS = 10;
/** Share of the pooled times that is kept: what is slower was interrupted. */
const KEPT = 0.8;

interface Moments {
  readonly count: number;
  readonly mean: number;
  readonly variance: number;
}

function momentsOf(values: readonly number[]): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { count: values.length, mean, variance };
}

function welch(one: readonly number[], two: readonly number[]): number {
  const [a, b] = [momentsOf(one), momentsOf(two)];
  return (a.mean - b.mean) / Math.sqrt(a.variance / a.count + b.variance / b.count);
}

interface Sample {
  readonly isFixed: boolean;
  readonly secret: Uint8Array;
}

/** All made before anything is timed, and in the same way: what comes just before a measurement leaves its traces. */
function samplesOf(count: number, fixed: Uint8Array): readonly Sample[] {
  return Array.from(randomBytes(count), (byte) => {
    const random = Uint8Array.from(randomBytes(32));
    random[31] = (random[31] ?? 0) & 0x0f;
    const isFixed = byte % 2 === 0;
    return { isFixed, secret: Uint8Array.from(isFixed ? fixed : random) };
  });
}

/** Welch's t between the times of `work` on the fixed secret and on random ones. */
function timingDifference(count: number, work: (secret: Uint8Array) => unknown, fixed: Uint8Array): number {
  const samples = samplesOf(count, fixed);
  const times = samples.map(({ secret }) => {
    const start = process.hrtime.bigint();
    work(secret);
    return Number(process.hrtime.bigint() - start);
  });
  const limit = times.toSorted((one, two) => one - two)[Math.floor(KEPT * count)] ?? 0;
  const timesOf = (which: boolean) => times.filter((time, index) => time <= limit && samples[index]?.isFixed === which);
  return welch(timesOf(true), timesOf(false));
}

/** The difference that every round agrees on: 0 as soon as one sees none, or one the other way. */
function leakOf(count: number, work: (secret: Uint8Array) => unknown, fixed: Uint8Array): number {
  timingDifference(count / 4, work, fixed);
  const seen: number[] = [];
  while (seen.length < ROUNDS) {
    const difference = timingDifference(count, work, fixed);
    seen.push(difference);
    if (Math.abs(difference) <= LEAK || Math.sign(difference) !== Math.sign(seen[0] ?? 0)) return 0;
  }
  return Math.min(...seen.map(Math.abs));
}

/** One: for a multiplication that skips zero bits, the fastest secret there is. */
const ONE = Uint8Array.from([1, ...new Uint8Array(31)]);

/** Stops at the first difference, as no comparison of a secret should. */
function leakyComparison(left: Uint8Array, right: Uint8Array): boolean {
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

const often = (work: () => unknown): void => {
  for (let count = 0; count < 40; count += 1) work();
};

test("the method sees a comparison that stops at the first difference", () => {
  const leak = leakOf(4000, (secret) => often(() => leakyComparison(secret, ONE)), ONE);
  assert.ok(leak > LEAK, `t = ${leak.toFixed(1)}`);
});

test("the method sees a multiplication that skips the zero bits of its secret", async () => {
  for (const backend of await backendsHere()) {
    const element = createSuite(backend, "oprf").hashToGroup(bytesOf("element"));
    const skipping = (secret: Uint8Array): void => {
      for (const byte of secret.subarray(0, 4)) if (byte !== 0) backend.add(element, element);
    };
    const leak = leakOf(800, skipping, ONE);
    assert.ok(leak > LEAK, `${backend.name}: t = ${leak.toFixed(1)}`);
  }
});

test("how long our comparison takes does not tell where two secrets differ", () => {
  const leak = leakOf(4000, (secret) => often(() => sameBytes(secret, ONE)), ONE);
  assert.ok(leak <= LEAK, `t = ${leak.toFixed(1)}`);
});

test("how long decoding a key takes does not tell which key", async () => {
  const { decodeScalar } = createSuite((await backendsHere())[0] ?? assert.fail(), "oprf");
  const leak = leakOf(4000, (secret) => often(() => decodeScalar(secret)), ONE);
  assert.ok(leak <= LEAK, `t = ${leak.toFixed(1)}`);
});

test("how long an evaluation takes does not tell which key", async () => {
  for (const backend of await backendsHere()) {
    const suite = createSuite(backend, "oprf");
    const element = suite.hashToGroup(bytesOf("element"));
    const leak = leakOf(3000, (secret) => suite.evaluate(secret, element), ONE);
    assert.ok(leak <= LEAK, `${backend.name}: t = ${leak.toFixed(1)}`);
  }
});
