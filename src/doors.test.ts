import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sql } from "kysely";
import { templates } from "./engine/index.ts";
import { newId } from "./platform/ids.ts";
import { htmlProblems } from "./testing/html.ts";
import { type Client, ROLE_LABELS, type RoleLabel, setTable, type Table } from "./testing/table.ts";

/**
 * Every door of the workspace and who may go through it: o = programme office, b = the bank's contact, p = the
 * police's contact, k = core group member, l = policy officer, r = reader. A route that is missing here fails the test.
 */
const LETTER: Readonly<Record<RoleLabel, string>> = {
  Programmabureau: "o",
  "Contactpersoon partner": "b",
  "Contactpersoon politie": "p",
  "Lid kerngroep": "k",
  Beleidsmedewerker: "l",
  Lezer: "r",
};
const ALL = "obpklr";
const DOORS: Readonly<Record<string, string>> = {
  "GET /": ALL,
  "GET /overzicht": ALL,
  "GET /rondes": ALL,
  "GET /rondes/nieuw": "o",
  "POST /rondes": "o",
  "GET /rondes/:round": ALL,
  "POST /rondes/:round/openen": "o",
  "POST /rondes/:round/herinneren": "o",
  "POST /rondes/:round/sluiten": "o",
  "GET /rondes/mijn": ALL,
  "GET /rondes/mijn/:bankRequest": "b",
  "POST /rondes/mijn/:bankRequest": "b",
  "GET /plannen": ALL,
  "GET /plannen/:year": ALL,
  "GET /plannen/:year/acties/nieuw": "o",
  "POST /plannen/:year/acties": "o",
  "GET /acties/:bankAction": ALL,
  "GET /acties/:bankAction/bewerken": "ob",
  "POST /acties/:bankAction/bewerken": "ob",
  "POST /acties/:bankAction/mijlpalen": "ob",
  "POST /acties/:bankAction/mijlpalen/:milestone/gehaald": "ob",
  "GET /cijfers": ALL,
  "GET /cijfers/:indicator": ALL,
  "GET /cijfers/:indicator/nieuw": "obp",
  "POST /cijfers/:indicator": "obp",
  "GET /cijfers/waarneming/:observation/corrigeren": "o",
  "POST /cijfers/waarneming/:observation/corrigeren": "o",
  "POST /cijfers/waarneming/:observation/bevestigen": "o",
  "GET /toezeggingen": ALL,
  "GET /toezeggingen/nieuw": "ol",
  "POST /toezeggingen": "ol",
  "GET /toezeggingen/:commitment": ALL,
  "POST /toezeggingen/:commitment/settle": "ol",
  "GET /kamerstukken": ALL,
  "GET /kamerstukken/:paper": ALL,
  "GET /signalen": ALL,
  "POST /signalen/:signal/reactie": "ol",
  "GET /dossiers": "okl",
  "GET /dossiers/nieuw": "ol",
  "POST /dossiers": "ol",
  "GET /dossiers/:dossier": "okl",
  "POST /dossiers/:dossier/bevriezen": "ol",
  "POST /dossiers/:dossier/openbaar": "ol",
  "POST /dossiers/:dossier/intrekken": "ol",
  "GET /dossiers/:dossier/documenten/:document": "okl",
  "GET /dossiers/:dossier/documenten/:document/onderdeel/0": "ol",
  "POST /dossiers/:dossier/documenten/:document/onderdeel/0": "ol",
  "GET /dossiers/:dossier/documenten/:document/bestand/odt": "okl",
  // The bank is a party, the policy officer asks, the reader checks; the police stands outside, the core group beside it.
  "GET /onderzoeken": ALL,
  "GET /onderzoeken/nieuw": "o",
  "POST /onderzoeken": "o",
  "GET /onderzoeken/:study": "obklr",
  "POST /onderzoeken/:study/oordeel": "ok",
  "POST /onderzoeken/:study/verder": "o",
  "POST /onderzoeken/:study/afwijzen": "o",
  "GET /onderzoeken/:study/protocol": "o",
  "POST /onderzoeken/:study/protocol": "o",
  "POST /onderzoeken/:study/partijen": "o",
  "POST /onderzoeken/:study/partijen/verwijderen": "o",
  "POST /onderzoeken/:study/sleutelhouders": "o",
  "POST /onderzoeken/:study/kenmerken": "o",
  "POST /onderzoeken/:study/mensen": "o",
  "POST /onderzoeken/:study/mensen/verwijderen": "o",
  "POST /onderzoeken/:study/aanbieden": "o",
  "POST /onderzoeken/:study/herzien": "o",
  "GET /onderzoeken/:study/protocol.json": "oblr",
  "POST /onderzoeken/:study/ondertekenen": "b",
  "POST /onderzoeken/:study/stilleggen": "b",
  "POST /onderzoeken/:study/overdragen": "o",
  "POST /onderzoeken/:study/notities": "l",
  "GET /onderzoeken/:study/bewijs.json": "ob",
  "POST /onderzoeken/:study/getuigen": "o",
  "POST /onderzoeken/:study/oefening": "o",
  "POST /onderzoeken/:study/sluiten": "o",
  "POST /onderzoeken/:study/vernietigen": "o",
  "GET /onderzoeken/:study/vragen/nieuw": "l",
  "POST /onderzoeken/:study/vragen": "l",
  "GET /onderzoeken/:study/vragen/:question": "oblr",
  "POST /onderzoeken/:study/vragen/:question/opnieuw": "l",
  "POST /onderzoeken/:study/vragen/:question/controle": "r",
  "POST /onderzoeken/:study/vragen/:question/cijfer": "o",
  "POST /onderzoeken/:study/vragen/:question/intrekken": "o",
  "GET /partners": ALL,
  "GET /partners/nieuw": "o",
  "POST /partners": "o",
  "GET /partners/:bank": ALL,
  "GET /partners/:bank/bewerken": "o",
  "POST /partners/:bank/bewerken": "o",
  "POST /partners/:bank/vertegenwoordigers": "o",
  "POST /partners/:bank/vertegenwoordigers/:representative/einde": "o",
  "GET /groepen": ALL,
  "POST /groepen": "o",
  "GET /groepen/:group": ALL,
  "POST /groepen/:group/leden": "o",
  "POST /groepen/:group/leden/:bank/verwijderen": "o",
  "GET /programma": ALL,
  "GET /programma/doelstellingen/:objective": "o",
  "POST /programma/doelstellingen/:objective": "o",
  "GET /mensen": "o",
  "GET /mensen/uitnodigen": "o",
  "POST /mensen/uitnodigen": "o",
  "POST /mensen/:person/beeindigen": "o",
  "GET /postvak-uit": "o",
  "GET /account": ALL,
  "POST /account/naam": ALL,
  "POST /account/wachtwoord": ALL,
};
/**
 * Doors that anybody may knock on: sign-in, mailed links, health, the public site, and the one for signed deliveries.
 * They have tests of their own.
 */
