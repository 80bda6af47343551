import assert from "node:assert/strict";
import type { Browser, Page, Response } from "playwright-core";
import { htmlProblems } from "../src/testing/html.ts";
import { accessibilityProblems, DESKTOP, newVisitor, PHONE, tooWide } from "./setting.ts";

/** A page as somebody got it at one moment of a story: what a reload would not bring back. */
interface PageState {
  readonly name: string;
  readonly url: string;
  readonly html: string;
}

/** The pages of a story as they were sent, so that they can be looked at afterwards in every light and size. */
export function createAlbum() {
  const last = new WeakMap<Page, Response>();
  const states: PageState[] = [];
  return {
    states,
    watch: (page: Page): void => {
      page.on("response", (response) => {
        if (response.request().isNavigationRequest() && response.status() !== 303) last.set(page, response);
      });
    },
    keep: async (name: string, page: Page): Promise<void> => {
      const response = last.get(page) ?? assert.fail(`${name}: no page was seen`);
      states.push({ name, url: response.url(), html: await response.text() });
    },
  };
}
export type Album = ReturnType<typeof createAlbum>;

const LOOKS = [
  { name: "desktop, light", dark: false, phone: false },
  { name: "desktop, dark", dark: true, phone: false },
  { name: "phone, light", dark: false, phone: true },
  { name: "phone, dark", dark: true, phone: true },
] as const;

/** WCAG 2.2 A and AA and good practice in every light and size, and no sideways scrolling: "state (look): problem". */
export async function problemsOfStates(browser: Browser, { states }: Album): Promise<string[]> {
  const { page, context } = await newVisitor(browser, { script: true });
  const problems: string[] = [];
  for (const { name, url, html } of states) {
    await page.route(url, (route) => route.fulfill({ contentType: "text/html; charset=utf-8", body: html }));
    await page.goto(url);
    for (const look of LOOKS) {
      // Colours that are still moving from light to dark would be measured half-way.
      await page.emulateMedia({ colorScheme: look.dark ? "dark" : "light", reducedMotion: "reduce" });
      await page.setViewportSize(look.phone ? PHONE : DESKTOP);
      problems.push(...(await accessibilityProblems(page)).map((problem) => `${name} (${look.name}): ${problem}`));
    }
    const wide = await tooWide(page);
    if (wide > 0) problems.push(`${name}: ${wide} px too wide at 320`);
    await page.unroute(url);
  }
  await context.close();
  return problems;
}

/** What is unsound in the HTML of the states: "name: rule (line): message". */
export async function htmlProblemsOfStates({ states }: Album): Promise<string[]> {
  const found = await Promise.all(
    states.map(async ({ name, html }) => (await htmlProblems(html)).map((problem) => `${name}: ${problem}`)),
  );
  return found.flat();
}
