import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { htmlProblems } from "../src/testing/html.ts";
import { linksIn, ROLE_LABELS, withoutIds } from "../src/testing/table.ts";
import { accessibilityProblems, openSetting, type Setting, tooWide, type Visitor } from "./setting.ts";

/**
 * Every page that somebody can reach, in a real browser: no violation of WCAG 2.2 A and AA or of good practice (axe),
 * no sideways scrolling at 320 pixels, sound HTML, nothing fetched from elsewhere, no error in the console.
 */
const PER_KIND = 2;
let setting: Setting;
before(async () => {
  setting = await openSetting();
  await publish();
});
after(() => setting.close());

/** The office freezes and a policy officer publishes, so that the public site has all its pages. */
async function publish(): Promise<void> {
  const office = await setting.visit("Programmabureau");
  await office.page.goto(`${setting.url}/dossiers`);
  await office.page.locator("main").getByRole("link", { name: "Voortgangsrapportage 2024" }).click();
  await office.page.getByRole("button", { name: /Bevriezen/ }).click();
  const policy = await setting.visit("Beleidsmedewerker");
  await policy.page.goto(office.page.url().split("?")[0] ?? "");
  await policy.page.getByLabel(/Wat is er nieuw/).fill("Eerste versie.");
  await policy.page.getByRole("button", { name: "Openbaar maken" }).click();
  await office.context.close();
  await policy.context.close();
}

/** Collects what the browser complains about and what it asks from elsewhere. */
function watch({ page }: Visitor): string[] {
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(setting.url) && !request.url().startsWith("data:"))
      complaints.push(`asked elsewhere: ${request.url()}`);
  });
  return complaints;
}

async function problemsOf({ page }: Visitor): Promise<string[]> {
  const wide = await tooWide(page);
  return [
    ...(await accessibilityProblems(page)),
    ...(wide > 0 ? [`${wide} px too wide at 320`] : []),
    ...(await htmlProblems(await page.evaluate("fetch(location.href).then((answer) => answer.text())"))),
  ];
}

/** Follows every link from where the visitor stands; returns "path: problem". */
async function walk(visitor: Visitor): Promise<{ visited: number; problems: string[] }> {
  const { page } = visitor;
  const complaints = watch(visitor);
  const problems: string[] = [];
  const kinds = new Map<string, number>();
  const queue = [new URL(page.url()).pathname];
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = withoutIds(path).replace(/^(\/openbaar\/(cijfers|acties|plan|publicaties))\/[^/]+/, "$1/:key");
    const count = kinds.get(kind) ?? 0;
    if (seen.has(path) || count >= PER_KIND || /\/(bestand|voorbeeld)\/|\.(atom|xml|txt)$/.test(path)) continue;
    seen.add(path);
    kinds.set(kind, count + 1);
    const answer = await page.goto(`${setting.url}${path}`);
    if (answer?.status() !== 200) problems.push(`${path}: ${answer?.status()}`);
    problems.push(...(await problemsOf(visitor)).map((problem) => `${path}: ${problem}`));
    queue.push(...linksIn(await page.content()));
  }
  return { visited: seen.size, problems: [...problems, ...complaints] };
}

for (const label of ROLE_LABELS) {
  test(`every page of ${label}`, async () => {
    const visitor = await setting.visit(label, { script: true });
    const { visited, problems } = await walk(visitor);
    assert.deepEqual(problems, []);
    assert.ok(visited > 25, `${visited} pages`);
    await visitor.context.close();
  });
}

test("every page of the public site, in light and in dark", async () => {
  for (const dark of [false, true]) {
    const visitor = await setting.visit(undefined, { script: true, dark });
    const { visited, problems } = await walk(visitor);
    assert.deepEqual(problems, []);
    assert.ok(visited > 12, `${visited} pages`);
    await visitor.context.close();
  }
});

