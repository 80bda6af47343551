import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { HolderErrorCode } from "./errors.ts";
import { bytesOf } from "./evaluator.ts";
import {
  countsOf,
  HolderError,
  possessionContext,
  readCharter,
  verifyCertificate,
  verifyLedger,
  verifyReceipt,
  verifyWitnessedHead,
} from "./index.ts";
import {
  activeStudy,
  commitmentOf,
  draftCharter,
  elementsFor,
  PARTNERS,
  requestFor,
  STUDY,
  signAll,
  startTable,
  type Table,
} from "./testing.ts";

const refused = (work: Promise<unknown>, code: HolderErrorCode): Promise<void> =>
  assert.rejects(work, (error) => {
    assert.ok(error instanceof HolderError, String(error));
    assert.equal(error.code, code);
    return true;
  });

/** A study with a committed bank, and what it takes to evaluate for it. */
async function committedBank(t: TestContext, count = 20) {
  const table = await startTable(t);
  const charter = await activeStudy(table);
  const bank = table.cast.by("bank");
  for (const client of table.clients) await client.commit(commitmentOf(charter, "bank", count), bank);
  const evaluate = (holder: number, batch: number, blinded: Uint8Array) => {
    const client = clientAt(table, holder);
    return client.evaluate(requestFor(charter, "bank", batch, blinded), blinded, bank);
  };
  return { table, charter, bank, evaluate };
}

function clientAt(table: Table, index: number) {
  const client = table.clients[index];
  assert.ok(client);
  return client;
}

test("two holders each make a share, prove it, and evaluate under it with a receipt", async (t) => {
  const { table, charter, evaluate } = await committedBank(t);
  const core = readCharter(charter);
  const blinded = elementsFor(table.suite, "a", 10);
  for (const [index, holder] of table.holders.entries()) {
    const answer = await evaluate(index, 0, blinded);
    const [own, other] = core.identifiers[0]?.shares ?? [];
    assert.ok(own && other);
    const share = own.holder === holder.info.holder ? own : other;
    const publicShare = bytesOf(share.publicShare);
    assert.ok(table.suite.verifyProof(publicShare, blinded, answer.evaluated, answer.proof));
    const context = possessionContext(STUDY, "phone", holder.info.holder);
    assert.ok(table.suite.verifyPossession(publicShare, bytesOf(share.proofOfPossession), context));
    assert.ok(verifyReceipt(answer.receipt, holder.info.receiptKey));
    assert.equal(answer.receipt.receipt.total, 10);
    assert.equal(answer.receipt.receipt.quota, 21);
  }
});
