import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type CharterCore, createHolderClient, type SignedCharter, sha256 } from "../keyholder/index.ts";
import { openCharter, type Wanted } from "./charter.ts";
import {
  parseMapping,
  readEvents,
  runPseudonymise,
  type SignedManifest,
  signManifest,
  silent,
  verifyManifest,
  verifyOpening,
} from "./index.ts";
import { normaliserFor } from "./normalisers/index.ts";
import {
  command,
  dayFromNow,
  ibanOf,
  layOut,
  MAPPING,
  openStudy,
  run,
  sourceLines,
  startTable,
  stopsFor,
  type Table,
  temporaryFolder,
} from "./testing.ts";

const cleanups: (() => unknown)[] = [];
const cleaner = { after: (work: () => unknown) => void cleanups.push(work) };
let table: Table;
before(async () => {
  table = await startTable(cleaner);
});
after(async () => {
  for (const work of cleanups.reverse()) await work();
});

let studies = 0;
function newStudy(): string {
  studies += 1;
  return `onderzoek-${studies}`;
}

const manifestIn = (folder: string): SignedManifest =>
  JSON.parse(readFileSync(join(folder, "levering", "manifest.json"), "utf8"));

/** Tokens (hex) of a delivery, one per row. */
async function tokensIn(folder: string): Promise<string[]> {
  const tokens: string[] = [];
  for (const { name } of manifestIn(folder).manifest.files) {
    const events = await readEvents(readFileSync(join(folder, "levering", name)));
    const hex = Buffer.from(events.tokens).toString("hex");
    tokens.push(...(hex.match(/.{32}/g) ?? []));
  }
  return tokens;
}

const core = (charter: SignedCharter): CharterCore => JSON.parse(charter.document);
const overlap = (one: readonly string[], other: readonly string[]): number => {
  const known = new Set(other);
  return new Set(one.filter((token) => known.has(token))).size;
};

test("two partners find exactly what they share, each in its own spelling", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const bank = await run(table, charter, sourceLines(0, 300));
  const spelled = sourceLines(200, 500).map((line) => line.replace(/^NL(\d\d)TEST(\d{4})/, "nl$1 test $2 "));
  const telecom = await run(table, charter, spelled, "telecom");
  const [own, other] = [await tokensIn(bank.folder), await tokensIn(telecom.folder)];
  assert.equal(new Set(own).size, 300);
  assert.equal(overlap(own, other), 100);
  const [a, b] = [manifestIn(bank.folder), manifestIn(telecom.folder)];
  assert.deepEqual(a.manifest.canaries, b.manifest.canaries, "the canary is one token for everybody");
  assert.equal(a.manifest.distinct, 301);
  assert.deepEqual(verifyManifest(a, core(charter), charter.hash).problems, []);
  const hashes = a.manifest.files.map(({ name }) => sha256(readFileSync(join(bank.folder, "levering", name))));
  assert.deepEqual(
    hashes,
    a.manifest.files.map((file) => file.sha256),
  );
});

test("the same identifier is another token in another study (T7)", async () => {
  const [first, second] = [
    await openStudy(table, { study: newStudy() }),
    await openStudy(table, { study: newStudy() }),
  ];
  const one = await run(table, first, sourceLines(0, 50));
  const other = await run(table, second, sourceLines(0, 50));
  assert.equal(overlap(await tokensIn(one.folder), await tokensIn(other.folder)), 0);
  const judged = verifyManifest(manifestIn(one.folder), core(second), second.hash);
  assert.ok(judged.problems.includes("study") && judged.problems.includes("receiptSignature") === false);
});

