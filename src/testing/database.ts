import { createHash } from "node:crypto";
import { after } from "node:test";
import { sql } from "kysely";
import { type DatabaseHandle, openEmbedded, openServer } from "../platform/database.ts";
import { migrate, readMigrations } from "../platform/migrations.ts";

let opened: Promise<DatabaseHandle> | undefined;
let cleanUp: (() => Promise<void>) | undefined;

after(async () => {
  const handle = await opened;
  await handle?.close();
  await cleanUp?.();
});

/**
 * An empty, migrated database. One engine per test process (starting one costs seconds), emptied at each call.
 * `DATABASE_URL` selects a real PostgreSQL server; then every process gets a database of its own.
 */
export async function freshDatabase(): Promise<DatabaseHandle> {
  opened ??=
    process.env.DATABASE_URL === undefined || process.env.DATABASE_URL === ""
      ? openInMemory()
      : openOnServer(process.env.DATABASE_URL);
  const handle = await opened;
  await emptyAllTables(handle);
  return handle;
}

async function openInMemory(): Promise<DatabaseHandle> {
  const handle = await openEmbedded();
  await migrate(handle);
  return handle;
}

/** A template that is migrated once per set of migrations makes a test database a file copy. */
async function openOnServer(url: string): Promise<DatabaseHandle> {
  const fingerprint = createHash("sha256").update(JSON.stringify(readMigrations())).digest("hex").slice(0, 12);
  const template = `rondetafel_template_${fingerprint}`;
  const name = `rondetafel_test_${process.pid}_${Math.random().toString(36).slice(2, 8)}`;
  const admin = openServer(url, 1);
  await admin.db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(7262)`.execute(connection);
    const found = await sql<{
      n: number;
    }>`select count(*)::int as n from pg_database where datname = ${template}`.execute(connection);
    if (found.rows[0]?.n === 0) await makeTemplate(url, template);
    await sql`create database ${sql.id(name)} template ${sql.id(template)}`.execute(connection);
    await sql`select pg_advisory_unlock(7262)`.execute(connection);
  });
  cleanUp = async () => {
    await admin.exec(`drop database if exists ${name} with (force)`);
    await admin.close();
  };
  return openServer(withDatabase(url, name), 4);
}

async function makeTemplate(url: string, template: string): Promise<void> {
  const admin = openServer(url, 1);
  await admin.exec(`create database ${template}`);
  await admin.close();
  const handle = openServer(withDatabase(url, template), 1);
  try {
    await migrate(handle);
  } finally {
    await handle.close();
  }
}

function withDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.toString();
}

/** Rows that a migration puts in, and that no code makes. */
const ROWS_OF_MIGRATIONS = `
  delete from audit_head;
  insert into audit_head (position, hash) values (0, repeat('0', 64));
  insert into published.version (number) values (0);`;

async function emptyAllTables(handle: DatabaseHandle): Promise<void> {
  const tables = await sql<{ name: string }>`
    select format('%I.%I', schemaname, tablename) as name from pg_tables
    where schemaname in ('public', 'auth', 'published') and tablename not in ('schema_migration', 'audit_head')`.execute(
    handle.db,
  );
  const names = tables.rows.map((row) => row.name).join(", ");
  await handle.exec(`truncate ${names} restart identity cascade; ${ROWS_OF_MIGRATIONS}`);
}
