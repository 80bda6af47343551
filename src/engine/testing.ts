import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { TestContext } from "node:test";
import { PGlite } from "@electric-sql/pglite";
import { work } from "./child.ts";
import { type WrittenShards, writeShards } from "./ingest.ts";
import type { Computed, EngineName } from "./job.ts";
import { postgresOn } from "./postgres.ts";
import { answerFrom, jobOf, makePlan } from "./question.ts";
import type { Row } from "./row.ts";
import type { Answer, Question, Snapshot } from "./shapes.ts";
import type { SqlEngine } from "./sql.ts";
import type { SyntheticEvent } from "./syntheticEvents.ts";

/** Named data and short ways to an answer, for the tests of this folder. */

export const DATA_KEY = new Uint8Array(32).fill(1);
const INGEST_KEY = new Uint8Array(32).fill(2);
export const ORGANISATIONS = ["Bank Noord", "Webwinkel Zuid", "Telecom West"] as const;

/** A pseudonym for a test; the real ones come from two key holders. */
export const pseudonym = (name: string): Uint8Array => createHash("sha256").update(name).digest().subarray(0, 16);

export const rowOf = (event: SyntheticEvent): Row => ({
  token: pseudonym(event.device),
  subject: pseudonym(event.customer),
  day: event.day,
  amount: event.amount,
  label: event.label,
  typology: event.typology,
  organisation: event.partner,
});

/** [device, customer, organisation, day, amount, label] */
export type ShortRow = readonly [string, string, number, number, number, 0 | 1 | 2];
export const shortRows = (rows: readonly ShortRow[]): Row[] =>
  rows.map(([device, customer, organisation, day, amount, label]) => ({
    token: pseudonym(device),
    subject: pseudonym(customer),
    day,
    amount,
    label,
    typology: 0,
    organisation,
  }));

export async function* inBatches(rows: Iterable<Row>): AsyncGenerator<Row[]> {
  let batch: Row[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < 1000) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** A folder of its own that is gone after the test. */
export function ownFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "rondetafel-test-"));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function snapshotOf(
  context: TestContext,
  id: string,
  rows: Iterable<Row>,
  shards = 3,
): Promise<Snapshot & Pick<WrittenShards, "report">> {
  const folder = ownFolder(context);
  const written = await writeShards({
    rows: inBatches(rows),
    folder,
    dataKey: DATA_KEY,
    ingestKey: INGEST_KEY,
    shards,
  });
  return { id, folder, files: written.files, report: written.report };
}

export const questionOn = (
  snapshot: Snapshot,
  template: string,
  parameters: unknown,
  more: Partial<Question> = {},
): Question => ({
  template,
  parameters,
  snapshots: [snapshot],
  snapshot: snapshot.id,
  dataKey: DATA_KEY,
  organisations: ORGANISATIONS,
  earlier: [],
  ...more,
});

let database: PGlite | null = null;

/** PostgreSQL takes a second to start: the tests of a file share one, emptied in between. */
async function sharedPostgres(): Promise<SqlEngine> {
  database ??= await PGlite.create();
  await database.exec("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  return { ...(await postgresOn(database)), close: async () => undefined };
}

/** One computation in this process: what the child does, without the child. */
export async function computeHere(context: TestContext, question: Question, engine: EngineName): Promise<Computed> {
  const plan = makePlan(question);
  const job = jobOf(question, plan, engine, ownFolder(context));
  const sealed = Readable.from(plan.files.map(({ path }) => readFileSync(path)));
  return work(job, question.dataKey, sealed, engine === "postgres" ? sharedPostgres : undefined);
}

/** The answer by both engines, in this process. */
export async function answerTwice(context: TestContext, question: Question): Promise<Answer> {
  const first = await computeHere(context, question, "duckdb");
  const second = await computeHere(context, question, "postgres");
  return answerFrom(question, makePlan(question), { first, second, isolation: "none" });
}

/** The answer by DuckDB alone, in this process: for what does not concern the lock or the second computation. */
export async function answerHere(context: TestContext, question: Question): Promise<Answer> {
  const first = await computeHere(context, question, "duckdb");
  return answerFrom(question, makePlan(question), { first, second: first, isolation: "none" });
}
