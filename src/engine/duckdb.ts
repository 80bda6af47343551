import { DuckDBInstance, version } from "@duckdb/node-api";
import type { SqlEngine, Value } from "./sql.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const COLUMNS = {
  token: "UUID",
  subject: "UUID",
  day: "INTEGER",
  amount: "INTEGER",
  label: "INTEGER",
  organisation: "INTEGER",
};
/** Casts, so that a file with other types fails here and not as a strange number. */
const cast = (value: (name: string) => string): string =>
  Object.entries(COLUMNS)
    .map(([name, type]) => `CAST(${value(name)} AS ${type}) AS ${name}`)
    .join(", ");
const selectFrom = (files: readonly string[]): string =>
  `SELECT ${cast((name) => name)} FROM read_parquet([${files.map(quoted).join(", ")}])`;
const EMPTY = `SELECT ${cast(() => "NULL")} WHERE false`;

const plain = (value: unknown): Value => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" || value === null) return value;
  return String(value);
};

/**
 * DuckDB in memory. After this it can read the given paths and nothing else: no other file, no network, no extension,
 * no temporary file, and none of that can be switched on again. The bloom-filter push-down is off because of
 * duckdb#22075 (wrong results when scanning in parallel).
 */
export async function openDuckdb(paths: readonly string[], threads: number, memory: number): Promise<SqlEngine> {
  const instance = await DuckDBInstance.create(":memory:", { threads: String(threads) });
  const connection = await instance.connect();
  const settings = [
    `SET memory_limit = '${Math.floor(memory / 2 ** 20)}MiB'`,
    "SET temp_directory = ''",
    "SET preserve_insertion_order = false",
    "SET disabled_optimizers = 'join_filter_pushdown'",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET allow_community_extensions = false",
    `SET allowed_paths = [${paths.map(quoted).join(", ")}]`,
    "SET enable_external_access = false",
    "SET lock_configuration = true",
  ];
  for (const setting of settings) await connection.run(setting);
  return {
    version: `DuckDB ${version()}`,
    run: async (sql) => void (await connection.run(sql)),
    rows: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      return reader.getRows().map((row) => row.map(plain));
    },
    // A view: only the columns that a template names are read.
    load: async (files) => {
      await connection.run(`CREATE OR REPLACE VIEW events AS ${files.length === 0 ? EMPTY : selectFrom(files)}`);
      const reader = await connection.runAndReadAll("SELECT count(*) FROM events");
      return Number(reader.getRows()[0]?.[0] ?? 0);
    },
    unload: async () => void (await connection.run("DROP VIEW IF EXISTS events")),
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
