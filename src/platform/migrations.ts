import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "kysely";
import type { DatabaseHandle } from "./database.ts";

interface Migration {
  readonly name: string;
  readonly script: string;
  readonly hash: string;
}

export function readMigrations(folder = "migrations"): Migration[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".sql"))
    .sort()
    .map((name) => {
      const script = readFileSync(join(folder, name), "utf8");
      return { name, script, hash: createHash("sha256").update(script).digest("hex") };
    });
}

async function appliedMigrations(handle: DatabaseHandle): Promise<Map<string, string>> {
  const rows = await sql<{ name: string; hash: string }>`select name, hash from public.schema_migration`.execute(
    handle.db,
  );
  return new Map(rows.rows.map((row) => [row.name, row.hash]));
}

/** Names of migrations that this database still lacks; empty when it is current. */
export async function pendingMigrations(handle: DatabaseHandle, folder?: string): Promise<string[]> {
  const applied = await appliedMigrations(handle);
  return readMigrations(folder)
    .filter(({ name }) => !applied.has(name))
    .map(({ name }) => name);
}

/**
 * Applies what is missing, each file in one transaction, in order of name; forward only.
 * Throws when a file that was applied has changed since: the database would no longer be what the files say.
 */
export async function migrate(handle: DatabaseHandle, folder?: string): Promise<string[]> {
  await handle.exec(
    "create table if not exists public.schema_migration (name text primary key, hash text not null, applied_at timestamptz not null default now())",
  );
  const applied = await appliedMigrations(handle);
  const done: string[] = [];
  for (const { name, script, hash } of readMigrations(folder)) {
    const known = applied.get(name);
    if (known === hash) continue;
    if (known !== undefined) throw new Error(`Migratie ${name} is veranderd nadat zij is toegepast.`);
    await handle.exec(
      `begin;\n${script}\n;insert into public.schema_migration (name, hash) values ('${name}', '${hash}');\ncommit;`,
    );
    done.push(name);
  }
  return done;
}
