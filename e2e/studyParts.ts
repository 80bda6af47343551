import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { PARTNERS, partnerId } from "../src/cli/demo/cast.ts";
import { identifierType, type SignedStudy, typologies } from "../src/cli/demo/charter.ts";
import { type Holder, startHolder, tool } from "../src/cli/demo/programs.ts";
import { type Stage, setStage } from "../src/cli/demo/stage.ts";
import { createAlbum } from "./pageStates.ts";
import { launchBrowser, newVisitor } from "./setting.ts";

/** What the people of a study do with their forms, and what their organisations do beside the browser. */
const EMPTY_FILE_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
export const TITLE = "Verdachte apparaten";
export const FIGURE = "Schade door verdachte apparaten";

export const day = (fromToday: number): string =>
  new Date(Date.now() + fromToday * 86_400_000).toISOString().slice(0, 10);

/** The product, the people in their browsers, and an album of the pages that they saw. */
export async function openStory() {
  const stage = await setStage(() => undefined);
  const browser: Browser = await launchBrowser();
  const album = createAlbum();
  const pages = new Map<string, Promise<Page>>();
  const enter = async (who: string): Promise<Page> => {
    const { page } = await newVisitor(browser);
    album.watch(page);
    await page.goto(who === "burger" ? `${stage.baseUrl}/openbaar` : stage.linkOf(who));
    return page;
  };
  return {
    ...{ stage, browser, album },
    /** Somebody's own browser without script, signed in; "burger" is nobody in particular. */
    as: (who: string): Promise<Page> => {
      const page = pages.get(who) ?? enter(who);
      pages.set(who, page);
      return page;
    },
    close: async () => {
      await browser.close();
      await stage.close();
    },
  };
}
export type Story = Awaited<ReturnType<typeof openStory>>;

export const mainText = async (page: Page): Promise<string> => (await page.locator("main").textContent()) ?? "";
export const press = (page: Page, name: string | RegExp) =>
  page.locator("main").getByRole("button", { name }).first().click();
export const follow = (page: Page, name: string | RegExp) =>
  page.locator("main").getByRole("link", { name }).first().click();
/** One of the forms of a page, by where it is sent. */
export const formTo = (page: Page, end: string) => page.locator(`main form[action$="${end}"]`);
const send = (page: Page, end: string) => formTo(page, end).getByRole("button").click();
const unfold = async (page: Page, summary: string): Promise<void> => {
  const form = page.locator("details", { has: page.locator("summary", { hasText: summary }) });
  if ((await form.getAttribute("open")) === null) await form.locator("summary").click();
};

export async function judge(page: Page, kind: "technical" | "organisational" | "legal", why: string): Promise<void> {
  const card = page.locator("details", { has: page.locator(`input[name="kind"][value="${kind}"]`) });
  if ((await card.getAttribute("open")) === null) await card.locator("summary").click();
  if (why !== "") {
    await card.getByLabel("Ja, het kan").check();
    await card.getByLabel("Waarom?").fill(why);
  }
  await card.getByRole("button").click();
}

/** Every partner makes a key on its own machine; only the public half is told. */
export async function makeKeys(stage: Stage): Promise<ReadonlyMap<string, string>> {
  const keys = new Map<string, string>();
  for (const { key } of PARTNERS) {
    const said = await tool("sleutel", "--bestand", stage.file(`${key}.sleutel.json`));
    const found = /[A-Za-z0-9_-]{43}/.exec(said.replace(stage.folder, ""))?.[0];
    keys.set(partnerId(key), found ?? assert.fail("no public key"));
  }
  return keys;
}

/** Each part of the charter sent with nothing, or nonsense, in it. Returns what was said; the album keeps the pages. */
export async function refusedParts(page: Page, { album }: Story): Promise<string> {
  const said: string[] = [];
  const keep = async (name: string): Promise<void> => {
    await album.keep(`charter, ${name} refused`, page);
    said.push(...(await page.locator(".rt-notice-error").allTextContents()));
  };
  await unfold(page, "Partij toevoegen");
  await send(page, "/partijen");
  await keep("party");
  await formTo(page, "/sleutelhouders").getByLabel("Adres").fill("http://127.0.0.1:1");
  await send(page, "/sleutelhouders");
  await keep("holder");
  await formTo(page, "/kenmerken").getByLabel("Soort kenmerk").fill("Geen Soort!");
  await send(page, "/kenmerken");
  await keep("identifier");
  await send(page, "/mensen");
  await keep("person");
  await page.getByLabel("Eerste dag").fill(day(10));
  await page.getByLabel("Laatste dag").fill(day(5));
  await page.getByLabel("Kleinste groep die getoond wordt").fill("2");
  await send(page, "/protocol");
  await keep("fields");
  return said.join("\n");
}

