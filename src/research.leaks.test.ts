import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { asActor } from "./platform/actor.ts";
import { newId } from "./platform/ids.ts";
import { partnerId } from "./testing/actors.ts";
import { type Client, crawl, type RoleLabel, setTable } from "./testing/table.ts";

/**
 * What a study holds stays with its parties. Two studies, each with a word of its own in every field of every table:
 * the consumers' association and the police are no party, the bank is party of the first, and the reader checks the
 * second.
 */
const table = await setTable();
const { db } = table;
const OUTSIDERS: readonly RoleLabel[] = ["Contactpersoon politie", "Beleidsmedewerker"];

interface Planted {
  readonly id: string;
  readonly key: string;
  readonly question: string;
  readonly word: string;
}
interface Planting {
  readonly word: string;
  readonly party: string;
  readonly people?: readonly (readonly [RoleLabel, "researcher" | "checker"])[];
}

/** One row in every table of the research environment, each full of the word. */
async function plant({ word, party, people = [] }: Planting): Promise<Planted> {
  const [id, question, delivery] = [newId(), newId(), newId()];
  const key = `${word.toLowerCase()}-sleutel`;
  const [office, contact] = [table.personOf("Programmabureau"), table.personOf("Contactpersoon partner")];
  const hash = "e".repeat(64);
  const document = JSON.stringify({
    ...{ study: id, holders: [], templates: [], people: [], title: `${word} protocol` },
    parties: [{ partner: party, name: `${word} partij`, role: "dataHolder", signingKey: "k".repeat(43) }],
    fields: { soleBeneficiary: null, profile: { releasesPerSnapshot: 3 } },
  });
  const tableContent = JSON.stringify({
    ...{ title: `${word} tabel`, proportionality: null },
    cells: [
      {
        id: "c",
        row: `${word} rij`,
        column: "kolom",
        measure: "tokens",
        value: 250,
        interval: null,
        explanation: null,
      },
    ],
  });
  await db.transaction().execute(async (tx) => {
    const run = (text: ReturnType<typeof sql>) => text.execute(tx);
    await run(sql`insert into study (id, key, title, question, status, starts, ends, retention_until, charter_version, created_by, created_on)
      values (${id}, ${key}, ${`${word} titel`}, ${`${word} vraag`}, 'active', current_date, current_date, current_date, 1, ${office}, current_date)`);
    await run(
      sql`insert into study_condition values (${id}, 'legal', 'go', ${`${word} oordeel`}, ${office}, current_date)`,
    );
    await run(
      sql`insert into study_party values (${id}, ${party}, 'dataHolder', ${"k".repeat(43)}, ${`${word} grondslag`}, ${`${word} vergunning`}, ${`${word}.pdf`}, ${hash})`,
    );
    await run(
      sql`insert into study_holder values (${id}, ${`${word}-houder`}, ${`${word} houder`}, 'http://127.0.0.1:9', ${"r".repeat(43)})`,
    );
    await run(
      sql`insert into study_identifier values (${id}, 'iban', 1000, ${JSON.stringify({ type: `${word} kenmerk`, canaries: [], shares: [] })}::jsonb)`,
    );
    await run(sql`insert into study_person values (${id}, ${newId()}, 'researcher')`);
    for (const [label, role] of people)
      await run(sql`insert into study_person values (${id}, ${table.personOf(label)}, ${role})`);
    await run(sql`insert into charter_field values (${id}, 'purpose', ${JSON.stringify(`${word} open doel`)}::jsonb, true),
      (${id}, 'safeguards', ${JSON.stringify(`${word} dichte waarborg`)}::jsonb, false)`);
    await run(sql`insert into charter_version values (${id}, 1, ${document}, ${hash}, ${office}, current_date)`);
    await run(
      sql`insert into charter_signature values (${id}, 1, ${party}, ${contact}, ${"s".repeat(86)}, current_date)`,
    );
    await run(
      sql`insert into study_veto values (${newId()}, ${id}, ${party}, ${contact}, ${`${word} veto`}, current_date)`,
    );
    await run(sql`insert into delivery (id, study_id, partner_id, run, status, problem)
      values (${delivery}, ${id}, ${party}, ${`${word}-run`}, 'refused', ${`${word} levering`})`);
    await run(sql`insert into delivery_file values (${delivery}, ${`${word}-bestand`}, ${hash}, 1)`);
    await run(
      sql`insert into study_snapshot values (${id}, 1, ${`${word}-stand`}, 1, array[${delivery}]::uuid[], '[]', '[]', current_date)`,
    );
    await run(sql`insert into study_question (id, study_id, template, template_version, parameters, reason, status, table_hash, asked_by, asked_on)
      values (${question}, ${id}, 'overlap', 1, '{}', ${`${word} reden`}, 'inCheck', ${hash}, ${office}, current_date)`);
    await run(sql`insert into question_table values (${question}, ${id}, ${tableContent}::jsonb, ${`${word} regel`})`);
    await run(
      sql`insert into output_check values (${question}, ${newId()}, ${party}, 'approve', ${`${word} toelichting`}, ${hash})`,
    );
    await run(sql`insert into research_note values (${newId()}, ${id}, ${question}, ${office}, ${`${word} notitie`})`);
    await run(sql`insert into released_figure select ${question}, ${`${word}-cel`}, id from observation limit 1`);
    await run(
      sql`insert into study_witness values (${id}, ${`${word}-houder`}, 1, ${JSON.stringify(`${word} getuige`)}::jsonb, 'x')`,
    );
    await run(sql`insert into study_destruction (study_id, step, subject, certificate)
      values (${id}, 'share', ${`${word}-houder`}, ${JSON.stringify(`${word} verklaring`)}::jsonb)`);
  });
  return { id, key, question, word };
}

