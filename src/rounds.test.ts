import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, calendarDay } from "./platform/clock.ts";
import { type Client, linksIn, setTable, type Table } from "./testing/table.ts";

/** A reporting round as partners, core group and office live through it: asked, told, changed, closed, asked again. */

const SENTENCE = "De proef loopt bij drie banken.";
const text = async (client: Client, path: string): Promise<string> => (await client.get(path)).text();
const words = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const fieldOf = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";

/** A clock that a test can move; always in the past, because a session runs on the clock of the machine. */
function calendar(first: string) {
  let moment = new Date(`${first}T09:00:00Z`);
  const clock: Clock = { now: () => moment, today: () => calendarDay(moment) };
  const goTo = (day: string): void => {
    moment = new Date(`${day}T09:00:00Z`);
  };
  return { clock, goTo };
}

const isForm = (path: string): boolean => /mijn\/[0-9a-f-]{36}$/.test(path);
const firstForm = async (contact: Client): Promise<string> =>
  linksIn(await text(contact, "/rondes/mijn")).find(isForm) ?? assert.fail("nothing to report");
const roundOf = async (office: Client): Promise<string> =>
  linksIn(await text(office, "/rondes")).find((path) => /^\/rondes\/[0-9a-f-]{36}$/.test(path)) ?? "";
const linkOf = async ({ db }: Table, who: string): Promise<string> => {
  const mails = await db
    .selectFrom("mailMessage")
    .select(["bodyText", "toAddress"])
    .orderBy("createdAt", "desc")
    .orderBy("id", "desc")
    .execute();
  return /\/melden\/\S+/.exec(mails.find(({ toAddress }) => toAddress.startsWith(who))?.bodyText ?? "")?.[0] ?? "";
};

test("a contact tells in one form how an action stands; a new date needs a reason; sending twice tells it once", async () => {
  const table = await setTable(calendar("2024-09-07").clock);
  const contact = await table.as("Contactpersoon partner");
  const path = await firstForm(contact);
  const form = await text(contact, path);
  assert.match(words(form), /Volgens de bron: in uitvoering/, "what was known before");
  const report = {
    submissionId: fieldOf(form, "submissionId"),
    status: "atRisk",
    sentence: SENTENCE,
    share: "partners",
    newDueOn: "2024-12-31",
  };
  const refused = await contact.post(path, report);
  assert.equal(refused.status, 422);
  const page = await refused.text();
  assert.match(page, /Schrijf waarom de datum verandert/);
  assert.ok(page.includes(SENTENCE) && page.includes("2024-12-31"), "what was typed is back");

  const whole = { ...report, reason: "De toetsing duurt langer." };
  for (const attempt of [1, 2]) assert.equal((await contact.post(path, whole)).status, 303, `attempt ${attempt}`);
  assert.equal((await table.db.selectFrom("progressUpdate").select("id").execute()).length, 1);
  const action = words(await text(contact, `/acties/${path.split("/").at(-1)}`));
  assert.match(action, /Klaar 31 december 2024/);
  assert.match(action, /Nieuwe datum: 31 december 2024\. De toetsing duurt langer\./, "in its history");
  assert.match(action, /1 juni 2024 Nog niet gemeld in uitvoering \(juni 2024\)/, "and what was before stays");
});

test("the dashboard says who has not answered, what was said and how long ago", async () => {
  const { clock, goTo } = calendar("2024-09-07");
  const table = await setTable(clock);
  const member = await table.as("Lid kerngroep");
  const before = words(await text(member, "/overzicht"));
  assert.match(before, /Wie nog niet meldde.*Politie : nog 1 actie.*Nederlandse Vereniging van Banken : nog 1 actie/);
  const contact = await table.as("Contactpersoon partner");
  const path = await firstForm(contact);
  const submissionId = fieldOf(await text(contact, path), "submissionId");
  await contact.post(path, { submissionId, status: "awaitingLaw", sentence: SENTENCE, share: "partners" });
  goTo("2024-09-12");
  const after = words(await text(member, "/overzicht"));
  assert.match(after, /1 in afwachting van een wet/);
  assert.match(after, /1 wacht op wet/, "per objective");
  assert.match(after, new RegExp(`Nieuwste meldingen.*${SENTENCE}`));
  assert.match(after, /Laatste melding: 7 september 2024 \(5 dagen geleden\)/);
  assert.doesNotMatch(after, /Nederlandse Vereniging van Banken : nog/);
  assert.match(after, /Politie : nog 1 actie/);
});

