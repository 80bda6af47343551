import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { type CharterCore, createHolderClient, type SignedCharter } from "../keyholder/index.ts";
import { createSuite, openBackend, splitScalar } from "../oprf/index.ts";
import { openCharter } from "./charter.ts";
import { createCalculator } from "./evaluation/calculate.ts";
import {
  parseMapping,
  readEvents,
  runPseudonymise,
  type SignedManifest,
  signManifest,
  silent,
  verifyManifest,
} from "./index.ts";
import {
  layOut,
  MAPPING,
  openStudy,
  run,
  signByAll,
  sourceLines,
  startProcessTable,
  startTable,
  stopsFor,
  type Table,
  temporaryFolder,
} from "./testing.ts";

/** A key that three holders share and any two can use: a study goes on without one of them (T14). */
const cleanups: (() => unknown)[] = [];
const cleaner = { after: (work: () => unknown) => void cleanups.push(work) };
after(async () => {
  for (const work of cleanups.reverse()) await work();
});

const manifestIn = (folder: string): SignedManifest =>
  JSON.parse(readFileSync(join(folder, "levering", "manifest.json"), "utf8"));
const coreOf = (charter: SignedCharter): CharterCore => JSON.parse(charter.document);

async function tokensIn(folder: string): Promise<Set<string>> {
  const tokens = new Set<string>();
  for (const { name } of manifestIn(folder).manifest.files) {
    const { tokens: packed } = await readEvents(readFileSync(join(folder, "levering", name)));
    for (const token of Buffer.from(packed).toString("hex").match(/.{32}/g) ?? []) tokens.add(token);
  }
  return tokens;
}

const threeHere = () => startTable(cleaner, () => new Date(), 3);
const IMPATIENT = { retries: 1, pauseMs: 1 };

interface Laid {
  readonly folder: string;
  go(): Promise<SignedManifest>;
}

/** A run in this process, with small batches and little patience. */
function lay(table: Table, charter: SignedCharter, size: number, onBatch: () => void = () => {}): Laid {
  const folder = temporaryFolder(cleaner);
  layOut(folder, charter, table.keys.bank, sourceLines(0, size));
  return {
    folder,
    go: () =>
      runPseudonymise({
        charter: openCharter(join(folder, "protocol.json")),
        partner: "bank",
        type: "iban",
        key: table.keys.bank,
        source: { path: join(folder, "bron.csv"), mapping: parseMapping(JSON.stringify(MAPPING)), objections: [] },
        output: join(folder, "levering"),
        progress: { ...silent, advance: (amount) => void (amount === 50 && onBatch()) },
        batchSize: 50,
        threads: 0,
        patience: IMPATIENT,
      }),
  };
}

/** Which holders gave the receipts of each batch, as places at the table. */
function pairsIn(manifest: SignedManifest, core: CharterCore): Map<number, string> {
  const pairs = new Map<number, string>();
  for (const { receipt } of manifest.manifest.receipts) {
    const place = core.holders.findIndex(({ holder }) => holder === receipt.holder);
    pairs.set(receipt.batch, [...(pairs.get(receipt.batch) ?? ""), String(place)].sort().join(""));
  }
  return pairs;
}

test("the tokens do not depend on which two holders were there, and two partners find what they share", async () => {
  const table = await threeHere();
  const charter = await openStudy(table);
  const bank = await run(table, charter, sourceLines(0, 120));
  const signed = manifestIn(bank.folder);
  assert.deepEqual(verifyManifest(signed, coreOf(charter), charter.hash).problems, []);
  assert.deepEqual(
    [...pairsIn(signed, coreOf(charter)).values()].map((pair) => pair.length),
    [2],
  );
  const tokens = await tokensIn(bank.folder);
  assert.equal(tokens.size, 120);
  const missing = table.holders[1];
  await missing?.close();
  const other = await run(table, charter, sourceLines(60, 180), "telecom");
  assert.deepEqual([...pairsIn(manifestIn(other.folder), coreOf(charter)).values()], ["02"]);
  const shared = [...(await tokensIn(other.folder))].filter((token) => tokens.has(token));
  assert.equal(shared.length, 60);
  assert.deepEqual(manifestIn(other.folder).manifest.canaries, signed.manifest.canaries);
});