const clean = new Map<RoleLabel, ReadonlyMap<string, string>>();
/** Every page somebody can reach by following links; what is new at each load (form ids) is taken out. */
async function pagesOf(label: RoleLabel): Promise<ReadonlyMap<string, string>> {
  const pages = await crawl(await table.as(label), "/overzicht", 2);
  const isNew = /name="submissionId" value="[^"]*"|name="id" value="[^"]*"/g;
  return new Map([...pages].map(([path, text]) => [path, text.replace(isNew, "")]));
}
for (const label of OUTSIDERS) clean.set(label, await pagesOf(label));

const partnerNamed = async (name: string): Promise<string> =>
  (await sql<{ id: string }>`select id from partner where name = ${name}`.execute(db)).rows[0]?.id ?? assert.fail(name);

const first = await plant({ word: "Geheimeen", party: partnerId("NVB") });
const second = await plant({ word: "Geheimtwee", party: await partnerNamed("KPN"), people: [["Lezer", "checker"]] });
const BOTH = [first, second];

for (const label of OUTSIDERS)
  test(`${label}: a study of others changes no page, no count and no list`, async () => {
    const after = await pagesOf(label);
    assert.ok(after.size > 30, `${after.size} pages`);
    assert.deepEqual([...after.keys()], [...(clean.get(label)?.keys() ?? [])]);
    for (const [path, text] of after) assert.equal(text, clean.get(label)?.get(path), path);
  });

const doorsOf = ({ id, question }: Planted): string[] =>
  ["", "/protocol", "/protocol.json", "/bewijs.json", "/vragen/nieuw", `/vragen/${question}`].map(
    (path) => `/onderzoeken/${id}${path}`,
  );
const bare = (html: string): string => /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;

test("who knows the address of a study of others finds what stands at an address that does not exist", async () => {
  for (const label of [...OUTSIDERS, "Lezer"] as const) {
    const client = await table.as(label);
    const unknown = bare(await (await client.get(`/onderzoeken/${newId()}`)).text());
    for (const path of doorsOf(first)) {
      const answer = await client.get(path);
      assert.equal(answer.status, 404, `${label}: ${path}`);
      assert.equal(bare(await answer.text()), unknown, `${label}: ${path}`);
    }
  }
});

