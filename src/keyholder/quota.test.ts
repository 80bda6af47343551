import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createPacer } from "./bucket.ts";
import { createHolderClient } from "./client.ts";
import { HolderError } from "./errors.ts";
import { quotaFor } from "./evaluation.ts";
import type { Evaluator } from "./evaluator.ts";
import {
  activeStudy,
  clientAt,
  commitmentOf,
  committedBank,
  elementsFor,
  refused,
  requestFor,
  startTable,
} from "./testing.ts";

/** Counting without arithmetic: the elements come back as they were. */
const echo: Evaluator = {
  evaluate: async (_share, _public, blinded) => ({ evaluated: blinded, proof: new Uint8Array(64) }),
};

/** As if the arithmetic took a while on another core, so that requests really are under way at the same time. */
const slowly: Evaluator = {
  async evaluate(share, publicShare, blinded) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    return echo.evaluate(share, publicShare, blinded);
  },
};

test("T1: the element above the quota is refused by either holder alone, also after a restart", async (t) => {
  const { table, evaluate } = await committedBank(t, 20);
  for (const index of [0, 1]) {
    await evaluate(index, 0, elementsFor(table.suite, "a", 20));
    await refused(evaluate(index, 1, elementsFor(table.suite, "b", 2)), "quotaReached");
    await evaluate(index, 1, elementsFor(table.suite, "c", 1));
    await table.restart(index);
    await refused(evaluate(index, 2, elementsFor(table.suite, "d", 1)), "quotaReached");
    // What was answered before is answered again.
    const again = await evaluate(index, 0, elementsFor(table.suite, "a", 20));
    assert.equal(again.receipt.receipt.total, 20);
  }
});

test("T1: sessions side by side do not pass the quota together", async (t) => {
  const table = await startTable(t, { evaluator: slowly });
  const charter = await activeStudy(table);
  const bank = table.cast.by("bank");
  await clientAt(table, 0).commit(commitmentOf(charter, "bank", 20), bank);
  const batches = Array.from({ length: 12 }, (_, batch) => new Uint8Array(4 * 32).fill(batch));
  const results = await Promise.allSettled(
    batches.map((blinded, batch) =>
      clientAt(table, 0).evaluate(requestFor(charter, "bank", batch, blinded), blinded, bank),
    ),
  );
  const passed = results.flatMap((one) => (one.status === "fulfilled" ? [one.value.receipt.receipt] : []));
  assert.deepEqual(
    passed.map(({ total }) => total).sort((a, b) => a - b),
    [4, 8, 12, 16, 20],
  );
});

test("T1: no change of the clock gives room again", async (t) => {
  const { table, evaluate } = await committedBank(t, 20);
  await evaluate(0, 0, elementsFor(table.suite, "a", 21));
  for (const moment of ["2026-06-14T12:00:00Z", "2026-06-16T12:00:00Z", "2026-06-30T12:00:00Z"]) {
    table.clock.moment = new Date(moment);
    await table.restart(0);
    await refused(evaluate(0, 1, elementsFor(table.suite, "b", 1)), "quotaReached");
  }
});

test("the same batch at the same time is one evaluation, and other bytes under its number are another", async (t) => {
  const table = await startTable(t, { evaluator: slowly });
  const charter = await activeStudy(table);
  const [client, bank] = [clientAt(table, 0), table.cast.by("bank")];
  await client.commit(commitmentOf(charter, "bank", 20), bank);
  const total = async (batch: number, name: string): Promise<number> => {
    const blinded = elementsFor(table.suite, name, 5);
    const { receipt } = await client.evaluate(requestFor(charter, "bank", batch, blinded), blinded, bank);
    return receipt.receipt.total;
  };
  assert.deepEqual(await Promise.all([total(0, "a"), total(0, "a"), total(0, "a")]), [5, 5, 5]);
  assert.equal(await total(0, "b"), 10);
  // The same bytes under another number are evaluated, and counted, again.
  assert.equal(await total(1, "a"), 15);
  assert.equal(await total(0, "a"), 5);
});

type Step = { readonly batch: number; readonly size: number } | "restart";

