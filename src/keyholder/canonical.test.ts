import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { canonicalJson, isCanonicalJson, NotCanonicalError } from "./canonical.ts";

test("the example of RFC 8785 §3.2.3 is spelled as the standard spells it", () => {
  const input = {
    numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '€$\u000f\nA\'B"\\\\"/',
    literals: [null, true, false],
  };
  const expected =
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}';
  assert.equal(canonicalJson(input), expected);
});

test("keys are sorted by UTF-16 code units, not by code point", () => {
  const keys = ["\u20ac", "\r", "\ufb33", "1", "\u{1f600}", "\u0080", "\u00f6"];
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
  const order = [...text.matchAll(/"((?:[^"\\]|\\.)*)":0/g)].map(([, key = ""]) => JSON.parse(`"${key}"`) as string);
  assert.deepEqual(order, ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\u{1f600}", "\ufb33"]);
});

test("the order in which somebody wrote the fields makes no difference, and the text says what the data says", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
      assert.ok(isCanonicalJson(text));
    }),
  );
  assert.equal(canonicalJson({ b: 1, a: 2 }), canonicalJson({ a: 2, b: 1 }));
});

test("what JSON would silently change is refused instead", () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, "\ud800", new Date(0), () => 0, 1n, [undefined], new Map()];
  for (const value of values) assert.throws(() => canonicalJson(value), NotCanonicalError);
  assert.equal(canonicalJson({ a: undefined, b: 1 }), '{"b":1}');
});

test("a text with spaces, double keys or another order is not canonical", () => {
  for (const text of ['{ "a":1}', '{"a":1,"a":1}', '{"b":1,"a":2}', '{"a":1.0}', '"\\u0041"', "{", ""])
    assert.equal(isCanonicalJson(text), false, text);
});
