import assert from "node:assert/strict";
import { before, test } from "node:test";
import { partnerId } from "./testing/actors.ts";
import { type Client, linksIn, setTable, type Table } from "./testing/table.ts";

/** Partners, who speaks for them and since when, groups, objectives and how long they hold: the office keeps them. */

const text = async (client: Client, path: string): Promise<string> => (await client.get(path)).text();
const words = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
const fieldOf = (html: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "";
const BANK = `/partners/${partnerId("NVB")}`;

let table: Table;
let office: Client;
before(async () => {
  table = await setTable();
  office = await table.as("Programmabureau");
});

test("a partner gets a representative from a day on, once, until the office ends it", async () => {
  const form = await text(office, BANK);
  const fields = {
    submissionId: fieldOf(form, "submissionId"),
    personId: table.personOf("Contactpersoon partner"),
    since: "2024-03-01",
  };
  for (const attempt of [1, 2])
    assert.equal((await office.post(`${BANK}/vertegenwoordigers`, fields)).status, 303, `attempt ${attempt}`);
  const page = await text(office, BANK);
  assert.match(words(page), /Contactpersoon bank[^.]*1 maart 2024/);
  assert.equal(page.match(/action="[^"]*\/einde"/g)?.length, 1, "sent twice, added once");
  const end = /action="([^"]*\/einde)"/.exec(page)?.[1] ?? "";
  const reader = await table.as("Lezer");
  assert.equal((await reader.post(end)).status, 404);
  assert.equal((await office.post(end)).status, 303);
  assert.equal(/action="[^"]*\/einde"/.test(await text(office, BANK)), false, "ended");
});

test("a partner of any kind and category is added once; a name in another script stays whole", async () => {
  const submissionId = fieldOf(await text(office, "/partners/nieuw"), "submissionId");
  const partner = { submissionId, name: "متجر التجربة", shortName: "Winkel", kind: "private", category: "webwinkels" };
  const wrong = await office.post("/partners", { ...partner, kind: "club" });
  assert.equal(wrong.status, 422);
  assert.ok((await wrong.text()).includes("متجر التجربة"), "the typed text is back");
  const added = await office.post("/partners", partner);
  assert.equal(added.status, 303);
  assert.equal((await office.post("/partners", partner)).headers.get("location"), added.headers.get("location"));
  const page = words(await text(office, added.headers.get("location") ?? ""));
  for (const part of ["متجر التجربة", "Privaat", "webwinkels"]) assert.ok(page.includes(part), part);
});

test("a working group is made, a partner joins and leaves it; the groups of the programme are there", async () => {
  const list = await text(office, "/groepen");
  assert.match(words(list), /Kerngroep .*11 leden/);
  const made = await office.post("/groepen", { submissionId: fieldOf(list, "submissionId"), name: "Werkgroep banken" });
  const group = made.headers.get("location")?.split("?")[0] ?? "";
  assert.equal((await office.post(`${group}/leden`, { partnerId: partnerId("NVB") })).status, 303);
  assert.match(words(await text(office, group)), /Werkgroep banken 1 lid .*Nederlandse Vereniging van Banken/);
  const contact = await table.as("Contactpersoon partner");
  assert.equal((await contact.post(`${group}/leden`, { partnerId: partnerId("Politie") })).status, 404);
  assert.equal((await office.post(`${group}/leden/${partnerId("NVB")}/verwijderen`)).status, 303);
  assert.match(words(await text(office, group)), /Werkgroep banken 0 leden/);
});

test("an objective holds until a year that the office gives, and an impossible year comes back with the typed text", async () => {
  const path =
    linksIn(await text(office, "/programma")).find((one) => one.startsWith("/programma/doelstellingen/")) ?? "";
  const form = await text(office, path);
  const edit = { version: fieldOf(form, "version"), title: "Beter zicht, ook op nieuwe vormen" };
  const wrong = await office.post(path, { ...edit, validUntil: "straks" });
  assert.equal(wrong.status, 422);
  assert.ok((await wrong.text()).includes("straks"));
  assert.equal((await office.post(path, { ...edit, validUntil: "2026" })).status, 303);
  const page = words(await text(office, "/programma"));
  assert.match(page, /Beter zicht, ook op nieuwe vormen .*2023 .*2026/);
  const lost = await office.post(path, { ...edit, title: "Van de tweede", validUntil: "" });
  assert.equal(lost.status, 409);
  const both = await lost.text();
  assert.ok(both.includes("Van de tweede") && both.includes("ook op nieuwe vormen"), "both texts");
});
