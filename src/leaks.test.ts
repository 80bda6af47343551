import assert from "node:assert/strict";
import { before, test } from "node:test";
import { sql } from "kysely";
import { partnerId } from "./testing/actors.ts";
import { crawl, ROLE_LABELS, type RoleLabel, setTable, type Table } from "./testing/table.ts";

/** Who may see a row of the police with this audience; the same words as in the database, told once more by hand. */
const MAY_SEE: Readonly<Record<string, readonly RoleLabel[]>> = {
  programme: ROLE_LABELS,
  coreGroup: ["Programmabureau", "Lid kerngroep", "Beleidsmedewerker"],
  partners: ["Programmabureau", "Contactpersoon politie"],
  ownOrganisation: ["Contactpersoon politie"],
  office: ["Programmabureau"],
};
const AUDIENCES = Object.keys(MAY_SEE);
const marker = (audience: string): string => `Geheim${audience}`;
const seenBy = (label: RoleLabel): string[] => AUDIENCES.filter((audience) => MAY_SEE[audience]?.includes(label));

let table: Table;
before(async () => {
  table = await setTable();
});

/** One action, state, update, figure and promise per audience, all of the police. */
async function plant({ db }: Table, audiences: readonly string[]): Promise<void> {
  const police = partnerId("Politie");
  for (const audience of audiences) {
    const word = marker(audience);
    await sql`
      with a as (
        insert into action (id, plan_id, key, order_no, title, description, objective_id, lead_partner_id, marking, audience)
        select gen_random_uuid(), p.id, ${`geheim-${audience}`}, 900, ${`${word} actie`}, ${`${word} omschrijving`},
          (select id from objective order by order_no limit 1), ${police}, 'AMBER+STRICT', ${audience}::audience
        from action_plan p where year = 2024 returning id
      )
      insert into progress_update (id, round_id, action_id, partner_id, person_id, status, sentence, submitted_on, audience)
      select gen_random_uuid(), (select id from reporting_round limit 1), a.id, ${police},
        ${table.personOf("Contactpersoon politie")}, 'late', ${`${word} melding`}, current_date, ${audience}::audience from a`.execute(
      db,
    );
    await sql`
      insert into observation (id, indicator_id, period, period_end, value, owner_partner_id, marking, audience, note)
      select gen_random_uuid(), id, ${`2024 ${word}`}, '2024-12-31', 12345, ${police}, 'AMBER', ${audience}::audience, ${`${word} noot`}
      from indicator order by name limit 1`.execute(db);
    await sql`
      insert into commitment (id, key, kind, text, made_by, owner_partner_id, marking, audience)
      values (gen_random_uuid(), ${`geheim-${audience}`}, 'commitment', ${`${word} toezegging`}, 'de minister', ${police}, 'AMBER', ${audience}::audience)`.execute(
      db,
    );
  }
}

async function uproot({ db }: Table): Promise<void> {
  for (const from of [
    "progress_update where sentence",
    "observation where note",
    "commitment where text",
    "action where title",
  ])
    await sql`${sql.raw(`delete from ${from} like 'Geheim%'`)}`.execute(db);
}

/** Every page somebody can reach by following links; what is new at each load (form ids) is taken out. */
async function pagesOf(label: RoleLabel): Promise<Map<string, string>> {
  const pages = await crawl(await table.as(label), "/overzicht", 6);
  return new Map(
    [...pages].map(([path, text]) => [
      path,
      text.replace(/name="submissionId" value="[^"]*"|name="id" value="[^"]*"/g, ""),
    ]),
  );
}

for (const label of ROLE_LABELS) {
  test(`${label}: what may not be seen changes no page, no count and no list`, async () => {
    await uproot(table);
    const hidden = AUDIENCES.filter((audience) => !seenBy(label).includes(audience));
    const clean = await pagesOf(label);
    assert.ok(clean.size > 40, `${clean.size} pages`);
    await plant(table, hidden);
    const after = await pagesOf(label);
    assert.deepEqual([...after.keys()], [...clean.keys()]);
    for (const [path, text] of after) assert.equal(text, clean.get(path), path);
  });

  test(`${label}: what may be seen is there`, async () => {
    await uproot(table);
    await plant(table, seenBy(label));
    const everything = [...(await pagesOf(label)).values()].join("\n");
    for (const audience of seenBy(label))
      for (const kind of ["actie", "toezegging", "melding"])
        assert.ok(everything.includes(`${marker(audience)} ${kind}`), `${audience} ${kind}`);
  });
}

test("the public site and a mailed link show none of it", async () => {
  await uproot(table);
  await plant(table, AUDIENCES);
  const mail = await table.db.selectFrom("mailMessage").select(["toAddress", "bodyText"]).execute();
  const link = mail.find(({ toAddress }) => toAddress.startsWith("bank@"))?.bodyText.match(/\/melden\/\S+/)?.[0] ?? "";
  for (const start of ["/openbaar", link]) {
    const pages = await crawl(table.visitor(), start, 50);
    assert.ok(
      [...pages.values()].some((text) => text.startsWith("200")),
      start,
    );
    for (const [path, text] of pages) assert.doesNotMatch(text, /Geheim/, path);
  }
});