test("rows are coarse, capped and out of order, and what is left out is counted by reason", async () => {
  const coarsening = { eventsPerToken: 2 };
  const charter = await openStudy(table, { study: newStudy(), coarsening });
  const good = sourceLines(0, 40, 3);
  const bad = [
    `${ibanOf(50).replace("TEST", "TSET")};k;2026-03-01;1;1;`,
    `${ibanOf(51)};k;01-03-2026;1;1;`,
    `${ibanOf(52)};k;2026-03-01;1;misschien;`,
    `${ibanOf(53)};k;2026-03-01;1`,
    "NL91ABNA0417164300;k;2026-03-01;1;1;",
    `${ibanOf(39)};k;2026-03-01;1;1;`,
  ];
  const folder = temporaryFolder(cleaner);
  const objections = join(folder, "bezwaren.txt");
  writeFileSync(objections, `${ibanOf(39).toLowerCase()}\n`);
  const { folder: own } = await run(table, charter, [...good, ...bad], "bank", ["--bezwaren", objections]);
  const { manifest } = manifestIn(own);
  assert.deepEqual(manifest.refused, {
    checkDigits: 1,
    dateWrong: 1,
    labelUnknown: 1,
    uneven: 1,
    canary: 1,
    objection: 4,
    capped: 39,
  });
  assert.equal(manifest.rows, 78);
  assert.equal(manifest.distinct, 40);
  const events = await readEvents(readFileSync(join(own, "levering", manifest.files[0]?.name ?? "")));
  assert.ok(
    events.days.every((day) => (day + 3) % 7 === 0),
    "Mondays",
  );
  assert.ok(events.amounts.every((amount) => amount % 10 === 0));
  const subjects = new Set(Buffer.from(events.subjects).toString("hex").match(/.{32}/g));
  assert.equal(subjects.size, 39, "rows of one case stay together");
});

test("a small pass size reads the source more often and comes to the same tokens", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const folder = temporaryFolder(cleaner);
  layOut(folder, charter, table.keys.bank, sourceLines(0, 500));
  const batches: number[] = [];
  const { manifest } = await runPseudonymise({
    charter: openCharter(join(folder, "protocol.json")),
    partner: "bank",
    type: "iban",
    key: table.keys.bank,
    source: {
      path: join(folder, "bron.csv"),
      mapping: parseMapping(JSON.stringify(MAPPING)),
      objections: [],
    },
    output: join(folder, "levering"),
    progress: { ...silent, advance: (amount) => void batches.push(amount) },
    batchSize: 64,
    passSize: 130,
    threads: 2,
  });
  assert.equal(manifest.receipts.length, 2 * Math.ceil(501 / 64));
  const telecom = await run(table, charter, sourceLines(0, 500), "telecom");
  assert.equal(overlap(await tokensIn(folder), await tokensIn(telecom.folder)), 500);
});

test("a finished run is not done again, and a changed one is refused", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const { folder, args } = await run(table, charter, sourceLines(0, 30));
  const before = readFileSync(join(folder, "levering", "manifest.json"));
  await command("draai", args);
  assert.deepEqual(readFileSync(join(folder, "levering", "manifest.json")), before);
  writeFileSync(join(folder, "kolommen.json"), JSON.stringify({ ...MAPPING, labels: { fraud: ["0"], clean: ["1"] } }));
  await stopsFor(command("draai", args), "resume", /andere uitvoermap/);
});

test("a second input under the same promise is refused by the holders (T1)", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  await run(table, charter, sourceLines(0, 30));
  await stopsFor(run(table, charter, sourceLines(30, 90)), "quota", /lag je invoer al vast/);
});

test("more identifiers than the charter allows never reach a holder", async () => {
  const charter = await openStudy(table, { study: newStudy(), ceiling: 20 });
  await stopsFor(run(table, charter, sourceLines(0, 30)), "quota", /31 verschillende kenmerken .* 20/);
});

test("another version of a normaliser, and canaries that do not come together, stop before anything is sent (T8)", async () => {
  const other = await openStudy(table, {
    study: newStudy(),
    change: (whole) => ({
      ...whole,
      identifiers: whole.identifiers.map((one) => ({
        ...one,
        normaliser: { ...one.normaliser, hash: sha256("ander") },
      })),
    }),
  });
  await stopsFor(run(table, other, sourceLines(0, 30)), "normaliser", /versie van het programma/);
  const canaries = [[ibanOf(7), ibanOf(8)]];
  const apart = await openStudy(table, { study: newStudy(), canaries });
  await stopsFor(run(table, apart, sourceLines(0, 30)), "canary", /proefkenmerk 1/);
});

test("a veto stops the next request with a sentence", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const by = { signer: "telecom", privateKey: table.keys.telecom.privateKey };
  await createHolderClient(table.holders[0]?.url ?? "").veto(core(charter).study, charter.hash, by);
  await stopsFor(run(table, charter, sourceLines(0, 30)), "veto", /stilgelegd/);
});

test("a charter that somebody has not signed, or that was changed, is refused", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const unsigned = { ...charter, signatures: charter.signatures.slice(1) };
  await stopsFor(run(table, unsigned, sourceLines(0, 9)), "charter", /nog niet geldig ondertekend door: De Bank/);
  const changed = { ...charter, document: charter.document.replace("De Bank", "De Bonk") };
  await stopsFor(run(table, changed, sourceLines(0, 9)), "charter", /tekst van het protocol/);
});

