import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { generateSigningKey } from "../../keyholder/index.ts";
import { createStorage } from "../../platform/storage.ts";
import {
  type Events,
  type Manifest,
  READY,
  readEvents,
  type SignedManifest,
  signDelivery,
  signManifest,
  writeEvents,
} from "../../pseudonymise/index.ts";
import {
  charterOf,
  databaseText,
  filesBelow,
  idOf,
  inventRows,
  type MadeDelivery,
  makeDelivery,
  partnerId,
  sendDelivery,
  setResearchTable,
  startStudy,
  taken,
} from "../../testing/study.ts";
import { TABLE_URL } from "../../testing/table.ts";
import { identifyDeliverer, receiveFile } from "./deliveries.ts";
import { takeIn } from "./intake.ts";
import { createVault } from "./vault.ts";

/** What comes in from a partner: real deliveries of the tool, and the same ones tampered with. */
const BANK = "Voorbeeldbank";
const SHOP = "Voorbeeldwinkel";
const COARSE = { "protocol-day": "week", "protocol-amountBand": "10" };

const stage = await setResearchTable();
const { db, dataDir } = stage.table;
const storage = createStorage(dataDir);
const vault = createVault(storage);
const study = await startStudy(stage, "Leveringen", "active", COARSE);
const studyId = idOf(study);
const sources = await inventRows(stage);
const bank = await makeDelivery(stage, study, BANK, sources.get(BANK) ?? "");
const shop = await makeDelivery(stage, study, SHOP, sources.get(SHOP) ?? "");
const work = () => stage.table.work();

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const partOf = (made: MadeDelivery): Buffer =>
  readFileSync(join(made.output, made.signed.manifest.files[0]?.name ?? ""));

interface Parcel {
  readonly signed: SignedManifest;
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly partner: string;
  readonly to: string;
  readonly run: string;
}

/** The delivery as it was made, with something changed in its manifest, which is then signed again. */
function parcel(
  made: MadeDelivery,
  change: (manifest: Manifest) => Partial<Manifest> = () => ({}),
  more: Partial<Parcel> & { key?: string } = {},
): Parcel {
  const { manifest } = made.signed;
  const key = more.key ?? stage.keyOf(made.partner).privateKey;
  const files = new Map(manifest.files.map(({ name }) => [name, readFileSync(join(made.output, name))]));
  const signed = signManifest({ ...manifest, ...change(manifest) }, key);
  return { signed, files, partner: made.partner, to: studyId, run: manifest.run, ...more };
}

/** With other rows than the tool wrote. */
async function reworked(made: MadeDelivery, change: (events: Events) => Partial<Events>): Promise<Parcel> {
  const events = await readEvents(partOf(made));
  const bytes = writeEvents({ ...events, ...change(events) });
  const [first] = made.signed.manifest.files;
  const file = { name: first?.name ?? "", rows: events.count, sha256: sha256(bytes), bytes: bytes.length };
  return parcel(made, () => ({ files: [file], rows: file.rows }), { files: new Map([[file.name, bytes]]) });
}

async function call(
  method: string,
  { to, run, partner }: Parcel,
  name: string,
  bytes: Uint8Array | null,
  hash: string,
) {
  const file = { study: to, run, partner: partnerId(partner), name, sha256: hash };
  const answer = await stage.table.app.request(`${TABLE_URL}/api/v1/onderzoeken/${to}/leveringen/${run}/${name}`, {
    method,
    headers: {
      "rondetafel-partner": file.partner,
      "rondetafel-sha256": hash,
      "rondetafel-signature": signDelivery(file, stage.keyOf(partner).privateKey),
    },
    ...(bytes !== null && { body: new Uint8Array(bytes) }),
  });
  return { status: answer.status, body: (await answer.json()) as { message?: string; status?: string } };
}

