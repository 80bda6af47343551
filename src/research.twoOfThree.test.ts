import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, test } from "node:test";
import { sql } from "kysely";
import { createHolderClient, HolderError, keysHold, OPERATOR, readCharter } from "./keyholder/index.ts";
import { createSuite, openBackend } from "./oprf/index.ts";
import {
  charterOf,
  IMEI,
  idOf,
  inventRows,
  makeDelivery,
  sendDelivery,
  setResearchTable,
  startStudy,
  taken,
  wordsOf,
} from "./testing/study.ts";

/** A study of three key holders of which two are enough, from its form to its end. */
const stage = await setResearchTable(["Houder Noord", "Houder Zuid", "Houder West"]);
const office = await stage.as("Programmabureau");
const title = "Twee van drie";

test("a study of three holders goes on when one falls out, and ends when all have destroyed their share", async () => {
  const study = await startStudy(stage, title);
  const charter = await charterOf(stage, study);
  const core = readCharter(charter);
  const [identifier] = core.identifiers;
  assert.ok(identifier);
  assert.equal(identifier.sharing, "shamir-2-of-3");
  assert.equal(identifier.commitments?.length, 3);
  assert.equal(keysHold(createSuite(await openBackend(), "voprf"), core, identifier), true);

  const rows = [...(await inventRows(stage))];
  const [first, second] = rows;
  assert.ok(first && second);
  const before = await makeDelivery(stage, study, ...first);
  await stage.holderIs(1, "down");
  const after = await makeDelivery(stage, study, ...second);
  for (const made of [before, after]) await sendDelivery(stage, made);
  await stage.table.work();
  const holders = (made: typeof before) => new Set(made.signed.manifest.receipts.map(({ receipt }) => receipt.holder));
  assert.equal(holders(before).size, 2);
  assert.equal(holders(after).size, 2);
  assert.ok(!holders(after).has(stage.holders[1]?.info.holder ?? ""));
  assert.deepEqual(before.signed.manifest.canaries, after.signed.manifest.canaries);
  const { rows: statuses } = await sql<{ status: string }>`
    select status from delivery where study_id = ${idOf(study)}`.execute(stage.table.db);
  assert.deepEqual(statuses, [{ status: "accepted" }, { status: "accepted" }]);

  await taken(office.post(`${study}/sluiten`));
  const refused = await office.post(`${study}/vernietigen`);
  assert.equal(refused.status, 409);
  assert.match(wordsOf(refused.text), /Houder Zuid/);
  await stage.holderIs(1, "up");
  await taken(office.post(`${study}/vernietigen`));
  assert.match(wordsOf((await office.get(study)).text), /vernietigd/i);
  const operator = JSON.parse(readFileSync(join(stage.table.dataDir, "keystore", "operator.key"), "utf8"));
  const by = { signer: OPERATOR, privateKey: operator.privateKey };
  for (const { url } of stage.holders)
    await assert.rejects(createHolderClient(url).sealingKey(idOf(study), IMEI, by), (error) => {
      assert.ok(error instanceof HolderError);
      return error.code === "destroyed";
    });
});

test("the form asks how to share where there are three holders, and refuses what does not fit in words", async () => {
  const study = await startStudy(stage, "Drie houders", "drafting");
  const add = (type: string) =>
    office.post(`${study}/kenmerken`, {
      ...{ "kenmerk-type": type, "kenmerk-ceiling": "100000", "kenmerk-sharing": "shamir-2-of-3" },
    });
  for (const [place, { url }] of stage.holders.entries()) {
    assert.doesNotMatch((await office.get(`${study}/protocol`)).text, /kenmerk-sharing/);
    if (place === 2) {
      const refused = await add("iban");
      assert.equal(refused.status, 422);
      assert.match(wordsOf(refused.text), /precies drie sleutelhouders/);
    }
    await taken(office.post(`${study}/sleutelhouders`, { "sleutelhouder-url": url }));
  }
  assert.match((await office.get(`${study}/protocol`)).text, /kenmerk-sharing/);
  await taken(add("iban"));
  // Pressed again, the holders give the same key.
  await taken(add("iban"));
  const refused = await office.post(`${study}/kenmerken`, { "kenmerk-type": "iban", "kenmerk-ceiling": "100000" });
  assert.equal(refused.status, 422);
  assert.match(wordsOf(refused.text), /op een andere manier verdeeld/);
  await stage.holderIs(0, "down");
  const silent = await add("phone");
  assert.equal(silent.status, 422);
  assert.match(wordsOf(silent.text), /niet bereikbaar/);
  await stage.holderIs(0, "up");
  await taken(add("phone"));
});

/** In front of a holder, by whoever sits on its line: what it deals arrives changed. */
async function tamperingProxy(target: string): Promise<string> {
  const server = createServer(async (incoming, outgoing) => {
    const body = Buffer.concat(await incoming.toArray());
    const answer = await fetch(new URL(incoming.url ?? "/", target), {
      method: incoming.method ?? "GET",
      ...(body.length > 0 && { body, headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    const isDeal = incoming.url?.endsWith("/deal") === true && answer.ok;
    outgoing.writeHead(answer.status, { "content-type": "application/json" });
    outgoing.end(isDeal ? text.replace(/"seats":"\w+"/, `"seats":"${"0".repeat(64)}"`) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  after(() => server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
}

test("a holder whose part does not hold is named on the page, and nothing is kept", async () => {
  const study = await startStudy(stage, "Vals deel", "drafting");
  const [north, south, west] = stage.holders.map(({ url }) => url);
  assert.ok(north && south && west);
  for (const url of [north, south, await tamperingProxy(west)])
    await taken(office.post(`${study}/sleutelhouders`, { "sleutelhouder-url": url }));
  const fields = { "kenmerk-type": "iban", "kenmerk-ceiling": "100000", "kenmerk-sharing": "shamir-2-of-3" };
  const refused = await office.post(`${study}/kenmerken`, fields);
  assert.equal(refused.status, 422);
  assert.match(wordsOf(refused.text), /Houder West gaf een ander deel/);
  const { rows } = await sql`select 1 from study_identifier where study_id = ${idOf(study)}`.execute(stage.table.db);
  assert.equal(rows.length, 0);
});