test("the next round shows the last answer; the link of a round that is over says so", async () => {
  const { clock, goTo } = calendar("2024-09-07");
  const table = await setTable(clock);
  const contact = await table.as("Contactpersoon partner");
  const oldLink = await linkOf(table, "bank@");
  assert.match(words(await text(table.visitor(), oldLink)), /U meldt als Contactpersoon bank/);
  const path = await firstForm(contact);
  const submissionId = fieldOf(await text(contact, path), "submissionId");
  await contact.post(path, { submissionId, status: "onTrack", sentence: SENTENCE, share: "partners" });
  const earlier = await table.as("Programmabureau");
  const first = await roundOf(earlier);
  assert.equal((await earlier.post(`${first}/sluiten`)).status, 303);
  assert.match(words(await text(table.visitor(), oldLink)), /Deze ronde is gesloten/);
  const late = await contact.post(path, { submissionId, status: "late", sentence: "Te laat", share: "partners" });
  assert.ok(late.status >= 400, `${late.status}`);

  goTo("2025-01-11");
  const expired = await table.visitor().get(oldLink);
  assert.equal(expired.status, 410);
  assert.match(await expired.text(), /Deze link is verlopen/);
  const office = await table.as("Programmabureau");
  const form = await text(office, "/rondes/nieuw");
  const planId = /<option value="([0-9a-f-]{36})"[^>]*>\s*Actieplan 2024/.exec(form)?.[1] ?? "";
  const round = { title: "Voortgang winter", planId, opensOn: "2025-01-11", closesOn: "2025-02-01" };
  const id = fieldOf(form, "submissionId");
  assert.equal((await office.post("/rondes", { ...round, closesOn: "2025-01-01", submissionId: id })).status, 422);
  assert.equal((await office.post("/rondes", { ...round, submissionId: id })).status, 303);
  assert.equal((await office.post(`/rondes/${id}/openen`)).status, 303);
  const newLink = await linkOf(table, "bank@");
  assert.notEqual(newLink, oldLink);
  const visitor = table.visitor();
  const item = linksIn(await text(visitor, newLink)).find((one) => one.startsWith(`${newLink}/`)) ?? "";
  assert.match(words(await text(visitor, item)), new RegExp(`Vorige melding, 7 september 2024: Op schema ${SENTENCE}`));
});

test("the lead partner and the office edit an action; the second of two editors sees both and loses nothing", async () => {
  const table = await setTable(calendar("2024-09-07").clock);
  const [office, contact] = [await table.as("Programmabureau"), await table.as("Contactpersoon partner")];
  const id = (await firstForm(contact)).split("/").at(-1);
  const form = await text(office, `/acties/${id}/bewerken`);
  const version = fieldOf(form, "version");
  const leadPartnerId = /<option value="([0-9a-f-]{36})" selected[^>]*>\s*Nederlandse Vereniging/.exec(form)?.[1] ?? "";
  const edit = { version, leadPartnerId, description: "Omschrijving van het bureau", dueOn: "2024-11-30" };
  assert.equal((await office.post(`/acties/${id}/bewerken`, { ...edit, title: "" })).status, 422);
  assert.equal((await office.post(`/acties/${id}/bewerken`, { ...edit, title: "Titel van het bureau" })).status, 303);
  const lost = await contact.post(`/acties/${id}/bewerken`, { version, title: "Titel van de bank", description: "" });
  assert.equal(lost.status, 409);
  const both = await lost.text();
  assert.ok(both.includes("Titel van het bureau") && both.includes("Titel van de bank"));
  const page = words(await text(office, `/acties/${id}`));
  assert.match(page, /Titel van het bureau/);
  assert.match(page, /7 september 2024 Bewerkt: .*Titel/, "the edit stands in the history");
  const reader = await table.as("Lezer");
  assert.equal((await reader.post(`/acties/${id}/bewerken`, { ...edit, title: "Lezer" })).status, 404);
});

test("a milestone is added once, and reaching it stands in the history", async () => {
  const table = await setTable(calendar("2024-09-07").clock);
  const contact = await table.as("Contactpersoon partner");
  const action = `/acties/${(await firstForm(contact)).split("/").at(-1)}`;
  const submissionId = fieldOf(await text(contact, action), "submissionId");
  const milestone = { submissionId, title: "Eerste bank aangesloten", dueOn: "2024-10-01" };
  for (const attempt of [1, 2])
    assert.equal((await contact.post(`${action}/mijlpalen`, milestone)).status, 303, `attempt ${attempt}`);
  const page = await text(contact, action);
  assert.equal(words(page).match(/Eerste bank aangesloten \(uiterlijk 1 oktober 2024\)/g)?.length, 1);
  const reached = /action="([^"]*\/gehaald)"/.exec(page)?.[1] ?? "";
  assert.equal((await contact.post(reached)).status, 303);
  assert.match(words(await text(contact, action)), /7 september 2024 Mijlpaal gehaald: Eerste bank aangesloten/);
});
