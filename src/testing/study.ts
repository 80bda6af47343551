import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { sql } from "kysely";
import { addCast, PARTNERS, partnerId } from "../cli/demo/cast.ts";
import { generate } from "../engine/index.ts";
import {
  generateSigningKey,
  type RunningKeyHolder,
  type SignedCharter,
  type SigningKey,
  signCharter,
  startKeyHolder,
} from "../keyholder/index.ts";
import { asActor } from "../platform/actor.ts";
import { type Clock, calendarDay } from "../platform/clock.ts";
import { newId } from "../platform/ids.ts";
import { parseCharter } from "../pseudonymise/charter.ts";
import { deliver } from "../pseudonymise/deliver.ts";
import { parseMapping, runPseudonymise, type SignedManifest, silent } from "../pseudonymise/index.ts";
import { ROLE_LABELS, type RoleLabel, setTable, TABLE_URL, type Table } from "./table.ts";

/**
 * A study on the real path, in this process: forms for the office, keys of the partners, two key holders that listen,
 * the partner's tool on invented rows, and the jobs of the worker. A test starts it at the state that it is about.
 */
export const IMEI = "device:imei:v1";
export const TYPOLOGIES = ["geen", "soort 1", "soort 2", "soort 3", "soort 4", "soort 5"];
export const DATA_HOLDERS: readonly string[] = PARTNERS.map(({ key }) => key);
export { partnerId };

/** People of the demonstration, as `as` and `personId` know them. */
export type Who = RoleLabel | "onderzoeker" | "controleur-1" | "controleur-2" | "controleur-3" | `contact-${string}`;
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** A browser without script that says what came back, and follows nothing. */
export interface Browser {
  get(path: string): Promise<{ status: number; text: string }>;
  post(path: string, fields?: Fields): Promise<{ status: number; text: string; location: string }>;
}

/** A clock that a test moves. */
export interface MovingClock extends Clock {
  /** Goes on by whole days, or back. */
  forward(days: number): void;
  /** Does something in the real time. */
  atHome<T>(work: () => Promise<T>): Promise<T>;
}

const DAY_MS = 86_400_000;

function movingClock(): MovingClock {
  let ahead = 0;
  const now = (): Date => new Date(Date.now() + ahead);
  return {
    now,
    today: () => calendarDay(now()),
    forward: (days) => {
      ahead += days * DAY_MS;
    },
    atHome: async (work) => {
      const moved = ahead;
      ahead = 0;
      return work().finally(() => {
        ahead = moved;
      });
    },
  };
}

export interface ResearchTable {
  readonly table: Table;
  readonly clock: MovingClock;
  readonly holders: readonly RunningKeyHolder[];
  /** Stops a holder, or starts it again on its folder and its port. */
  readonly holderIs: (index: number, state: "down" | "up") => Promise<void>;
  keyOf(partner: string): SigningKey;
  personId(who: Who): string;
  as(who: Who): Promise<Browser>;
  visitor(): Browser;
  /** A folder for somebody's files, which is removed afterwards. */
  folder(): string;
}