test("every pair of three finishes a batch to the very tokens that the whole key gives (RFC 9497)", async () => {
  const suite = createSuite(await openBackend("wasm"), "voprf");
  const calculate = await createCalculator("wasm");
  const secret = suite.randomScalar();
  const { shares } = splitScalar(suite.backend, secret, 2, [1, 2, 3]);
  const values = ["NL91ABNA0417164300", "NL02TEST0123456789"].map((text) => Buffer.from(text));
  const inputs = {
    prefix: Buffer.from("voorbeeld"),
    values: Buffer.concat(values),
    lengths: Uint32Array.from(values, ({ length }) => length),
    blindKey: Buffer.alloc(32, 1),
  };
  const blind = calculate({ kind: "blind", ...inputs });
  assert.ok(blind.kind === "blinded");
  const { blinded } = blind;
  const answerUnder = (key: Uint8Array) => {
    const publicShare = suite.publicKeyOf(key);
    return { publicShare, ...suite.evaluateWithProof(key, publicShare, blinded) };
  };
  const whole = calculate({ kind: "finish", ...inputs, blinded, answers: [answerUnder(secret)] });
  assert.equal(whole.kind, "tokens");
  const answers = shares.map(({ index, share }) => ({ index, ...answerUnder(share) }));
  for (const missing of [1, 2, 3]) {
    const pair = answers.filter(({ index }) => index !== missing);
    assert.deepEqual(calculate({ kind: "finish", ...inputs, blinded, answers: pair }), whole);
    assert.deepEqual(calculate({ kind: "finish", ...inputs, blinded, answers: pair.toReversed() }), whole);
    // One of a pair alone, or with its seat mixed up, is another token.
    assert.notDeepEqual(calculate({ kind: "finish", ...inputs, blinded, answers: pair.slice(1) }), whole);
    const mixed = pair.map((answer) => ({ ...answer, index: answer.index + 1 }));
    assert.notDeepEqual(calculate({ kind: "finish", ...inputs, blinded, answers: mixed }), whole);
  }
});

/** Batches in the ledger of each holder: how often each was counted, and for how many identifiers in all. */
async function countedAt(table: Table, study: string) {
  const by = { signer: "bank", privateKey: table.keys.bank.privateKey };
  return Promise.all(
    table.holders.map(async ({ url }) => {
      const { rows } = await createHolderClient(url).ledger(study, by);
      const entries = rows.flatMap(({ entry }) => (entry?.kind === "evaluated" ? [entry] : []));
      return {
        twice: entries.length - new Set(entries.map(({ batch }) => batch)).size,
        batches: new Set(entries.map(({ batch }) => batch)),
        sum: entries.reduce((total, { count }) => total + count, 0),
      };
    }),
  );
}

test("a holder that dies in the middle is replaced by the third; when two are gone the run waits to be taken up", async () => {
  const table = await startProcessTable(cleaner, {}, 3);
  const [first, second] = table.holders;
  assert.ok(first && second);
  const charter = await openStudy(table, { study: "gedood" });
  let done = 0;
  const laid = lay(table, charter, 999, () => {
    done += 1;
    // As a power cut: the batches that are under way get no answer.
    if (done === 3) first.child.kill("SIGKILL");
    if (done === 9) second.child.kill("SIGKILL");
  });
  await stopsFor(laid.go(), "holder", /niet bereikbaar/);
  assert.ok(done >= 9 && done < 20, `${done} of 20 batches when two were gone`);
  await second.kill();
  await second.start();
  const signed = await laid.go();
  assert.deepEqual(verifyManifest(signed, coreOf(charter), charter.hash).problems, []);
  assert.equal(signed.manifest.distinct, 1000);
  const pairs = [...pairsIn(signed, coreOf(charter)).values()];
  assert.equal(pairs.length, 20);
  const kinds = new Set(pairs);
  assert.ok(kinds.has("01") && kinds.has("12"), [...kinds].join());
  assert.equal((await tokensIn(laid.folder)).size, 999);

  await first.kill();
  await first.start();
  const counted = await countedAt(table, "gedood");
  for (const [place, { twice, batches, sum }] of counted.entries()) {
    assert.equal(twice, 0, "nothing is counted twice");
    assert.equal(sum, batches.size * 50);
    for (const [batch, pair] of pairsIn(signed, coreOf(charter)))
      if (pair.includes(String(place))) assert.ok(batches.has(batch), "every receipt stands in a ledger");
  }
  assert.equal(counted[1]?.sum, 1000, "the second was there for every batch");

  // Another partner, whose holders are another pair, has the same tokens.
  await second.kill();
  const telecom = await run(table, charter, sourceLines(0, 60), "telecom");
  assert.deepEqual([...pairsIn(manifestIn(telecom.folder), coreOf(charter)).values()], ["02"]);
  const own = await tokensIn(laid.folder);
  assert.equal([...(await tokensIn(telecom.folder))].filter((token) => own.has(token)).length, 60);
});

