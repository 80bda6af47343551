import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { everythingIn, pdfInfo } from "../src/testing/files.ts";
import { readMail } from "../src/testing/smtp.ts";
import { openSetting, type Setting } from "./setting.ts";

/**
 * The main job, in a browser without JavaScript:
 * 1. the partner's contact gets a mail with a link, and reports in one form;
 * 2. a member of the core group sees it on the dashboard;
 * 3. a policy officer makes a dossier, writes in the letter, and freezes it;
 * 4. the programme office reads it and publishes it;
 * 5. somebody outside finds it on the public site and downloads the PDF.
 */
const SENTENCE = "De proef met het model draait bij drie banken.";
let setting: Setting;
before(async () => {
  setting = await openSetting();
});
after(() => setting.close());

/** Lines break and words are hyphenated in print; letters stay. */
const letters = (text: string): string => text.replace(/[^\p{L}\p{N}]/gu, "");
const heading = (page: Page): Promise<string | null> => page.locator("h1").textContent();
const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).click();
const follow = (page: Page, name: string | RegExp) => page.locator("main").getByRole("link", { name }).first().click();

/** The mail that the bank's contact got when the round was opened. */
async function mailedLink(): Promise<string> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const mail = setting.smtp.received.map(readMail).find((text) => /To: \S*bank@voorbeeld/.test(text));
    if (mail !== undefined) {
      assert.match(mail, /Het kost ongeveer een minuut/);
      return /http\S+\/melden\/\S+/.exec(mail)?.[0] ?? assert.fail("no link in the mail");
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return assert.fail("no mail came");
}

test("from the partner's mail to the PDF on the public site, without JavaScript", async () => {
  const link = await mailedLink();

  const contact = await setting.visit();
  await contact.page.goto(link);
  assert.equal(await heading(contact.page), "Meld voortgang");
  await follow(contact.page, /^Melden:/);
  const action = (await heading(contact.page)) ?? "";
  await press(contact.page, "Melden");
  assert.match((await contact.page.locator("main").textContent()) ?? "", /Kies hoe het staat/, "nothing filled in");
  await contact.page.getByRole("radio", { name: /op schema/i }).check();
  await contact.page.getByRole("textbox", { name: /In één zin/ }).fill(SENTENCE);
  await contact.page.getByRole("radio", { name: /Iedereen/ }).check();
  await press(contact.page, "Melden");
  assert.match((await contact.page.locator("main").textContent()) ?? "", /Uw melding is binnen/);

  const member = await setting.visit("Lid kerngroep");
  assert.equal(await heading(member.page), "Overzicht");
  const dashboard = (await member.page.locator("main").textContent()) ?? "";
  assert.match(dashboard, /1 op schema/i);
  assert.ok(dashboard.includes(SENTENCE), "the newest reports");

  const policy = await setting.visit("Beleidsmedewerker");
  await policy.page.goto(`${setting.url}/dossiers`);
  await policy.page.getByRole("link", { name: "Nieuw dossier" }).click();
  await policy.page.getByLabel("Naam van het dossier").fill("Voortgang van het verhaal");
  await press(policy.page, "Dossier maken");
  assert.equal(await heading(policy.page), "Voortgang van het verhaal");
  await follow(policy.page, /^Voortgang /);
  await policy.page.locator("summary", { hasText: "Tekst per onderdeel" }).click();
  await follow(policy.page, /Waarom u deze brief krijgt/);
  const text = policy.page.getByRole("textbox", { name: /Tekst van dit onderdeel/ });
  await text.fill(`${await text.inputValue()}\n\nDeze alinea schreef de beleidsmedewerker zelf.`);
  await press(policy.page, "Opslaan");
  await policy.page.goto(`${setting.url}/dossiers`);
  await follow(policy.page, "Voortgang van het verhaal");
  await press(policy.page, /Bevriezen/);
  assert.match((await policy.page.locator("main").textContent()) ?? "", /wie bevroor kan dat niet zelf/);

  const office = await setting.visit("Programmabureau");
  await office.page.goto(policy.page.url().split("?")[0] ?? "");
  await office.page.getByLabel(/Wat is er nieuw/).fill("Voortgang over het najaar.");
  await press(office.page, "Openbaar maken");
  assert.match((await office.page.locator("main").textContent()) ?? "", /Dit dossier is openbaar/);

  const citizen = await setting.visit();
  await citizen.page.getByRole("link", { name: "Publicaties" }).first().click();
  await follow(citizen.page, "Voortgang van het verhaal");
  await follow(citizen.page, /^Voortgang /);
  const published = (await citizen.page.locator("main").textContent()) ?? "";
  assert.ok(published.includes(SENTENCE) && published.includes(action), "the report stands in the letter");
  // The browser would show a PDF itself; what matters is the file behind the link.
  const pdf = await citizen.page
    .getByRole("link", { name: /Toegankelijke PDF/ })
    .first()
    .getAttribute("href");
  const file = await citizen.context.request.get(`${setting.url}${pdf}`);
  assert.match(file.headers()["content-type"] ?? "", /^application\/pdf/);
  const bytes = await file.body();
  const inside = letters(everythingIn(bytes, "application/pdf"));
  assert.ok(inside.includes(letters(SENTENCE)), "the sentence in the PDF");
  assert.ok(inside.includes(letters("Deze alinea schreef de beleidsmedewerker zelf.")));
  assert.match(pdfInfo(bytes).info, /Tagged:\s+yes/);
  await citizen.page.goto(`${setting.url}/openbaar/plan/2024`);
  await follow(citizen.page, action);
  assert.ok(((await citizen.page.locator("main").textContent()) ?? "").includes(SENTENCE), "and on the action's page");
});