/** Sends everything and has it checked; returns how the delivery stands and why. */
async function send(sent: Parcel): Promise<{ status: string; problem: string }> {
  const text = Buffer.from(JSON.stringify(sent.signed));
  for (const [name, bytes] of sent.files)
    assert.equal((await call("PUT", sent, name, bytes, sha256(bytes))).status, 200);
  assert.equal((await call("PUT", sent, "manifest.json", text, sha256(text))).status, 200);
  assert.equal((await call("POST", sent, READY, null, sha256(text))).status, 202);
  await work();
  const { rows } = await sql<{ status: string; problem: string | null }>`
    select status, problem from delivery where study_id = ${sent.to} and run = ${sent.run}
      and partner_id = ${partnerId(sent.partner)}`.execute(db);
  return { status: rows[0]?.status ?? "", problem: rows[0]?.problem ?? "" };
}

const filesOf = (of: string) => filesBelow(join(dataDir, "research", of)).map(({ path }) => path);

/** A refusal says why and keeps nothing; then the run is free again, so that the next can be tried. */
async function refused(sent: Parcel, why: RegExp): Promise<void> {
  const before = filesOf(sent.to);
  const { status, problem } = await send(sent);
  assert.equal(status, "refused");
  assert.match(problem, why);
  assert.doesNotMatch(problem, /[0-9a-f]{16}|\.ts|node:/);
  assert.deepEqual(filesOf(sent.to), before, "a refused delivery leaves no file");
  await sql`delete from delivery_file where delivery_id in (select id from delivery where status = 'refused')`.execute(
    db,
  );
  await sql`delete from delivery where status = 'refused'`.execute(db);
}

const snapshots = async () =>
  (
    await sql<{ rows: number; files: { name: string; rows: number }[] }>`
    select rows, files from study_snapshot where study_id = ${studyId} order by number`.execute(db)
  ).rows;

test("a manifest that somebody else signed is refused", () =>
  refused(
    parcel(bank, () => ({}), { key: generateSigningKey().privateKey }),
    /handtekening/i,
  ));

test("receipts of another study are refused: nothing that was evaluated there counts here (T7)", async () => {
  const other = await startStudy(stage, "Ander onderzoek", "active", COARSE);
  const { hash } = await charterOf(stage, other);
  const claims = parcel(bank, () => ({ study: idOf(other), charterHash: hash }), { to: idOf(other) });
  await refused(claims, /ontvangstbewijs bij van een ander onderzoek/);
  // And the whole delivery, as it was made for the first study.
  await refused(
    parcel(bank, () => ({}), { to: idOf(other) }),
    /onderzoek|protocol/i,
  );
});

test("more identifiers than the holders gave receipts for are refused (T3)", async () => {
  const less = ({ receipts }: Manifest) => ({ receipts: receipts.filter(({ receipt }) => receipt.batch > 0) });
  const oneSided = ({ receipts }: Manifest) => {
    const [first] = receipts;
    return { receipts: receipts.filter(({ receipt }) => receipt.holder === first?.receipt.holder) };
  };
  await refused(parcel(bank, less), /minder ontvangstbewijzen dan kenmerken/);
  await refused(parcel(bank, oneSided), /minder ontvangstbewijzen dan kenmerken/);
  await refused(
    parcel(bank, ({ distinct }) => ({ distinct: distinct + 1 })),
    /./,
  );
  const forged = ({ receipts }: Manifest) => ({
    receipts: receipts.map((one) => ({ ...one, receipt: { ...one.receipt, count: one.receipt.count + 5 } })),
  });
  await refused(parcel(bank, forged), /handtekening van een ontvangstbewijs/);
});

test("more tokens in the rows than were evaluated are refused, whatever the manifest says", async () => {
  await refused(
    parcel(bank, () => ({ distinct: 1100 })),
    /meer verschillende kenmerken/,
  );
  await refused(
    parcel(bank, () => ({ distinct: 500 })),
    /minstens 1\.000/,
  );
});

test("days, amounts or kinds that are finer than the charter allows are refused as a whole (T9)", async () => {
  const first = <T>(values: ArrayLike<T>, value: T): T[] => Array.from(values, (one, at) => (at === 0 ? value : one));
  const tooFine = /fijner dan het protocol/;
  await refused(await reworked(bank, ({ days }) => ({ days: days.map((day) => day + 1) })), tooFine);
  await refused(await reworked(bank, ({ amounts }) => ({ amounts: Int32Array.from(first(amounts, 1234)) })), tooFine);
  await refused(await reworked(bank, ({ typologies }) => ({ typologies: first(typologies, "Jan uit Ede") })), tooFine);
});

