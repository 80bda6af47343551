import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { asActor } from "../../platform/actor.ts";
import { newId } from "../../platform/ids.ts";
import { documentsIn, exampleDossier } from "../../testing/dossier.ts";
import {
  check,
  DATA_HOLDERS,
  databaseText,
  hidden,
  idOf,
  partnerId,
  release,
  setResearchTable,
  signAs,
  startStudy,
  taken,
  visibleText,
  type Who,
  wordsOf,
  writeCharter,
} from "../../testing/study.ts";
import { linksIn } from "../../testing/table.ts";
import { hashOf } from "./checking.ts";
import { messages } from "./messages.nl.ts";
import { type OutputCheck, outcomeOf, type PublishedTable, whyNotCheck } from "./question.ts";

/** What happens between a table that may leave and a figure that everybody reads. */
const stage = await setResearchTable();
const { db } = stage.table;
const office = await stage.as("Programmabureau");

/** With four checkers: two by the book, a colleague of the first, and one of the only organisation that gains. */
async function studyWithCheckers(title: string): Promise<string> {
  const study = await startStudy(stage, title, "drafting");
  await writeCharter(stage, study, { "protocol-soleBeneficiary": partnerId("Voorbeeldbank") });
  for (const who of ["contact-Voorbeeldwinkel", "contact-Voorbeeldbank", "Beleidsmedewerker"] as const)
    await taken(office.post(`${study}/mensen`, { "mens-personId": stage.personId(who), "mens-role": "checker" }));
  await taken(office.post(`${study}/aanbieden`));
  for (const key of DATA_HOLDERS) await signAs(stage, study, key);
  return study;
}
const study = await studyWithCheckers("Controle");

const TABLE: PublishedTable = {
  title: "Verzonnen tabel met een opvallende titel",
  proportionality: null,
  cells: [
    {
      id: "a/damage",
      row: "alles",
      column: "schade",
      measure: "amount",
      value: 415_000,
      interval: [270_000, 560_000],
      explanation: null,
    },
    {
      id: "a/share",
      row: "alles",
      column: "aandeel",
      measure: "share",
      value: 0.125,
      interval: null,
      explanation: null,
    },
    {
      id: "a/small",
      row: "klein",
      column: "aantal",
      measure: "tokens",
      value: null,
      interval: null,
      explanation: "te klein",
    },
  ],
};

/** A question of which the table lies before the checkers. */
async function present(of = study, table = TABLE): Promise<string> {
  const id = newId();
  const hash = (sign: string) => sign.repeat(64);
  await sql`
    insert into study_question (id, study_id, template, template_version, parameters, reason, status, table_hash, sql_hash,
      snapshot_hash, profile_hash, charter_hash, snapshot_number, asked_by, asked_on)
    values (${id}, ${idOf(of)}, 'preventableDamage', 1, '{}', 'Waarom', 'inCheck', ${hashOf(table)}, ${hash("1")}, ${hash("2")},
      ${hash("3")}, ${hash("4")}, 1, ${stage.personId("onderzoeker")}, current_date)`.execute(db);
  await sql`insert into question_table (question_id, study_id, content)
    values (${id}, ${idOf(of)}, ${JSON.stringify(table)}::jsonb)`.execute(db);
  return `${of}/vragen/${id}`;
}

async function vote(question: string, who: Who, verdict: string, remark = "", tableHash = hashOf(TABLE)) {
  const fields = { tableHash, "controle-verdict": verdict, "controle-remark": remark };
  return (await stage.as(who)).post(`${question}/controle`, fields);
}

const statusOf = async (question: string): Promise<string> =>
  (await sql<{ status: string }>`select status from study_question where id = ${idOf(question)}`.execute(db)).rows[0]
    ?.status ?? "";
const pageFor = async (question: string, who: Who): Promise<string> => (await (await stage.as(who)).get(question)).text;