/** The words of a study that a client can reach, by its pages and by every address of the study. */
async function reached(client: Client, planted: Planted): Promise<Set<string>> {
  const pages = [...(await crawl(client, "/onderzoeken", 6)).entries()];
  for (const path of doorsOf(planted)) pages.push([path, await (await client.get(path)).text()]);
  const own = pages.filter(([path]) => path.startsWith("/onderzoeken")).map(([, text]) => text);
  return new Set(own.join("\n").match(new RegExp(`${planted.word}[ .-]?[a-z]*( [a-z]+)?`, "g")) ?? []);
}
const shows = (found: ReadonlySet<string>, word: string): boolean => [...found].some((one) => one.includes(word));

test("a member of the core group knows that a study exists and what was judged, and nothing that is closed", async () => {
  const found = await reached(await table.as("Lid kerngroep"), first);
  assert.ok(shows(found, "titel"));
  for (const closed of [
    "grondslag",
    "waarborg",
    "doel",
    "houder",
    "levering",
    "reden",
    "tabel",
    "rij",
    "toelichting",
    "notitie",
    "veto",
    "verklaring",
    "partij",
  ])
    assert.equal(shows(found, closed), false, closed);
});

test("a party sees its own study and nothing of another; a checker sees the tables and not the first verdict", async () => {
  const bank = await table.as("Contactpersoon partner");
  const own = await reached(bank, first);
  for (const word of ["titel", "grondslag", "waarborg", "reden", "notitie", "veto", "levering"])
    assert.ok(shows(own, word), word);
  for (const word of ["tabel", "rij", "toelichting", "regel"]) assert.equal(shows(own, word), false, word);
  assert.deepEqual([...(await reached(bank, second))], []);
  const checker = await table.as("Lezer");
  const checked = await reached(checker, second);
  assert.ok(shows(checked, "rij"));
  for (const word of ["toelichting", "regel"]) assert.equal(shows(checked, word), false, word);
  assert.deepEqual([...(await reached(checker, first))], []);
});

test("the public site, its feed, its map and its downloads know of no study that is not listed", async () => {
  const visitor = table.visitor();
  for (const { key } of BOTH) assert.equal((await visitor.get(`/openbaar/onderzoeken/${key}`)).status, 404);
  const pages = await crawl(visitor, "/openbaar", 20);
  for (const path of ["/openbaar/feed.xml", "/openbaar/sitemap.xml", "/openbaar/onderzoeken"])
    pages.set(path, await (await visitor.get(path)).text());
  assert.ok(pages.size > 10);
  for (const [path, text] of pages) assert.doesNotMatch(text, /geheim(een|twee)/i, path);
});

const TABLES = [
  "study",
  "study_condition",
  "study_party",
  "study_holder",
  "study_identifier",
  "study_person",
  "charter_field",
  "charter_version",
  "charter_signature",
  "study_veto",
  "delivery",
  "delivery_file",
  "study_snapshot",
  "study_question",
  "question_table",
  "output_check",
  "research_note",
  "released_figure",
  "study_witness",
  "study_destruction",
];
const COLUMNS: Readonly<Record<string, string>> = { question_table: "question_id, study_id, content" };

const actorOf = async (label: RoleLabel) => (await table.identity.actorOf(table.personOf(label))) ?? assert.fail(label);

/** Tables of which somebody's own rights give a row with this word, asked in plain SQL. */
async function tablesWith(label: RoleLabel, word: string): Promise<string[]> {
  const actor = await actorOf(label);
  const found: string[] = [];
  for (const name of TABLES) {
    const { rows } = await asActor(db, actor, (tx) =>
      sql
        .raw<{ text: string }>(`select to_jsonb(x)::text as text from (select ${COLUMNS[name] ?? "*"} from ${name}) x`)
        .execute(tx),
    );
    // Ids of a study and of its parts lead to it as well as words do.
    if (
      rows.some(({ text }) =>
        BOTH.some((one) => one.word === word && [one.word, one.id, one.question].some((part) => text.includes(part))),
      )
    )
      found.push(name);
  }
  return found;
}

