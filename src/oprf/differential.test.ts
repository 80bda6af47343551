import assert from "node:assert/strict";
import { test } from "node:test";
import { ristretto255_oprf } from "@noble/curves/ed25519.js";
import fc from "fast-check";
import { createSuite } from "./index.ts";
import { backendsHere, bytesOf, packed } from "./testing.ts";

/** The same protocol by other hands: @noble/curves, on BigInt. */
const { oprf, voprf } = ristretto255_oprf;

const item = (all: Uint8Array, index: number, size: number): Uint8Array => all.slice(index * size, (index + 1) * size);
const seeds = fc.uint8Array({ minLength: 32, maxLength: 32 });
const batches = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 4 });

test("keys, evaluations and outputs are those of another implementation", async () => {
  const suites = (await backendsHere()).map((backend) => createSuite(backend, "oprf"));
  fc.assert(
    fc.property(seeds, fc.uint8Array({ maxLength: 40 }), fc.uint8Array({ maxLength: 300 }), (seed, info, input) => {
      const theirs = oprf.deriveKeyPair(seed, info);
      const { blind, blinded } = oprf.blind(input);
      const evaluated = oprf.blindEvaluate(theirs.secretKey, blinded);
      for (const suite of suites) {
        const ours = suite.deriveKeyPair(seed, info);
        assert.deepEqual([...ours.secretKey], [...theirs.secretKey]);
        assert.deepEqual([...ours.publicKey], [...theirs.publicKey]);
        assert.deepEqual([...suite.blindBatch([input], blind).blinded], [...blinded]);
        assert.deepEqual([...suite.evaluate(ours.secretKey, blinded)], [...evaluated]);
        const output = suite.finalizeBatch([input], blind, evaluated);
        assert.deepEqual([...output], [...oprf.finalize(input, blind, evaluated)]);
      }
    }),
    { numRuns: 40 },
  );
});

test("each accepts the other's proof of a batch, and takes the same outputs from it", async () => {
  const suites = (await backendsHere()).map((backend) => createSuite(backend, "voprf"));
  fc.assert(
    fc.property(seeds, batches, (seed, inputs) => {
      const { secretKey, publicKey } = voprf.deriveKeyPair(seed, bytesOf("study"));
      for (const suite of suites) {
        const { blinds, blinded } = suite.blindBatch(inputs);
        const ours = suite.evaluateWithProof(secretKey, publicKey, blinded);
        const list = inputs.map((_, index) => item(blinded, index, 32));
        const theirs = voprf.blindEvaluateBatch(secretKey, publicKey, list);
        assert.deepEqual([...packed(...theirs.evaluated)], [...ours.evaluated]);
        assert.equal(suite.verifyProof(publicKey, blinded, packed(...theirs.evaluated), theirs.proof), true);
        const items = inputs.map((input, index) => ({
          input,
          blind: item(blinds, index, 32),
          blinded: item(blinded, index, 32),
          evaluated: item(ours.evaluated, index, 32),
        }));
        const outputs = voprf.finalizeBatch(items, publicKey, ours.proof);
        assert.deepEqual([...packed(...outputs)], [...suite.finalizeBatch(inputs, blinds, ours.evaluated)]);
      }
    }),
    { numRuns: 25 },
  );
});

test("a batch longer than the working memory gives what its elements give one by one, in every backend", async () => {
  const inputs = Array.from({ length: 1500 }, (_, index) => bytesOf(`input ${index}`));
  const results = (await backendsHere()).map((backend) => {
    const suite = createSuite(backend, "voprf");
    const { secretKey, publicKey } = suite.deriveKeyPair(new Uint8Array(32).fill(1), bytesOf("long"));
    const { blinds, blinded } = suite.blindBatch(inputs);
    const { evaluated, proof } = suite.evaluateWithProof(secretKey, publicKey, blinded);
    assert.equal(suite.verifyProof(publicKey, blinded, evaluated, proof), true);
    const outputs = suite.finalizeBatch(inputs, blinds, evaluated);
    for (const index of [0, 1023, 1024, 1499]) {
      const alone = [inputs[index] ?? bytesOf("")];
      const output = suite.finalizeBatch(alone, item(blinds, index, 32), item(evaluated, index, 32));
      assert.deepEqual(item(outputs, index, 64), output);
    }
    return outputs;
  });
  for (const outputs of results) assert.deepEqual(outputs, results[0]);
});