test("rows that cannot be are refused, and not tried for ever", async () => {
  await refused(
    await reworked(bank, ({ amounts }) => ({ amounts: amounts.map((amount, at) => (at === 0 ? -10 : amount)) })),
    /./,
  );
});

test("a delivery under the name of another run is refused: the same data may not come in twice", () =>
  refused(
    parcel(bank, () => ({}), { run: "andere-run" }),
    /andere run/,
  ));

test("files that the manifest does not name, or not so, are refused", async () => {
  const whole = parcel(bank);
  await refused(
    { ...whole, files: new Map([...whole.files, ["extra.parquet", Buffer.from("x")]]) },
    /komen niet overeen/,
  );
  await refused({ ...whole, files: new Map() }, /komen niet overeen/);
  const [name = ""] = whole.files.keys();
  await refused({ ...whole, files: new Map([[name, Buffer.from("geen parquet")]]) }, /komen niet overeen/);
});

test("a file that is no Parquet is refused in words", async () => {
  const bytes = Buffer.from("PAR1 niets PAR1");
  const [file] = bank.signed.manifest.files;
  const files = [
    { name: file?.name ?? "", rows: bank.signed.manifest.rows, sha256: sha256(bytes), bytes: bytes.length },
  ];
  await refused(
    parcel(bank, () => ({ files }), { files: new Map([[file?.name ?? "", bytes]]) }),
    /./,
  );
});

test("a file that changed on the way is thrown away and can be sent again", async () => {
  const sent = parcel(bank, () => ({}), { run: "onderweg" });
  const { status, body } = await call("PUT", sent, "deel-00000.parquet", Buffer.from("half"), "0".repeat(64));
  assert.equal(status, 422);
  assert.match(body.message ?? "", /kwam niet heel over/);
  assert.deepEqual(filesOf(studyId), []);
  const { rows } = await sql`select 1 from delivery_file`.execute(db);
  assert.deepEqual(rows, []);
});

test("a file without end is cut off and leaves nothing", async () => {
  const block = new Uint8Array(8 * 2 ** 20);
  let pulled = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      pulled += 1;
      controller.enqueue(block);
    },
  });
  const file = {
    study: studyId,
    partner: partnerId(BANK),
    run: "groot",
    name: "deel-00000.parquet",
    sha256: "0".repeat(64),
  };
  const signature = signDelivery(file, stage.keyOf(BANK).privateKey);
  const deliverer = await identifyDeliverer(db, file, signature, stage.clock.today());
  await assert.rejects(receiveFile({ db, storage, vault }, deliverer, file, endless), /te groot/);
  assert.ok(pulled < 64, `${pulled} blocks were read`);
  assert.deepEqual(filesOf(studyId), []);
});

test("two who need the keys of a study for the first time get the same ones", async () => {
  let written = 0;
  const write: typeof storage.write = (name, bytes) => {
    written += 1;
    return storage.write(name, bytes);
  };
  const busy = createVault({ ...storage, write });
  const found = await Promise.all(Array.from({ length: 8 }, () => busy.keysOf("nieuw")));
  assert.equal(written, 1, "a second key would have taken the place of the first");
  const kept = await vault.requireKeys("nieuw");
  for (const { dataKey, ingestKey } of found) {
    assert.deepEqual(dataKey, kept.dataKey);
    assert.deepEqual(ingestKey, kept.ingestKey);
  }
  await vault.destroy("nieuw");
  await assert.rejects(vault.keysOf("nieuw"), /vernietigd/);
});

test("a check that broke off and was started twice counts every row once", async () => {
  await sendDelivery(stage, bank);
  const { rows } = await sql<{ id: string }>`select id from delivery where status = 'checking'`.execute(db);
  const id = rows[0]?.id ?? "";
  // What a killed attempt leaves: shards of this delivery that belong to nothing.
  const shards = join(dataDir, "research", studyId, "shards");
  mkdirSync(shards, { recursive: true });
  for (const name of [`${id}-dead-000.sealed`, `${id}-000.sealed`]) writeFileSync(join(shards, name), "half");
  const parts = { db, storage, vault, today: stage.clock.today };
  const attempts = await Promise.allSettled([takeIn(parts, id), takeIn(parts, id)]);
  assert.ok(attempts.some(({ status }) => status === "fulfilled"));
  await work();
  const found = await snapshots();
  assert.equal(found.length, 1);
  assert.equal(found[0]?.rows, bank.signed.manifest.rows);
  const names = found[0]?.files.map(({ name }) => name).sort();
  assert.deepEqual(
    filesOf(studyId)
      .map((path) => path.split("/").at(-1))
      .sort(),
    names,
  );
});

