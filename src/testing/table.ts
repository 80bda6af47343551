import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import type { Hono } from "hono";
import { createApp } from "../app.ts";
import { readConfig } from "../config.ts";
import { seedExample } from "../example.ts";
import { createResearch } from "../modules/research/index.ts";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { Env } from "../platform/http.ts";
import { createJobs } from "../platform/jobs.ts";
import { createMail } from "../platform/mail.ts";
import { pendingMigrations } from "../platform/migrations.ts";
import { createSite } from "../site/site.tsx";
import { freshDatabase } from "./database.ts";

export const TABLE_URL = "http://localhost:3000";

/** Labels of the example people, as the terminal prints them. */
export const ROLE_LABELS = [
  "Programmabureau",
  "Contactpersoon partner",
  "Contactpersoon politie",
  "Lid kerngroep",
  "Beleidsmedewerker",
  "Lezer",
] as const;
export type RoleLabel = (typeof ROLE_LABELS)[number];

export type Form = Readonly<Record<string, string>>;

/** A browser without script: keeps its cookie, sends forms, follows nothing by itself. */
export interface Client {
  get(path: string): Promise<Response>;
  post(path: string, form?: Form, headers?: Form): Promise<Response>;
}

function createClient(app: Hono<Env>): Client {
  let cookie = "";
  const send = async (path: string, init: RequestInit): Promise<Response> => {
    const url = path.startsWith("http") ? path : `${TABLE_URL}${path}`;
    const response = await app.request(url, { ...init, headers: { ...init.headers, cookie } });
    const set = response.headers.get("set-cookie");
    if (set !== null) cookie = set.split(";")[0] ?? "";
    return response;
  };
  return {
    get: (path) => send(path, {}),
    post: (path, form = {}, headers = { Origin: TABLE_URL }) =>
      send(path, { method: "POST", body: new URLSearchParams(form), headers }),
  };
}

/** The whole application on the example programme, on a fresh database, without a socket. */
export async function setTable(clock: Clock = systemClock) {
  const handle = await freshDatabase();
  const config = readConfig({});
  const jobs = createJobs(handle);
  const mail = createMail({ db: handle.db, jobs, clock, smtpUrl: null, baseUrl: TABLE_URL });
  const site = createSite({ db: handle.db, baseUrl: TABLE_URL, base: "/openbaar", clock });
  const log: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), "rondetafel-tafel-"));
  after(() => rmSync(dataDir, { recursive: true, force: true }));
  const waiting: { job: string; data: object }[] = [];
  const research = createResearch({
    db: handle.db,
    dataDir,
    clock,
    enqueue: async (_tx, job, data) => void waiting.push({ job, data }),
    isolation: "allowNone",
  });
  const { app, identity } = createApp({
    handle,
    config,
    clock,
    mail,
    site: site.app,
    research,
    assetFolder: "build/assets",
    isReady: async () => (await pendingMigrations(handle)).length === 0,
    log: (line) => void log.push(line),
  });
  const people = await seedExample(handle.db, {
    mail,
    baseUrl: TABLE_URL,
    clock,
    read: (file) => JSON.parse(readFileSync(file, "utf8")),
  });
  const personOf = (label: RoleLabel): string => people.find(({ role }) => role === label)?.personId ?? "";
  const as = async (label: RoleLabel): Promise<Client> => {
    const client = createClient(app);
    await client.get(identity.exampleLink(personOf(label)) ?? "");
    return client;
  };
  /** Does what is on the queue of the research environment, as the worker would. */
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      for (const [name, run] of Object.entries(research.jobs)) if (name === next.job) await run(next.data);
  };
  return {
    dataDir,
    work,
    handle,
    db: handle.db,
    app,
    identity,
    site,
    log,
    personOf,
    as,
    visitor: () => createClient(app),
  };
}

export type Table = Awaited<ReturnType<typeof setTable>>;

/** Ids as addresses carry them. */
const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
export const withoutIds = (path: string): string => path.replace(ID, ":id");

/** Follows every link on the own site from `start`; returns path → response text. At most `perKind` pages per pattern. */
export async function crawl(client: Client, start: string, perKind = 3): Promise<Map<string, string>> {
  const pages = new Map<string, string>();
  const kinds = new Map<string, number>();
  const queue = [start];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const kind = withoutIds(path);
    const seen = kinds.get(kind) ?? 0;
    if (pages.has(path) || (kind !== path && seen >= perKind)) continue;
    kinds.set(kind, seen + 1);
    const response = await client.get(path);
    const text = response.headers.get("content-type")?.includes("html") ? await response.text() : "";
    pages.set(path, `${response.status} ${text}`);
    queue.push(...linksIn(text));
  }
  return pages;
}

/** Addresses on the own site that a page links to, without the part after # or ?. */
export function linksIn(html: string): string[] {
  const found = [...html.matchAll(/href="(\/[^"#?]*)/g)].map((match) => match[1] ?? "");
  return [...new Set(found)].filter((path) => !path.startsWith("/assets/"));
}
