import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inputBytes, inputPrefix } from "./domain.ts";

const of = (study: string, type: string, name: string, version: number, value: string): string =>
  inputBytes(inputPrefix({ study, type, normaliser: { name, version } }), Buffer.from(value)).toString("hex");

test("an input is protocol, study, type, normaliser and value, each with its length in front", () => {
  const parts = ["rondetafel/1", "s1", "iban", "iban:1", "NL91ABNA0417164300"];
  const wanted = parts.map((text) => String.fromCharCode(0, text.length) + text).join("");
  assert.equal(of("s1", "iban", "iban", 1, "NL91ABNA0417164300"), Buffer.from(wanted, "latin1").toString("hex"));
});

test("two inputs are equal only when every part is equal", () => {
  const text = fc.string({ maxLength: 6 });
  const parts = fc.tuple(text, text, text, fc.integer({ min: 1, max: 30 }), text);
  fc.assert(
    fc.property(parts, parts, (a, b) => {
      assert.equal(of(...a) === of(...b), JSON.stringify(a) === JSON.stringify(b));
    }),
    { numRuns: 2000 },
  );
  assert.notEqual(of("ab", "c", "n", 1, "v"), of("a", "bc", "n", 1, "v"));
});

test("an input that the protocol cannot carry is refused", () => {
  assert.throws(() => of("s", "t", "n", 1, "x".repeat(65_535)), /65535/);
});