test("T1: whatever is asked in whatever order, what was evaluated is what was counted and never above the quota", async (t) => {
  const table = await startTable(t, { evaluator: echo });
  const bank = table.cast.by("bank");
  const step: fc.Arbitrary<Step> = fc.oneof(
    { weight: 9, arbitrary: fc.record({ batch: fc.nat(6), size: fc.integer({ min: 1, max: 12 }) }) },
    { weight: 1, arbitrary: fc.constant("restart") },
  );
  let study = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 }), async (rounds) => {
      study += 1;
      const id = `onderzoek-${study}`;
      const charter = await activeStudy(table, id);
      const { quota } = await clientAt(table, 0).commit(commitmentOf(charter, "bank", 30, id), bank);
      const evaluated = new Map<string, number>();
      const ask = async (one: Step): Promise<void> => {
        if (one === "restart") return;
        const blinded = new Uint8Array(one.size * 32).fill(one.batch);
        const request = requestFor(charter, "bank", one.batch, blinded, id);
        try {
          const { receipt } = await clientAt(table, 0).evaluate(request, blinded, bank);
          evaluated.set(`${one.batch}:${one.size}`, one.size);
          assert.ok(receipt.receipt.total <= quota);
        } catch (error) {
          assert.ok(error instanceof HolderError && error.code === "quotaReached");
        }
      };
      for (const round of rounds) {
        if (round.includes("restart")) await table.restart(0, { evaluator: echo });
        await Promise.all(round.map(ask));
      }
      const { used } = await clientAt(table, 0).commit(commitmentOf(charter, "bank", 30, id), bank);
      assert.equal(
        used,
        [...evaluated.values()].reduce((sum, size) => sum + size, 0),
      );
      assert.ok(used <= quota);
    }),
    { numRuns: 15 },
  );
});

test("the quota is the count and five percent, rounded up, and at most the ceiling", () => {
  assert.deepEqual(
    [1, 20, 100, 1000].map((count) => quotaFor(count, 1000)),
    [2, 21, 105, 1000],
  );
});

test("a partner that goes too fast waits, and others do not wait for it", () => {
  let now = 0;
  const pace = createPacer({ elementsPerSecond: 5000, burst: 10_000 }, () => now);
  assert.equal(pace("bank", 10_000), 0);
  assert.equal(pace("bank", 5000), 1000);
  assert.equal(pace("telecom", 5000), 0);
  now = 999;
  assert.equal(pace("bank", 5000), 1);
  now = 1000;
  assert.equal(pace("bank", 5000), 0);
  // A stream of single elements is not cheaper than small batches.
  assert.ok(pace("bank", 1) > 0);
  now = 60_000;
  assert.equal(pace("bank", 1_000_000), 0, "what is larger than the burst waits for a full bucket, not forever");
});

test("a client waits when the holder says that it goes too fast, and not when it has no patience", async (t) => {
  // So slow that no machine is too busy to ask again before there is room.
  const table = await startTable(t, { pace: { elementsPerSecond: 128, burst: 1024 } });
  const charter = await activeStudy(table);
  const bank = table.cast.by("bank");
  await clientAt(table, 0).commit(commitmentOf(charter, "bank", 20), bank);
  const ask = (batch: number) => {
    const blinded = elementsFor(table.suite, `n${batch}`, 1);
    return clientAt(table, 0).evaluate(requestFor(charter, "bank", batch, blinded), blinded, bank);
  };
  await Promise.all([ask(0), ask(1)]);
  await assert.rejects(ask(2), (error) => {
    assert.ok(error instanceof HolderError && error.code === "tooFast");
    assert.ok(error.retryAfterMs > 0 && error.retryAfterMs <= 4000, String(error.retryAfterMs));
    return true;
  });
  const patient = createHolderClient(table.holders[0]?.url ?? "", { patienceMs: 60_000 });
  const blinded = elementsFor(table.suite, "n3", 1);
  const answer = await patient.evaluate(requestFor(charter, "bank", 3, blinded), blinded, bank);
  assert.equal(answer.receipt.receipt.total, 3);
});
