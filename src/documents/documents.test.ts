import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { strFromU8, unzipSync } from "fflate";
import {
  createRenderer,
  extractText,
  FORMATS,
  type Format,
  findProblems,
  parseSourceDocument,
  renderDocument,
} from "./index.ts";
import type { ResolvedDocument } from "./resolved.ts";
import { EVERY_BLOCK, exampleDocument, plain } from "./testing.ts";

const folder = mkdtempSync(join(tmpdir(), "rondetafel-documenten-"));
const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

async function fileOf(document: ResolvedDocument, format: Format): Promise<string> {
  const path = join(
    folder,
    `${document.contentHash.slice(0, 10)}-${format}.${format.startsWith("pdf") ? "pdf" : format}`,
  );
  writeFileSync(path, await renderDocument(document, format));
  return path;
}

/** In the order of the file, and without the head and foot that stand on every page. Sizes in points of an A4. */
const BODY = ["-raw", "-x", "0", "-y", "80", "-W", "595", "-H", "690"];

const decode = (xml: string): string =>
  xml
    .replace(/<style>.*?<\/style>/gs, " ")
    .replace(/<[^>]+>/g, " ")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&#39;|&apos;/g, "'")
    .replace(/&amp;/g, "&");

/** The text of a file as an outsider reads it: not our code but poppler and unzip. */
async function textOf(document: ResolvedDocument, format: Format): Promise<string> {
  if (format.startsWith("pdf")) return run("pdftotext", ...BODY, "-nopgbrk", await fileOf(document, format), "-");
  const bytes = await renderDocument(document, format);
  if (format === "html") return decode(strFromU8(bytes));
  return decode(
    strFromU8(unzipSync(bytes)[format === "odt" ? "content.xml" : "word/document.xml"] ?? new Uint8Array()),
  );
}

/** Letters and digits only: line breaks and hyphenation differ between outputs, words do not. */
const letters = (text: string): string => text.normalize("NFKC").replace(/[^\p{L}\p{N}]/gu, "");

/** A line as an output shows it: a figure may be followed by the number of its source. */
function withNumbers(line: string, { provenance }: ResolvedDocument): RegExp {
  const figures = provenance.map(({ value }) => letters(value));
  return new RegExp(
    figures.reduce((text, figure) => text.replaceAll(figure, `${figure}\\d*`), letters(line)),
    "u",
  );
}

test("every output holds every line of the document", async () => {
  const document = exampleDocument();
  for (const format of FORMATS) {
    const text = letters(await textOf(document, format));
    for (const line of extractText(document))
      assert.match(text, withNumbers(line, document), `${format} mist: ${line}`);
  }
});

test("headings, lists and tables come in the same order in every output", async () => {
  const marks = [
    "Aanleiding van het voorbeeld",
    "Lijsten en tabellen",
    "eerste punt",
    "stap twee",
    "Een aangehaalde zin",
    "Voorbeeldtabel",
    "1 Doel",
    "Onderzoek",
    "Voorbeeldreeks",
    "47,6",
    "Herkomst van de cijfers",
  ];
  for (const format of FORMATS) {
    const text = letters(await textOf(exampleDocument(), format));
    const places = marks.map((mark) => text.indexOf(letters(mark)));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
      format,
    );
    assert.ok(!places.includes(-1), `${format}: ${places}`);
  }
});

test("a caption stays on the page of its table or chart, wherever the page ends", async () => {
  const table = EVERY_BLOCK.filter(({ type }) => type === "table" || type === "chart");
  for (let filler = 10; filler < 34; filler += 1) {
    const lines = Array.from({ length: filler }, (_, index) => ({
      type: "paragraph" as const,
      content: [plain(`Regel ${index} vult de bladzijde.`)],
    }));
    const path = await fileOf(exampleDocument([...lines, ...table]), "pdf-ua");
    const pages = run("pdftotext", ...BODY, path, "-").split("\f");
    for (const page of pages)
      assert.doesNotMatch(page.trim().split("\n").at(-1) ?? "", /^Voorbeeld(tabel|reeks)/, `after ${filler} lines`);
  }
});

test("the same document gives the same bytes in every format", async () => {
  for (const format of FORMATS) {
    const [first, second] = [
      await renderDocument(exampleDocument(), format),
      await renderDocument(exampleDocument(), format),
    ];
    assert.ok(Buffer.from(first).equals(Buffer.from(second)), format);
  }
});

