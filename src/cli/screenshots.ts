import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { type DataPlace, newDataPlace, type Running, startProcess } from "../testing/running.ts";
import { askEverything } from "./demo/answers.ts";
import { agreeOnCharter } from "./demo/charter.ts";
import { deliverAll } from "./demo/data.ts";
import { setStage } from "./demo/stage.ts";

/**
 * `npm run screenshots`: makes the pictures of the README from the running example, on an empty data folder.
 * A tool for who works on Rondetafel: it needs Chromium and the development packages.
 */

const FOLDER = "docs/beelden";
const BROWSERS = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
/** GitHub and most viewers show a README at about half this width: larger only costs bytes. */
const DESKTOP = { width: 1280, height: 860 };
/** High enough for a table and the first of its charts. */
const TALL = { width: 1280, height: 1200 };
const PHONE = { width: 390, height: 844 };
const MAX_BYTES = 200_000;
/** Customers per partner: with fewer a delivery is refused. */
const SMALLEST_STUDY = 1200;

interface Camera {
  readonly running: Running;
  readonly browser: Browser;
}

async function visit({ running, browser }: Camera, role: string | null, viewport = DESKTOP): Promise<Page> {
  const context = await browser.newContext({ locale: "nl-NL", viewport, reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(role === null ? `${running.url}/openbaar` : running.linkOf(role));
  return page;
}

/** A contact answers the first question of the open round, so that the overview has something to tell. */
async function report(camera: Camera, role: string, status: RegExp): Promise<void> {
  const page = await visit(camera, role);
  await page.goto(`${camera.running.url}/rondes/mijn`);
  await page
    .locator("main")
    .getByRole("link", { name: /^Melden:/ })
    .first()
    .click();
  await page.getByRole("radio", { name: status }).check();
  await page.getByRole("textbox", { name: /In één zin/ }).fill("Dit is een verzonnen melding, voor het voorbeeld.");
  await page.getByRole("radio", { name: /Alleen de partners/ }).check();
  await page.locator("main").getByRole("button", { name: "Melden" }).click();
  await page.getByText("Uw melding is binnen").waitFor();
  await page.context().close();
}

/** The office freezes the example dossier and a policy officer publishes it: without it the site has no papers. */
async function publish(camera: Camera): Promise<void> {
  const office = await visit(camera, "Programmabureau");
  await office.goto(`${camera.running.url}/dossiers`);
  await office.locator("main").getByRole("link", { name: "Voortgangsrapportage 2024" }).click();
  await office.getByRole("button", { name: /Bevriezen/ }).click();
  const policy = await visit(camera, "Beleidsmedewerker");
  await policy.goto(office.url().split("?")[0] ?? "");
  await policy.getByLabel(/Wat is er nieuw/).fill("Eerste versie.");
  await policy.getByRole("button", { name: "Openbaar maken" }).click();
  await office.context().close();
  await policy.context().close();
}

async function picture(page: Page, name: string): Promise<string> {
  await page.evaluate("document.fonts.ready");
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}.png`);
  writeFileSync(file, await page.screenshot({ animations: "disabled", caret: "hide" }));
  await page.context().close();
  const { size } = statSync(file);
  if (size > MAX_BYTES) throw new Error(`${file} is ${size} bytes: te groot voor de README. Kies een kleiner beeld.`);
  return `  ${file} (${Math.round(size / 1000)} kB)\n`;
}

/** Plays a small study on synthetic data up to its first released table, and looks at that as the researcher. */
async function researchPicture(browser: Browser): Promise<string> {
  const stage = await setStage(() => undefined);
  try {
    const study = await agreeOnCharter(stage);
    try {
      await deliverAll(stage, study, SMALLEST_STUDY);
      const [released] = await askEverything(stage, study, ["preventableDamage"]);
      const context = await browser.newContext({ locale: "nl-NL", viewport: TALL, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.goto(stage.linkOf("onderzoeker"));
      await page.goto(`${stage.baseUrl}${released?.path ?? ""}`);
      return await picture(page, "onderzoek");
    } finally {
      for (const holder of study.holders) await holder.stop();
    }
  } finally {
    await stage.close();
  }
}

async function main(): Promise<void> {
  const executablePath = BROWSERS.find((path) => path !== undefined && existsSync(path));
  if (executablePath === undefined)
    throw new Error("Chromium is niet gevonden. Installeer het, op Debian met: apt-get install chromium");
  const place: DataPlace = await newDataPlace();
  const running = await startProcess(place.env);
  const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
  try {
    const camera = { running, browser };
    await report(camera, "Contactpersoon partner", /op schema/i);
    await report(camera, "Contactpersoon politie", /risico/i);
    await publish(camera);
    process.stdout.write(await picture(await visit(camera, "Lid kerngroep"), "overzicht"));
    process.stdout.write(await picture(await visit(camera, null), "openbaar"));
    process.stdout.write(await picture(await visit(camera, null, PHONE), "telefoon"));
    process.stdout.write(await researchPicture(browser));
  } finally {
    await browser.close();
    await running.end("SIGTERM");
    await place.remove();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
