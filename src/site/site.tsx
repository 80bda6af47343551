import { createHash } from "node:crypto";
import { Feed } from "feed";
import { Hono } from "hono";
import type { VNode } from "preact";
import type { Clock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import { createVariants, type Encoded, encodingHeaders } from "../platform/encoding.ts";
import { type Env, renderPage } from "../platform/http.ts";
import { securityHeadersFor } from "../platform/security.ts";
import type { FastPath, ReadyAnswer, Wishes } from "../platform/serve.ts";
import { readFile, readSite, readVersion, type SiteSnapshot } from "./data.ts";
import { PublicPage, type SiteContext, siteName } from "./frame.tsx";
import { messages } from "./messages.nl.ts";
import {
  ActionPage,
  ChangesPage,
  CommitmentsPage,
  EmptySite,
  FigurePage,
  FiguresPage,
  HomePage,
  PartnersPage,
  PlanPage,
  TextPage,
} from "./views/pages.tsx";
import { DocumentPage, PublicationListPage, PublicationPage } from "./views/publications.tsx";
import { PublicStudyPage, StudyRegisterPage } from "./views/studies.tsx";

export interface SiteParts {
  readonly db: Database;
  readonly baseUrl: string;
  readonly base: string;
  readonly clock: Clock;
}

export interface Site {
  readonly app: Hono<Env>;
  /** Pages from memory, for in front of the application. */
  readonly fastPath: FastPath;
}

/** How old a cached page may be before the version is asked again. */
const CHECK_MS = 1000;

interface Page {
  readonly type: string;
  readonly body: string;
}

const html = (page: VNode): Page => ({ type: "text/html; charset=utf-8", body: renderPage(page) });

type Pages = (path: string, context: SiteContext) => Page | null;

const fixedPages: Readonly<Record<string, (context: SiteContext) => Page>> = {
  "/wijzigingen": (context) => html(<ChangesPage context={context} />),
  "/publicaties": (context) => html(<PublicationListPage context={context} />),
  "/onderzoeken": (context) => html(<StudyRegisterPage context={context} />),
  "/over": (context) =>
    html(<TextPage context={context} path="/over" title={messages.about.title} texts={[messages.about.text]} />),
  "/toegankelijkheid": (context) =>
    html(
      <TextPage
        context={context}
        path="/toegankelijkheid"
        title={messages.accessibility.title}
        texts={messages.accessibility.text}
      />,
    ),
  "/privacy": (context) =>
    html(<TextPage context={context} path="/privacy" title={messages.privacy.title} texts={messages.privacy.text} />),
  "/sitemap.xml": (context) => ({ type: "application/xml; charset=utf-8", body: sitemap(context) }),
  "/feed.atom": (context) => ({ type: "application/atom+xml; charset=utf-8", body: atomFeed(context) }),
};

const dataPages: Pages = (path, context) => {
  const { data } = context.site;
  if (data === null) return path === "" ? html(<EmptySite context={context} />) : null;
  if (path === "") return html(<HomePage context={context} data={data} />);
  if (path === "/cijfers") return html(<FiguresPage context={context} data={data} />);
  if (path === "/toezeggingen") return html(<CommitmentsPage context={context} data={data} />);
  if (path === "/partners") return html(<PartnersPage context={context} data={data} />);
  const [, section, key = "", rest] = path.split("/");
  if (rest !== undefined) return null;
  if (section === "plan") {
    const plan = data.plans.find(({ year }) => String(year) === key);
    return plan ? html(<PlanPage context={context} data={data} {...plan} />) : null;
  }
  const action = section === "acties" ? data.actions.find((one) => one.key === key) : undefined;
  if (action) return html(<ActionPage context={context} data={data} action={action} />);
  const indicator = section === "cijfers" ? data.indicators.find((one) => one.key === key) : undefined;
  return indicator ? html(<FigurePage context={context} indicator={indicator} />) : null;
};

const publicationPages: Pages = (path, context) => {
  const [, section, slug, documentSlug, rest] = path.split("/");
  const publication =
    section === "publicaties" ? context.site.publications.find((one) => one.slug === slug) : undefined;
  if (publication === undefined || rest !== undefined) return null;
  if (documentSlug === undefined) return html(<PublicationPage context={context} publication={publication} />);
  const document = publication.documents.find((one) => one.slug === documentSlug);
  return document ? html(<DocumentPage context={context} publication={publication} document={document} />) : null;
};

const studyPages: Pages = (path, context) => {
  const [, section, slug, rest] = path.split("/");
  const study = section === "onderzoeken" ? context.site.studies.find((one) => one.slug === slug) : undefined;
  return study === undefined || rest !== undefined ? null : html(<PublicStudyPage context={context} study={study} />);
};

/** Every page of the site by its path below the base; null when there is none. */
const pageAt: Pages = (path, context) =>
  fixedPages[path]?.(context) ??
  dataPages(path, context) ??
  publicationPages(path, context) ??
  studyPages(path, context);

/** Paths of all pages that exist, for the sitemap and for tests. */
export function allPaths({ site }: Pick<SiteContext, "site">): string[] {
  const { data, publications, studies } = site;
  return [
    "",
    ...["/publicaties", "/onderzoeken", "/wijzigingen", "/over", "/toegankelijkheid", "/privacy"],
    ...(data === null ? [] : ["/cijfers", "/toezeggingen", "/partners"]),
    ...(data?.plans ?? []).map(({ year }) => `/plan/${year}`),
    ...(data?.actions ?? []).map(({ key }) => `/acties/${key}`),
    ...(data?.indicators ?? []).map(({ key }) => `/cijfers/${key}`),
    ...studies.map(({ slug }) => `/onderzoeken/${slug}`),
    ...publications.flatMap(({ slug, documents }) => [
      `/publicaties/${slug}`,
      ...documents.map((document) => `/publicaties/${slug}/${document.slug}`),
    ]),
  ];
}

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign] ?? sign);