test("the database itself gives each person the rows of this table, whatever is asked", async () => {
  const inside = TABLES.filter((name) => !["question_table", "output_check"].includes(name));
  const expected: readonly (readonly [RoleLabel, string, readonly string[]])[] = [
    ["Programmabureau", first.word, inside],
    ["Programmabureau", second.word, inside],
    ["Contactpersoon partner", first.word, inside],
    ["Contactpersoon partner", second.word, []],
    ["Contactpersoon politie", first.word, []],
    ["Contactpersoon politie", second.word, []],
    ["Beleidsmedewerker", first.word, []],
    ["Beleidsmedewerker", second.word, []],
    ["Lezer", first.word, []],
    ["Lezer", second.word, [...inside, "question_table"]],
    ["Lid kerngroep", first.word, ["study", "study_condition"]],
    ["Lid kerngroep", second.word, ["study", "study_condition"]],
  ];
  // The bank's contact gave both verdicts: one's own words stay one's own.
  for (const [label, word, tables] of expected)
    assert.deepEqual((await tablesWith(label, word)).toSorted(), tables.toSorted(), `${label}, ${word}`);
});

/** A column of each table that is set to itself: the rows that are hit are those that somebody may change. */
const COLUMN: Readonly<Record<string, string>> = {
  study: "id",
  delivery_file: "name",
  question_table: "question_id",
  output_check: "question_id",
  released_figure: "question_id",
};
const STATEMENTS = TABLES.flatMap((name) => {
  const column = COLUMN[name] ?? "study_id";
  return [`update ${name} set ${column} = ${column}`, `delete from ${name}`];
});

/** How many rows a statement changed; a refusal of the database is none. */
const changedBy = async (label: RoleLabel, statement: string): Promise<bigint> =>
  asActor(db, await actorOf(label), (tx) => sql.raw(statement).execute(tx)).then(
    ({ numAffectedRows = 0n }) => numAffectedRows,
    () => 0n,
  );

test("nobody but who may writes a row, in plain SQL as little as on a page", async () => {
  const written: string[] = [];
  for (const label of [...OUTSIDERS, "Lid kerngroep", "Lezer", "Contactpersoon partner"] as const)
    for (const statement of STATEMENTS) {
      const changed = await changedBy(label, statement);
      if (changed > 0n) written.push(`${label}: ${statement} (${changed})`);
    }
  // A signature activates, a veto halts, a delivery goes on, a vote decides: those few may touch their own.
  assert.deepEqual(written, [
    "Lezer: update study_question set study_id = study_id (1)",
    "Contactpersoon partner: update study set id = id (1)",
    "Contactpersoon partner: update delivery set study_id = study_id (1)",
    "Contactpersoon partner: update delivery_file set name = name (1)",
  ]);
});

test("a listed study shows its name and its open fields inside the programme, and nothing more", async () => {
  await sql`update study set is_listed = true where id = ${first.id}`.execute(db);
  try {
    for (const label of OUTSIDERS) {
      const found = await reached(await table.as(label), first);
      assert.ok(shows(found, "titel"), label);
      for (const closed of [
        "grondslag",
        "waarborg",
        "houder",
        "levering",
        "reden",
        "tabel",
        "toelichting",
        "notitie",
        "veto",
        "verklaring",
        "partij",
        "oordeel",
      ])
        assert.equal(shows(found, closed), false, `${label}: ${closed}`);
      assert.deepEqual((await tablesWith(label, first.word)).toSorted(), ["charter_field", "study"]);
    }
  } finally {
    await sql`update study set is_listed = false where id = ${first.id}`.execute(db);
  }
});

test("the log of everything above holds nothing of a study", () => {
  assert.doesNotMatch(table.log.join("\n"), /Geheim/);
});