const OPEN =
  /^(GET|POST|PUT) \/(healthz|readyz|assets|openbaar|inloggen|uitloggen|uitnodiging|melden|api\/v1\/onderzoeken)/;

let table: Table;
let clients: Map<RoleLabel, Client>;
let values: Record<string, string>;

before(async () => {
  table = await setTable();
  clients = new Map();
  for (const label of ROLE_LABELS) clients.set(label, await table.as(label));
  values = await findValues(table);
});

/** One existing row for each parameter of an address. */
async function findValues({ db }: Table): Promise<Record<string, string>> {
  const one = async (query: string): Promise<string> =>
    (await sql<{ id: string }>`${sql.raw(query)}`.execute(db)).rows[0]?.id ?? "";
  const bank = await one("select id from partner where short_name = 'NVB'");
  const bankAction = await one(
    `select a.id from action a join action_plan p on p.id = a.plan_id where lead_partner_id = '${bank}' order by p.year desc`,
  );
  await sql`insert into action_milestone (id, action_id, title, due_on) values (gen_random_uuid(), ${bankAction}, 'Mijlpaal', '2030-01-01')`.execute(
    db,
  );
  await sql`insert into representative (id, partner_id, person_id, since) values (gen_random_uuid(), ${bank}, ${table.personOf("Contactpersoon partner")}, '2024-01-01')`.execute(
    db,
  );
  return {
    bank,
    bankAction,
    year: "2024",
    round: await one("select id from reporting_round"),
    bankRequest: await one(`select action_id as id from update_request where partner_id = '${bank}'`),
    milestone: await one("select id from action_milestone"),
    indicator: await one("select id from indicator"),
    observation: await one("select id from observation"),
    commitment: await one("select id from commitment where status = 'open'"),
    paper: await one("select id from parliamentary_paper"),
    signal: await one("select id from signal"),
    dossier: await one("select id from dossier"),
    document: await one("select id from document"),
    representative: await one("select id from representative"),
    group: await one("select id from partner_group"),
    objective: await one("select id from objective"),
    person: table.personOf("Lezer"),
    ...(await addStudy(table, bank)),
  };
}

