import { Hono } from "hono";
import { readConfig } from "../../config.ts";
import type { Actor } from "../../platform/actor.ts";
import { type Clock, systemClock } from "../../platform/clock.ts";
import type { Env } from "../../platform/http.ts";
import { createJobs } from "../../platform/jobs.ts";
import { createMail } from "../../platform/mail.ts";
import { partnerId } from "../../testing/actors.ts";
import { freshDatabase } from "../../testing/database.ts";
import { createIdentity, createPerson } from "./index.ts";

const SECRET = "geheim-dat-alleen-in-toetsen-bestaat-0123456789";
export const BASE_URL = "https://tafel.example";
export const PASSWORD = "correct paard batterij";

/** A browser of one person: keeps its cookie. */
export interface Browser {
  get(path: string): Promise<Response>;
  post(path: string, form?: Readonly<Record<string, string>>): Promise<Response>;
  cookie: string;
}

/** The module on a fresh database, behind its real routes, with one person of the office: Ömer (office@example.nl). */
export async function openTable(mode: "example" | "production" = "production", clock: Clock = systemClock) {
  const handle = await freshDatabase();
  const config = readConfig({ SECRET, BASE_URL, NODE_ENV: mode });
  const jobs = createJobs(handle);
  const mail = createMail({ db: handle.db, jobs, clock, smtpUrl: null, baseUrl: BASE_URL });
  const identity = createIdentity({
    handle,
    config,
    clock,
    mail,
    groupsOf: async () => [],
    listPartners: async () => [{ id: partnerId("NVB"), name: "Nederlandse Vereniging van Banken" }],
    homeOf: () => "/overzicht",
    minimumAnswerMs: 0,
  });
  const app = new Hono<Env>();
  app.onError((error, c) => c.text(error.message, "reason" in error && error.reason === "forbidden" ? 404 : 500));
  app.route("/", identity.routes);
  app.use(async (c, next) => {
    const actor = await identity.authenticate(c.req.raw);
    if (actor === null) return c.redirect("/inloggen", 303);
    const account = { name: actor.name, roleLabel: actor.roles.join(", ") };
    const frame = { nav: [], account, exampleMode: mode === "example", current: c.req.path };
    for (const [key, value] of Object.entries({ db: handle.db, actor, clock, frame, baseUrl: BASE_URL })) {
      c.set(key as keyof Env["Variables"], value as never);
    }
    return next();
  });
  app.route("/", identity.workspaceRoutes);
  const officeId = await handle.db.transaction().execute((tx) =>
    createPerson(tx, {
      name: "Ömer İnce",
      email: "Office@Example.nl",
      roles: ["programmeOffice"],
      partnerId: null,
      validFrom: "2024-01-01",
    }),
  );
  return { handle, db: handle.db, identity, app, mail, officeId, browser: () => createBrowser(app) };
}

function createBrowser(app: Hono<Env>): Browser {
  const send = async (path: string, init: RequestInit) => {
    const response = await app.request(path, { ...init, headers: { cookie: browser.cookie } });
    const set = response.headers.get("set-cookie");
    if (set !== null) browser.cookie = set.split(";")[0] ?? "";
    return response;
  };
  const browser: Browser = {
    cookie: "",
    get: (path) => send(path, {}),
    post: (path, form = {}) => send(path, { method: "POST", body: new URLSearchParams(form) }),
  };
  return browser;
}

type Table = Awaited<ReturnType<typeof openTable>>;

/** The last link that was mailed, as a path. */
export async function lastLink({ db }: Table): Promise<string> {
  const mail = await db
    .selectFrom("mailMessage")
    .select("bodyText")
    .orderBy("createdAt", "desc")
    .executeTakeFirstOrThrow();
  const found = /https:\/\/tafel\.example(\S+)/.exec(mail.bodyText)?.[1];
  if (found === undefined) throw new Error("Geen link in de mail.");
  return found;
}

export const tokenIn = (link: string): string => new URL(link, BASE_URL).searchParams.get("token") ?? "";

/** Walks the real path: asks for a link, reads the mail, confirms. */
export async function signInByLink(table: Table, email: string): Promise<Browser> {
  const browser = table.browser();
  await browser.post("/inloggen/link", { email });
  await browser.post("/inloggen/verify", { token: tokenIn(await lastLink(table)) });
  return browser;
}

export async function actorFor(table: Table, id: string): Promise<Actor> {
  const actor = await table.identity.actorOf(id);
  if (actor === null) throw new Error("Deze persoon is er niet.");
  return actor;
}
