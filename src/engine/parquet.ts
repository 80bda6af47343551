import { parquetMetadata, parquetRead } from "hyparquet";
import { ByteWriter, ParquetWriter, type SchemaElement } from "hyparquet-writer";
import { type Row, TOKEN_BYTES } from "./row.ts";

/** Rows that are encoded at once: enough for the columns to be worth it, little enough to hold for every shard. */
const GROUP = 32_768;

const identifier = (name: string): SchemaElement => ({
  name,
  type: "FIXED_LEN_BYTE_ARRAY",
  type_length: 16,
  logical_type: { type: "UUID" },
  repetition_type: "REQUIRED",
});
const whole = (name: string): SchemaElement => ({ name, type: "INT32", repetition_type: "REQUIRED" });
const NUMBERS = ["day", "amount", "label", "typology", "organisation"] as const;
/** Tokens and subjects are 16 bytes; both engines know them as the type uuid, which is fixed-width and fast to group. */
const SCHEMA: SchemaElement[] = [
  { name: "root", num_children: 2 + NUMBERS.length },
  identifier("token"),
  identifier("subject"),
  ...NUMBERS.map(whole),
];

interface Columns {
  readonly token: Uint8Array[];
  readonly subject: Uint8Array[];
  readonly numbers: readonly Int32Array[];
}
const emptyColumns = (): Columns => ({ token: [], subject: [], numbers: NUMBERS.map(() => new Int32Array(GROUP)) });

/** Writes rows as Parquet, a row group at a time, and hands the bytes on. */
export class ShardWriter {
  readonly #bytes = new ByteWriter();
  readonly #parquet = new ParquetWriter({
    writer: this.#bytes,
    schema: SCHEMA,
    statistics: false,
    createdBy: "rondetafel",
  });
  readonly #write: (bytes: Uint8Array) => Promise<void>;
  #columns = emptyColumns();
  #rows = 0;

  constructor(write: (bytes: Uint8Array) => Promise<void>) {
    this.#write = write;
  }

  /** A promise only when a row group was full, so that most rows cost no turn of the event loop. */
  add(row: Row): Promise<void> | undefined {
    const at = this.#columns.token.length;
    this.#columns.token.push(row.token);
    this.#columns.subject.push(row.subject);
    for (const [index, name] of NUMBERS.entries()) {
      const column = this.#columns.numbers[index];
      if (column !== undefined) column[at] = row[name];
    }
    this.#rows += 1;
    return at + 1 === GROUP ? this.#group() : undefined;
  }

  async #group(): Promise<void> {
    const { token, subject, numbers } = this.#columns;
    const plain = { encoding: "PLAIN", codec: "UNCOMPRESSED" } as const;
    if (token.length > 0)
      await this.#parquet.write({
        rowGroupSize: GROUP,
        columnData: [
          { name: "token", data: token, ...plain },
          { name: "subject", data: subject, ...plain },
          ...NUMBERS.map((name, index) => ({ name, data: numbers[index]?.slice(0, token.length) ?? new Int32Array() })),
        ],
      });
    this.#columns = emptyColumns();
    await this.#flush();
  }

  async #flush(): Promise<void> {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    await this.#write(bytes);
  }

  /** Writes what is left and the footer; returns how many rows there were. */
  async finish(): Promise<number> {
    await this.#group();
    await this.#parquet.finish();
    await this.#flush();
    return this.#rows;
  }
}

const COLUMNS = ["token", "subject", ...NUMBERS] as const;
export type GroupColumns = Readonly<Record<(typeof COLUMNS)[number], ArrayLike<unknown>>>;

const hexOf = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? "" : Buffer.from(bytes.buffer, bytes.byteOffset, TOKEN_BYTES).toString("hex");

/** A Parquet file by row group, tokens as hex: another reader than DuckDB's, for the second computation. */
export async function* readGroups(file: ArrayBuffer): AsyncGenerator<GroupColumns> {
  const metadata = parquetMetadata(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const columns = Object.fromEntries(COLUMNS.map((name) => [name, [] as ArrayLike<unknown>]));
    await parquetRead({
      ...{ file, metadata, rowStart, rowEnd, columns: [...COLUMNS] },
      parsers: { uuidFromBytes: hexOf },
      onChunk: ({ columnName, columnData }) => {
        columns[columnName] = columnData;
      },
    });
    yield columns as GroupColumns;
    rowStart = rowEnd;
  }
}