function createBrowser({ app }: Table): Browser {
  let cookie = "";
  const send = async (path: string, init: RequestInit) => {
    const url = path.startsWith("http") ? path : `${TABLE_URL}${path}`;
    const answer = await app.request(url, { ...init, headers: { ...init.headers, cookie, Origin: TABLE_URL } });
    cookie = answer.headers.get("set-cookie")?.split(";")[0] ?? cookie;
    return { status: answer.status, text: await answer.text(), location: answer.headers.get("location") ?? "" };
  };
  const bodyOf = (fields: Fields) =>
    new URLSearchParams(Object.entries(fields).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  return {
    get: (path) => send(path, {}),
    post: (path, fields = {}) => send(path, { method: "POST", body: bodyOf(fields) }),
  };
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-onderzoek-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The operator's key, where the vault finds it: so that holders can know it before the first study. */
function layOperatorKey({ dataDir }: Table): string {
  const made = generateSigningKey();
  mkdirSync(join(dataDir, "keystore"), { recursive: true, mode: 0o700 });
  writeFileSync(join(dataDir, "keystore", "operator.key"), JSON.stringify(made), { mode: 0o600 });
  return made.publicKey;
}

/**
 * The example programme with the cast of the demonstration, and two key holders that know it. To be called at the top of
 * a file: what is laid out inside a `before` is cleaned up after the first test.
 */
export async function setResearchTable(names = ["Houder Noord", "Houder Zuid"]): Promise<ResearchTable> {
  const clock = movingClock();
  const table = await setTable(clock);
  const cast = await addCast(table.db);
  const keys = new Map(DATA_HOLDERS.map((key) => [key, generateSigningKey()]));
  const personId = (who: Who): string =>
    cast.get(who) ?? (ROLE_LABELS.find((label) => label === who) ? table.personOf(who as RoleLabel) : assert.fail(who));
  const keyOf = (partner: string): SigningKey => keys.get(partner) ?? assert.fail(partner);
  const as = async (who: Who): Promise<Browser> => {
    const browser = createBrowser(table);
    await clock.atHome(() => browser.get(table.identity.exampleLink(personId(who)) ?? ""));
    // Whoever is signed in stays so when a test moves the clock.
    await sql`update auth.session set expires_at = now() + interval '1 year'`.execute(table.db);
    return browser;
  };
  const holders: RunningKeyHolder[] = [];
  const operatorKey = layOperatorKey(table);
  // Holders have a clock of their own: a test moves that of the platform alone.
  const open = async (name: string, dir: string, port: number) => {
    const pace = { elementsPerSecond: 1e9, burst: 1e9 };
    const holder = await startKeyHolder({ name, dir, port, operatorKey, pace });
    for (const key of DATA_HOLDERS) await holder.enrol(partnerId(key), keyOf(key).publicKey);
    return holder;
  };
  const places = names.map((name) => ({ name, dir: makeFolder() }));
  for (const { name, dir } of places) holders.push(await open(name, dir, 0));
  after(() => Promise.all(holders.map((holder) => holder.close().catch(() => undefined))));
  return {
    ...{ table, clock, holders, keyOf, personId, as, folder: makeFolder },
    visitor: () => createBrowser(table),
    holderIs: async (index, state) => {
      const [holder, place] = [holders[index], places[index]];
      if (holder === undefined || place === undefined) return assert.fail("no such holder");
      if (state === "down") return holder.close();
      holders[index] = await open(place.name, place.dir, Number(new URL(holder.url).port));
    },
  };
}

/** What a form gave: fails with the words of the page when it was not taken. */
export async function taken(answer: Promise<{ status: number; text: string; location: string }>): Promise<string> {
  const { status, text, location } = await answer;
  assert.equal(status, 303, wordsOf(text).slice(0, 300));
  return location.split("?")[0] ?? "";
}

/** What stands on a page for people, on one line. */
export const wordsOf = (page: string): string =>
  (/<main[\s\S]*<\/main>/.exec(page)?.[0] ?? page)
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

export function hidden(page: string, name: string): string {
  const found = new RegExp(`name="${name}" value="([^"]*)"`).exec(page);
  return found?.[1] ?? assert.fail(`${name} is not on the page: ${wordsOf(page)}`);
}

const beginStudy = (office: Browser, title: string): Promise<string> =>
  taken(
    office.post("/onderzoeken", {
      ...{ submissionId: newId(), title, isSynthetic: "ja" },
      question: "Hoeveel schade voorkomt het delen van verdachte apparaten?",
    }),
  );

export const judge = (browser: Browser, study: string, kind: string, verdict: "go" | "noGo" = "go") =>
  browser.post(`${study}/oordeel`, {
    kind,
    [`oordeel-${kind}-verdict`]: verdict,
    [`oordeel-${kind}-explanation`]: `Oordeel ${kind} (verzonnen)`,
  });

/** A study at its beginning; returns its address. */
export const prepareStudy = async (stage: ResearchTable, title: string): Promise<string> =>
  beginStudy(await stage.as("Programmabureau"), title);

export const idOf = (study: string): string => study.split("/").at(-1) ?? "";

async function passPrePhase(stage: ResearchTable, study: string): Promise<void> {
  const office = await stage.as("Programmabureau");
  const core = await stage.as("Lid kerngroep");
  for (const kind of ["technical", "organisational"]) await taken(judge(office, study, kind));
  await taken(judge(core, study, "legal"));
  await taken(office.post(`${study}/verder`));
}

const EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export const partyFields = (stage: ResearchTable, key: string): Fields => ({
  "partij-partnerId": partnerId(key),
  "partij-role": "dataHolder",
  "partij-legalBasis": `Grondslag van ${key}`,
  "partij-licence": "",
  "partij-dpiaName": "dpia-verzonnen.pdf",
  "partij-dpiaSha256": EMPTY_SHA,
  "partij-signingKey": stage.keyOf(key).publicKey,
});

const dayFrom = (clock: Clock, days: number): string => calendarDay(new Date(clock.now().getTime() + days * DAY_MS));

export const charterFields = ({ clock }: ResearchTable): Fields => ({
  "protocol-purpose": "Doel van het onderzoek (verzonnen)",
  "protocol-population": "Bevolking van het onderzoek (verzonnen)",
  "protocol-dataKinds": "Gegevens van het onderzoek (verzonnen)",
  "protocol-safeguards": "Waarborgen van het onderzoek (verzonnen)",
  "protocol-templates": ["overlap", "timeToReuse", "preventableDamage", "collateral", "thresholdSweep", "sensitivity"],
  "protocol-starts": dayFrom(clock, 0),
  "protocol-ends": dayFrom(clock, 60),
  "protocol-retentionUntil": dayFrom(clock, 90),
  "protocol-day": "day",
  "protocol-amountBand": "1",
  "protocol-eventsPerToken": "500",
  "protocol-typologies": TYPOLOGIES.join("\n"),
  "protocol-minimum": "10",
  "protocol-pairConsents": DATA_HOLDERS.flatMap((a, index) =>
    DATA_HOLDERS.slice(index + 1).map((b) => [partnerId(a), partnerId(b)].sort().join("|")),
  ),
  "protocol-isListed": "ja",
  "protocol-open": ["purpose", "population"],
});

export const PEOPLE: readonly (readonly [Who, "researcher" | "checker"])[] = [
  ["onderzoeker", "researcher"],
  ["controleur-1", "checker"],
  ["controleur-2", "checker"],
];

/** Fills the whole charter by its forms; `change` replaces fields of its text. */
export async function writeCharter(stage: ResearchTable, study: string, change: Fields = {}): Promise<void> {
  const office = await stage.as("Programmabureau");
  for (const key of DATA_HOLDERS) await taken(office.post(`${study}/partijen`, partyFields(stage, key)));
  const version = hidden((await office.get(`${study}/protocol`)).text, "version");
  await taken(office.post(`${study}/protocol`, { version, ...charterFields(stage), ...change }));
  for (const [who, role] of PEOPLE)
    await taken(office.post(`${study}/mensen`, { "mens-personId": stage.personId(who), "mens-role": role }));
  for (const { url } of stage.holders)
    await taken(office.post(`${study}/sleutelhouders`, { "sleutelhouder-url": url }));
  const sharing: Fields = stage.holders.length === 3 ? { "kenmerk-sharing": "shamir-2-of-3" } : {};
  await taken(office.post(`${study}/kenmerken`, { "kenmerk-type": IMEI, "kenmerk-ceiling": "100000", ...sharing }));
}

export const charterOf = async (stage: ResearchTable, study: string): Promise<SignedCharter> =>
  JSON.parse((await (await stage.as("Programmabureau")).get(`${study}/protocol.json`)).text) as SignedCharter;

/** One party's signature under the charter as it is offered now. */
export async function signAs(stage: ResearchTable, study: string, partner: string): Promise<void> {
  const { hash } = await charterOf(stage, study);
  const contact = await stage.as(`contact-${partner}`);
  const signature = signCharter(idOf(study), hash, stage.keyOf(partner).privateKey);
  await taken(contact.post(`${study}/ondertekenen`, { hash, "tekenen-signature": signature }));
}

export type Reached = "drafting" | "signing" | "active";

/** A study up to this state; returns its address. */
export async function startStudy(
  stage: ResearchTable,
  title: string,
  state: Reached = "active",
  change: Fields = {},
): Promise<string> {
  const study = await prepareStudy(stage, title);
  await passPrePhase(stage, study);
  if (state === "drafting") return study;
  await writeCharter(stage, study, change);
  await taken((await stage.as("Programmabureau")).post(`${study}/aanbieden`));
  if (state === "active") for (const key of DATA_HOLDERS) await signAs(stage, study, key);
  return study;
}

const MAPPING = parseMapping(
  JSON.stringify({
    columns: {
      identifier: "device",
      subject: "customer",
      date: "date",
      amount: "amount",
      label: "label",
      typology: "typology",
    },
    typologies: Object.fromEntries(TYPOLOGIES.map((name, index) => [String(index), name])),
  }),
);

/** The invented world of every test: small, and the same each time. */
export const ROWS = {
  ...{ seed: 7, customersPerPartner: 1200, start: "2026-01-01", days: 180 },
  labelErrors: { missed: 0.05, falseAlarm: 0.002 },
} as const;

/** Invented rows of every data holder: its key → the CSV file. */
export async function inventRows(stage: ResearchTable): Promise<ReadonlyMap<string, string>> {
  const partners = PARTNERS.map(({ name, role }) => ({ name, role }));
  const { files } = await generate({ ...ROWS, partners, folder: stage.folder() });
  return new Map(DATA_HOLDERS.map((key, index) => [key, files[index]?.path ?? assert.fail(key)]));
}

export interface MadeDelivery {
  readonly partner: string;
  readonly output: string;
  readonly signed: SignedManifest;
}

/** Runs the partner's tool on its rows: nothing is sent yet. */
export async function makeDelivery(
  stage: ResearchTable,
  study: string,
  partner: string,
  path: string,
): Promise<MadeDelivery> {
  const output = stage.folder();
  const signed = await runPseudonymise({
    charter: parseCharter(JSON.stringify(await charterOf(stage, study))),
    ...{ partner: partnerId(partner), type: IMEI, key: stage.keyOf(partner), output, progress: silent, threads: 0 },
    source: { path, mapping: MAPPING, objections: [] },
  });
  return { partner, output, signed };
}

/** As the network of the partner's tool: straight into the application. */
export const fetchTable =
  ({ table }: ResearchTable): typeof fetch =>
  async (url, init) =>
    table.app.request(String(url), init);

/** Sends a delivery as the tool does; the check waits for `table.work()`. */
export const sendDelivery = (stage: ResearchTable, { output, partner }: MadeDelivery): Promise<string> =>
  deliver(output, TABLE_URL, stage.keyOf(partner), () => undefined, fetchTable(stage));

/** Every data holder delivers, and everything is checked and taken in. */
export async function deliverAll(stage: ResearchTable, study: string): Promise<MadeDelivery[]> {
  const made: MadeDelivery[] = [];
  for (const [partner, path] of await inventRows(stage)) made.push(await makeDelivery(stage, study, partner, path));
  for (const delivery of made) await sendDelivery(stage, delivery);
  await stage.table.work();
  return made;
}

/** The form of a question of the charter, filled with its default settings. */
export async function questionForm(stage: ResearchTable, study: string, template: string): Promise<Fields> {
  const { text } = await (await stage.as("onderzoeker")).get(`${study}/vragen/nieuw?vraag=${template}`);
  const fields: Record<string, string> = {};
  for (const [input] of text.matchAll(/<input[^>]*name="vraag-[^>]*>/g))
    fields[/ name="([^"]+)"/.exec(input)?.[1] ?? ""] = / value="([^"]*)"/.exec(input)?.[1] ?? "";
  const submissionId = hidden(text, "submissionId");
  return { submissionId, template, ...fields, "vraag-reason": `Vraag ${template} (verzonnen)` };
}

/** Asks a question of the charter with its default settings; returns its address. Answered by `table.work()`. */
export async function ask(stage: ResearchTable, study: string, template: string, change: Fields = {}): Promise<string> {
  const form = await questionForm(stage, study, template);
  return taken((await stage.as("onderzoeker")).post(`${study}/vragen`, { ...form, ...change }));
}

/** One checker's verdict on the table as it stands on the page. */
export async function check(
  stage: ResearchTable,
  question: string,
  who: Who,
  verdict: "approve" | "reject",
  remark = "",
): Promise<void> {
  const checker = await stage.as(who);
  const tableHash = hidden((await checker.get(question)).text, "tableHash");
  const fields = { tableHash, "controle-verdict": verdict, "controle-remark": remark };
  await taken(checker.post(`${question}/controle`, fields));
}

/** Two checkers of different organisations let it go. */
export async function release(stage: ResearchTable, question: string): Promise<void> {
  for (const who of ["controleur-1", "controleur-2"] as const) await check(stage, question, who, "approve");
}

/** Everything in the database as text: to look for what should not be there. */
export async function databaseText({ table }: ResearchTable): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select query_to_xml(format('select * from %I.%I', table_schema, table_name), false, true, '')::text as text
    from information_schema.tables where table_schema in ('public', 'published', 'auth') and table_type = 'BASE TABLE'`.execute(
    table.db,
  );
  return rows.map(({ text }) => text).join("\n");
}

/** Every file below a folder, with its bytes. */
export function filesBelow(folder: string): { readonly path: string; readonly bytes: Buffer }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path, bytes: readFileSync(path) }));
}

/**
 * Every row that this person's own rights give, of every table: what a page could show at most. Tables without any
 * right, and columns without, are left out as the database does.
 */
export async function visibleText({ table }: ResearchTable, personId: string): Promise<string> {
  const actor = (await table.identity.actorOf(personId)) ?? assert.fail("nobody");
  const { rows: columns } = await sql<{ name: string; list: string }>`
    select format('%I.%I', table_schema, table_name) as name, string_agg(quote_ident(column_name), ', ') as list
    from information_schema.columns where table_schema in ('public', 'published')
      and has_schema_privilege('rondetafel_member', table_schema, 'usage')
      and has_column_privilege('rondetafel_member', format('%I.%I', table_schema, table_name), column_name, 'select')
    group by 1`.execute(table.db);
  return asActor(table.db, actor, async (tx) => {
    const found: string[] = [];
    for (const { name, list } of columns) {
      const { rows } = await sql
        .raw<{ row: unknown }>(`select to_jsonb(x) as row from (select ${list} from ${name}) x`)
        .execute(tx);
      found.push(...rows.map(({ row }) => `${name} ${JSON.stringify(row)}`));
    }
    return found.join("\n");
  });
}