test("with the shares of two holders destroyed nothing can be made any more, whatever the third does", async () => {
  const table = await threeHere();
  const charter = await openStudy(table, { study: "vernietigd" });
  const by = { signer: "operator", privateKey: table.operator.privateKey };
  const destroyAt = async (place: number) =>
    createHolderClient(table.holders[place]?.url ?? "").destroy("vernietigd", by);
  await destroyAt(0);
  await lay(table, charter, 60).go();
  await destroyAt(2);
  await stopsFor(lay(table, charter, 60).go(), "quota", /lag je invoer al vast/);
  await stopsFor(run(table, charter, sourceLines(0, 60), "telecom"), "holder", /vernietigd/);
});

test("a veto at one holder is not walked round by asking the third", async () => {
  const table = await threeHere();
  const charter = await openStudy(table, { study: "veto" });
  const by = { signer: "telecom", privateKey: table.keys.telecom.privateKey };
  await createHolderClient(table.holders[1]?.url ?? "").veto("veto", charter.hash, by);
  await stopsFor(lay(table, charter, 60).go(), "veto", /stilgelegd/);
});

test("a manifest has receipts of any two different holders for every batch, not of one, nor of one twice", async () => {
  const table = await threeHere();
  const charter = await openStudy(table, { study: "bewijzen" });
  const laid = lay(table, charter, 99);
  const { manifest } = await laid.go();
  const judge = (receipts: typeof manifest.receipts) =>
    verifyManifest(signManifest({ ...manifest, receipts }, table.keys.bank.privateKey), coreOf(charter), charter.hash)
      .problems;
  assert.equal(manifest.receipts.length, 4);
  assert.deepEqual(judge(manifest.receipts), []);
  const [one, ...others] = manifest.receipts;
  assert.ok(one);
  assert.deepEqual(judge(others), ["receiptsTooFew"]);
  assert.deepEqual(judge([one, one, ...others]), ["receiptsTooFew"]);
  assert.deepEqual(judge(manifest.receipts.filter(({ receipt }) => receipt.batch === 0)), ["receiptsTooFew"]);
  assert.deepEqual(judge(manifest.receipts.filter(({ receipt }) => receipt.batch === 1)), ["receiptsTooFew"]);
});

test("commitments that do not fit the keys stop the tool before it calls a holder", async () => {
  const table = await threeHere();
  const charter = await openStudy(table, { study: "toezegging" });
  const core = coreOf(charter);
  const whole = core.identifiers[0];
  const [one, two, three] = whole?.commitments ?? [];
  assert.ok(whole && one && two && three);
  const swapped = [one, two, { ...three, commitments: [three.commitments[0], one.commitments[1]] as const }];
  const { commitments: _none, ...without } = whole;
  for (const identifier of [{ ...whole, commitments: swapped }, { ...whole, jointKey: one.commitments[0] }, without]) {
    const changed = signByAll(table, { ...core, identifiers: [identifier] });
    await stopsFor(lay(table, changed, 60).go(), "charter", /openbare sleutels/);
  }
});