test("an auditor can check an opened leaf, and nothing else fits it", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const { args } = await run(table, charter, sourceLines(0, 40));
  const opened = (await command("monster", [...args, "--bladen", "0,17,40"])).filter((line) => line.startsWith("{"));
  const identifier = core(charter).identifiers[0];
  const normaliser = normaliserFor("iban");
  assert.ok(identifier && normaliser && opened.length === 3);
  const wanted: Wanted = { identifier, normaliser };
  for (const line of opened) {
    const opening = JSON.parse(line);
    assert.ok(verifyOpening(opening, core(charter).study, wanted));
    assert.ok(!verifyOpening({ ...opening, value: ibanOf(9999) }, core(charter).study, wanted));
    assert.ok(!verifyOpening(opening, "ander onderzoek", wanted));
  }
  await stopsFor(command("monster", [...args, "--bladen", "41"]), "usage", /geen blad 41/);
});

test("a manifest is refused for every single thing that is wrong with it", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const { folder } = await run(table, charter, sourceLines(0, 30));
  const { manifest } = manifestIn(folder);
  const judge = (changed: Partial<typeof manifest>, key = table.keys.bank.privateKey) =>
    verifyManifest(signManifest({ ...manifest, ...changed }, key), core(charter), charter.hash).problems;
  const [receipt, ...receipts] = manifest.receipts;
  const [file] = manifest.files;
  assert.ok(receipt && file);
  assert.deepEqual(judge({}), []);
  assert.deepEqual(judge({}, table.keys.telecom.privateKey), ["signature"]);
  assert.deepEqual(judge({ charterHash: sha256("ander") }), ["charter"]);
  assert.deepEqual(judge({ partner: "vreemd" }), ["partner", "receiptForeign"]);
  assert.deepEqual(judge({ normaliser: { ...manifest.normaliser, version: 2 } }), ["normaliser"]);
  assert.deepEqual(judge({ canaries: [] }), ["canariesMissing"]);
  assert.deepEqual(judge({ receipts }), ["receiptsTooFew"]);
  assert.deepEqual(judge({ distinct: manifest.distinct + 1 }), ["receiptsTooFew"]);
  assert.deepEqual(judge({ receipts: [receipt, receipt, ...receipts] }), ["receiptsTooFew"]);
  const forged = { ...receipt, receipt: { ...receipt.receipt, count: 9999 } };
  assert.deepEqual(judge({ receipts: [forged, ...receipts] }), ["receiptSignature"]);
  assert.deepEqual(judge({ files: [file, file] }), ["rowsDiffer", "fileTwice"]);
  assert.deepEqual(judge({ type: "phone" }), ["type", "receiptForeign"]);
});

test("a charter that ends in the middle stops with a sentence, and leaves no delivery", async () => {
  let days = 0;
  const late = await startTable(cleaner, () => new Date(Date.now() + days * 86_400_000));
  const ends = (whole: CharterCore): CharterCore => ({ ...whole, ends: dayFromNow(1) });
  const charter = await openStudy(late, { study: newStudy(), change: ends });
  const folder = temporaryFolder(cleaner);
  layOut(folder, charter, late.keys.bank, sourceLines(0, 300));
  let batches = 0;
  const work = runPseudonymise({
    charter: openCharter(join(folder, "protocol.json")),
    partner: "bank",
    type: "iban",
    key: late.keys.bank,
    source: { path: join(folder, "bron.csv"), mapping: parseMapping(JSON.stringify(MAPPING)), objections: [] },
    output: join(folder, "levering"),
    progress: {
      ...silent,
      advance: (amount) => {
        // Rows are counted in chunks of the whole file, batches by fifty.
        if (amount === 50) batches += 1;
        if (batches === 2) days = 3;
      },
    },
    batchSize: 50,
    threads: 0,
  });
  await stopsFor(work, "charter", /onderzoek is voorbij/);
  assert.ok(batches >= 2 && batches < 6, `${batches} batches`);
  assert.deepEqual(readdirSync(join(folder, "levering")), []);
});

test("a file of one run and a folder of another never mix", async () => {
  const charter = await openStudy(table, { study: newStudy() });
  const { folder } = await run(table, charter, sourceLines(0, 10));
  assert.deepEqual(readdirSync(join(folder, "levering")).sort(), ["deel-00001.parquet", "manifest.json"]);
  assert.deepEqual(readdirSync(join(folder, "levering.voortgang")).sort(), ["journal.jsonl", "leaves.bin", "run.json"]);
});
