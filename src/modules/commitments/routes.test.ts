import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { beforeEach, test } from "node:test";
import { z } from "zod";
import type { Database } from "../../platform/database.ts";
import { uuidFromKey } from "../../platform/ids.ts";
import { bankContact, office, policyOfficer, reader, stranger } from "../../testing/actors.ts";
import { freshDatabase } from "../../testing/database.ts";
import { routerClient } from "../../testing/http.ts";
import {
  commitmentsSection,
  importCommitments,
  importPapers,
  importSignals,
  papersSection,
  signalsSection,
} from "./import.ts";
import { commitmentRoutes, paperRoutes, signalRoutes } from "./routes.tsx";

const file = z
  .object({ commitments: commitmentsSection, parliamentaryPapers: papersSection, signals: signalsSection })
  .parse(JSON.parse(readFileSync("examples/iaof/iaof.json", "utf8")));
const OPEN = uuidFromKey("commitment:IAOF-MO-04");
const SETTLED = uuidFromKey("commitment:IAOF-TZ-03");

let db: Database;
const load = () =>
  db
    .transaction()
    .execute(async (tx) => [
      await importPapers(tx, file.parliamentaryPapers),
      await importCommitments(tx, file.commitments),
      await importSignals(tx, file.signals),
    ]);
beforeEach(async () => {
  db = (await freshDatabase()).db;
  await load();
});
const client = (actor: typeof office) => routerClient(commitmentRoutes, "/toezeggingen", db, actor);

test("the register of the programme file is loaded whole, and a second time changes nothing", async () => {
  assert.equal((await db.selectFrom("commitment").select("id").execute()).length, file.commitments.length);
  for (const count of await load()) assert.deepEqual([count.added, count.changed], [0, 0]);
});

test("the list opens with how many are open and keeps the words of the source", async () => {
  const page = await (await client(reader).get("/toezeggingen")).text();
  assert.match(page, /toezeggingen staan open/);
  assert.match(page, /afgedaan \(later dan toegezegd\)/);
});

test("a commitment shows the paper that settled it", async () => {
  const page = await (await client(reader).get(`/toezeggingen/${SETTLED}`)).text();
  assert.match(page, /29 911, nr. 441: Voortgangsrapportage/);
});

test("a policy officer settles a motion with a paper and a paragraph", async () => {
  const fields = {
    version: "1",
    "settle-paperKey": "29911-441",
    "settle-paragraph": "2.1",
    "settle-explanation": "Beantwoord in de brief.",
  };
  assert.equal((await client(policyOfficer).post(`/toezeggingen/${OPEN}/settle`, fields)).status, 303);
  const page = await (await client(reader).get(`/toezeggingen/${OPEN}`)).text();
  assert.match(page, /Beantwoord in de brief/);
  assert.match(page, /2\.1/);
  const events = await db.selectFrom("auditEvent").select("verb").execute();
  assert.deepEqual(events, [{ verb: "commitment.settled" }]);
});

test("settling without a paper comes back with the message and the typed text", async () => {
  const response = await client(policyOfficer).post(`/toezeggingen/${OPEN}/settle`, {
    version: "1",
    "settle-explanation": "mijn <i>uitleg</i>",
  });
  const page = await response.text();
  assert.equal(response.status, 422);
  assert.match(page, /Kies het Kamerstuk dat dit afdoet/);
  assert.match(page, /mijn &lt;i>uitleg/);
});

test("a step that the state does not allow is refused with 409, and nothing is written", async () => {
  const response = await client(office).post(`/toezeggingen/${SETTLED}/settle`, {
    version: "1",
    "settle-paperKey": "29911-441",
    "settle-explanation": "nog eens",
  });
  assert.equal(response.status, 409);
  assert.deepEqual(await db.selectFrom("commitmentChange").selectAll().execute(), []);
});

test("the second of two people keeps the typed text and sees the new state", async () => {
  const step = (text: string) =>
    client(office).post(`/toezeggingen/${OPEN}/answerInterim`, { version: "1", "answerInterim-explanation": text });
  assert.equal((await step("eerste")).status, 303);
  const second = await client(office).post(`/toezeggingen/${OPEN}/withdraw`, {
    version: "1",
    "withdraw-explanation": "tweede tekst",
  });
  assert.equal(second.status, 409);
  assert.match(await second.text(), /tweede tekst/);
});

test("partners and readers see no steps and cannot take them", async () => {
  for (const actor of [bankContact, reader]) {
    assert.doesNotMatch(await (await client(actor).get(`/toezeggingen/${OPEN}`)).text(), /Volgende stap/);
    assert.equal(
      (await client(actor).post(`/toezeggingen/${OPEN}/withdraw`, { version: "1", "withdraw-explanation": "x" }))
        .status,
      404,
    );
  }
  assert.equal((await client(stranger).get(`/toezeggingen/${OPEN}`)).status, 404);
});

test("adding the same form twice adds one commitment", async () => {
  const form = {
    submissionId: "22222222-2222-4222-8222-222222222222",
    kind: "commitment",
    text: "Brief over de voortgang",
    madeBy: "Minister",
    madeOnText: "2024-10-24",
    dueOn: "2024-10-30",
    inDocument: "",
    paperKey: "",
  };
  for (let n = 0; n < 2; n += 1) assert.equal((await client(policyOfficer).post("/toezeggingen", form)).status, 303);
  assert.equal((await db.selectFrom("commitment").select("id").execute()).length, file.commitments.length + 1);
  assert.match(await (await client(reader).get("/toezeggingen")).text(), /1 is te laat/);
});

test("an impossible id and an unknown step look like any missing page", async () => {
  assert.equal((await client(office).get("/toezeggingen/geen-id")).status, 404);
  assert.equal((await client(office).post(`/toezeggingen/${OPEN}/verdwijnen`, { version: "1" })).status, 404);
});

test("a paper lists what was promised and settled in it", async () => {
  const papers = routerClient(paperRoutes, "/kamerstukken", db, reader);
  const page = await (await papers.get(`/kamerstukken/${uuidFromKey("paper:29911-441")}`)).text();
  assert.match(page, /Kamer met voortgangsrapportage informeren/);
  assert.match(page, /kst-29911-441/);
  assert.equal((await papers.get("/kamerstukken")).status, 200);
});

test("a signal is answered once, by who may", async () => {
  const signal = file.signals.find(({ reactedIn, answeredOn }) => !reactedIn && !answeredOn);
  const id = uuidFromKey(`signal:${signal?.title}`);
  const signals = (actor: typeof office) => routerClient(signalRoutes, "/signalen", db, actor);
  assert.equal((await signals(reader).post(`/signalen/${id}/reactie`, { [`reactie-${id}`]: "brief" })).status, 404);
  assert.equal((await signals(policyOfficer).post(`/signalen/${id}/reactie`, { [`reactie-${id}`]: "" })).status, 422);
  assert.equal(
    (await signals(policyOfficer).post(`/signalen/${id}/reactie`, { [`reactie-${id}`]: "Kamerbrief" })).status,
    303,
  );
  assert.match(await (await signals(reader).get("/signalen")).text(), /Reactie: Kamerbrief/);
});
