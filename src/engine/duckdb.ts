import { DuckDBInstance, version } from "@duckdb/node-api";
import type { SqlEngine, Value } from "./sql.ts";

const EMPTY = `CREATE TABLE events (token UUID, subject UUID, day INTEGER, amount INTEGER, label INTEGER,
  typology INTEGER, organisation INTEGER)`;

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

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
    load: async (files) => {
      await connection.run("DROP TABLE IF EXISTS events");
      const list = files.map(quoted).join(", ");
      if (files.length === 0) {
        await connection.run(EMPTY);
        return 0;
      }
      await connection.run(
        `CREATE TABLE events AS SELECT token, subject, day, amount, label, typology, organisation FROM read_parquet([${list}])`,
      );
      const reader = await connection.runAndReadAll("SELECT count(*) FROM events");
      return Number(reader.getRows()[0]?.[0] ?? 0);
    },
    close: async () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
