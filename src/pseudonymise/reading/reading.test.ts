import assert from "node:assert/strict";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { parquetWriteBuffer } from "hyparquet-writer";
import { Stop } from "../errors.ts";
import { parseMapping, readRows, type SourceRow } from "./index.ts";

const MAPPING = JSON.stringify({ columns: { identifier: "iban", subject: "zaak", date: "dag" } });

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-lezen-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function fileWith(t: TestContext, contents: string | Uint8Array): string {
  const path = join(folderFor(t), "bron");
  writeFileSync(path, contents);
  return path;
}

async function rowsOf(path: string, mapping = MAPPING): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const chunk of readRows(path, parseMapping(mapping))) rows.push(...chunk);
  return rows;
}

/** Fails unless reading stops with a sentence like this one. */
async function stops(work: Promise<unknown>, sentence: RegExp): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Stop, String(error));
    assert.match(error.message, sentence);
    assert.doesNotMatch(error.message, /GEHEIM/, "a value from the source is never shown");
    return true;
  });
}

const HEADING = "iban;zaak;dag\n";

test("a CSV file is read with whatever delimiter, line end and byte order mark it has", async (t) => {
  for (const delimiter of [",", ";", "\t", "|"])
    for (const end of ["\n", "\r\n"])
      for (const mark of ["", "\uFEFF"]) {
        const text = [
          ["iban", "zaak", "dag"],
          ["A", "é", "2026-01-01"],
          ["B", "2", "2026-01-02"],
        ]
          .map((cells) => cells.join(delimiter))
          .join(end);
        const rows = await rowsOf(fileWith(t, mark + text));
        assert.deepEqual(
          rows.map(({ identifier, subject, row }) => [identifier, subject, row]),
          [
            ["A", "é", 2],
            ["B", "2", 3],
          ],
        );
      }
});

test("UTF-16 with its mark is recognised, and Windows-1252 is read when it is declared", async (t) => {
  const text = `${HEADING}A;café;2026-01-01\n`;
  const wide = Buffer.concat([Buffer.of(0xff, 0xfe), Buffer.from(text, "utf16le")]);
  assert.equal((await rowsOf(fileWith(t, wide)))[0]?.subject, "café");
  const swapped = Buffer.from(wide).swap16();
  assert.equal((await rowsOf(fileWith(t, swapped)))[0]?.subject, "café");
  const declared = JSON.stringify({ ...JSON.parse(MAPPING), csv: { encoding: "windows-1252" } });
  assert.equal((await rowsOf(fileWith(t, Buffer.from(text, "latin1")), declared))[0]?.subject, "café");
});

test("quoted cells may hold delimiters, quotes and line ends", async (t) => {
  const rows = await rowsOf(fileWith(t, `${HEADING}"A;1";"zeg ""ja""\nof nee";2026-01-01\nB;2;2026-01-02\n`));
  assert.deepEqual(
    rows.map(({ identifier, subject }) => [identifier, subject]),
    [
      ["A;1", 'zeg "ja"\nof nee'],
      ["B", "2"],
    ],
  );
});

test("a row with too few or too many cells is marked, and the rows around it are not", async (t) => {
  const rows = await rowsOf(fileWith(t, `${HEADING}A;1;2026-01-01\nB;2\nC;3;2026-01-01;x\nD;4;2026-01-01\n`));
  assert.deepEqual(
    rows.map(({ isUneven }) => isUneven),
    [false, true, true, false],
  );
});

test("undeclared Windows-1252 and a change of encoding half-way stop with the line, whatever its place", async (t) => {
  const bad = Buffer.from("GEHEIM;caf\xe9;2026-01-01\n", "latin1");
  await stops(rowsOf(fileWith(t, Buffer.concat([Buffer.from(HEADING), bad]))), /Regel 2 is geen geldige UTF-8/);
  const good = Buffer.from("A;café;2026-01-01\n".repeat(40_000));
  const late = Buffer.concat([Buffer.from(HEADING), good, bad, good]);
  await stops(rowsOf(fileWith(t, late)), /Regel 40\.002 is geen geldige UTF-8/);
});

test("a declared encoding that cannot be true stops", async (t) => {
  const wide = JSON.stringify({ ...JSON.parse(MAPPING), csv: { encoding: "utf-16le" } });
  await stops(rowsOf(fileWith(t, `\uFEFF${HEADING}`), wide), /andere tekenset/);
  await stops(rowsOf(fileWith(t, Buffer.from(HEADING, "utf16le"))), /geen gewone tekst/);
});

test("broken quotes stop with the place", async (t) => {
  await stops(rowsOf(fileWith(t, `${HEADING}A;"GEHEIM" x;2026-01-01\n`)), /regel 2 kloppen de aanhalingstekens niet/);
  await stops(rowsOf(fileWith(t, `${HEADING}A;1;2026-01-01\nB;"GEHEIM;2026-01-01\n`)), /aanhalingstekens niet/);
});

test("a line without an end stops after a megabyte, and memory does not follow the file", async (t) => {
  const path = join(folderFor(t), "bron.csv");
  const out = createWriteStream(path);
  out.write(HEADING);
  const piece = Buffer.alloc(4 * 2 ** 20, "x");
  for (let index = 0; index < 32; index += 1) if (!out.write(piece)) await once(out, "drain");
  out.end();
  await once(out, "finish");
  const before = process.memoryUsage.rss();
  await stops(rowsOf(path), /Regel 2 is langer dan 1 MB/);
  assert.ok(process.memoryUsage.rss() - before < 100 * 2 ** 20);
});

