import { sql } from "kysely";
import type { Tables, Tx } from "./database.ts";

/** What an import did to one table. */
export interface ImportCount {
  readonly added: number;
  readonly changed: number;
  readonly unchanged: number;
}

export const NOTHING_IMPORTED: ImportCount = { added: 0, changed: 0, unchanged: 0 };

export const sumCounts = (counts: readonly ImportCount[]): ImportCount =>
  counts.reduce(
    (sum, one) => ({
      added: sum.added + one.added,
      changed: sum.changed + one.changed,
      unchanged: sum.unchanged + one.unchanged,
    }),
    NOTHING_IMPORTED,
  );

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/**
 * Writes rows whose `conflict` columns identify them; a row that already says the same is left alone, so a second run
 * changes nothing. Columns that are not in the rows keep what people filled in. All rows must have the same columns;
 * arrays go to array columns, other objects must be given as JSON text.
 */
export async function importRows(
  tx: Tx,
  table: keyof Tables & string,
  rows: readonly Readonly<Record<string, unknown>>[],
  conflict: readonly string[] = ["id"],
): Promise<ImportCount> {
  const first = rows[0];
  if (first === undefined) return NOTHING_IMPORTED;
  const columns = Object.keys(first);
  const updated = columns.filter((column) => !conflict.includes(column));
  const name = sql.table(snake(table));
  const list = (names: readonly string[]) => sql.join(names.map((column) => sql.ref(snake(column))));
  const values = sql.join(rows.map((row) => sql`(${sql.join(columns.map((column) => row[column] ?? null))})`));
  const own = sql.join(updated.map((column) => sql.ref(`${snake(table)}.${snake(column)}`)));
  const incoming = sql.join(updated.map((column) => sql.ref(`excluded.${snake(column)}`)));
  const assignments = sql.join(
    updated.map((column) => sql`${sql.ref(snake(column))} = ${sql.ref(`excluded.${snake(column)}`)}`),
  );
  const onConflict =
    updated.length === 0
      ? sql`do nothing`
      : sql`do update set ${assignments} where (${own}) is distinct from (${incoming})`;
  const result = await sql<{ inserted: boolean }>`
    insert into ${name} (${list(columns)}) values ${values}
    on conflict (${list(conflict)}) ${onConflict}
    returning (xmax = 0) as inserted`.execute(tx);
  const added = result.rows.filter((row) => row.inserted).length;
  const changed = result.rows.length - added;
  return { added, changed, unchanged: rows.length - added - changed };
}