test("nobody knows what the first checker said until the second has spoken, not even the database when they ask it", async () => {
  const question = await present();
  const remark = "Opmerking die niemand nu mag lezen";
  await check(stage, question, "controleur-1", "reject", remark);
  for (const who of [
    "controleur-2",
    "Programmabureau",
    "onderzoeker",
    "contact-Voorbeeldtelecom",
    "Beleidsmedewerker",
  ] as const) {
    for (const path of [question, study])
      assert.equal((await (await stage.as(who)).get(path)).text.includes(remark), false, who);
    const seen = await visibleText(stage, stage.personId(who));
    assert.ok(seen.includes(idOf(question)), "the question itself is there");
    assert.equal(seen.includes(remark), false, who);
    assert.equal(/public\.output_check .*reject/.test(seen), false, `${who}: the verdict`);
  }
  assert.ok((await pageFor(question, "controleur-1")).includes(remark), "one's own words are");
  await check(stage, question, "controleur-2", "reject", "Ik ook niet");
  assert.ok((await pageFor(question, "controleur-2")).includes(remark), "and both, once both have spoken");
  assert.equal(await statusOf(question), "rejected");
  // A checker who was never asked still sees only the outcome.
  assert.equal((await pageFor(question, "Beleidsmedewerker")).includes(remark), false);
});

test("two checkers who disagree are joined by a third, who hears of neither and decides", async () => {
  const question = await present();
  await check(stage, question, "controleur-1", "approve", "Volgens mij kan het");
  await check(stage, question, "controleur-2", "reject", "Volgens mij niet");
  assert.equal(await statusOf(question), "escalated");
  const third = await pageFor(question, "Beleidsmedewerker");
  assert.doesNotMatch(third, /Volgens mij/);
  assert.doesNotMatch(await visibleText(stage, stage.personId("Beleidsmedewerker")), /Volgens mij/);
  assert.equal((await vote(question, "controleur-1", "reject")).status, 409, "nobody votes twice");
  await check(stage, question, "Beleidsmedewerker", "approve");
  assert.equal(await statusOf(question), "released");
});

test("a table is not checked by who gains by it, by a colleague of who did, or twice", async () => {
  const question = await present();
  const gains = await vote(question, "contact-Voorbeeldbank", "approve");
  assert.equal(gains.status, 409);
  assert.match(wordsOf(gains.text), /enige met voordeel/);
  await check(stage, question, "controleur-1", "approve");
  const colleague = await vote(question, "contact-Voorbeeldwinkel", "approve");
  assert.equal(colleague.status, 409);
  assert.match(wordsOf(colleague.text), /Uw organisatie heeft al geoordeeld/);
  const again = await vote(question, "controleur-1", "approve");
  assert.equal(again.status, 409);
  assert.match(wordsOf(again.text), /U hebt al geoordeeld/);
  for (const who of ["onderzoeker", "Programmabureau", "Lezer", "contact-Voorbeeldtelecom"] as const)
    assert.equal((await vote(question, who, "approve")).status, 404, who);
  assert.equal(await statusOf(question), "inCheck");
});

test("who asked the question can never be its checker", () => {
  const question = { askedBy: "p" };
  const request = { question, checks: [], onlyBeneficiary: null };
  assert.match(whyNotCheck(request, { personId: "p", partnerId: "x" }) ?? "", /zelf gesteld/);
  assert.match(whyNotCheck(request, { personId: "q", partnerId: null }) ?? "", /niet bij een organisatie/);
  assert.equal(whyNotCheck(request, { personId: "q", partnerId: "x" }), null);
});

