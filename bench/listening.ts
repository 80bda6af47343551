import { PGlite, types } from "@electric-sql/pglite";
import { CamelCasePlugin, Kysely, type LogEvent, PGliteDialect, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { type DatabaseHandle, openServer, type Tables } from "../src/platform/database.ts";

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** A database that can tell which SQL was run, and run SQL text straight through its driver. */
export interface ListeningDatabase {
  readonly handle: DatabaseHandle;
  readonly name: string;
  /** What was run since the last call. */
  heard(): readonly Statement[];
  /** One transaction of plain SQL text, without our layers. */
  replay(statements: readonly Statement[]): Promise<void>;
}

const plugins = [new CamelCasePlugin({ maintainNestedObjectKeys: true })];
const asText = (value: string): string => value;

function listener() {
  let statements: Statement[] = [];
  return {
    log: (event: LogEvent) =>
      void statements.push({ sql: event.query.sql, parameters: event.query.parameters as readonly unknown[] }),
    heard: () => {
      const all = statements;
      statements = [];
      return all;
    },
  };
}

/** The embedded engine in memory, as `platform/database.ts` opens it, with an ear. */
async function listenEmbedded(): Promise<ListeningDatabase> {
  const engine = await PGlite.create({
    parsers: { [types.DATE]: asText, [types.INT8]: Number, [types.NUMERIC]: Number },
  });
  const { log, heard } = listener();
  const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite: engine }), plugins, log });
  return {
    name: "ingebouwde PostgreSQL (PGlite)",
    heard,
    handle: {
      db,
      engine: "embedded",
      exec: async (script) => void (await engine.exec(script)),
      close: () => db.destroy(),
    },
    replay: (statements) =>
      engine.transaction(async (tx) => {
        for (const { sql: text, parameters } of statements) await tx.query(text, [...parameters]);
      }),
  };
}

/** A database of its own on a PostgreSQL server, dropped at the end. */
async function listenServer(url: string): Promise<ListeningDatabase> {
  const name = `rondetafel_bench_${process.pid}`;
  const admin = openServer(url, 1);
  await admin.exec(`create database ${name}`);
  const address = new URL(url);
  address.pathname = `/${name}`;
  const pool = new pg.Pool({ connectionString: address.toString(), max: 4 });
  const parse = {
    [pg.types.builtins.DATE]: asText,
    [pg.types.builtins.INT8]: Number,
    [pg.types.builtins.NUMERIC]: Number,
  };
  for (const [type, parser] of Object.entries(parse)) pg.types.setTypeParser(Number(type), parser);
  const { log, heard } = listener();
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }), plugins, log });
  const { rows } = await sql<{ v: string }>`select split_part(version(), ' ', 2) as v`.execute(db);
  return {
    name: `PostgreSQL ${rows[0]?.v ?? ""}`,
    heard,
    handle: {
      db,
      engine: "server",
      exec: async (script) => void (await pool.query(script)),
      close: async () => {
        await db.destroy();
        await admin.exec(`drop database if exists ${name} with (force)`);
        await admin.close();
      },
    },
    replay: async (statements) => {
      const client = await pool.connect();
      await client.query("begin");
      for (const { sql: text, parameters } of statements) await client.query(text, [...parameters]);
      await client.query("commit");
      client.release();
    },
  };
}

/** `url` null: the embedded engine. */
export const openListening = (url: string | null): Promise<ListeningDatabase> =>
  url === null ? listenEmbedded() : listenServer(url);
