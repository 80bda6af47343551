import assert from "node:assert/strict";
import { test } from "node:test";
import { HolderError } from "./errors.ts";
import { openSuite } from "./evaluator.ts";
import { elementsFor } from "./testing.ts";
import { createWorkerEvaluator } from "./workers.ts";

const program = new URL("../keyholder.ts", import.meta.url);

test("threads give what one thread gives, refuse what is no point, and let the main thread go on", async (t) => {
  const suite = await openSuite();
  const pool = createWorkerEvaluator(program, 2);
  t.after(() => pool.close());
  const share = suite.randomScalar();
  const publicShare = suite.publicKeyOf(share);
  const batches = [1, 2, 3, 4].map((number) => elementsFor(suite, `n${number}`, 20));
  const answers = await Promise.all(batches.map((blinded) => pool.evaluate(share, publicShare, blinded)));
  for (const [index, { evaluated, proof }] of answers.entries()) {
    const blinded = batches[index];
    assert.ok(blinded);
    assert.deepEqual(evaluated, suite.evaluate(share, blinded));
    assert.ok(suite.verifyProof(publicShare, blinded, evaluated, proof));
  }
  const refusal = (error: unknown): boolean => error instanceof HolderError && error.code === "invalidElement";
  await assert.rejects(pool.evaluate(share, publicShare, new Uint8Array(64)), refusal);
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 2);
  await pool.evaluate(share, publicShare, elementsFor(suite, "groot", 1000));
  clearInterval(counting);
  assert.ok(turns > 3, `${turns} turns of the main thread during a batch`);
});

test("a pool that is closed promises nothing", async () => {
  const pool = createWorkerEvaluator(program, 1);
  const waiting = pool.evaluate(new Uint8Array(32), new Uint8Array(32), new Uint8Array(32));
  const never = assert.rejects(waiting, HolderError);
  await pool.close();
  await never;
  await assert.rejects(pool.evaluate(new Uint8Array(32), new Uint8Array(32), new Uint8Array(32)), HolderError);
});