test("what was taken in stays as it is: sent again it is refused, and saying ready again changes nothing", async () => {
  const sent = parcel(bank);
  const text = Buffer.from(JSON.stringify(bank.signed));
  const again = await call("PUT", sent, "manifest.json", text, sha256(text));
  assert.equal(again.status, 409);
  assert.match(again.body.message ?? "", /al afgerond/);
  const ready = await call("POST", sent, READY, null, sha256(text));
  assert.equal(ready.status, 202);
  assert.equal(ready.body.status, "accepted");
  await work();
  assert.equal((await snapshots()).length, 1);
});

test("a partner whose canaries come to other tokens is refused before anything is linked (T8)", async () => {
  const wrong = ({ canaries }: Manifest) => ({
    canaries: canaries.map((one, at) => (at === 0 ? { ...one, token: "f".repeat(32) } : one)),
  });
  await refused(parcel(shop, wrong), /proefkenmerken/);
  assert.equal((await snapshots()).length, 1);
});

test("a veto while a delivery waits keeps it out, also when its check has begun", async () => {
  const sent = parcel(shop);
  const text = Buffer.from(JSON.stringify(sent.signed));
  for (const [name, bytes] of sent.files) await call("PUT", sent, name, bytes, sha256(bytes));
  await call("PUT", sent, "manifest.json", text, sha256(text));
  await call("POST", sent, READY, null, sha256(text));
  const { rows } = await sql<{ id: string }>`select id from delivery where status = 'checking'`.execute(db);
  const contact = await stage.as(`contact-${BANK}`);
  const slow = {
    ...{ db, vault, today: stage.clock.today },
    // The veto falls between reading the manifest and taking the rows in.
    storage: {
      ...storage,
      pathOf: (...name: string[]) => {
        vetoed ??= taken(contact.post(`${study}/stilleggen`, { "veto-reason": "Stop" }));
        return storage.pathOf(...name);
      },
    },
  };
  let vetoed: Promise<string> | undefined;
  await takeIn(slow, rows[0]?.id ?? "");
  await vetoed;
  const found = await sql<{ status: string; problem: string }>`
    select status, problem from delivery where id = ${rows[0]?.id}`.execute(db);
  assert.equal(found.rows[0]?.status, "refused");
  assert.match(found.rows[0]?.problem ?? "", /stilgelegd/);
  assert.equal((await snapshots()).length, 1);
  await work();
});

test("no token, row or raw identifier stands on the disk or in the database in the open", async () => {
  const tokens = (await readEvents(partOf(bank))).tokens;
  const some = [0, 1, 2, 50, 500].map((row) => Buffer.from(tokens.subarray(row * 16, row * 16 + 16)));
  const lines = readFileSync(sources.get(BANK) ?? "", "utf8")
    .split("\n")
    .slice(1, 200);
  const raw = lines.flatMap((line) => line.split(",").slice(0, 2)).filter((text) => text.length >= 6);
  const files = filesBelow(dataDir);
  assert.ok(
    files.some(({ path }) => path.endsWith(".sealed")),
    "there is something to look at",
  );
  for (const { path, bytes } of files) {
    for (const token of some)
      for (const form of [token, Buffer.from(token.toString("hex")), Buffer.from(token.toString("base64url"))])
        assert.equal(bytes.includes(form), false, path);
    assert.equal(bytes.includes("PAR1"), false, path);
    for (const text of raw) assert.equal(bytes.includes(text), false, path);
  }
  const text = await databaseText(stage);
  for (const token of some) assert.equal(text.includes(token.toString("hex")), false);
  for (const one of raw) assert.equal(text.includes(one), false, "a raw identifier in the database");
  assert.equal(
    stage.table.log.some((line) => raw.some((one) => line.includes(one))),
    false,
  );
});
