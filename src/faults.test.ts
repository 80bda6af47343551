import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";
import { htmlProblems } from "./testing/html.ts";
import { type Client, setTable, type Table } from "./testing/table.ts";

/** What goes wrong outside our hands: a full disk, a database that goes away, a mistake of our own. */

let table: Table;
let office: Client;
before(async () => {
  table = await setTable();
  office = await table.as("Programmabureau");
});

const TEXT = "Een tekst waar ik lang over heb gedaan: مرحبا, שלום, e\u0301 en 👩‍👩‍👧";
const form = () => ({
  submissionId: randomUUID(),
  kind: "commitment",
  text: TEXT,
  madeBy: "de minister van het voorbeeld",
  madeOnText: "2024-05-01",
});

/** Makes every new promise fail in the database with a PostgreSQL error of this class. */
async function failWith(state: string, message: string): Promise<void> {
  await table.handle.exec(`
    create or replace function planted_fault() returns trigger language plpgsql as
      $$ begin raise exception '${message}' using errcode = '${state}'; end $$;
    drop trigger if exists planted_fault on commitment;
    create trigger planted_fault before insert on commitment for each row execute function planted_fault();`);
}
const mend = () =>
  table.handle.exec("drop trigger if exists planted_fault on commitment; drop function if exists planted_fault();");

const countPromises = async (): Promise<number> =>
  (await table.db.selectFrom("commitment").select("id").execute()).length;

for (const { state, name } of [
  { state: "53100", name: "a full disk" },
  { state: "57P01", name: "a database that shuts down" },
  { state: "08006", name: "a lost connection" },
]) {
  test(`${name}: nothing half saved, the text comes back, and later it works`, async () => {
    const before = await countPromises();
    await failWith(state, "could not extend file");
    const refused = await office.post("/toezeggingen", form());
    assert.equal(refused.status, 503);
    const page = await refused.text();
    assert.match(page, /Opslaan lukt nu niet/);
    assert.ok(page.includes(TEXT), "the typed text");
    assert.doesNotMatch(page, /could not extend|planted_fault|at .*\.ts/);
    assert.deepEqual(await htmlProblems(page), []);
    assert.equal(await countPromises(), before);
    await mend();
    assert.equal((await office.post("/toezeggingen", form())).status, 303);
  });
}

test("a mistake of ours gives a code that stands in the log, and nothing of the error on the page", async () => {
  await failWith("XX000", "geheime interne fout");
  table.log.length = 0;
  const response = await office.post("/toezeggingen", form());
  await mend();
  assert.equal(response.status, 500);
  const page = await response.text();
  const code = /code: ([0-9a-f]{8})/.exec(page)?.[1] ?? assert.fail("no code");
  assert.ok(page.includes(TEXT));
  assert.doesNotMatch(page, /geheime interne fout|\.ts:\d+/);
  assert.equal(table.log.length, 1);
  assert.match(table.log[0] ?? "", new RegExp(`^\\[${code}\\] POST /toezeggingen: `));
  for (const secret of [TEXT, "minister van het voorbeeld"])
    assert.ok(!table.log[0]?.includes(secret), "no typed text in the log");
});

test("a form without a field that our pages always send is refused in Dutch, with the text back", async () => {
  const { submissionId: _left, ...without } = form();
  const response = await office.post("/toezeggingen", without);
  assert.equal(response.status, 422);
  const page = await response.text();
  assert.match(page, /Dit kunnen we niet verwerken/);
  assert.ok(page.includes(TEXT));
});

test("strange addresses are not found, in every shape", async () => {
  for (const path of [
    "/acties/1",
    "/acties/%00",
    "/plannen/abc",
    "/plannen/99999999999999999999",
    "/dossiers/x/documenten/y",
    "/%E0%A4%A",
    "/..%2f..%2fetc/passwd",
    "/assets/..%2f..%2fpackage.json",
    "/bestaat-niet",
  ]) {
    const response = await office.get(path);
    assert.equal(response.status, 404, path);
    assert.match(await response.text(), /niet|not/i, path);
  }
});

test("names in any script are kept letter for letter and set apart on the page", async () => {
  const name = "محمد بن‎ علي (שלום) Žižek-Ñandú 漢字";
  const saved = await office.post("/account/naam", { name });
  assert.equal(saved.status, 303);
  const page = await (await office.get("/account")).text();
  assert.ok(page.includes(`<bdi>${name}</bdi>`));
});

test("ready only while the database answers and is up to date", async () => {
  assert.equal((await table.visitor().get("/healthz")).status, 200);
  assert.equal((await table.visitor().get("/readyz")).status, 200);
  const rename = (from: string, to: string) =>
    table.handle.exec(`update schema_migration set name = '${to}' where name = '${from}'`);
  await rename("0009_publications.sql", "nog-niet-gedaan");
  assert.equal((await table.visitor().get("/readyz")).status, 503);
  await rename("nog-niet-gedaan", "0009_publications.sql");
});
