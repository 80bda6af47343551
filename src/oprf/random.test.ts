import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { createSuite, type RandomSource } from "./index.ts";
import { createScalarSource } from "./random.ts";
import { backendsHere, bytesOf, packed, refuses } from "./testing.ts";

const inputs = ["a", "b", "c", "d"].map(bytesOf);

/** A counter run through a hash: predictable, but it never repeats. */
function countingSource(from = 0): RandomSource {
  let count = from;
  return (bytes) => {
    const blocks = Array.from({ length: Math.ceil(bytes / 64) }, () => {
      count += 1;
      return createHash("sha512").update(String(count)).digest();
    });
    return packed(...blocks).slice(0, bytes);
  };
}

test("a hundred thousand blinds, and not one twice", async () => {
  const [backend] = await backendsHere();
  assert.ok(backend !== undefined);
  const draw = createScalarSource(backend);
  const seen = new Set<string>();
  for (let batch = 0; batch < 100; batch += 1) {
    const blinds = Buffer.from(draw(1000));
    for (let at = 0; at < blinds.length; at += 32) seen.add(blinds.toString("latin1", at, at + 32));
  }
  assert.equal(seen.size, 100_000);
});

test("the blinds of a batch come from the source, one fresh number per input", async () => {
  for (const backend of await backendsHere()) {
    const { blinds } = createSuite(backend, "voprf", { random: countingSource() }).blindBatch(inputs);
    assert.deepEqual(blinds, backend.reduceScalars(countingSource()(4 * 64)));
    const own = createSuite(backend, "voprf");
    const [one, two] = [own.blindBatch(inputs), own.blindBatch(inputs)];
    assert.notDeepEqual(one.blinds, two.blinds);
    assert.notDeepEqual(one.blinded, two.blinded);
  }
});

test("a source that gives the same block within a draw is refused", async () => {
  for (const backend of await backendsHere()) {
    const stuck: RandomSource = (bytes) => new Uint8Array(bytes).fill(0x5a);
    refuses("brokenRandomness", () => createSuite(backend, "voprf", { random: stuck }).blindBatch(inputs));
    const period: RandomSource = (bytes) => packed(...Array(bytes / 64).fill(randomBytes(64)));
    refuses("brokenRandomness", () => createSuite(backend, "voprf", { random: period }).blindBatch(inputs));
  }
});

test("a source that starts again at every draw is refused at the second, as after a fork or a restored machine", async () => {
  for (const backend of await backendsHere()) {
    const suite = createSuite(backend, "voprf", { random: (bytes) => countingSource()(bytes) });
    suite.blindBatch(inputs);
    refuses("brokenRandomness", () => suite.blindBatch(inputs));
    const single = createSuite(backend, "voprf", { random: (bytes) => new Uint8Array(bytes).fill(7) });
    single.randomScalar();
    refuses("brokenRandomness", () => single.randomScalar());
  }
});

test("a source that gives too little, or a number that comes to zero, is refused", async () => {
  for (const backend of await backendsHere()) {
    refuses("brokenRandomness", () =>
      createSuite(backend, "oprf", { random: () => new Uint8Array(31) }).randomScalar(),
    );
    refuses("zeroScalar", () => createSuite(backend, "oprf", { random: (n) => new Uint8Array(n) }).randomScalar());
  }
});

test("one blind for two inputs is refused: the server would see that they belong together", async () => {
  for (const backend of await backendsHere()) {
    const suite = createSuite(backend, "voprf");
    const [blind, other] = [suite.randomScalar(), suite.randomScalar()];
    refuses("repeatedBlind", () => suite.blindBatch(inputs, packed(blind, other, blind, suite.randomScalar())));
  }
});
