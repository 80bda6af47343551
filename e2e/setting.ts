import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { type DataPlace, newDataPlace, type Running, startProcess } from "../src/testing/running.ts";
import { type SmtpServer, startSmtp } from "../src/testing/smtp.ts";

/** The running product with a mail server beside it, and a browser in front: what every story starts with. */
export interface Setting {
  readonly running: Running;
  readonly smtp: SmtpServer;
  readonly url: string;
  /** Somebody with a browser of their own; signed in when a role is given. Without script unless asked. */
  visit(role?: string, looks?: Looks): Promise<Visitor>;
  close(): Promise<void>;
}

export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
}

/** Nothing of the browser itself may ask for the network. */
const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: QUIET });

export interface Looks {
  readonly script?: boolean;
  readonly dark?: boolean;
  readonly phone?: boolean;
}

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Somebody with a browser of their own, on an empty page. */
export async function newVisitor(browser: Browser, looks: Looks = {}): Promise<Visitor> {
  const { script = false, dark = false, phone = false } = looks;
  const context = await browser.newContext({
    javaScriptEnabled: script,
    locale: "nl-NL",
    viewport: phone ? PHONE : DESKTOP,
    colorScheme: dark ? "dark" : "light",
    acceptDownloads: true,
    // Our pages forbid script; the checker of accessibility is one.
    bypassCSP: script,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  return { page, context };
}

export async function openSetting(env: Readonly<Record<string, string>> = {}): Promise<Setting> {
  const place: DataPlace = await newDataPlace();
  const smtp = await startSmtp();
  const running = await startProcess({ ...place.env, SMTP_URL: smtp.url, ...env });
  const browser = await launchBrowser();
  return {
    running,
    smtp,
    url: running.url,
    visit: async (role, looks) => {
      const visitor = await newVisitor(browser, looks);
      await visitor.page.goto(role === undefined ? `${running.url}/openbaar` : running.linkOf(role));
      return visitor;
    },
    close: async () => {
      await browser.close();
      smtp.close();
      await running.end("SIGTERM");
      await place.remove();
    },
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface AxeWindow {
  axe: {
    run(
      where: unknown,
      options: object,
    ): Promise<{ violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] }>;
  };
}

/** WCAG 2.2 A and AA, and good practice: every violation of the page as it stands, with its place. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const runOnly = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
    const here = globalThis as unknown as AxeWindow & { document: unknown };
    const { violations } = await here.axe.run(here.document, { runOnly });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`),
    );
  });
}

/** WCAG 1.4.10: at 320 CSS pixels nothing needs sideways scrolling. Returns how much too wide the page is. */
export async function tooWide(page: Page): Promise<number> {
  const before = page.viewportSize() ?? DESKTOP;
  await page.setViewportSize({ width: 320, height: 800 });
  const width = await page.evaluate("document.documentElement.scrollWidth");
  await page.setViewportSize(before);
  return Math.max(0, Number(width) - 320);
}
