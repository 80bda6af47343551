import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { z } from "zod";
import { indicatorsSection } from "./import.ts";
import { chartSeries, type Observation, periodEnd, printValue } from "./indicator.ts";

const file: unknown = JSON.parse(readFileSync("examples/iaof/iaof.json", "utf8"));
const { indicators } = z.object({ indicators: indicatorsSection }).parse(file);

const ends: readonly [string, string | null][] = [
  ["2021", "2021-12-31"],
  ["2021-H1", "2021-06-30"],
  ["2024-Q1", "2024-03-31"],
  ["2024-09", "2024-09-30"],
  ["2024-02", "2024-02-29"],
  ["2022 t/m nov", "2022-11-30"],
  ["2021 t/m sept 2024", "2024-09-30"],
  ["2023 bankhelpdeskfraude", "2023-12-31"],
  ["2023 (keynote JenV)", "2023-12-31"],
  ["vorig jaar", null],
];
for (const [period, end] of ends)
  test(`the period ${period} ends on ${end}`, () => assert.equal(periodEnd(period), end));

test("every period of the programme file has an end", () => {
  for (const { observations } of indicators)
    for (const { period } of observations) assert.notEqual(periodEnd(period), null, period);
});

test("a value is printed softened as the source did", () => {
  const value = (number: number, approximate: boolean, note: string | null) => ({ value: number, approximate, note });
  assert.equal(printValue(value(28, true, "min 45%; elders ruim 28"), "mln euro"), "circa 28 mln euro");
  assert.equal(printValue(value(41, true, "ruim"), "mln euro"), "ruim 41 mln euro");
  assert.equal(printValue(value(16.9, false, null), "% van 15+"), "16,9% van 15+");
  assert.equal(printValue(value(2_500_000, true, "bijna 2,5 mln (VM)"), "personen"), "bijna 2.500.000 personen");
});

const asObservation = (given: (typeof indicators)[number]["observations"][number], index: number): Observation => ({
  id: String(index),
  indicatorId: "i",
  orderNo: index,
  period: given.period,
  periodEnd: periodEnd(given.period) ?? "",
  value: given.value,
  approximate: given.approx,
  note: given.note ?? null,
  status: "realised",
  sources: [],
  toVerify: false,
  confirmedOn: null,
  marking: "CLEAR",
  ownerPartnerId: null,
  provenance: null,
  withdrawnReason: null,
  withdrawnOn: null,
  version: 1,
});

test("nowhere in the programme file do two surveys or two counts share a series", () => {
  for (const indicator of indicators) {
    for (const { observations } of chartSeries({ observations: indicator.observations.map(asObservation) })) {
      const notes = observations.map(({ note }) => note ?? "").join("|");
      assert.ok(!(/\bOVC\b/.test(notes) && /\bVM\b/.test(notes)), indicator.name);
      assert.ok(!(/slachtoffers gecompenseerd/.test(notes) && /schadebedrag/.test(notes)), indicator.name);
      const spans = new Set(observations.map(({ period }) => /-H[12]$/.test(period)));
      assert.equal(spans.size, 1, `${indicator.name} zet halve en hele jaren naast elkaar`);
    }
  }
});
