import type { AsyncBuffer, SchemaElement } from "hyparquet";
import { parquetRead } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { LABELS, type Label } from "../coarsen.ts";
import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";
import { guardColumn, guardedCompressors, guardedMetadata, type ParquetLimits } from "../reading/parquetGuard.ts";

/** What a part file holds, column by column: `count` rows. Bytes are packed: 16 per token and per subject. */
export interface Events {
  readonly count: number;
  readonly tokens: Uint8Array;
  readonly subjects: Uint8Array;
  /** Days since 1970-01-01. */
  readonly days: Int32Array;
  /** Whole euros. */
  readonly amounts: Int32Array;
  readonly labels: readonly Label[];
  /** "" where the row has none. */
  readonly typologies: readonly string[];
}

export const ID_BYTES = 16;
/** Rows of one part file: small enough to hold, large enough to compress. */
export const PART_ROWS = 32_768;

const required = (name: string, element: Omit<SchemaElement, "name" | "repetition_type">): SchemaElement => ({
  name,
  repetition_type: "REQUIRED",
  ...element,
});
const bytes16 = (name: string): SchemaElement =>
  required(name, { type: "FIXED_LEN_BYTE_ARRAY", type_length: ID_BYTES });
const text = (name: string): SchemaElement => required(name, { type: "BYTE_ARRAY", converted_type: "UTF8" });

/** token, subject, day, amount, label, typology: nothing more, nothing optional, nothing nested. */
export const EVENT_SCHEMA: readonly SchemaElement[] = [
  { name: "root", num_children: 6 },
  bytes16("token"),
  bytes16("subject"),
  required("day", { type: "INT32", converted_type: "DATE" }),
  required("amount", { type: "INT32" }),
  text("label"),
  text("typology"),
];
const COLUMNS = EVENT_SCHEMA.slice(1).map(({ name }) => name);

function unpack(packed: Uint8Array): Uint8Array[] {
  return Array.from({ length: packed.length / ID_BYTES }, (_, row) =>
    packed.subarray(row * ID_BYTES, (row + 1) * ID_BYTES),
  );
}

/** A Parquet file of these events. The same events give the same bytes. */
export function writeEvents(events: Events): Uint8Array {
  const buffer = parquetWriteBuffer({
    schema: [...EVENT_SCHEMA],
    columnData: [
      { name: "token", data: unpack(events.tokens), encoding: "PLAIN" },
      { name: "subject", data: unpack(events.subjects), encoding: "PLAIN" },
      { name: "day", data: Array.from(events.days) },
      { name: "amount", data: Array.from(events.amounts) },
      { name: "label", data: [...events.labels] },
      { name: "typology", data: [...events.typologies] },
    ],
    statistics: false,
    rowGroupSize: PART_ROWS,
    createdBy: "rondetafel-pseudonymise",
  });
  return new Uint8Array(buffer);
}

const LIMITS: ParquetLimits = { rowsPerGroup: PART_ROWS, columnBytes: 16 * 2 ** 20, footerBytes: 2 ** 20 };

const wrong = (): never => {
  throw new Stop("manifest", messages.eventsWrong);
};

function sameElement(own: SchemaElement | undefined, wanted: SchemaElement): boolean {
  const fields = ["name", "type", "type_length", "repetition_type", "num_children", "converted_type"] as const;
  return own !== undefined && fields.every((field) => (own[field] ?? null) === (wanted[field] ?? null));
}

type Columns = Map<string, unknown[]>;

async function readColumns(file: AsyncBuffer): Promise<{ count: number; columns: Columns }> {
  const metadata = await guardedMetadata(file, LIMITS);
  const { schema, row_groups } = metadata;
  if (schema.length !== EVENT_SCHEMA.length || row_groups.length !== 1) wrong();
  if (!EVENT_SCHEMA.every((element, place) => sameElement(schema[place], element))) wrong();
  for (const name of COLUMNS) await guardColumn(file, metadata, 0, name, LIMITS);
  const count = Number(metadata.num_rows);
  const columns: Columns = new Map(COLUMNS.map((name) => [name, []]));
  await parquetRead({
    file,
    metadata,
    compressors: guardedCompressors(LIMITS),
    geoparquet: false,
    parsers: { dateFromDays: (days: number) => days },
    onChunk: ({ columnName, columnData }) => {
      const column = columns.get(columnName);
      for (let index = 0; index < columnData.length; index += 1) column?.push(columnData[index]);
    },
  });
  return { count, columns };
}

function packed(values: readonly unknown[]): Uint8Array {
  const bytes = new Uint8Array(values.length * ID_BYTES);
  for (const [row, value] of values.entries()) {
    if (!(value instanceof Uint8Array) || value.length !== ID_BYTES) return wrong();
    bytes.set(value, row * ID_BYTES);
  }
  return bytes;
}

const numbers = (values: readonly unknown[]): Int32Array =>
  Int32Array.from(values, (value) => (Number.isInteger(value) ? Number(value) : wrong()));
const isLabel = (value: unknown): value is Label => LABELS.some((label) => label === value);

/**
 * Reads a part file strictly: exactly the schema, one row group, nothing empty. Guards against files that claim more
 * than they hold. Throws a Stop ("manifest") for anything else.
 */
export async function readEvents(bytes: Uint8Array): Promise<Events> {
  // A copy: the slice of a Buffer would still be a part of a larger piece of memory.
  const copy = new Uint8Array(bytes).buffer;
  const file: AsyncBuffer = { byteLength: copy.byteLength, slice: (start, end) => copy.slice(start, end) };
  try {
    const { count, columns } = await readColumns(file);
    const of = (name: string): readonly unknown[] => columns.get(name) ?? [];
    if (COLUMNS.some((name) => of(name).length !== count)) wrong();
    return {
      count,
      tokens: packed(of("token")),
      subjects: packed(of("subject")),
      days: numbers(of("day")),
      amounts: numbers(of("amount")),
      labels: of("label").map((value) => (isLabel(value) ? value : wrong())),
      typologies: of("typology").map((value) => (typeof value === "string" ? value : wrong())),
    };
  } catch (error) {
    if (error instanceof Stop) throw error;
    return wrong();
  }
}