function sitemap(context: SiteContext): string {
  const changed = context.site.publications[0]?.publishedAt.toISOString();
  const urls = allPaths(context).map(
    (path) =>
      `<url><loc>${escapeXml(`${context.baseUrl}${context.base}${path}`)}</loc>${changed ? `<lastmod>${changed}</lastmod>` : ""}</url>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">${urls.join("")}</urlset>`;
}

function atomFeed(context: SiteContext): string {
  const root = `${context.baseUrl}${context.base}`;
  const { changes } = context.site;
  const feed = new Feed({
    title: siteName(context),
    id: `${root}/`,
    link: `${root}/`,
    language: "nl",
    feedLinks: { atom: `${root}/feed.atom` },
    updated: changes[0]?.at ?? new Date(0),
    copyright: "CC0-1.0",
    generator: "Rondetafel",
  });
  for (const { at, text, slug } of changes)
    feed.addItem({
      title: text,
      id: `${root}/publicaties/${slug}#${at.getTime()}`,
      link: `${root}/publicaties/${slug}`,
      date: at,
    });
  return feed.atom1();
}

/** Makes the public site; it reads the schema `published` and nothing else, under its own role. */
export function createSite(parts: SiteParts): Site {
  const { db, baseUrl, base, clock } = parts;
  let site: SiteSnapshot | null = null;
  let checkedAt = Number.NEGATIVE_INFINITY;
  let checking: Promise<void> | null = null;
  const ready = new Map<string, ReadyPage>();
  const headers = securityHeadersFor(baseUrl);

  const refresh = async (): Promise<void> => {
    if (site === null || (await readVersion(db)) !== site.version) {
      site = await readSite(db);
      ready.clear();
    }
    checkedAt = clock.now().getTime();
  };
  const isFresh = (): boolean => clock.now().getTime() - checkedAt < CHECK_MS;
  const check = (): Promise<void> => {
    checking ??= refresh().finally(() => {
      checking = null;
    });
    return checking;
  };

  const readyPage = (path: string, current: SiteSnapshot): ReadyPage | null => {
    const known = ready.get(path);
    if (known !== undefined) return known;
    const page = pageAt(path, { base, baseUrl, site: current });
    if (page === null) return null;
    const made = toReadyPage(page, headers);
    ready.set(path, made);
    return made;
  };

  const app = new Hono<Env>();
  app.get("/publicaties/:slug/bestand/:file", async (c) => {
    const file = await readFile(db, c.req.param("slug"), c.req.param("file"));
    if (file === undefined) return c.notFound();
    const inline = file.mediaType.startsWith("application/pdf");
    return c.body(new Uint8Array(file.bytes), 200, {
      "Content-Type": file.mediaType,
      "Content-Disposition": `${inline ? "inline" : "attachment"}; filename="${file.fileName}"`,
      ETag: `"${file.sha256}"`,
      "Cache-Control": "public, max-age=300",
    });
  });
  app.get("/robots.txt", (c) => c.text(`User-agent: *\nAllow: ${base}/\nSitemap: ${baseUrl}${base}/sitemap.xml\n`));
  app.get("*", async (c) => {
    if (!isFresh()) await check();
    const path = c.req.path.slice(base.length).replace(/\/$/, "");
    const page = site === null ? null : readyPage(path, site);
    if (page === null) return c.html(notFound({ base, baseUrl, site: site ?? EMPTY }), 404);
    const found = page({
      acceptEncoding: c.req.header("accept-encoding"),
      ifNoneMatch: c.req.header("if-none-match"),
    });
    return new Response(found.status === 304 ? null : new Uint8Array(found.body), {
      status: found.status,
      headers: found.headers,
    });
  });

  return {
    app,
    fastPath: (url, wishes) => {
      if (!url.startsWith(base)) return null;
      const path = url.slice(base.length).replace(/\/$/, "");
      const found = ready.get(path);
      if (found === undefined) return null;
      // Once a second the application answers, which asks first whether anything changed: what was withdrawn or
      // replaced is gone within a second, also when nobody looked for a week.
      return isFresh() ? found(wishes) : null;
    },
  };
}

const EMPTY: SiteSnapshot = {
  version: 0,
  data: null,
  publications: [],
  studies: [],
  withdrawn: new Map(),
  changes: [],
};

/** A page that stands ready, in the form that a client wants it. */
type ReadyPage = (wishes: Wishes) => ReadyAnswer;

const NOTHING = Buffer.alloc(0);

/** A strong tag is of one sequence of bytes, so each encoding has its own (RFC 9110, section 8.8.3). */
function toReadyPage({ type, body }: Page, security: Readonly<Record<string, string>>): ReadyPage {
  const bytes = Buffer.from(body);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 24);
  const variants = createVariants(bytes, 5);
  const made = new Map<string, { full: ReadyAnswer; unchanged: ReadyAnswer; etag: string }>();
  return ({ acceptEncoding, ifNoneMatch }) => {
    const variant = variants(acceptEncoding);
    const known = made.get(variant.encoding) ?? answersOf(variant, { hash, type, security });
    made.set(variant.encoding, known);
    return ifNoneMatch?.includes(known.etag) ? known.unchanged : known.full;
  };
}

function answersOf(
  { encoding, body }: Encoded,
  { hash, type, security }: { hash: string; type: string; security: Readonly<Record<string, string>> },
) {
  const etag = encoding === "identity" ? `"${hash}"` : `"${hash}-${encoding}"`;
  const shared = { ...encodingHeaders(encoding), "Cache-Control": "public, max-age=60", ETag: etag };
  const full = { "Content-Type": type, "Content-Length": String(body.length), ...shared, ...security };
  return {
    etag,
    full: { status: 200, headers: full, body },
    unchanged: { status: 304, headers: { ...shared, ...security }, body: NOTHING },
  };
}

function notFound(context: SiteContext): string {
  return renderPage(
    <PublicPage context={context} path="/404" title={messages.notFoundTitle} description={messages.notFound}>
      <p class="rt-lead">{messages.notFound}</p>
    </PublicPage>,
  );
}
