import { Hono } from "hono";
import type { Config } from "./config.ts";
import { answerError, foreignOriginPage, notFoundPage, tooLargePage } from "./errorPages.tsx";
import { frameFor, homeOf } from "./frame.ts";
import { commitmentRoutes, paperRoutes, signalRoutes } from "./modules/commitments/index.ts";
import { createIdentity, type Identity } from "./modules/identity/index.ts";
import { indicatorRoutes } from "./modules/indicators/index.ts";
import { getPartner, groupIdsOf, groupRoutes, listPartners, partnerRoutes } from "./modules/partners/index.ts";
import { actionRoutes, planRoutes } from "./modules/plans/index.ts";
import { programmeRoutes } from "./modules/programme/index.ts";
import { dashboardRoutes, progressRoutes, reportRoutes } from "./modules/progress/index.ts";
import { dossierRoutes } from "./modules/publications/index.ts";
import type { Research } from "./modules/research/index.ts";
import { type Actor, asActor } from "./platform/actor.ts";
import { createAssetStore } from "./platform/assets.ts";
import type { Clock } from "./platform/clock.ts";
import type { DatabaseHandle } from "./platform/database.ts";
import type { Env } from "./platform/http.ts";
import type { Mail } from "./platform/mail.ts";
import { limitBody, requireOwnOrigin, securityHeaders } from "./platform/security.ts";

/** Everything the application is made of; the process files and the tests put it together. */
export interface AppParts {
  readonly handle: DatabaseHandle;
  readonly config: Config;
  readonly clock: Clock;
  readonly mail: Mail;
  /** Ready and current: asked by /readyz. */
  readonly isReady: () => Promise<boolean>;
  readonly assetFolder: string;
  /** The public site, mounted at /openbaar. */
  readonly site: Hono<Env>;
  readonly research: Research;
  readonly log: (line: string) => void;
}

/** Joins the modules; the only file, beside the processes, that knows them all. */
export function createApp(parts: AppParts): { app: Hono<Env>; identity: Identity } {
  const { handle, config, clock, mail } = parts;
  const identity = createIdentity({
    handle,
    config,
    clock,
    mail,
    homeOf,
    groupsOf: (tx, partnerId, personId) => groupIdsOf(tx, { partnerId, personId }),
    listPartners: async (tx) => (await listPartners(tx)).map(({ id, name }) => ({ id, name })),
  });
  const app = new Hono<Env>();
  app.onError(answerError(parts.log));
  app.notFound(notFoundPage);
  app.use(securityHeaders(config.baseUrl));
  // Before the origin check and the size of a form: a partner's tool is no browser, signs each request, and sends files.
  app.route("/api/v1/onderzoeken", parts.research.api);
  app.use(requireOwnOrigin(config.baseUrl, foreignOriginPage));
  app.use(limitBody(tooLargePage));
  mountOpenDoors(app, parts);
  app.use(async (c, next) => {
    c.set("db", handle.db);
    c.set("clock", clock);
    c.set("mail", mail);
    c.set("baseUrl", config.baseUrl);
    await next();
  });
  app.route("/", identity.routes);
  app.route("/melden", reportRoutes);
  app.route("/", createWorkspace(parts, identity));
  return { app, identity };
}

/** What needs no session: health, style, the public site. */
function mountOpenDoors(app: Hono<Env>, parts: AppParts): void {
  app.get("/healthz", (c) => c.text("ok"));
  app.get("/readyz", async (c) => ((await parts.isReady()) ? c.text("ok") : c.text("niet klaar", 503)));
  mountAssets(app, parts.assetFolder);
  app.route("/openbaar", parts.site);
}

/** The public site alone, for a process and an address of its own. */
export function createPublicSite(
  site: Hono<Env>,
  parts: Pick<AppParts, "assetFolder" | "log"> & { baseUrl: string },
): Hono<Env> {
  const app = new Hono<Env>();
  app.onError(answerError(parts.log));
  app.use(securityHeaders(parts.baseUrl));
  app.get("/healthz", (c) => c.text("ok"));
  mountAssets(app, parts.assetFolder);
  app.route("/", site);
  return app;
}

function mountAssets(app: Hono<Env>, assetFolder: string): void {
  const assets = createAssetStore(assetFolder);
  app.get("/assets/:name", (c) => {
    const found = assets(c.req.param("name"), c.req.header("accept-encoding"));
    return found === null ? notFoundPage(c) : c.body(new Uint8Array(found.body), 200, { ...found.headers });
  });
}

function createWorkspace(parts: AppParts, identity: Identity): Hono<Env> {
  const workspace = new Hono<Env>();
  workspace.use(async (c, next) => {
    const actor = await identity.authenticate(c.req.raw);
    if (actor === null) return c.redirect(signInAddress(c.req.path, c.req.method), 303);
    c.set("actor", actor);
    c.set(
      "frame",
      frameFor(
        actor,
        c.req.path,
        parts.config.mode === "example",
        await organisationOf(parts, actor),
        c.req.query("gelukt"),
      ),
    );
    await next();
    // What somebody may see is for that person alone: no shared or later copy.
    c.res.headers.set("Cache-Control", "no-store");
    return undefined;
  });
  workspace.get("/", (c) => c.redirect(homeOf(c.var.actor), 303));
  workspace.route("/overzicht", dashboardRoutes);
  workspace.route("/rondes", progressRoutes);
  workspace.route("/plannen", planRoutes);
  workspace.route("/acties", actionRoutes);
  workspace.route("/cijfers", indicatorRoutes);
  workspace.route("/toezeggingen", commitmentRoutes);
  workspace.route("/kamerstukken", paperRoutes);
  workspace.route("/signalen", signalRoutes);
  workspace.route("/dossiers", dossierRoutes);
  workspace.route("/onderzoeken", parts.research.routes);
  workspace.route("/partners", partnerRoutes);
  workspace.route("/groepen", groupRoutes);
  workspace.route("/programma", programmeRoutes);
  workspace.route("/", identity.workspaceRoutes);
  return workspace;
}

/** Visitors of the front door get the public site; who wanted a page inside is led there after signing in. */
function signInAddress(path: string, method: string): string {
  if (path === "/") return "/openbaar";
  return method === "GET" ? `/inloggen?naar=${encodeURIComponent(path)}` : "/inloggen";
}

async function organisationOf(parts: AppParts, actor: Actor): Promise<string | null> {
  const { partnerId } = actor;
  if (partnerId === null) return null;
  return asActor(parts.handle.db, actor, async (tx) => (await getPartner(tx, partnerId)).shortName).catch(() => null);
}