/** A study that runs, of which nobody outside knows, with one table before its checkers. */
async function addStudy({ db, personOf }: Table, bank: string): Promise<{ study: string; question: string }> {
  const [study, question] = [newId(), newId()];
  const office = personOf("Programmabureau");
  const hash = "a".repeat(64);
  const document = JSON.stringify({
    study,
    holders: [],
    parties: [],
    templates: Object.values(templates).map(({ name, version, sqlHash }) => ({ name, version, sqlHash })),
    fields: { soleBeneficiary: null, profile: { releasesPerSnapshot: 3 } },
  });
  await sql`
    insert into study (id, key, title, question, status, starts, ends, retention_until, charter_version, created_by, created_on)
    values (${study}, 'deuren', 'Deuren', 'Welke deur?', 'active', current_date, current_date, current_date, 1, ${office}, current_date)`.execute(
    db,
  );
  await sql`
    insert into study_party (study_id, partner_id, role, signing_key, legal_basis, dpia_name, dpia_sha256)
    values (${study}, ${bank}, 'dataHolder', ${"k".repeat(43)}, 'Grondslag', 'dpia.pdf', ${hash})`.execute(db);
  for (const [label, role] of [
    ["Beleidsmedewerker", "researcher"],
    ["Lezer", "checker"],
  ] as const)
    await sql`insert into study_person (study_id, person_id, role) values (${study}, ${personOf(label)}, ${role})`.execute(
      db,
    );
  await sql`
    insert into charter_version (study_id, version, document, hash, offered_by, offered_on)
    values (${study}, 1, ${document}, ${hash}, ${office}, current_date)`.execute(db);
  await sql`
    insert into study_question (id, study_id, template, template_version, parameters, reason, status, table_hash, asked_by, asked_on)
    values (${question}, ${study}, 'overlap', 1, '{}', 'Waarom', 'inCheck', ${hash}, ${personOf("Beleidsmedewerker")}, current_date)`.execute(
    db,
  );
  await sql`
    insert into question_table (question_id, study_id, content)
    values (${question}, ${study}, '{"title": "Tabel", "proportionality": null, "cells": []}')`.execute(db);
  return { study, question };
}

const fill = (path: string): string =>
  path.replace(/:(\w+)/g, (_match, name: string) => values[name] || assert.fail(`no row for :${name}`));
const pattern = (door: string): string => door.replace(/:\w+/g, ":x").replace(/\/(settle|odt|0)$/, "/:x");

/** How many rows each table has; what a refusal may not change. */
async function countRows({ db }: Table): Promise<string> {
  const rows = await sql<{ line: string }>`
    select table_name || ' ' || (xpath('/row/n/text()', query_to_xml(format('select count(*) as n, max(xmin::text::bigint) as x from %I', table_name), false, true, '')))[1]::text
      as line
    from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'audit_event'
    order by 1`.execute(db);
  return rows.rows.map(({ line }) => line).join("\n");
}

