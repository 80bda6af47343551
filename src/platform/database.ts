import { PGlite, types as pgliteTypes } from "@electric-sql/pglite";
import { CamelCasePlugin, type ColumnType, Kysely, PGliteDialect, PostgresDialect, type Transaction } from "kysely";
import pg from "pg";

export type Timestamp = ColumnType<Date, Date | undefined, Date>;

/** Each module adds the tables it owns to this interface, in its own table.ts. */
// biome-ignore lint/suspicious/noEmptyInterface: filled by interface merging
export interface Tables {}

export type Database = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** A database and the two things that only its owner may do with it. */
export interface DatabaseHandle {
  readonly db: Database;
  readonly engine: "embedded" | "server";
  /** Runs several statements as the owner, without parameters: migrations and the job schema. */
  exec(script: string): Promise<void>;
  close(): Promise<void>;
}

const asText = (value: string): string => value;
const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];

/**
 * The embedded engine's defaults minus `-F` (which switches fsync off), with a synchronous way of writing the log:
 * PGlite's own fsync does nothing, an O_DSYNC open does.
 */
const START_PARAMS = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== "-F"),
  "-c",
  "wal_sync_method=open_datasync",
];

/** Opens the embedded engine. `folder` undefined keeps everything in memory (tests). Take the lock first. */
export async function openEmbedded(folder?: string, loadDataDir?: Blob): Promise<DatabaseHandle> {
  const engine = await PGlite.create({
    ...(folder === undefined ? {} : { dataDir: folder, startParams: START_PARAMS }),
    ...(loadDataDir === undefined ? {} : { loadDataDir }),
    parsers: { [pgliteTypes.DATE]: asText, [pgliteTypes.INT8]: Number, [pgliteTypes.NUMERIC]: Number },
  });
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: engine }), plugins });
  return {
    db,
    engine: "embedded",
    // The engine has one connection: hold Kysely's, so that a script never lands inside somebody's transaction.
    exec: (script) =>
      db.connection().execute(async () => {
        try {
          await engine.exec(script);
        } catch (error) {
          await engine.exec("rollback");
          throw error;
        }
      }),
    close: async () => {
      await db.destroy();
      if (!engine.closed) await engine.close();
    },
  };
}

const { builtins } = pg.types;
function serverParser(oid: number, format?: "text" | "binary") {
  if (oid === builtins.DATE) return asText;
  if (oid === builtins.INT8 || oid === builtins.NUMERIC) return Number;
  return pg.types.getTypeParser(oid, format as "text");
}

/** A script that fails after its `begin` must not go back to the pool with the transaction still open. */
async function runScript(pool: pg.Pool, script: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(script);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** Opens a PostgreSQL server (15 or newer). */
export function openServer(url: string, connections = 10): DatabaseHandle {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    types: { getTypeParser: serverParser as never },
  });
  // An idle connection that the server drops must not end the process; the next query opens a new one.
  pool.on("error", () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins });
  return {
    db,
    engine: "server",
    exec: (script) => runScript(pool, script),
    close: async () => {
      await db.destroy();
      // A pool that only ran scripts is unknown to Kysely and would keep the process alive.
      if (!pool.ended) await pool.end();
    },
  };
}
