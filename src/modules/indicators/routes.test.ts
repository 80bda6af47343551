import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import type { Database } from "../../platform/database.ts";
import { uuidFromKey } from "../../platform/ids.ts";
import { bankContact, office, policeContact, reader, stranger } from "../../testing/actors.ts";
import { freshDatabase } from "../../testing/database.ts";
import { routerClient } from "../../testing/http.ts";
import { importIndicators, indicatorsSection } from "./import.ts";
import { indicatorRoutes } from "./routes.tsx";

const NAME = "Schade bankhelpdeskfraude (banken)";
const INDICATOR = uuidFromKey(`indicator:${NAME}`);
const OBSERVATION = uuidFromKey(`observation:${NAME}:2023`);
const section = indicatorsSection.parse([
  {
    name: NAME,
    unit: "mln euro",
    producer: "NVB",
    caveat: "alleen bij banken bekende schade",
    source: ["https://example.org/nvb"],
    observations: [
      { period: "2022", value: 50.8 },
      { period: "2023", value: 28, approx: true },
    ],
  },
  {
    name: "Schade per vorm",
    unit: "mln euro",
    producer: "Politie",
    dimension: "fraudType",
    observations: [{ period: "2023 bankhelpdeskfraude", value: 33.7 }],
  },
]);

let db: Database;
beforeEach(async () => {
  db = (await freshDatabase()).db;
  await db
    .insertInto("partner")
    .values({
      id: bankContact.partnerId ?? "",
      key: "nvb",
      name: "NVB",
      shortName: "NVB",
      kind: "private",
      category: null,
      role: null,
      since: null,
      scope: "core",
      sources: [],
    })
    .execute();
  await db.transaction().execute((tx) => importIndicators(tx, section));
});

const client = (actor: typeof office) => routerClient(indicatorRoutes, "/cijfers", db, actor);
const valid = {
  submissionId: "11111111-1111-4111-8111-111111111111",
  period: "2025",
  value: "31,5",
  note: "",
  source: "https://example.org/bron",
  marking: "CLEAR",
};

test("importing twice changes nothing", async () => {
  const again = await db.transaction().execute((tx) => importIndicators(tx, section));
  assert.deepEqual([again.added, again.changed], [0, 0]);
});

test("a series opens with its newest figure, its caveat and the other number on the same subject", async () => {
  const page = await (await client(reader).get(`/cijfers/${INDICATOR}`)).text();
  assert.match(page, /circa 28 mln euro/);
  assert.match(page, /alleen bij banken bekende schade/);
  assert.match(page, /Zelfde onderwerp, ander getal/);
});

test("the office adds a figure; sending the form twice adds one", async () => {
  for (let n = 0; n < 2; n += 1) assert.equal((await client(office).post(`/cijfers/${INDICATOR}`, valid)).status, 303);
  const rows = await db.selectFrom("observation").select("value").where("period", "=", "2025").execute();
  assert.deepEqual(rows, [{ value: 31.5 }]);
  const events = await db.selectFrom("auditEvent").select("verb").where("verb", "=", "observation.added").execute();
  assert.equal(events.length, 1);
});

test("a form with a mistake comes back with the message and the typed text", async () => {
  const response = await client(office).post(`/cijfers/${INDICATOR}`, {
    ...valid,
    value: "veel",
    source: "",
    note: "<b>mijn toelichting</b>",
  });
  const page = await response.text();
  assert.equal(response.status, 422);
  assert.match(page, /Vul een getal in/);
  assert.match(page, /Vul de bron in/);
  assert.match(page, /&lt;b>mijn toelichting/);
});

test("a second figure for the same period is refused with a hint", async () => {
  const response = await client(office).post(`/cijfers/${INDICATOR}`, { ...valid, period: "2023" });
  assert.equal(response.status, 422);
  assert.match(await response.text(), /Corrigeer dat cijfer/);
});

test("a reader cannot add or correct, and nothing is written", async () => {
  assert.equal((await client(reader).post(`/cijfers/${INDICATOR}`, valid)).status, 404);
  assert.equal((await client(reader).get(`/cijfers/waarneming/${OBSERVATION}/corrigeren`)).status, 404);
  assert.equal((await db.selectFrom("observation").select("id").execute()).length, 3);
});

test("a partner corrects its own figure only", async () => {
  await client(bankContact).post(`/cijfers/${INDICATOR}`, valid);
  const path = `/cijfers/waarneming/${valid.submissionId}/corrigeren`;
  const correction = { version: "1", value: "32", note: "", reason: "Telfout" };
  assert.equal((await client(policeContact).post(path, correction)).status, 404);
  assert.equal((await client(bankContact).post(path, correction)).status, 303);
  assert.match(await (await client(reader).get(`/cijfers/${INDICATOR}`)).text(), /Was 31,5. Telfout/);
});

test("two people correcting at once: the second sees both and loses nothing", async () => {
  const path = `/cijfers/waarneming/${OBSERVATION}/corrigeren`;
  assert.equal(
    (await client(office).post(path, { version: "1", value: "29", note: "", reason: "eerste" })).status,
    303,
  );
  const second = await client(office).post(path, { version: "1", value: "30", note: "mijn tekst", reason: "tweede" });
  const page = await second.text();
  assert.equal(second.status, 409);
  assert.match(page, /gewijzigd in 29/);
  assert.match(page, /mijn tekst/);
  assert.match(page, /name="version" value="2"/);
});

test("a figure for one organisation is seen by that organisation alone", async () => {
  await client(bankContact).post(`/cijfers/${INDICATOR}`, valid);
  await db
    .updateTable("observation")
    .set({ audience: "ownOrganisation" })
    .where("id", "=", valid.submissionId)
    .execute();
  const sees = async (actor: typeof office) =>
    (await (await client(actor).get(`/cijfers/${INDICATOR}`)).text()).includes("31,5");
  assert.deepEqual(
    [await sees(bankContact), await sees(policeContact), await sees(office), await sees(reader)],
    [true, false, false, false],
  );
});

test("who is in no role sees no series at all", async () => {
  assert.equal((await client(stranger).get(`/cijfers/${INDICATOR}`)).status, 404);
});
