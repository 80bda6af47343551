import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { SourceBlock, SourceInline } from "../../documents/index.ts";
import { NotationError, parseNotation, printNotation, sectionsOf } from "./notation.ts";

const words = fc.stringMatching(/^[a-zA-Z0-9*[\]{}\\#>|.,!"'é-]{1,12}( [a-zA-Z0-9*[\]{}\\#>|.,!"'é-]{1,12}){0,4}$/);
const run = words.map((text): SourceInline[] => [{ type: "text", text }]);
const block: fc.Arbitrary<SourceBlock> = fc.oneof(
  run.map((content): SourceBlock => ({ type: "paragraph", content })),
  fc
    .tuple(fc.constantFrom(1 as const, 2 as const, 3 as const), run)
    .map(([level, content]): SourceBlock => ({ type: "heading", attrs: { level }, content })),
  fc.array(run, { minLength: 1, maxLength: 3 }).map((content): SourceBlock => ({ type: "bulletList", content })),
  fc.array(run, { minLength: 1, maxLength: 3 }).map((content): SourceBlock => ({ type: "orderedList", content })),
  run.map((content): SourceBlock => ({ type: "blockquote", content })),
  words.map((jaar): SourceBlock => ({ type: "blockReference", attrs: { kind: "actionTable", params: { jaar } } })),
);

test("what is printed is read back the same", () => {
  fc.assert(
    fc.property(fc.array(block, { minLength: 1, maxLength: 6 }), (blocks) =>
      assert.deepEqual(parseNotation(printNotation(blocks)), blocks),
    ),
    { numRuns: 500 },
  );
});

test("marks and references survive the round trip", () => {
  const content: SourceInline[] = [
    { type: "text", text: "Zie " },
    { type: "text", text: "dit", marks: [{ type: "strong" }] },
    { type: "text", text: " en " },
    { type: "text", text: "dat", marks: [{ type: "em" }] },
    { type: "text", text: " op " },
    { type: "text", text: "de site", marks: [{ type: "link", attrs: { href: "https://example.org/a" } }] },
    { type: "text", text: ": " },
    { type: "reference", attrs: { kind: "figure", key: "Schade (banken)|2023" } },
    { type: "text", text: "geheim", marks: [{ type: "redacted", attrs: { ground: "5.1.2e" } }] },
  ];
  assert.deepEqual(parseNotation(printNotation([{ type: "paragraph", content }])), [{ type: "paragraph", content }]);
});

test("a table is kept by its marker", () => {
  const table: SourceBlock = { type: "table", attrs: { caption: "x", headerColumn: false }, header: ["a"], rows: [] };
  assert.deepEqual(parseNotation(printNotation([table]), [table]), [table]);
  assert.throws(() => parseNotation('{{#behoud blok="7"}}'), NotationError);
});

test("a broken reference is named with its line", () => {
  assert.throws(() => parseNotation("Een\n\nTwee {{figure:x"), /Regel 3: .*begint met \{\{/);
});

test("a document is cut at its headings", () => {
  const blocks = parseNotation("Vooraf\n\n# Een\n\ntekst\n\n## Twee\n\nmeer");
  assert.deepEqual(
    sectionsOf(blocks).map(({ title, blocks: inside }) => [title, inside.length]),
    [
      ["", 1],
      ["Een", 2],
      ["Twee", 2],
    ],
  );
});