test("what a person typed is never markup, in any format", async () => {
  const nasty = '#let x = [a] $y$ <script>alert("1")</script> & ]]> \\ *b* _c_ @d {{e}}';
  const document = exampleDocument([{ type: "paragraph", content: [plain(nasty)] }]);
  for (const format of FORMATS) {
    const text = letters(await textOf(document, format));
    assert.ok(text.includes(letters(nasty)), format);
  }
  assert.ok(!strFromU8(await renderDocument(document, "html")).includes("<script>"));
});

test("right-to-left names and letters outside Latin survive", async () => {
  const document = exampleDocument([{ type: "paragraph", content: [plain("مريم en שרה en Łukasz en Zoë")] }]);
  for (const format of ["html", "odt", "docx"] as const)
    assert.match(await textOf(document, format), /مريم en שרה en Łukasz en Zoë/);
  assert.match(await textOf(document, "pdf-ua"), /Zoë/);
  assert.doesNotMatch(run("pdffonts", await fileOf(document, "pdf-ua")), / no +\w+ +\w+ +\d+ 0$/m);
});

test("the PDF is tagged: title, language, headings, table heads, lists and alternative text", async () => {
  const path = await fileOf(exampleDocument(), "pdf-ua");
  const info = run("pdfinfo", path);
  assert.match(info, /Title:\s+Voorbeelddocument over tafels/);
  assert.match(info, /Tagged:\s+yes/);
  const tree = run("pdfinfo", "-struct", path);
  for (const tag of ["H1", "H2", "H3", "TH", "TD", "LI", "Figure", "Caption", "Link", "BlockQuote"])
    assert.match(tree, new RegExp(`\\b${tag}\\b`), tag);
  const raw = run("qpdf", "--qdf", "--object-streams=disable", path, "-");
  assert.match(raw, /<pdfuaid:part>1<\/pdfuaid:part>/);
  assert.match(raw, /\/Lang \(nl-NL\)/);
  assert.match(raw, /\/DisplayDocTitle true/);
});

test("every font in a PDF is embedded and its structure is sound", async () => {
  for (const format of ["pdf-ua", "pdf-a3"] as const) {
    const path = await fileOf(exampleDocument(), format);
    const fonts = run("pdffonts", path).split("\n").slice(2).filter(Boolean);
    assert.ok(
      fonts.length > 0 && fonts.every((line) => / yes (yes|no) (yes|no) +\d+ +0$/.test(line)),
      fonts.join("\n"),
    );
    assert.match(run("qpdf", "--check", path), /No syntax or stream encoding errors/);
  }
});

test("the PDF/A-3 says so and carries its list of sources as data", async () => {
  const document = exampleDocument();
  const path = await fileOf(document, "pdf-a3");
  const raw = run("qpdf", "--qdf", "--object-streams=disable", path, "-");
  assert.match(raw, /<pdfaid:part>3<\/pdfaid:part>/);
  assert.match(raw, /<pdfaid:conformance>A<\/pdfaid:conformance>/);
  run("pdfdetach", "-save", "1", "-o", join(folder, "herkomst.json"), path);
  const attached: unknown = JSON.parse(run("cat", join(folder, "herkomst.json")));
  assert.deepEqual(attached, {
    contentHash: document.contentHash,
    provenance: JSON.parse(JSON.stringify(document.provenance)),
    referenceDate: "2024-06-28",
    title: document.title,
  });
});

test("the ODT is a well-formed package: mimetype first and stored, headings with levels, table heads", async () => {
  const bytes = await renderDocument(exampleDocument(), "odt");
  assert.equal(Buffer.from(bytes.subarray(30, 38)).toString(), "mimetype");
  assert.equal(Buffer.from(bytes.subarray(38, 77)).toString(), "application/vnd.oasis.opendocument.text");
  const parts = unzipSync(bytes);
  const content = strFromU8(parts["content.xml"] ?? new Uint8Array());
  assert.match(content, /<text:h [^>]*text:outline-level="2"/);
  assert.match(content, /<table:table-header-rows>/);
  assert.match(content, /<svg:desc>Grafiek: voorbeeldreeks/);
  assert.match(strFromU8(parts["meta.xml"] ?? new Uint8Array()), /<dc:language>nl-NL/);
  const listed = strFromU8(parts["META-INF/manifest.xml"] ?? new Uint8Array());
  for (const name of Object.keys(parts))
    if (name !== "mimetype" && !name.startsWith("META-INF")) assert.ok(listed.includes(`full-path="${name}"`), name);
});

