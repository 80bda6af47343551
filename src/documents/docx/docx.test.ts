import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import { renderDocument } from "../index.ts";
import type { ResolvedBlock } from "../resolved.ts";
import { EVERY_BLOCK, exampleDocument, plain } from "../testing.ts";

/** One white dot. */
const DOT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8////fwAJ+wP9KobjigAAAABJRU5ErkJggg==";
const PICTURE: ResolvedBlock = { type: "image", alt: 'Een "stip" & meer', mediaType: "image/png", base64: DOT };

/** Name → text of every part that is XML. */
async function partsOf(blocks: readonly ResolvedBlock[], title?: string): Promise<Map<string, string>> {
  const files = unzipSync(await renderDocument(exampleDocument(blocks, title), "docx"));
  return new Map(Object.entries(files).map(([name, bytes]) => [name, strFromU8(bytes)]));
}

const partOf = (parts: ReadonlyMap<string, string>, name: string): string =>
  parts.get(name) ?? assert.fail(`${name} is missing`);
const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, found = ""]) => found);

const TAG = /<(\/?)([a-zA-Z]+:?[a-zA-Z]*)(?: [a-zA-Z:]+="[^"<]*")*(\/?)>/g;

/** Every tag is closed by its own, nothing else looks like a tag or an entity, and every sign may be in XML. */
function assertWellFormed(xml: string, name: string): void {
  assert.match(xml, /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u, name);
  const body = xml.replace(/^<\?xml[^>]*\?>\n/, "");
  const open: string[] = [];
  for (const [, closing, tag, empty] of body.matchAll(TAG)) {
    if (closing === "/") assert.equal(open.pop(), tag, name);
    else if (empty === "" && tag !== undefined) open.push(tag);
  }
  assert.deepEqual(open, [], name);
  assert.doesNotMatch(body.replace(TAG, ""), /<|&(?!(?:amp|lt|gt|quot);)/, name);
}

test("every part that a DOCX names is in the package, and the other way round", async () => {
  const parts = await partsOf([...EVERY_BLOCK, PICTURE]);
  const named = all(partOf(parts, "[Content_Types].xml"), /PartName="\/([^"]+)"/g);
  for (const name of named) partOf(parts, name);
  const relations = partOf(parts, "word/_rels/document.xml.rels");
  const targets = all(relations, /Target="([^"]+)"(?! TargetMode)/g).map((target) => `word/${target}`);
  for (const target of targets) partOf(parts, target);
  const known = new Set([...named, ...targets, "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"]);
  assert.deepEqual(
    [...parts.keys()].filter((name) => !known.has(name)),
    [],
  );
});

test("every link and picture in a DOCX has its target, and every source number its bookmark", async () => {
  const parts = await partsOf([...EVERY_BLOCK, PICTURE]);
  const body = partOf(parts, "word/document.xml");
  const ids = all(partOf(parts, "word/_rels/document.xml.rels"), / Id="([^"]+)"/g);
  const used = all(body, / r:(?:id|embed)="([^"]+)"/g);
  assert.deepEqual(
    used.filter((id) => !ids.includes(id)),
    [],
  );
  assert.equal(used.length, 4, "a link, a picture, a head and a foot");
  const bookmarks = all(body, /<w:bookmarkStart w:name="([^"]+)"/g);
  const anchors = all(body, / w:anchor="([^"]+)"/g);
  assert.deepEqual(
    anchors.filter((anchor) => !bookmarks.includes(anchor)),
    [],
  );
  assert.equal(anchors.length, 1);
});

test("a picture in a DOCX keeps its bytes and its description", async () => {
  const files = unzipSync(await renderDocument(exampleDocument([PICTURE]), "docx"));
  assert.equal(Buffer.from(files["word/media/beeld-1.png"] ?? []).toString("base64"), DOT);
  assert.match(strFromU8(files["word/document.xml"] ?? new Uint8Array()), /descr="Een &quot;stip&quot; &amp; meer"/);
});

test("each numbered list in a DOCX starts at one", async () => {
  const list = (ordered: boolean): ResolvedBlock => ({
    type: "list",
    ordered,
    items: [[plain("een")], [plain("twee")]],
  });
  const parts = await partsOf([list(true), list(false), list(true)]);
  const numbers = all(partOf(parts, "word/document.xml"), /<w:numId w:val="(\d+)"/g);
  assert.deepEqual(numbers, ["2", "2", "1", "1", "3", "3"]);
  const starts = all(
    partOf(parts, "word/numbering.xml"),
    /<w:num w:numId="(\d+)"><w:abstractNumId w:val="2"\/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"\/>/g,
  );
  assert.deepEqual(starts, ["2", "3"]);
});

test("a line break and a tab in a text are one in a DOCX", async () => {
  const parts = await partsOf([{ type: "paragraph", content: [plain("een\ntwee\tdrie")] }]);
  const body = partOf(parts, "word/document.xml").replaceAll(' xml:space="preserve"', "");
  assert.match(body, /<w:t>een<\/w:t><w:br\/><w:t>twee<\/w:t><w:tab\/><w:t>drie<\/w:t>/);
});

test("any text at all gives a well-formed DOCX", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (text) => {
      const typed = {
        ...plain(text),
        href: `https://example.org/${encodeURIComponent(text.toWellFormed())}?a=1&b="2"`,
      };
      const blocks: ResolvedBlock[] = [
        ...EVERY_BLOCK,
        { type: "paragraph", content: [typed] },
        { ...PICTURE, alt: text },
      ];
      for (const [name, xml] of await partsOf(blocks, text))
        if (/\.(xml|rels)$/.test(name)) assertWellFormed(xml, name);
    }),
    { numRuns: 200 },
  );
});
