import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { sql } from "kysely";
import { office } from "../testing/actors.ts";
import { freshDatabase } from "../testing/database.ts";
import { asActor } from "./actor.ts";
import type { DatabaseHandle } from "./database.ts";
import { createJobs, type Jobs } from "./jobs.ts";

let handle: DatabaseHandle;
let jobs: Jobs;
const done: unknown[] = [];
let failures = 0;

before(async () => {
  handle = await freshDatabase();
  jobs = createJobs(handle);
  jobs.define("test.note", async (data) => void done.push(data));
  jobs.define(
    "test.second",
    async () => {
      failures += 1;
      if (failures === 1) throw new Error("de eerste keer mislukt");
      done.push("tweede keer");
    },
    { retries: 3, firstRetrySeconds: 1 },
  );
  await jobs.start();
});
after(() => jobs.stop());

async function until(condition: () => boolean, seconds = 12): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!condition() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 50));
  assert.ok(condition(), "het duurde te lang");
}

test("a job that a member's act asked for is done after it committed, and the role is the member's again", async () => {
  const role = await asActor(handle.db, office, async (tx) => {
    await jobs.enqueue(tx, "test.note", { text: "Ünïcode ' \" 李", count: 1 });
    return (await sql<{ role: string }>`select current_user as role`.execute(tx)).rows[0]?.role;
  });
  assert.equal(role, "rondetafel_member");
  await until(() => done.length === 1);
  assert.deepEqual(done, [{ text: "Ünïcode ' \" 李", count: 1 }]);
});

test("an act that fails leaves no job", async () => {
  await assert.rejects(
    asActor(handle.db, office, async (tx) => {
      await jobs.enqueue(tx, "test.note", { never: true });
      throw new Error("toch niet");
    }),
  );
  const found = await sql`select 1 from pgboss.job where data ? 'never'`.execute(handle.db);
  assert.equal(found.rows.length, 0);
});

test("a job that fails is done again", async () => {
  await handle.db.transaction().execute((tx) => jobs.enqueue(tx, "test.second", {}));
  await until(() => done.includes("tweede keer"));
});

test("a member cannot read or write jobs without the door", async () => {
  await assert.rejects(asActor(handle.db, office, (tx) => sql`select * from pgboss.job`.execute(tx)));
  await assert.rejects(asActor(handle.db, office, (tx) => sql`delete from pgboss.job`.execute(tx)));
});

test("work that nobody defined is refused, and so is one name for two works", async () => {
  await assert.rejects(asActor(handle.db, office, (tx) => jobs.enqueue(tx, "test.unknown", {})));
  assert.throws(() => jobs.define("test.note", async () => undefined));
});

test("many writers and the workers share the connection without waiting for ever", async () => {
  const before = done.length;
  await Promise.all(
    Array.from({ length: 30 }, (_, n) => asActor(handle.db, office, (tx) => jobs.enqueue(tx, "test.note", { n }))),
  );
  await until(() => done.length === before + 30);
});
