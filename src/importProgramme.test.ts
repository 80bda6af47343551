import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { importProgrammeFile, readProgrammeFile } from "./importProgramme.ts";
import { freshDatabase } from "./testing/database.ts";

type Json = Record<string, unknown>;
const text = readFileSync("examples/iaof/iaof.json", "utf8");
const fresh = (): Json => JSON.parse(text);

function loaded() {
  const read = readProgrammeFile(fresh());
  assert.ok(read.ok, JSON.stringify(read));
  return read.file;
}

test("the real programme loads whole, and a second time says no changes", async () => {
  const { db } = await freshDatabase();
  const file = loaded();
  await importProgrammeFile(db, file);
  const actions = await db.selectFrom("action").select("id").execute();
  assert.equal(
    actions.length,
    file.plans.reduce((sum, plan) => sum + plan.actions.length, 0),
  );
  const observations = await db.selectFrom("observation").select("id").execute();
  assert.equal(
    observations.length,
    file.indicators.reduce((sum, one) => sum + one.observations.length, 0),
  );
  assert.equal((await db.selectFrom("partner").select("id").execute()).length, file.partners.length);
  const again = await importProgrammeFile(db, file);
  assert.deepEqual(
    again.filter(({ added, changed }) => added + changed > 0),
    [],
  );
  assert.equal(
    (await db.selectFrom("auditEvent").select("id").where("verb", "=", "programme.imported").execute()).length,
    1,
  );
});

test("what people filled in stays when the file is loaded again", async () => {
  const { db } = await freshDatabase();
  await importProgrammeFile(db, loaded());
  await db.updateTable("partner").set({ category: "banken" }).where("shortName", "=", "NVB").execute();
  await importProgrammeFile(db, loaded());
  assert.deepEqual(await db.selectFrom("partner").select("category").where("shortName", "=", "NVB").execute(), [
    { category: "banken" },
  ]);
});

test("words of a source are kept and never become a judgement", async () => {
  const { db } = await freshDatabase();
  await importProgrammeFile(db, loaded());
  const rows = await db.selectFrom("action").select(["status", "statusWords"]).execute();
  assert.deepEqual([...new Set(rows.map(({ status }) => status))].sort(), ["done", "notReported"]);
  assert.ok(rows.every(({ statusWords }) => statusWords));
});

const list = (json: Json, key: string): Json[] => json[key] as Json[];
const breaks: readonly [string, (json: Json) => void, RegExp][] = [
  ["a missing name", (json) => void delete list(json, "partners")[2]?.name, /partners\[2\]\.name: hier hoort tekst/],
  [
    "an unknown kind of partner",
    (json) => void Object.assign(list(json, "partners")[0] ?? {}, { kind: "anders" }),
    /partners\[0\]\.kind: Kies public, private of ngo/,
  ],
  [
    "a typo in a field",
    (json) => void Object.assign(list(json, "objectives")[0] ?? {}, { titel: "x" }),
    /objectives\[0\]: onbekend veld: titel/,
  ],
  [
    "a number as text",
    (json) => void Object.assign(list(list(json, "indicators")[0] ?? {}, "observations")[0] ?? {}, { value: "veel" }),
    /indicators\[0\]\.observations\[0\]\.value: hier hoort een getal/,
  ],
  [
    "a period without a year",
    (json) =>
      void Object.assign(list(list(json, "indicators")[0] ?? {}, "observations")[0] ?? {}, { period: "vorig jaar" }),
    /observations\[0\]\.period: Begin met een jaartal/,
  ],
  [
    "an unknown objective",
    (json) => void Object.assign(list(list(json, "plans")[1] ?? {}, "actions")[0] ?? {}, { objective: "zcht" }),
    /plans\[1\]\.actions\[0\]\.objective: onbekende doelstelling: zcht – Bekend zijn: zicht/,
  ],
  [
    "a wrong date",
    (json) => void Object.assign(list(json, "parliamentaryPapers")[0] ?? {}, { date: "28-06-2024" }),
    /parliamentaryPapers\[0\]\.date: Schrijf een datum als 2024-06-28/,
  ],
  [
    "a commitment twice",
    (json) => void list(json, "commitments").push({ ...list(json, "commitments")[0] }),
    /commitments\[13\]: komt twee keer voor: IAOF-TZ-01/,
  ],
  [
    "a state without meaning",
    (json) => void Object.assign(list(json, "commitments")[0] ?? {}, { status: "tja" }),
    /commitments\[0\]\.status: Begin met afgedaan/,
  ],
  ["an unknown section", (json) => void Object.assign(json, { extra: [] }), /onbekend veld: extra/],
  ["no programme at all", (json) => void delete json.programme, /programme: hier hoort een object/],
];
for (const [name, breakIt, expected] of breaks) {
  test(`${name} is named with its path and a hint`, () => {
    const json = fresh();
    breakIt(json);
    const read = readProgrammeFile(json);
    assert.ok(!read.ok);
    assert.match(read.problems.map(({ path, message, hint }) => `${path}: ${message} – ${hint}`).join("\n"), expected);
  });
}

test("several problems are named at once", () => {
  const json = fresh();
  for (const partner of list(json, "partners").slice(0, 3)) delete partner.kind;
  const read = readProgrammeFile(json);
  assert.ok(!read.ok && read.problems.length === 3);
});

test("what is no object at all is refused", () => {
  for (const json of [null, [], "tekst", 7]) assert.equal(readProgrammeFile(json).ok, false);
});
