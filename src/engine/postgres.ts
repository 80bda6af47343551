import { readFileSync } from "node:fs";
import { PGlite } from "@electric-sql/pglite";
import { type GroupColumns, readGroups } from "./parquet.ts";
import type { SqlEngine, Value } from "./sql.ts";

const plain = (value: unknown): Value => {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "number" || value === null) return value;
  return String(value);
};

/** Lines of CSV; the loop is by hand because it runs for every row. */
function csvOf(columns: GroupColumns): string {
  const { token, subject, day, amount, label, organisation } = columns;
  let text = "";
  for (let row = 0; row < token.length; row += 1)
    text += `${token[row]},${subject[row]},${day[row]},${amount[row]},${label[row]},${organisation[row]}\n`;
  return text;
}

async function copyFile(database: PGlite, path: string): Promise<number> {
  const file = new Uint8Array(readFileSync(path)).buffer;
  let total = 0;
  for await (const columns of readGroups(file)) {
    if (columns.token.length === 0) continue;
    await database.query("COPY events FROM '/dev/blob' WITH (FORMAT csv)", [], { blob: new Blob([csvOf(columns)]) });
    total += columns.token.length;
  }
  return total;
}

/**
 * PostgreSQL (PGlite) in memory: another engine, another planner, and another reader of Parquet. Its rows are in the
 * memory of this process only.
 */
export async function openPostgres(): Promise<SqlEngine> {
  return postgresOn(await PGlite.create());
}

/** The engine on a database that is open already and empty. */
export async function postgresOn(database: PGlite): Promise<SqlEngine> {
  await database.exec("SET work_mem = '256MB'; SET max_parallel_workers_per_gather = 0; SET jit = off;");
  const version = await database.query<{ version: string }>("SELECT current_setting('server_version') AS version");
  return {
    version: `PostgreSQL ${version.rows[0]?.version ?? ""} (PGlite)`,
    run: async (sql) => void (await database.exec(sql)),
    rows: async (sql) => {
      const result = await database.query<unknown[]>(sql, [], { rowMode: "array" });
      return result.rows.map((row) => row.map(plain));
    },
    load: async (paths) => {
      await database.exec(
        `DROP TABLE IF EXISTS events; CREATE UNLOGGED TABLE events (token uuid, subject uuid, day integer,
         amount integer, label integer, organisation integer)`,
      );
      let rows = 0;
      for (const path of paths) rows += await copyFile(database, path);
      await database.exec("ANALYZE events");
      return rows;
    },
    unload: async () => void (await database.exec("DROP TABLE IF EXISTS events")),
    close: () => database.close(),
  };
}
