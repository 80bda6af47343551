import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { asActor, asSite } from "../../platform/actor.ts";
import { bankContact, partnerId, stranger } from "../../testing/actors.ts";
import { contactsOfPartner, createPerson, emailOf, listPeople } from "./index.ts";
import { actorFor, lastLink, openTable, PASSWORD, signInByLink } from "./testing.ts";

type Table = Awaited<ReturnType<typeof openTable>>;
const NAME = "Shīrīn شیرین O’Néill 李";
const form = { name: NAME, email: "Shirin@Bank.Example", partnerId: partnerId("NVB"), roles: "partnerContact" };

async function invite(table: Table) {
  const office = await signInByLink(table, "office@example.nl");
  const sent = await office.post("/mensen/uitnodigen", form);
  assert.equal(sent.status, 303);
  return { office, path: await lastLink(table) };
}

test("an invitation is read, taken up once, and signs nobody in", async () => {
  const table = await openTable();
  const { office, path } = await invite(table);
  const guest = table.browser();
  const shown = await (await guest.get(path)).text();
  for (const text of [NAME, "Nederlandse Vereniging van Banken", "Contactpersoon"])
    assert.ok(shown.includes(text), text);
  const taken = await guest.post(path, { password: PASSWORD, repeat: PASSWORD });
  assert.equal(taken.status, 200);
  assert.equal(guest.cookie, "");
  assert.equal((await guest.post(path, { password: "", repeat: "" })).status, 410);
  assert.equal((await guest.get(path)).status, 410);
  const entered = await guest.post("/inloggen/wachtwoord", { accountEmail: "shirin@bank.example", password: PASSWORD });
  assert.equal(entered.status, 303);
  const page = await (await office.get("/mensen")).text();
  assert.ok(page.includes(NAME) && page.includes("shirin@bank.example"));
});

test("an invitation without a password is taken up as well, and its token is not kept", async () => {
  const table = await openTable();
  const { path } = await invite(table);
  const stored = JSON.stringify(await table.db.selectFrom("invitation").selectAll().execute());
  assert.ok(!stored.includes(path.split("/").at(-1) ?? ""));
  assert.equal((await table.browser().post(path, { password: "", repeat: "" })).status, 200);
  const guest = await signInByLink(table, "shirin@bank.example");
  assert.equal((await guest.get("/account")).status, 200);
});

test("an invitation that is too old, or unknown, is closed", async () => {
  const table = await openTable();
  const { path } = await invite(table);
  await sql`update invitation set expires_at = now() - interval '1 second'`.execute(table.db);
  for (const address of [path, `${path}x`]) {
    assert.equal((await table.browser().get(address)).status, 410);
    assert.equal((await table.browser().post(address, { password: "", repeat: "" })).status, 410);
  }
});

test("a short or unequal password comes back with what is wrong, and nothing is used up", async () => {
  const table = await openTable();
  const { path } = await invite(table);
  const short = await table.browser().post(path, { password: "kort", repeat: "kort" });
  assert.equal(short.status, 422);
  assert.match(await short.text(), /Gebruik minstens 12 tekens/);
  assert.equal((await table.browser().post(path, { password: PASSWORD, repeat: "x" })).status, 422);
  assert.equal((await table.browser().get(path)).status, 200);
});

test("two who take up one invitation at once make one person", async () => {
  const table = await openTable();
  const { path } = await invite(table);
  const answers = await Promise.all([1, 2].map(() => table.browser().post(path, { password: "", repeat: "" })));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 410]);
});

test("inviting somebody we know changes the role and keeps the person", async () => {
  const table = await openTable();
  const first = await invite(table);
  await table.browser().post(first.path, { password: "", repeat: "" });
  await first.office.post("/mensen/uitnodigen", { ...form, roles: "coreGroupMember" });
  await table.browser().post(await lastLink(table), { password: "", repeat: "" });
  const people = await table.db.transaction().execute((tx) => listPeople(tx));
  assert.deepEqual(people.map(({ roles }) => roles).sort(), [["coreGroupMember"], ["programmeOffice"]]);
});

test("a form with faults comes back whole, with one sentence per fault", async () => {
  const table = await openTable();
  const office = await signInByLink(table, "office@example.nl");
  const back = await office.post("/mensen/uitnodigen", { name: NAME, email: "geen adres", partnerId: "zomaar" });
  assert.equal(back.status, 422);
  const page = await back.text();
  for (const text of [NAME, "geen adres", "Vul een e-mailadres in", "Kies minstens één rol", "Kies een organisatie"]) {
    assert.ok(page.includes(text), text);
  }
  const unknown = await office.post("/mensen/uitnodigen", { ...form, partnerId: partnerId("Onbekend") });
  assert.equal(unknown.status, 422);
});