test("a quote that is never closed stops at the same cap", async (t) => {
  const path = fileWith(t, `${HEADING}A;"${"regel\n".repeat(400_000)}`);
  await stops(rowsOf(path), /langer dan 1 MB/);
});

test("a column that is not there is named, and the heading is not repeated: it may be a row", async (t) => {
  await stops(rowsOf(fileWith(t, "GEHEIM;1;2026-01-01\n")), /kolom "iban" .* staat niet in de kopregel/);
  await stops(rowsOf(fileWith(t, "iban;iban;zaak;dag\n")), /staat twee keer/);
  await stops(rowsOf(join(folderFor(t), "nergens.csv")), /niet te lezen/);
});

test("a mapping that does not fit is refused with the place", () => {
  assert.throws(() => parseMapping("{"), Stop);
  assert.throws(() => parseMapping('{"columns":{"identifier":"a","subject":"b"}}'), /columns\.date/);
  assert.throws(() => parseMapping('{"columns":{"identifier":"a","subject":"b","date":"c","bsn":"d"}}'), Stop);
});

type Column = { name: string; data: unknown[]; type?: "STRING" | "INT32" | "INT64" | "DOUBLE" | "TIMESTAMP" };

const parquetOf = (columns: Column[], codec: "SNAPPY" | "UNCOMPRESSED" = "SNAPPY"): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({ columnData: columns as Parameters<typeof parquetWriteBuffer>[0]["columnData"], codec }),
  );

const plainColumns = (count: number): [Column, Column, Column] => [
  { name: "iban", data: Array.from({ length: count }, (_, index) => `NL${index}`), type: "STRING" },
  { name: "zaak", data: Array.from({ length: count }, (_, index) => index), type: "INT32" },
  { name: "dag", data: Array.from({ length: count }, () => "2026-01-01"), type: "STRING" },
];

test("a Parquet file is recognised by its bytes and gives the same rows, over several row groups", async (t) => {
  const rows = await rowsOf(fileWith(t, parquetOf(plainColumns(5000))));
  assert.equal(rows.length, 5000);
  assert.deepEqual(rows[4321], {
    row: 4322,
    identifier: "NL4321",
    subject: "4321",
    date: "2026-01-01",
    amount: "",
    label: "",
    typology: "",
    isUneven: false,
  });
});

test("numbers as identifiers, moments as days and missing columns are refused", async (t) => {
  const [iban, zaak, dag] = plainColumns(3);
  const numbers: Column = { name: "iban", data: [1, 2, 3], type: "INT32" };
  await stops(rowsOf(fileWith(t, parquetOf([numbers, zaak, dag]))), /verkeerde type voor het kenmerk/);
  const moments: Column = { name: "dag", data: [new Date(0), new Date(1), new Date(2)], type: "TIMESTAMP" };
  await stops(rowsOf(fileWith(t, parquetOf([iban, zaak, moments]))), /verkeerde type voor de datum/);
  await stops(rowsOf(fileWith(t, parquetOf([iban, zaak]))), /kolom "dag"/);
});

/** Changes bytes of a Parquet file until they claim something else; the magic at both ends stays. */
function patched(bytes: Uint8Array, find: readonly number[], replace: readonly number[]): Uint8Array {
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(Buffer.from(find));
  assert.ok(at >= 0, "the pattern is there");
  copy.set(replace, at);
  return copy;
}

test("a Parquet bomb is refused before anything is unpacked", async (t) => {
  const bytes = parquetOf(plainColumns(500));
  // Thrift writes 500 as the zigzag varint e8 07: the header of the first page then claims 8 191 values for 500 rows.
  const many = patched(bytes, [0x15, 0xe8, 0x07], [0x15, 0xfe, 0x7f]);
  const before = process.memoryUsage.rss();
  await stops(rowsOf(fileWith(t, many)), /meer geheugen dan het mag/);
  const footer = Buffer.from(bytes);
  footer.writeUInt32LE(0x7fffffff, footer.length - 8);
  await stops(rowsOf(fileWith(t, footer)), /meer geheugen dan het mag/);
  assert.ok(process.memoryUsage.rss() - before < 150 * 2 ** 20);
});

test("a dictionary that claims more entries than there are rows is refused as well", async (t) => {
  const bytes = parquetOf(plainColumns(20));
  // The dictionary of "dag" has one entry (zigzag 02); now it claims 63.
  const many = patched(bytes, [0x4c, 0x15, 0x02], [0x4c, 0x15, 0x7e]);
  assert.equal((await rowsOf(fileWith(t, bytes))).length, 20);
  await stops(rowsOf(fileWith(t, many)), /meer geheugen dan het mag/);
});

test("a Parquet file that is cut off or full of noise stops, and never throws anything else", async (t) => {
  const bytes = parquetOf(plainColumns(200));
  await stops(rowsOf(fileWith(t, bytes.subarray(0, bytes.length / 2))), /meer geheugen|beschadigd/);
  for (let place = 4; place < bytes.length - 8; place += 97) {
    const noisy = Buffer.from(bytes);
    noisy[place] = (noisy[place] ?? 0) ^ 0x55;
    await rowsOf(fileWith(t, noisy)).catch((error: unknown) => assert.ok(error instanceof Stop, String(error)));
  }
});
