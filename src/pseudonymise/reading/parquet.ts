import { type AsyncBuffer, asyncBufferFromFile, type FileMetaData, parquetRead, type SchemaElement } from "hyparquet";
import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";
import type { Mapping } from "./mapping.ts";
import {
  guardColumn,
  guardedCompressors,
  guardedMetadata,
  type ParquetLimits,
  ParquetRefused,
} from "./parquetGuard.ts";
import { FIELDS, type Field, type SourceRow } from "./row.ts";

/** pyarrow writes 1 048 576 rows per group by default; one group at a time is in memory. */
const LIMITS: ParquetLimits = { rowsPerGroup: 1_048_576, columnBytes: 256 * 2 ** 20, footerBytes: 16 * 2 ** 20 };
const CHUNK = 1024;

type Kind = "text" | "whole" | "decimal" | "yesNo" | "day" | "other";

function kindOf(element: SchemaElement): Kind {
  const { type, converted_type, logical_type } = element;
  if (type === "BOOLEAN") return "yesNo";
  if (converted_type === "DECIMAL" || logical_type?.type === "DECIMAL") return "decimal";
  if (type === "BYTE_ARRAY") return isText(element) ? "text" : "other";
  if (converted_type === "DATE" || logical_type?.type === "DATE") return "day";
  if (type === "DOUBLE" || type === "FLOAT") return "decimal";
  const isPlain = logical_type === undefined || logical_type.type === "INTEGER";
  const isWhole = converted_type === undefined || /^U?INT_/.test(converted_type);
  return (type === "INT32" || type === "INT64") && isPlain && isWhole ? "whole" : "other";
}

const isText = ({ converted_type, logical_type }: SchemaElement): boolean =>
  converted_type === "UTF8" || logical_type?.type === "STRING" || logical_type?.type === "ENUM";

/** A number is no identifier: its leading zeros are gone. A moment is no day: the time zone would be a guess. */
const ALLOWED: Readonly<Record<Field, readonly Kind[]>> = {
  identifier: ["text"],
  subject: ["text", "whole"],
  date: ["text", "day"],
  amount: ["text", "whole", "decimal"],
  label: ["text", "whole", "yesNo"],
  typology: ["text", "whole"],
};

/** Checks that every column of the mapping is flat and of a fitting type; returns their names by field. */
function checkSchema({ schema }: FileMetaData, mapping: Mapping): Map<Field, string> {
  const columns = new Map<Field, string>();
  const top = topLevel(schema);
  for (const field of FIELDS) {
    const name = mapping.columns[field];
    if (name === undefined) continue;
    const element = top.get(name);
    if (element === undefined) throw new Stop("source", messages.columnMissing(name));
    if (element.num_children !== undefined || element.repetition_type === "REPEATED")
      throw new Stop("source", messages.columnNested(name));
    if (!ALLOWED[field].includes(kindOf(element))) throw new Stop("source", messages.columnType(name, field));
    columns.set(field, name);
  }
  return columns;
}

/** The schema is a tree written in order; the direct children of the root are the columns. */
function topLevel(schema: readonly SchemaElement[]): Map<string, SchemaElement> {
  const top = new Map<string, SchemaElement>();
  let index = 1;
  const skip = (): void => {
    const children = schema[index]?.num_children ?? 0;
    index += 1;
    for (let child = 0; child < children && index < schema.length; child += 1) skip();
  };
  while (index < schema.length) {
    const element = schema[index];
    if (element !== undefined) top.set(element.name, element);
    skip();
  }
  return top;
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return "";
}

async function readGroup(
  file: AsyncBuffer,
  metadata: FileMetaData,
  group: number,
  first: number,
  names: readonly string[],
): Promise<Map<string, unknown[]>> {
  const rows = Number(metadata.row_groups[group]?.num_rows ?? 0n);
  const columns = new Map(names.map((name): [string, unknown[]] => [name, new Array(rows).fill(null)]));
  for (const name of names) await guardColumn(file, metadata, group, name, LIMITS);
  await parquetRead({
    file,
    metadata,
    columns: [...names],
    rowStart: first,
    rowEnd: first + rows,
    compressors: guardedCompressors(LIMITS),
    geoparquet: false,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns.get(columnName);
      for (let index = 0; column !== undefined && index < columnData.length; index += 1)
        column[rowStart - first + index] = columnData[index];
    },
  });
  return columns;
}

function* rowsOf(
  columns: ReadonlyMap<string, unknown[]>,
  names: ReadonlyMap<Field, string>,
  count: number,
  first: number,
) {
  const column = (field: Field): readonly unknown[] => columns.get(names.get(field) ?? "") ?? [];
  const [identifiers = [], subjects = [], dates = [], amounts = [], labels = [], typologies = []] = FIELDS.map(column);
  let chunk: SourceRow[] = [];
  for (let index = 0; index < count; index += 1) {
    chunk.push({
      row: first + index + 1,
      identifier: asText(identifiers[index]),
      subject: asText(subjects[index]),
      date: asText(dates[index]),
      amount: asText(amounts[index]),
      label: asText(labels[index]),
      typology: asText(typologies[index]),
      isUneven: false,
    });
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Rows of a Parquet file in chunks, one row group in memory at a time. A file that asks too much is refused. */
export async function* readParquet(path: string, mapping: Mapping): AsyncGenerator<readonly SourceRow[]> {
  try {
    const file = await asyncBufferFromFile(path);
    const metadata = await guardedMetadata(file, LIMITS);
    const names = checkSchema(metadata, mapping);
    let first = 0;
    for (const [group, { num_rows }] of metadata.row_groups.entries()) {
      const count = Number(num_rows);
      const columns = await readGroup(file, metadata, group, first, [...new Set(names.values())]);
      yield* rowsOf(columns, names, count, first);
      first += count;
    }
  } catch (error) {
    if (error instanceof Stop) throw error;
    const tooMuch = error instanceof ParquetRefused;
    throw new Stop("source", tooMuch ? messages.parquetRefused : messages.parquetBroken);
  }
}
