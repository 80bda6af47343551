import { createReadStream } from "node:fs";
import { CsvError, type Options, type Parser, parse } from "csv-parse";
import { parse as parseNow } from "csv-parse/sync";
import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";
import type { Mapping } from "./mapping.ts";
import { FIELDS, type Field, type SourceRow } from "./row.ts";
import { asLines, type Detected, detectEncoding, MAX_LINE, readSample } from "./text.ts";

const DELIMITERS = [",", ";", "\t", "|"] as const;
const CHUNK = 1024;

type Places = Readonly<Record<Field, number>>;

const OPTIONS: Options = {
  relax_column_count: true,
  skip_empty_lines: true,
  max_record_size: MAX_LINE,
};

function headingOf(sample: Buffer, { encoding, skip }: Detected, delimiter: string): string[] {
  const text = new TextDecoder(encoding).decode(sample.subarray(skip));
  try {
    const [heading] = parseNow(text.split(/\r\n|\n|\r/, 1)[0] ?? "", { ...OPTIONS, delimiter });
    return Array.isArray(heading) ? heading.map(String) : [];
  } catch {
    return [];
  }
}

const wantedColumns = ({ columns }: Mapping): string[] => Object.values(columns).filter((name) => name !== undefined);

/** The delimiter with which the heading has every column of the mapping; only one may fit. */
function findDelimiter(sample: Buffer, detected: Detected, mapping: Mapping): string {
  const candidates = mapping.csv?.delimiter === undefined ? DELIMITERS : [mapping.csv.delimiter];
  const fitting = candidates.filter((delimiter) => {
    const heading = headingOf(sample, detected, delimiter);
    return wantedColumns(mapping).every((name) => heading.includes(name));
  });
  const [only] = fitting;
  if (only !== undefined && fitting.length === 1) return only;
  const best = candidates
    .map((delimiter) => headingOf(sample, detected, delimiter))
    .sort((a, b) => b.length - a.length);
  const missing = wantedColumns(mapping).filter((name) => !(best[0] ?? []).includes(name));
  throw new Stop("source", missing.length === 0 ? messages.delimiterUnclear : messages.columnMissing(missing[0] ?? ""));
}

function placesIn(heading: readonly string[], mapping: Mapping): Places {
  const place = (field: Field): number => {
    const name = mapping.columns[field];
    if (name === undefined) return -1;
    if (heading.indexOf(name) !== heading.lastIndexOf(name)) throw new Stop("source", messages.columnTwice(name));
    return heading.indexOf(name);
  };
  const [identifier = -1, subject = -1, date = -1, amount = -1, label = -1, typology = -1] = FIELDS.map(place);
  return { identifier, subject, date, amount, label, typology };
}

function rowOf(record: readonly string[], row: number, width: number, places: Places): SourceRow {
  const cell = (place: number): string => (place < 0 ? "" : (record[place] ?? ""));
  return {
    row,
    identifier: cell(places.identifier),
    subject: cell(places.subject),
    date: cell(places.date),
    amount: cell(places.amount),
    label: cell(places.label),
    typology: cell(places.typology),
    isUneven: record.length !== width,
  };
}

/** What csv-parse says, in words without the text it quotes. */
function asStop(error: unknown, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const at = typeof error.lines === "number" ? error.lines : line;
  if (error.code === "CSV_MAX_RECORD_SIZE") return new Stop("source", messages.lineTooLong(at));
  return new Stop("source", messages.quotingBroken(at));
}

function openParser(path: string, { encoding, skip }: Detected, delimiter: string): Parser {
  const parser = parse({ ...OPTIONS, delimiter });
  const lines = asLines(encoding);
  const bytes = createReadStream(path, { start: skip, highWaterMark: 262_144 });
  bytes.on("error", () => parser.destroy(new Stop("file", messages.fileUnreadable(path))));
  lines.on("error", (error) => parser.destroy(error));
  parser.on("close", () => bytes.destroy());
  bytes.pipe(lines).pipe(parser);
  return parser;
}

/** Rows of a CSV file in chunks, read as a stream. A broken file ends in a Stop with the line and the reason. */
export async function* readCsv(path: string, mapping: Mapping): AsyncGenerator<readonly SourceRow[]> {
  const sample = await readSample(path);
  const detected = detectEncoding(sample, mapping.csv?.encoding);
  const delimiter = findDelimiter(sample, detected, mapping);
  const parser = openParser(path, detected, delimiter);
  let heading: readonly string[] | null = null;
  let places: Places | null = null;
  let chunk: SourceRow[] = [];
  let row = 0;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      row += 1;
      if (heading === null || places === null) {
        heading = record;
        places = placesIn(record, mapping);
        continue;
      }
      chunk.push(rowOf(record, row, heading.length, places));
      if (chunk.length < CHUNK) continue;
      yield chunk;
      chunk = [];
    }
  } catch (error) {
    throw asStop(error, parser.info.lines);
  } finally {
    parser.destroy();
  }
  if (chunk.length > 0) yield chunk;
}
