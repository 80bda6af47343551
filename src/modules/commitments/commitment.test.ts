import assert from "node:assert/strict";
import { test } from "node:test";
import { canApply, isDueSoon, isOverdue, nextStatus, statusOn, TRANSITION_NAMES, TRANSITIONS } from "./commitment.ts";
import { citation, parsePaperId, parseSettlement } from "./paper.ts";

test("every step of the table leads somewhere and refuses the rest", () => {
  for (const transition of TRANSITION_NAMES) {
    for (const status of ["open", "interim", "delayed", "settled", "withdrawn"] as const) {
      if (canApply(transition, status)) assert.equal(nextStatus(transition, status), TRANSITIONS[transition].to);
      else assert.throws(() => nextStatus(transition, status), { reason: "invalid_transition" });
    }
  }
});

test("only an open commitment past its day is overdue; one without a day never is", () => {
  assert.equal(isOverdue({ status: "open", dueOn: "2024-10-31" }, "2024-11-01"), true);
  assert.equal(isOverdue({ status: "open", dueOn: "2024-11-01" }, "2024-11-01"), false);
  assert.equal(isOverdue({ status: "settled", dueOn: "2024-10-31" }, "2024-11-01"), false);
  assert.equal(isOverdue({ status: "open", dueOn: null }, "2024-11-01"), false);
  assert.equal(isDueSoon({ status: "delayed", dueOn: "2024-11-20" }, "2024-11-01", "2024-12-01"), true);
});

test("what was settled later was still open on the reference date", () => {
  assert.equal(statusOn({ status: "settled", settledOn: "2024-06-28" }, "2024-06-27"), "open");
  assert.equal(statusOn({ status: "settled", settledOn: "2024-06-28" }, "2024-06-28"), "settled");
});

const papers: readonly [string, ReturnType<typeof parsePaperId>][] = [
  ["29911-441", { dossier: "29911", chapter: null, number: "441" }],
  ["kst-29911-441", { dossier: "29911", chapter: null, number: "441" }],
  ["kst-33328-AI", { dossier: "33328", chapter: null, number: "AI" }],
  ["kst-34000-VII-8", { dossier: "34000", chapter: "VII", number: "8" }],
  ["kst-cxxiv-g", { dossier: "CXXIV", chapter: null, number: "G" }],
  ["29 911-441", { dossier: "29911", chapter: null, number: "441" }],
  ["brief van 2021", null],
  ["ah-tk-20242025-370", null],
];
for (const [text, expected] of papers)
  test(`the paper number ${text} is read`, () => assert.deepEqual(parsePaperId(text), expected));

test("a paper is cited as the House does", () =>
  assert.equal(citation({ dossier: "29911", number: "441" }), "29 911, nr. 441"));

test("what settled a promise is read from the words of the source", () => {
  assert.deepEqual(parseSettlement("29911-441 (2024-06-28)"), { paperKey: "29911-441", on: "2024-06-28" });
  assert.deepEqual(parseSettlement("brief 2021-11-30 (vermeld in 29911-372)"), { paperKey: null, on: "2021-11-30" });
});