test("one vote never decides, and two of one organisation are one", () => {
  const by = (partner: string, verdict: OutputCheck["verdict"]): OutputCheck => ({
    ...{ personId: `${partner}${verdict}`, partnerId: partner, verdict, remark: "", tableHash: "" },
  });
  assert.equal(outcomeOf([]), "open");
  assert.equal(outcomeOf([by("a", "approve")]), "open");
  assert.equal(outcomeOf([by("a", "approve"), by("a", "approve")]), "escalate");
  assert.equal(outcomeOf([by("a", "approve"), by("b", "approve")]), "release");
  assert.equal(outcomeOf([by("a", "reject"), by("b", "reject")]), "reject");
  assert.equal(outcomeOf([by("a", "approve"), by("b", "reject")]), "escalate");
  assert.equal(outcomeOf([by("a", "approve"), by("b", "reject"), by("c", "reject")]), "reject");
});

test("a verdict on another table than the one that is there is refused, and the checker looks again", async () => {
  const question = await present();
  const stale = await vote(question, "controleur-1", "approve", "Mijn toelichting", "d".repeat(64));
  assert.equal(stale.status, 409);
  assert.match(wordsOf(stale.text), /intussen veranderd/);
  // Somebody with the database in hand changes a number under the same hash.
  const changed = { ...TABLE, cells: TABLE.cells.map((cell) => ({ ...cell, value: 1 })) };
  await sql`update question_table set content = ${JSON.stringify(changed)}::jsonb where question_id = ${idOf(question)}`.execute(
    db,
  );
  assert.equal((await vote(question, "controleur-1", "approve")).status, 409);
  assert.equal(await statusOf(question), "inCheck");
});

test("two votes at the same moment count as one each, and the table is released once", async () => {
  const question = await present();
  await check(stage, question, "controleur-1", "approve");
  const answers = await Promise.all([1, 2, 3].map(() => vote(question, "controleur-2", "approve")));
  assert.deepEqual(answers.map(({ status }) => status).sort(), [303, 409, 409]);
  assert.equal(await statusOf(question), "released");
  const { rows } = await sql`select 1 from output_check where question_id = ${idOf(question)}`.execute(db);
  assert.equal(rows.length, 2);
});

test("two checkers who vote at the same moment are both counted", async () => {
  const question = await present();
  const answers = await Promise.all(
    (["controleur-1", "controleur-2"] as const).map((who) => vote(question, who, "approve")),
  );
  assert.deepEqual(
    answers.map(({ status }) => status),
    [303, 303],
  );
  assert.equal(await statusOf(question), "released");
});

test("what is released does not change any more: no vote, no number, no table", async () => {
  const question = await present();
  assert.equal((await (await stage.as("onderzoeker")).get(question)).text.includes("415.000"), false, "not before");
  await release(stage, question);
  assert.ok((await pageFor(question, "onderzoeker")).includes("415.000"), "and then it is there");
  assert.equal((await vote(question, "Beleidsmedewerker", "reject")).status, 409);
  for (const who of ["Programmabureau", "controleur-1", "onderzoeker"] as const) {
    const actor = (await stage.table.identity.actorOf(stage.personId(who))) ?? assert.fail(who);
    for (const statement of [
      "update question_table set content = '{}'",
      "delete from question_table",
      "delete from output_check",
      "update output_check set verdict = 'reject'",
    ])
      await assert.rejects(
        asActor(db, actor, (tx) => sql.raw(statement).execute(tx)),
        /permission denied/,
        statement,
      );
  }
});

test("every look at a table that is not released yet is in the audit trail", async () => {
  const question = await present();
  await pageFor(question, "controleur-1");
  await pageFor(question, "onderzoeker");
  const { rows } = await sql<{ personId: string }>`
    select person_id from audit_event where verb = 'studyQuestion.tableRead' and subject_id = ${idOf(question)}`.execute(
    db,
  );
  assert.deepEqual(
    rows.map(({ personId }) => personId),
    [stage.personId("controleur-1")],
  );
});

const register = () => stage.visitor().get("/openbaar/onderzoeken");
const startDrill = (): Promise<string> => taken(office.post(`${study}/oefening`));
const EXERCISE = /Oefening|met opzet/;