test("only the office reaches the pages about people and mail", async () => {
  const table = await openTable();
  const { path } = await invite(table);
  await table.browser().post(path, { password: "", repeat: "" });
  const contact = await signInByLink(table, "shirin@bank.example");
  for (const address of ["/mensen", "/mensen/uitnodigen", "/postvak-uit"]) {
    assert.equal((await contact.get(address)).status, 404, address);
  }
  assert.equal((await contact.post("/mensen/uitnodigen", form)).status, 404);
  assert.equal((await contact.post(`/mensen/${table.officeId}/beeindigen`)).status, 404);
});

test("the office ends a participation, but not its own", async () => {
  const table = await openTable();
  const { office, path } = await invite(table);
  await table.browser().post(path, { password: "", repeat: "" });
  const [contact] = await table.db.transaction().execute((tx) => contactsOfPartner(tx, partnerId("NVB")));
  assert.equal(contact?.name, NAME);
  assert.equal((await office.post(`/mensen/${contact?.id}/beeindigen`)).status, 303);
  const open = await table.db.selectFrom("membership").select("id").where("validUntil", "is", null).execute();
  assert.equal(open.length, 1);
  assert.equal((await office.post(`/mensen/${table.officeId}/beeindigen`)).status, 500);
});

test("in production the outbox hides links that sign in; in the example it shows them", async () => {
  for (const mode of ["production", "example"] as const) {
    const table = await openTable(mode);
    const office = await signInByLink(table, "office@example.nl");
    await table.db
      .transaction()
      .execute((tx) => table.mail.queue(tx, { to: "a@b.example", subject: "Herinnering", text: "Dag" }));
    const page = await (await office.get("/postvak-uit")).text();
    assert.ok(page.includes("Herinnering"));
    assert.equal(page.includes("/inloggen/verify"), mode === "example");
  }
});

test("a person changes the own name, with any script", async () => {
  const table = await openTable();
  const browser = await signInByLink(table, "office@example.nl");
  assert.equal((await browser.post("/account/naam", { name: "עֹמֶר <b>" })).status, 303);
  const page = await (await browser.get("/account")).text();
  assert.ok(page.includes("עֹמֶר &lt;b>"));
});

test("an address is visible to the office and to the person; accounts and invitations to nobody else", async () => {
  const table = await openTable();
  const { db } = table;
  const shirin = await db
    .transaction()
    .execute((tx) => createPerson(tx, { ...form, name: NAME, roles: ["partnerContact"], validFrom: "2024-01-01" }));
  const contacts = async (actor: typeof bankContact) =>
    (await asActor(db, actor, (tx) => tx.selectFrom("personContact").select("email").execute())).map(
      ({ email }) => email,
    );
  assert.equal((await contacts(await actorFor(table, table.officeId))).length, 2);
  assert.deepEqual(await contacts(await actorFor(table, shirin)), ["shirin@bank.example"]);
  assert.deepEqual(await contacts(bankContact), []);
  assert.equal((await asActor(db, bankContact, listPeople)).length, 2);
  assert.equal((await asActor(db, stranger, listPeople)).length, 0);
  assert.deepEqual(await asActor(db, bankContact, (tx) => tx.selectFrom("invitation").select("id").execute()), []);
  await assert.rejects(asActor(db, bankContact, (tx) => tx.selectFrom("auth.user").select("email").execute()));
  await assert.rejects(asActor(db, bankContact, (tx) => tx.selectFrom("auth.session").select("token").execute()));
  await assert.rejects(asSite(db, (tx) => tx.selectFrom("person").select("id").execute()));
  await assert.rejects(asActor(db, bankContact, (tx) => sql`select * from auth.session`.execute(tx)));
  assert.equal(await emailOf(db, shirin), "shirin@bank.example");
});

test("a member cannot give itself a role, rename another or invite", async () => {
  const table = await openTable();
  const { db } = table;
  const membership = {
    personId: table.officeId,
    partnerId: null,
    roles: ["programmeOffice" as const],
    validFrom: "2024-01-01",
  };
  await assert.rejects(asActor(db, bankContact, (tx) => tx.insertInto("membership").values(membership).execute()));
  const renamed = await asActor(db, bankContact, (tx) =>
    tx.updateTable("person").set({ name: "x" }).where("id", "=", table.officeId).executeTakeFirst(),
  );
  assert.equal(renamed.numUpdatedRows, 0n);
});