export async function addParties(page: Page, keys: ReadonlyMap<string, string>): Promise<void> {
  for (const { key, name } of PARTNERS) {
    await unfold(page, "Partij toevoegen");
    const form = formTo(page, "/partijen");
    await form.getByLabel("Organisatie", { exact: true }).selectOption({ label: name });
    await form.getByLabel("Levert gegevens").check();
    await form.getByLabel("Grondslag", { exact: true }).fill("AVG art. 6 lid 1 onder f (verzonnen)");
    await form.getByLabel("naam van het bestand").fill("dpia-verzonnen.pdf");
    await form.getByLabel("SHA-256 van het bestand").fill(EMPTY_FILE_SHA);
    await form.getByLabel("Openbare sleutel van de organisatie").fill(keys.get(partnerId(key)) ?? "");
    await send(page, "/partijen");
  }
}

export async function writeFields(page: Page): Promise<void> {
  await page.getByLabel("Doel").first().fill("Nagaan of het delen van verdachte apparaten werkt.");
  await page.getByLabel("Over wie gaat het?").first().fill("Apparaten van verzonnen klanten.");
  await page.getByLabel("Welke gegevens?").first().fill("Versleuteld kenmerk, dag, bedrag, fraude ja of nee.");
  await page.getByLabel("Waarborgen").first().fill("Gesplitste sleutel, vaste vragen, twee controleurs.");
  for (const box of await page.locator('input[name="protocol-templates"]').all()) await box.check();
  await page.getByLabel("Eerste dag").fill(day(0));
  await page.getByLabel("Laatste dag").fill(day(60));
  await page.getByLabel("Uiterste dag van vernietigen").fill(day(90));
  await page.getByLabel("per dag").check();
  await page.getByLabel("Soorten fraude").fill(typologies.join("\n"));
  await page.getByLabel("Kleinste groep die getoond wordt").fill("10");
  for (const box of await page.locator('input[name="protocol-pairConsents"]').all()) await box.check();
  await page.getByLabel("Dit onderzoek mag op de openbare lijst").check();
  for (const box of await page.locator('input[name="protocol-open"]').all()) await box.check();
  await send(page, "/protocol");
}

/** Two organisations start their key holder as a process; the office only writes down where they listen. */
export async function addHolders(page: Page, stage: Stage, keys: ReadonlyMap<string, string>): Promise<Holder[]> {
  const line = page.locator("p", { hasText: "luistert alleen naar ons als hij deze openbare sleutel kent" });
  const operatorKey = (await line.locator("code").textContent()) ?? "";
  const holders: Holder[] = [];
  for (const name of ["Sleutelhouder Noord", "Sleutelhouder Zuid"]) {
    const folder = stage.file(name);
    const holder = await startHolder({ name, folder, operatorKey, partners: keys, port: await stage.freePort() });
    holders.push(holder);
    await formTo(page, "/sleutelhouders").getByLabel("Adres").fill(holder.url);
    await send(page, "/sleutelhouders");
  }
  return holders;
}

export async function addIdentifierAndPeople(page: Page): Promise<void> {
  await formTo(page, "/kenmerken").getByLabel("Soort kenmerk").fill(identifierType);
  await send(page, "/kenmerken");
  for (const [label, role] of [
    ["Onderzoeker, Voorbeelduniversiteit (verzonnen)", "Onderzoeker"],
    ["Controleur winkel, Voorbeeldwinkel (verzonnen)", "Controleur"],
    ["Controleur toezicht, Voorbeeldtoezicht (verzonnen)", "Controleur"],
  ] as const) {
    const form = formTo(page, "/mensen");
    await form.getByLabel("Persoon").selectOption({ label });
    await form.getByRole("radio", { name: role }).check();
    await send(page, "/mensen");
  }
}

export async function downloadCharter(page: Page, file: string): Promise<string> {
  const download = page.waitForEvent("download");
  await follow(page, "Protocol downloaden");
  await (await download).saveAs(file);
  return file;
}

/** Downloads the charter, signs it with the tool on the partner's own machine, and pastes what the tool says. */
export async function sign(page: Page, stage: Stage, partner: string): Promise<void> {
  const file = await downloadCharter(page, stage.file(`te-tekenen-${partner}.json`));
  const hash = (await page.locator("#ondertekenen .rt-hash").first().textContent()) ?? "";
  const said = await tool("teken", file, "--sleutel", stage.file(`${partner}.sleutel.json`), "--akkoord", hash);
  await page.getByLabel("Handtekening").fill(/[A-Za-z0-9_-]{86}/.exec(said)?.[0] ?? "");
  await press(page, "Ondertekenen");
}

export const signedStudy = (path: string, holders: readonly Holder[], charter: string): SignedStudy => ({
  id: new URL(path).pathname.split("/")[2] ?? "",
  holders,
  charter,
});

/** Reloads until the answer is there; the page says itself that this helps. */
export async function untilAnswered(page: Page): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if (!(await mainText(page)).includes("Wordt berekend")) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
    await page.reload();
  }
  assert.fail("no answer came");
}

/** A partner checks the chain on its own machine, without us. */
export async function verifyAlone(page: Page, stage: Stage, study: SignedStudy, partner: string): Promise<string> {
  const proof = await page.context().request.get(`${stage.baseUrl}/onderzoeken/${study.id}/bewijs.json`);
  const file = stage.file("bewijs.json");
  writeFileSync(file, await proof.text());
  const levering = stage.file(`levering-${partner}`);
  return tool("controleer", "--protocol", study.charter, "--bewijs", file, "--uit", levering);
}
