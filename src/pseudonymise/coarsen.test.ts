import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Coarse, coarsenRow, parseAmount, parseDay, weekStart } from "./coarsen.ts";
import { parseMapping, type SourceRow } from "./reading/index.ts";

const mapping = parseMapping(
  JSON.stringify({
    columns: { identifier: "a", subject: "b", date: "c" },
    labels: { fraud: ["1"], clean: ["0"] },
    typologies: { MP: "aankoopfraude" },
  }),
);
const coarsening = {
  day: "week",
  amountBand: 10,
  eventsPerToken: 5,
  typologies: ["aankoopfraude", "spoofing"],
} as const;
const row: SourceRow = {
  row: 2,
  identifier: "x",
  subject: "zaak 1",
  date: "2026-03-05",
  amount: "123.45",
  label: "1",
  typology: "MP",
  isUneven: false,
};
const judge = (changed: Partial<SourceRow>) => coarsenRow({ ...row, ...changed }, { mapping, coarsening });

test("a row keeps its week, its rounded amount, its label and its typology, and nothing else", () => {
  const monday = Date.UTC(2026, 2, 2) / 86_400_000;
  assert.deepEqual(judge({}), { day: monday, amount: 120, label: 2, typology: 0 } satisfies Coarse);
  assert.deepEqual(judge({ amount: "", label: "", typology: "" }), { day: monday, amount: 0, label: 0, typology: -1 });
});

test("what is not understood stays behind, with its reason", () => {
  assert.equal(judge({ isUneven: true }), "uneven");
  assert.equal(judge({ subject: " " }), "subjectMissing");
  for (const date of ["", "05-03-2026", "2026-02-30", "2026-13-01", "5 maart"])
    assert.equal(judge({ date }), "dateWrong");
  assert.equal(judge({ date: "1900-01-01" }), "dateOutside");
  for (const amount of ["-5", "1,50", "12e3", "veel", "1.234.567"]) assert.equal(judge({ amount }), "amountWrong");
  assert.equal(judge({ label: "fraude?" }), "labelUnknown");
  assert.equal(judge({ typology: "onbekend" }), "typologyUnknown");
  assert.equal(judge({ typology: "constructor" }), "typologyUnknown");
});

test("a day is a Monday after coarsening, at most six days earlier", () => {
  fc.assert(
    fc.property(fc.integer({ min: -20_000, max: 60_000 }), (day) => {
      const monday = weekStart(day);
      assert.equal(new Date(monday * 86_400_000).getUTCDay(), 1);
      assert.ok(day - monday >= 0 && day - monday <= 6);
    }),
  );
});

test("Dutch dates and amounts are read only when they are declared", () => {
  assert.equal(parseDay("5-3-2026", "dd-mm-yyyy"), Date.UTC(2026, 2, 5) / 86_400_000);
  assert.equal(parseDay("2026-03-05T23:59:59", "yyyy-mm-dd"), Date.UTC(2026, 2, 5) / 86_400_000);
  assert.equal(parseDay("2026-03-05", "dd-mm-yyyy"), null);
  assert.equal(parseAmount("€ 1.234,56", "comma"), 1234.56);
  assert.equal(parseAmount("1.234", "comma"), 1234);
  assert.equal(parseAmount("1.5", "comma"), null);
  assert.equal(parseAmount("1234.56", "point"), 1234.56);
});