test("the DOCX has heading styles, repeated table heads, a title and a language", async () => {
  const parts = unzipSync(await renderDocument(exampleDocument(), "docx"));
  const body = strFromU8(parts["word/document.xml"] ?? new Uint8Array());
  assert.match(body, /w:pStyle w:val="Heading1"/);
  assert.match(body, /<w:tblHeader\/>/);
  assert.match(strFromU8(parts["word/styles.xml"] ?? new Uint8Array()), /<w:lang w:val="nl-NL"\/>/);
  assert.match(strFromU8(parts["docProps/core.xml"] ?? new Uint8Array()), /<dc:title>Voorbeelddocument/);
});

test("any text at all gives well-formed ODT and HTML", async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: "binary", minLength: 1 }), async (text) => {
      const document = exampleDocument([{ type: "paragraph", content: [plain(text)] }]);
      const xml = strFromU8(unzipSync(await renderDocument(document, "odt"))["content.xml"] ?? new Uint8Array());
      const inside = xml.slice(xml.indexOf("<office:text>"));
      assert.equal(inside.replace(/<\/?[a-z]+:[a-z-]+(?: [a-z]+:[a-z-]+="[^"<]*")*\/?>/g, "").includes("<"), false);
      assert.doesNotMatch(
        strFromU8(await renderDocument(document, "html")).replace(/<style>.*?<\/style>/s, ""),
        /<script/i,
      );
    }),
    { numRuns: 200 },
  );
});

const broken: readonly [string, ResolvedDocument, RegExp][] = [
  ["no title", exampleDocument(EVERY_BLOCK, " "), /Document: .*geen titel/],
  [
    "an image without description",
    exampleDocument([{ type: "image", alt: "", mediaType: "image/png", base64: "" }]),
    /Blok 1: .*geen beschrijving/,
  ],
  [
    "a chart without description",
    exampleDocument([
      { type: "chart", title: "x", kind: "bar", unit: "", points: [], alt: " ", caveat: null, source: "" },
    ]),
    /Blok 1: .*geen beschrijving/,
  ],
  [
    "a skipped heading",
    exampleDocument([{ type: "heading", level: 2, content: [plain("x")] }]),
    /Blok 1: .*niveau 0 naar 2/,
  ],
  ["an empty heading", exampleDocument([{ type: "heading", level: 1, content: [] }]), /Blok 1: Deze kop is leeg/],
  [
    "a table without heads",
    exampleDocument([{ type: "table", caption: "x", header: [], headerColumn: false, rows: [] }]),
    /Blok 1: .*kolomkoppen/,
  ],
];
for (const [name, document, expected] of broken) {
  test(`${name} is named with its place`, () => {
    const found = findProblems(document).map(({ place, message }) => `${place}: ${message}`);
    assert.match(found.join("\n"), expected);
  });
}

test("a whole document has no problems", () => assert.deepEqual(findProblems(exampleDocument()), []));

test("an unknown node, a script address and a too long text are refused", () => {
  const doc = (content: unknown[]) => ({ type: "doc", title: "x", content });
  const link = (href: string) =>
    doc([{ type: "paragraph", content: [{ type: "text", text: "x", marks: [{ type: "link", attrs: { href } }] }] }]);
  assert.ok(parseSourceDocument(link("https://example.org")));
  assert.throws(() => parseSourceDocument(link("javascript:alert(1)")));
  assert.throws(() => parseSourceDocument(doc([{ type: "iframe", src: "x" }])));
  assert.throws(() =>
    parseSourceDocument(doc([{ type: "paragraph", content: [{ type: "text", text: "x".repeat(30_000) }] }])),
  );
});

test("a renderer makes each output once and only what changed again", async () => {
  const render = createRenderer();
  const document = exampleDocument();
  assert.equal(await render(document, "odt"), await render(document, "odt"));
  const changed = exampleDocument([{ type: "paragraph", content: [plain("anders")] }]);
  assert.notEqual(await render(changed, "odt"), await render(document, "odt"));
});