test("the workspace in the dark", async () => {
  const visitor = await setting.visit("Programmabureau", { script: true, dark: true });
  for (const path of [
    "/overzicht",
    "/plannen/2024",
    "/cijfers",
    "/toezeggingen",
    "/dossiers",
    "/mensen",
    "/onderzoeken",
  ]) {
    await visitor.page.goto(`${setting.url}${path}`);
    assert.deepEqual(await accessibilityProblems(visitor.page), [], path);
  }
  await visitor.context.close();
});

/** States that no link leads to: refused forms, pages that are not there, doors of somebody who is not signed in. */
const STATES: readonly { name: string; role?: string; path: string; button?: RegExp }[] = [
  { name: "sign-in", path: "/inloggen" },
  { name: "sign-in refused", path: "/inloggen", button: /link|wachtwoord|inloggen/i },
  { name: "an unknown page", path: "/bestaat-niet", role: "Lezer" },
  { name: "an unknown public page", path: "/openbaar/bestaat-niet" },
  { name: "a forged mail link", path: `/melden/${"a".repeat(43)}` },
  { name: "a forged invitation", path: `/uitnodiging/${"a".repeat(43)}` },
  { name: "an old sign-in link", path: "/inloggen/verify?token=oud" },
  { name: "a promise refused", role: "Beleidsmedewerker", path: "/toezeggingen/nieuw", button: /toevoegen|opslaan/i },
  { name: "a partner refused", role: "Programmabureau", path: "/partners/nieuw", button: /toevoegen|opslaan/i },
  {
    name: "an action refused",
    role: "Programmabureau",
    path: "/plannen/2024/acties/nieuw",
    button: /toevoegen|opslaan/i,
  },
  {
    name: "a round refused",
    role: "Programmabureau",
    path: "/rondes/nieuw",
    button: /maken|beginnen|opslaan|concept/i,
  },
  { name: "an invitation refused", role: "Programmabureau", path: "/mensen/uitnodigen", button: /uitnodig/i },
  { name: "a study refused", role: "Programmabureau", path: "/onderzoeken/nieuw", button: /maken/i },
  { name: "a dossier refused", role: "Beleidsmedewerker", path: "/dossiers/nieuw", button: /maken/i },
];

for (const { name, role, path, button } of STATES) {
  test(`state: ${name}`, async () => {
    const visitor = await setting.visit(role, { script: true });
    await visitor.page.goto(`${setting.url}${path}`);
    if (button !== undefined) {
      // The forms check nothing in the browser, so that the server's words are the only ones.
      await visitor.page.locator("main form").getByRole("button", { name: button }).first().click();
      await visitor.page.locator('[aria-invalid="true"], .rt-notice').first().waitFor();
    }
    assert.deepEqual(await accessibilityProblems(visitor.page), []);
    assert.equal(await tooWide(visitor.page), 0);
    assert.equal(await visitor.page.locator("h1").count(), 1);
    await visitor.context.close();
  });
}

test("the report form by mail link, refused and accepted, works with the keyboard alone", async () => {
  const visitor = await setting.visit("Contactpersoon partner", { script: true });
  const { page } = visitor;
  await page.goto(`${setting.url}/rondes/mijn`);
  await page
    .locator("main")
    .getByRole("link", { name: /^Melden:/ })
    .click();
  await page.locator("main").getByRole("button", { name: "Melden" }).press("Enter");
  await page.locator('[aria-invalid="true"], .rt-notice-error').first().waitFor();
  assert.deepEqual(await accessibilityProblems(page), []);
  await page.locator('input[name="status"]').first().focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Met het toetsenbord gemeld.");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Space");
  await page.locator("main").getByRole("button", { name: "Melden" }).focus();
  await page.keyboard.press("Enter");
  await page.getByText("Uw melding is binnen").waitFor();
  await page.keyboard.press("Tab");
  assert.equal(
    await page.evaluate("document.activeElement?.textContent"),
    "Naar de inhoud",
    "the skip link comes first",
  );
  await visitor.context.close();
});