test("an exercise looks like any other table, is never released, and what was seen of it is counted", async () => {
  const missed = await startDrill();
  assert.doesNotMatch(wordsOf(await pageFor(missed, "controleur-1")), EXERCISE);
  await check(stage, missed, "controleur-1", "approve");
  assert.doesNotMatch(wordsOf(await pageFor(missed, "controleur-2")), EXERCISE);
  assert.doesNotMatch(wordsOf(await pageFor(study, "controleur-2")), EXERCISE);
  await check(stage, missed, "controleur-2", "approve");
  assert.equal(await statusOf(missed), "rejected", "passing it is the finding");
  assert.match(wordsOf(await pageFor(missed, "controleur-2")), /niet gezien/);
  assert.match(wordsOf(await pageFor(missed, "controleur-2")), EXERCISE);
  const found = await startDrill();
  for (const who of ["controleur-1", "controleur-2"] as const) await check(stage, found, who, "reject");
  assert.ok(wordsOf((await office.get(study)).text).includes(messages.check.drillScore(1, 2)));
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from study_question where is_drill and status in ('released', 'withdrawn')`.execute(db);
  assert.equal(rows[0]?.n, 0);
});

test("the rule that an exercise breaks is not in the database for who still has to find it", async () => {
  const question = await startDrill();
  const { rows } = await sql<{
    rule: string;
  }>`select drill_rule as rule from question_table where question_id = ${idOf(question)}`.execute(db);
  const rule = rows[0]?.rule ?? assert.fail("no rule");
  for (const who of ["controleur-1", "controleur-2", "onderzoeker"] as const)
    assert.equal((await visibleText(stage, stage.personId(who))).includes(rule), false, who);
});

test("a released cell becomes a figure with the number that was published and its whole provenance", async () => {
  const question = await present();
  const make = (cell: string, indicator: string, period = "2026") =>
    office.post(`${question}/cijfer`, {
      "cijfer-cellId": cell,
      "cijfer-indicator": indicator,
      "cijfer-period": period,
    });
  assert.equal((await make("a/damage", "Te vroeg")).status, 422, "nothing before the release");
  await release(stage, question);
  for (const cell of ["a/small", "a/none"]) assert.equal((await make(cell, "Weggelaten")).status, 422, cell);
  await taken(make("a/damage", "Te voorkomen schade (proef)"));
  await taken(make("a/share", "Aandeel (proef)"));
  const { rows } = await sql<{ value: string; provenance: Record<string, unknown> }>`
    select o.value, o.provenance from observation o join released_figure f on f.observation_id = o.id
    where f.question_id = ${idOf(question)} order by f.cell_id`.execute(db);
  assert.deepEqual(
    rows.map(({ value }) => Number(value)),
    [415_000, 12.5],
  );
  const hash = (sign: string) => sign.repeat(64);
  assert.deepEqual(
    { ...rows[0]?.provenance, checkedBy: (rows[0]?.provenance.checkedBy as string[]).toSorted() },
    {
      ...{ release: idOf(question), study: idOf(study), cell: "a/damage", outcome: "releasable" },
      ...{ template: "preventableDamage", templateVersion: 1, tableHash: hashOf(TABLE), sqlHash: hash("1") },
      ...{ snapshotHash: hash("2"), profileHash: hash("3"), charterHash: hash("4"), releasedOn: stage.clock.today() },
      checkedBy: [partnerId("Voorbeeldwinkel"), partnerId("Voorbeeldtoezicht")].toSorted(),
    },
  );
  assert.equal((await make("a/damage", "Te voorkomen schade (proef)")).status, 422, "one figure a period");
});

test("a figure that is taken back says so on its page, in public, in the document that used it and in the register", async () => {
  const question = await present();
  await release(stage, question);
  const figure = await taken(
    office.post(`${question}/cijfer`, {
      ...{ "cijfer-cellId": "a/damage", "cijfer-indicator": "Ingetrokken reeks", "cijfer-period": "2023" },
    }),
  );
  await publishWith("{{figure:Ingetrokken reeks|2023}}");
  const reason = "De bron bleek een verkeerde maand te bevatten";
  const places = [
    "/openbaar/cijfers/ingetrokken-reeks",
    await documentOf("/openbaar/publicaties/voortgangsrapportage-2024"),
    `/openbaar/onderzoeken/${await keyOf(study)}`,
  ];
  stage.clock.forward(1);
  for (const place of places) {
    const { status, text } = await stage.visitor().get(place);
    assert.equal(status, 200, place);
    assert.equal(text.includes(reason), false, place);
  }
  const bare = await office.post(`${question}/intrekken`, {});
  assert.equal(bare.status, 422, "a reason is needed");
  await taken(office.post(`${question}/intrekken`, { "intrekken-reason": reason }));
  stage.clock.forward(1);
  for (const place of places) assert.ok((await stage.visitor().get(place)).text.includes(reason), place);
  assert.ok((await office.get(figure)).text.includes(reason), "the page of the figure");
  assert.ok((await office.get(question)).text.includes(reason), "the page of the release");
  assert.equal(await statusOf(question), "withdrawn");
  assert.equal((await office.post(`${question}/intrekken`, { "intrekken-reason": reason })).status, 409);
  stage.clock.forward(-2);
});

/** The first document of a publication: the letter. */
async function documentOf(publication: string): Promise<string> {
  stage.clock.forward(1);
  const { text } = await stage.visitor().get(publication);
  stage.clock.forward(-1);
  return linksIn(text).find((path) => path.startsWith(`${publication}/`)) ?? assert.fail("no document");
}

const keyOf = async (of: string): Promise<string> =>
  (await sql<{ key: string }>`select key from study where id = ${idOf(of)}`.execute(db)).rows[0]?.key ?? "";

/** The example dossier with one sentence more, frozen by the office and published by somebody else. */
async function publishWith(sentence: string): Promise<void> {
  const client = await stage.table.as("Programmabureau");
  const dossier = await exampleDossier(client);
  const [letter = ""] = await documentsIn(client, dossier);
  const form = (await office.get(`${letter}/onderdeel/0`)).text;
  const text = /<textarea[^>]*>([\s\S]*?)<\/textarea>/.exec(form)?.[1]?.trim() ?? "";
  await taken(
    office.post(`${letter}/onderdeel/0`, { text: `${text}\n\n${sentence}`, version: hidden(form, "version") }),
  );
  await taken(office.post(`${dossier}/bevriezen`));
  const policy = await stage.as("Beleidsmedewerker");
  await taken(policy.post(`${dossier}/openbaar`, { changeNote: "Eerste versie" }));
}

test("the register says what the charter opens, and never a person", async () => {
  stage.clock.forward(3);
  const { text } = await stage.visitor().get(`/openbaar/onderzoeken/${await keyOf(study)}`);
  const overview = await register();
  stage.clock.forward(-3);
  assert.ok(overview.text.includes("Controle"));
  for (const part of [
    "Doel van het onderzoek",
    "Bevolking van het onderzoek",
    "Voorbeeldbank",
    "Grondslag van Voorbeeldbank",
    TABLE.title,
  ])
    assert.ok(text.includes(part), part);
  for (const part of [
    "Gegevens van het onderzoek",
    "Waarborgen van het onderzoek",
    "dpia-verzonnen",
    "Onderzoeker",
    "Controleur winkel",
    "Contactpersoon",
    "Waarom",
  ])
    assert.equal(text.includes(part), false, part);
  const { rows } = await sql<{ data: unknown }>`select data from published.study where id = ${idOf(study)}`.execute(db);
  const everybody = await sql<{ id: string; name: string }>`select id, name from person`.execute(db);
  for (const { id, name } of everybody.rows)
    for (const secret of [id, name]) assert.equal(JSON.stringify(rows[0]?.data).includes(secret), false, name);
  assert.ok((await databaseText(stage)).includes("Waarborgen van het onderzoek"));
});
