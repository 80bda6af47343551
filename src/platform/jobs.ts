import { CompiledQuery, sql } from "kysely";
import { type Job, type JobResult, PgBoss } from "pg-boss";
import type { Database, DatabaseHandle, Tx } from "./database.ts";

export type JobHandler = (data: unknown) => Promise<void>;

export interface JobOptions {
  /** How often it is tried again after a failure, each time waiting longer; then it is kept as failed. */
  readonly retries?: number;
  readonly firstRetrySeconds?: number;
  readonly longestWaitSeconds?: number;
}

export interface Jobs {
  /** Names the work; before `start`. A handler may run twice for one job, so it must bear that. */
  define(name: string, handler: JobHandler, options?: JobOptions): void;
  /** `work: false` only enqueues: for a process beside the worker. */
  start(options?: { work: boolean }): Promise<void>;
  /** Waits for running jobs, at most a few seconds. */
  stop(): Promise<void>;
  /** Part of the caller's transaction: when that fails, there is no job. Any role may hold the transaction. */
  enqueue(tx: Tx, name: string, data: object): Promise<void>;
}

const SCHEMA = "pgboss";
/** A full batch is followed by the next at once; otherwise one look per two seconds, so that requests are not slowed. */
const WORK = { pollingIntervalSeconds: 2, batchSize: 10, burstWhenBatchFull: true, perJobResults: true } as const;

const runOne = async (db: Database, text: string, values: readonly unknown[] = []) => {
  // Without plugins: pg-boss reads its columns under their own names.
  const query = CompiledQuery.raw(text, [...values]);
  const { rows } = await db.withoutPlugins().executeQuery<Record<string, unknown>>(query);
  return { rows };
};

/** A script of pg-boss: `BEGIN; ...; COMMIT;` without parameters. */
const isScript = (text: string): boolean => /^\s*BEGIN;/i.test(text);
/** It makes tables or functions: too rich to cut into statements, but nobody reads its rows. */
const isSchemaScript = (text: string): boolean => text.includes("$$") || /\bcreate (schema|table|type)\b/i.test(text);

/** Runs the statements of a script in a transaction of ours and returns all rows, as node-postgres would. */
async function runScript(db: Database, text: string) {
  const statements = text
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "" && !/^(begin|commit);?$/i.test(statement));
  return db.transaction().execute(async (tx) => {
    const rows: Record<string, unknown>[] = [];
    for (const statement of statements) rows.push(...(await runOne(tx, statement)).rows);
    return { rows };
  });
}

/** What pg-boss asks of a database. */
interface BossDatabase {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

/** Its statements, through the one Kysely that everything goes through. */
function bossDatabase(handle: DatabaseHandle): BossDatabase {
  return {
    executeSql: async (text, values) => {
      if (values !== undefined && values.length > 0) return runOne(handle.db, text, values);
      if (isSchemaScript(text)) {
        await handle.exec(text);
        return { rows: [] };
      }
      return isScript(text) ? runScript(handle.db, text) : runOne(handle.db, text);
    },
  };
}

async function setRole(tx: Tx, role: string): Promise<void> {
  await sql`select set_config('role', ${role}, true)`.execute(tx);
}

/** For one statement of pg-boss inside somebody's transaction: the jobs role, and then the former role again. */
function enqueueDatabase(tx: Tx): BossDatabase {
  return {
    executeSql: async (text, values) => {
      const former = await sql<{ role: string }>`select current_setting('role') as role`.execute(tx);
      await setRole(tx, "rondetafel_jobs");
      const result = await runOne(tx, text, values);
      await setRole(tx, former.rows[0]?.role ?? "none");
      return result;
    },
  };
}

function createBoss(handle: DatabaseHandle): PgBoss {
  const boss = new PgBoss({
    db: bossDatabase(handle),
    schema: SCHEMA,
    ...(handle.engine === "embedded" ? { backend: "pglite" as const } : {}),
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 60,
    maintenanceIntervalSeconds: 3600,
  });
  // The message only: a job's data may hold what does not belong in a log.
  boss.on("error", (error) => console.error(`Taken: ${error.message}`));
  return boss;
}

async function grantToJobsRole(handle: DatabaseHandle): Promise<void> {
  await handle.exec(`
    grant usage on schema ${SCHEMA} to rondetafel_jobs;
    grant select, insert on all tables in schema ${SCHEMA} to rondetafel_jobs;`);
}

interface Defined {
  readonly handler: JobHandler;
  readonly options: JobOptions;
}

/** Afterwards pg-boss holds all queues in its cache: a look-up in `enqueue` would wait for its caller's connection. */
async function makeQueues(boss: PgBoss, defined: ReadonlyMap<string, Defined>): Promise<void> {
  const known = new Set((await boss.getQueues()).map(({ name }) => name));
  for (const [name, { options }] of defined) {
    if (known.has(name)) continue;
    await boss.createQueue(name, {
      retryLimit: options.retries ?? 5,
      retryDelay: options.firstRetrySeconds ?? 30,
      retryBackoff: true,
      retryDelayMax: options.longestWaitSeconds ?? 3600,
    });
  }
}

/** One job that fails does not make the others of its batch run again. */
async function runBatch(batch: readonly Job<unknown>[], handler: JobHandler): Promise<JobResult[]> {
  const results: JobResult[] = [];
  for (const { id, data } of batch) {
    try {
      await handler(data);
      results.push({ id, status: "completed" });
    } catch (error) {
      results.push({
        id,
        status: "failed",
        output: { message: error instanceof Error ? error.message : String(error) },
      });
    }
  }
  return results;
}

/** Work that happens after the answer: kept in the database, so that a crash loses none of it. */
export function createJobs(handle: DatabaseHandle): Jobs {
  const boss = createBoss(handle);
  const defined = new Map<string, Defined>();
  return {
    define: (name, handler, options = {}) => {
      if (defined.has(name)) throw new Error(`Taak ${name} bestaat al.`);
      defined.set(name, { handler, options });
    },
    start: async ({ work } = { work: true }) => {
      await boss.start();
      await makeQueues(boss, defined);
      await grantToJobsRole(handle);
      if (!work) return;
      for (const [name, { handler }] of defined) {
        await boss.work(name, WORK, (batch) => runBatch(batch, handler));
      }
    },
    stop: () => boss.stop({ graceful: true, timeout: 5000 }),
    enqueue: async (tx, name, data) => {
      if (!defined.has(name)) throw new Error(`Taak ${name} is niet bekend.`);
      await boss.send(name, data, { db: enqueueDatabase(tx) });
    },
  };
}
