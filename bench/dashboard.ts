import { createApp } from "../src/app.ts";
import { readConfig } from "../src/config.ts";
import { createResearch } from "../src/modules/research/index.ts";
import { systemClock } from "../src/platform/clock.ts";
import type { DatabaseHandle } from "../src/platform/database.ts";
import { migrate } from "../src/platform/migrations.ts";
import { createSite } from "../src/site/site.tsx";
import { collectingMail } from "../src/testing/http.ts";
import { seed } from "./dossier.ts";
import { addCurrentPlan, growHistory, growPlan, PLAN_YEAR } from "./grown.ts";
import { type ListeningDatabase, openListening, type Statement } from "./listening.ts";
import {
  formatNumber,
  formatSpread,
  median,
  printConditions,
  printNote,
  printTable,
  printVerdict,
  timedRounds,
} from "./measure.ts";

/** What the server spends on a page of the workspace, beside what its SQL alone costs. */

const ROUNDS = 41;
const WARM_UP = 15;
const FACTOR = 3;
const PAGES = { overzicht: "/overzicht", plan: `/plannen/${PLAN_YEAR}` } as const;
type PageName = keyof typeof PAGES;

type Fetch = (path: string) => Promise<Response>;

/** The application in process, with the session of the programme office. */
async function signedIn(handle: DatabaseHandle): Promise<Fetch> {
  const config = readConfig({});
  const { baseUrl } = config;
  const { app, identity } = createApp({
    handle,
    config,
    clock: systemClock,
    mail: collectingMail(),
    research: createResearch({
      db: handle.db,
      dataDir: "build/bench",
      clock: systemClock,
      enqueue: async () => undefined,
      isolation: "require",
    }),
    site: createSite({ db: handle.db, baseUrl, base: "/openbaar", clock: systemClock }).app,
    assetFolder: "build/assets",
    isReady: async () => true,
    log: (line) => void process.stderr.write(`${line}\n`),
  });
  const [office] = await seed(handle);
  const link = office === undefined ? null : identity.exampleLink(office.personId);
  const answer = await app.fetch(new Request(link ?? baseUrl));
  const cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? "";
  return async (path) => app.fetch(new Request(`${baseUrl}${path}`, { headers: { cookie } }));
}

async function readPage(fetch: Fetch, path: string): Promise<void> {
  const answer = await fetch(path);
  const text = await answer.text();
  if (answer.status !== 200 || !text.includes("Synthetisch")) throw new Error(`${path}: ${answer.status}`);
}

/** The statements of one request that ask for the page's content: after the last change of role. */
function contentOf(heard: readonly Statement[]): readonly Statement[] {
  const entered = heard.map(({ sql }) => sql.includes("set_config('role'")).lastIndexOf(true);
  return heard.slice(entered);
}

interface Measured {
  readonly page: readonly number[];
  /** The page's own queries, in its role. */
  readonly content: readonly number[];
  /** Every query of the request: who is asking, what organisation, the page. */
  readonly all: readonly number[];
  readonly queries: number;
}

async function measurePage(database: ListeningDatabase, fetch: Fetch, path: string): Promise<Measured> {
  for (let round = 0; round < WARM_UP; round += 1) await readPage(fetch, path);
  database.heard();
  await readPage(fetch, path);
  const all = database.heard().filter(({ sql }) => !/^(begin|commit|start)/i.test(sql));
  const content = contentOf(all);
  const times: { page: number[]; content: number[]; all: number[] } = { page: [], content: [], all: [] };
  await timedRounds(WARM_UP, () => database.replay(all));
  for (let round = 0; round < ROUNDS; round += 1) {
    times.page.push(...(await timedRounds(1, () => readPage(fetch, path))));
    times.content.push(...(await timedRounds(1, () => database.replay(content))));
    times.all.push(...(await timedRounds(1, () => database.replay(all))));
  }
  database.heard();
  return { ...times, queries: all.length };
}

type Stage = Readonly<Record<PageName, Measured>>;

async function measureStage(database: ListeningDatabase, fetch: Fetch): Promise<Stage> {
  return {
    overzicht: await measurePage(database, fetch, PAGES.overzicht),
    plan: await measurePage(database, fetch, PAGES.plan),
  };
}

const row = (label: string, page: PageName, measured: Measured): string[] => [
  label,
  PAGES[page],
  String(measured.queries),
  formatSpread(measured.page, 2),
  formatSpread(measured.content, 2),
  formatSpread(measured.all, 2),
];

function report(stages: Readonly<Record<string, Stage>>): void {
  printTable(
    ["omvang", "pagina", "vragen", "server, ms", "kale SQL van de inhoud, ms", "alle SQL van het verzoek, ms"],
    Object.entries(stages).flatMap(([label, stage]) => [
      row(label, "overzicht", stage.overzicht),
      row(label, "plan", stage.plan),
    ]),
  );
}

function judge(base: Stage, history: Stage, plan: Stage): void {
  printNote("");
  const ratio = (a: readonly number[], b: readonly number[]) => median(a) / median(b);
  const say = (label: string, value: number) =>
    printVerdict(`${label}, hoogstens ${FACTOR}×`, `${formatNumber(value, 2)}×`, value <= FACTOR);
  for (const page of ["overzicht", "plan"] as const) {
    say(`${PAGES[page]} tegenover de kale SQL van de inhoud`, ratio(base[page].page, base[page].content));
    printNote(
      `              (tegenover alle SQL van het verzoek: ${formatNumber(ratio(base[page].page, base[page].all), 2)}×)`,
    );
    say(`${PAGES[page]} met 100× acties en meldingen in andere plannen`, ratio(history[page].page, base[page].page));
    say(`${PAGES[page]} met 100× acties en meldingen in dit ene plan`, ratio(plan[page].page, base[page].page));
  }
}

async function measureOn(url: string | null): Promise<void> {
  const database = await openListening(url);
  try {
    printNote(`\n${database.name}`);
    await migrate(database.handle);
    const fetch = await signedIn(database.handle);
    await addCurrentPlan(database.handle);
    const base = await measureStage(database, fetch);
    await growHistory(database.handle);
    const history = await measureStage(database, fetch);
    await growPlan(database.handle);
    const plan = await measureStage(database, fetch);
    report({ "200 acties": base, "100×, in andere plannen": history, "ook dit plan 100×": plan });
    judge(base, history, plan);
  } finally {
    await database.handle.close();
  }
}

/** The embedded engine, and the server that DATABASE_URL names when there is one. */
export async function run(): Promise<void> {
  printConditions("Werkplek: servertijd van een pagina tegenover haar SQL");
  await measureOn(null);
  const url = process.env.DATABASE_URL;
  if (url) await measureOn(url);
}
