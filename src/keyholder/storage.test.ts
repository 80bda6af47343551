import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openKeystore } from "./keystore.ts";
import { toBase64Url } from "./signing.ts";
import { clientAt, committedBank, elementsFor, refused, STUDY, temporaryFolder } from "./testing.ts";

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** The ways in which 32 bytes may be written down. */
const spellings = (secret: Uint8Array): readonly Buffer[] => {
  const bytes = Buffer.from(secret);
  const texts = [toBase64Url(secret), bytes.toString("base64"), bytes.toString("hex"), [...secret].join()];
  return [bytes, ...texts.map((text) => Buffer.from(text))];
};

test("no share is in any answer or in any file outside the keystore, and inside only under its key", async (t) => {
  const { table, charter, evaluate } = await committedBank(t);
  const [dir = ""] = table.dirs;
  const client = clientAt(table, 0);
  const { by, byOperator } = table.cast;
  const answers: unknown[] = [
    await client.holder(),
    await client.createKeys(STUDY, [{ type: "phone", sharing: "additive" }], byOperator),
    await client.offerCharter(STUDY, charter),
    await evaluate(0, 0, elementsFor(table.suite, "a", 3)),
    await client.ledger(STUDY, by("politie")),
    await client.head(STUDY, byOperator),
    await client.witness({ study: STUDY, position: 1, hash: "a".repeat(64) }, byOperator),
    await client.veto(STUDY, charter.hash, by("politie")),
  ];
  await table.holders[0]?.close();
  const keystore = openKeystore(join(dir, "keystore"));
  const secret = keystore.share(STUDY, "phone")?.slice();
  assert.ok(secret);
  keystore.close();
  const said = Buffer.from(JSON.stringify(answers));
  for (const spelling of spellings(secret)) {
    assert.equal(said.indexOf(spelling), -1);
    for (const file of filesIn(dir)) assert.equal(readFileSync(file).indexOf(spelling), -1, file);
  }
  // The search finds what is there: the public share is in the ledger.
  const known = Buffer.from(toBase64Url(table.suite.publicKeyOf(secret)));
  assert.ok(readFileSync(join(dir, "ledger.jsonl")).indexOf(known) > 0);
});

test("files and folders are for their owner alone", async (t) => {
  const { table } = await committedBank(t);
  const [dir = ""] = table.dirs;
  const folder = join(dir, "keystore");
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const file of [...filesIn(folder), join(dir, "ledger.jsonl"), join(dir, "identity.json")])
    assert.equal(statSync(file).mode & 0o777, 0o600, file);
});

test("T13: a backup without the keystore, put back after destruction, evaluates nothing", async (t) => {
  const { table, evaluate } = await committedBank(t);
  const [dir = ""] = table.dirs;
  const blinded = elementsFor(table.suite, "a", 3);
  await evaluate(0, 0, blinded);
  const backup = join(temporaryFolder(t), "backup.tar");
  execFileSync("tar", ["--exclude-caches-all", "-C", dir, "-cf", backup, "."], { stdio: "pipe" });
  await clientAt(table, 0).destroy(STUDY, table.cast.byOperator);
  assert.deepEqual(readdirSync(join(dir, "keystore")).sort(), ["CACHEDIR.TAG", "head"]);
  await table.holders[0]?.close();
  rmSync(dir, { recursive: true });
  mkdirSync(dir);
  execFileSync("tar", ["-C", dir, "-xf", backup]);
  assert.ok(!existsSync(join(dir, "keystore")), "a backup program leaves the keystore out by itself");
  const said: string[] = [];
  await table.restart(0, { say: (line) => said.push(line) });
  assert.match(said.join(), /sleutelmap is nieuw/);
  await refused(evaluate(0, 0, blinded), "shareMissing");
  await refused(evaluate(0, 1, blinded), "shareMissing");
  const wanted = [{ type: "phone", sharing: "additive" }] as const;
  await refused(clientAt(table, 0).createKeys(STUDY, wanted, table.cast.byOperator), "shareMissing");
});

test("T13: an old ledger beside the present keystore is refused, or the quota would count double", async (t) => {
  const { table, evaluate } = await committedBank(t);
  const [dir = ""] = table.dirs;
  const old = readFileSync(join(dir, "ledger.jsonl"));
  await evaluate(0, 0, elementsFor(table.suite, "a", 20));
  await table.holders[0]?.close();
  writeFileSync(join(dir, "ledger.jsonl"), old);
  await assert.rejects(table.restart(0), /ouder dan de sleutelmap/);
});

test("a crash between the row and the removal is finished at the next start", async (t) => {
  const { table } = await committedBank(t);
  const [dir = ""] = table.dirs;
  const kept = temporaryFolder(t);
  cpSync(join(dir, "keystore"), kept, { recursive: true });
  await clientAt(table, 0).destroy(STUDY, table.cast.byOperator);
  await table.holders[0]?.close();
  for (const name of [`${STUDY}.kek`, `${STUDY}.share`]) cpSync(join(kept, name), join(dir, "keystore", name));
  await table.restart(0);
  assert.ok(!existsSync(join(dir, "keystore", `${STUDY}.kek`)));
  assert.ok(!existsSync(join(dir, "keystore", `${STUDY}.share`)));
});

test("a share can be opened only as that of its own study and type, and only whole", (t) => {
  const folder = temporaryFolder(t);
  const keystore = openKeystore(folder);
  const secret = new Uint8Array(32).fill(7);
  keystore.keep("een", "phone", secret);
  keystore.keep("een", "iban", new Uint8Array(32).fill(8));
  keystore.close();
  const again = openKeystore(folder);
  assert.deepEqual(again.share("een", "phone"), secret);
  assert.equal(again.share("een", "url"), null);
  assert.equal(again.share("twee", "phone"), null);
  again.close();
  const file = join(folder, "een.share");
  const { format, shares } = JSON.parse(readFileSync(file, "utf8")) as {
    format: string;
    shares: Record<string, string>;
  };
  writeFileSync(file, JSON.stringify({ format, shares: { phone: shares.iban, iban: shares.iban } }));
  const swapped = openKeystore(folder);
  assert.throws(() => swapped.share("een", "phone"));
  assert.deepEqual(swapped.share("een", "iban"), new Uint8Array(32).fill(8));
  swapped.close();
});

test("a charter file that was changed is no charter, and offering it again repairs it", async (t) => {
  const { table, charter, evaluate } = await committedBank(t);
  const file = join(table.dirs[0] ?? "", "studies", `${STUDY}-${charter.hash}.json`);
  await table.holders[0]?.close();
  writeFileSync(file, readFileSync(file, "utf8").replace("2026-06-30", "2026-12-31"));
  await table.restart(0);
  const blinded = elementsFor(table.suite, "a", 3);
  await refused(evaluate(0, 0, blinded), "notAllowed");
  await clientAt(table, 0).offerCharter(STUDY, charter);
  await evaluate(0, 0, blinded);
});

test("another identity than the one that began the ledger does not start", async (t) => {
  const { table } = await committedBank(t);
  await table.holders[0]?.close();
  await table.holders[1]?.close();
  const [one = "", two = ""] = table.dirs;
  cpSync(join(two, "identity.json"), join(one, "identity.json"));
  await assert.rejects(table.restart(0), /identity.json/);
  rmSync(join(one, "identity.json"));
  await assert.rejects(table.restart(0), /identity.json/);
});