test("every route has its place in the list of doors", () => {
  const routes = table.app.routes
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path}`);
  const known = new Set(Object.keys(DOORS).map(pattern));
  const forgotten = [...new Set(routes)].filter((route) => !OPEN.test(route) && !known.has(pattern(route)));
  assert.deepEqual(forgotten, []);
  const existing = new Set(routes.map(pattern));
  assert.deepEqual(
    Object.keys(DOORS).filter((door) => !existing.has(pattern(door))),
    [],
    "doors that no longer exist",
  );
});

/** What a page does wrong for somebody: not there, there while it may not, different from an unknown page, or unsound. */
async function tryPage(label: RoleLabel, door: string, may: boolean, unknown: string): Promise<string[]> {
  const path = door.slice("GET ".length);
  const response = await client(label).get(fill(path));
  // The draft of a document has no files yet: asked by who may, that is a 404 too.
  const expected = may && !path.includes("/bestand/") ? 200 : 404;
  if (response.status !== expected) return [`gave ${response.status}`];
  const body = await response.text();
  // A download is no page: that it is there is all that is asked of it here.
  if (response.ok && path.endsWith(".json")) return JSON.parse(body) === null ? ["is empty"] : [];
  if (expected === 404) return bare(body) === bare(unknown) ? [] : ["differs from an unknown page"];
  return htmlProblems(body);
}

test("each role gets through its own doors, and finds nothing behind the others", async () => {
  const unknown = await (await client("Lezer").get("/acties/00000000-0000-4000-8000-000000000000")).text();
  const surprises: string[] = [];
  for (const [door, allowed] of Object.entries(DOORS).filter(([name]) => name.startsWith("GET /") && name !== "GET /"))
    for (const label of ROLE_LABELS) {
      const problems = await tryPage(label, door, allowed.includes(LETTER[label]), unknown);
      surprises.push(...problems.map((problem) => `${label}: ${door} ${problem}`));
    }
  assert.deepEqual(surprises, []);
});

const client = (label: RoleLabel): Client => clients.get(label) ?? assert.fail(label);
/** The main part of a page: the frame around it says who is signed in. */
const bare = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;

test("an empty form is refused in words to who may, and does not exist for who may not; neither changes anything", async () => {
  // Moves that need no form, and so would succeed for who may: only tried by who may not.
  const bareMoves =
    /openen|herinneren|sluiten|bevriezen|gehaald|bevestigen|einde|verwijderen|beeindigen|herzien|overdragen|getuigen|oefening/;
  const before = await countRows(table);
  const surprises: string[] = [];
  for (const [door, allowed] of Object.entries(DOORS)) {
    const [method = "", path = ""] = door.split(" ");
    if (method !== "POST") continue;
    for (const label of ROLE_LABELS) {
      const may = allowed.includes(LETTER[label]);
      if (may && bareMoves.test(path)) continue;
      const response = await client(label).post(fill(path), {});
      const expected = may ? [409, 422] : [404];
      if (!expected.includes(response.status)) surprises.push(`${label}: ${door} gave ${response.status}`);
      assert.deepEqual(await htmlProblems(await response.text()), [], `${label}: ${door}`);
    }
  }
  assert.deepEqual(surprises, []);
  assert.equal(await countRows(table), before);
  assert.deepEqual(
    table.log.filter((line) => !line.includes("geweigerd door de database")),
    [],
    "no crash behind any door",
  );
});

test("without a session there is no page and no form", async () => {
  for (const door of Object.keys(DOORS)) {
    const [method = "", path = ""] = door.split(" ");
    const visitor = table.visitor();
    const response = method === "GET" ? await visitor.get(fill(path)) : await visitor.post(fill(path), {});
    assert.equal(response.status, 303, door);
    const expected = path === "/" ? /^\/openbaar$/ : /^\/inloggen/;
    assert.match(response.headers.get("location") ?? "", expected, door);
  }
});

test("a form from another site is refused, whoever is signed in", async () => {
  for (const door of Object.keys(DOORS)) {
    const [method = "", path = ""] = door.split(" ");
    if (method !== "POST") continue;
    for (const headers of [{ Origin: "https://kwaad.example" }, { "Sec-Fetch-Site": "cross-site" }]) {
      const response = await client("Programmabureau").post(fill(path), {}, headers);
      assert.equal(response.status, 403, door);
    }
  }
});

test("a form that is far too large is refused before it is read", async () => {
  const response = await client("Programmabureau").post("/partners", { name: "x".repeat(3_000_000) });
  assert.equal(response.status, 413);
  assert.match(await response.text(), /te groot/);
});
