import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { everyone, partnerId } from "../testing/actors.ts";
import { freshDatabase } from "../testing/database.ts";
import { type Actor, asActor } from "./actor.ts";
import type { Database } from "./database.ts";
import { uuidFromKey } from "./ids.ts";

const AUDIENCES = ["programme", "coreGroup", "group", "partners", "ownOrganisation", "office"] as const;
const GROUP = uuidFromKey("group:zichtbaarheid");

/** Which table carries the rule, what column names the owner, and what else a row of it needs. */
const RULED = [
  { table: "action", owner: "lead_partner_id" },
  { table: "observation", owner: "owner_partner_id" },
  { table: "progress_update", owner: "partner_id" },
  { table: "commitment", owner: "owner_partner_id" },
] as const;

/** One row per audience and owner; foreign keys are set aside, because only visibility is asked here. */
async function fill(db: Database): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    for (const audience of AUDIENCES)
      for (const owner of ["NVB", "Politie"]) {
        const key = `${audience}-${owner}`;
        const id = uuidFromKey(`zicht:${key}`);
        const shared = sql`${audience}, ${[partnerId("CB")]}::uuid[], ${GROUP}`;
        await sql`insert into action (id, key, plan_id, title, lead_partner_id, audience, audience_partner_ids, group_id)
          values (${id}, ${key}, ${id}, ${key}, ${partnerId(owner)}, ${shared})`.execute(tx);
        await sql`insert into commitment (id, key, kind, text, made_by, owner_partner_id, audience, audience_partner_ids, group_id)
          values (${id}, ${key}, 'motion', ${key}, 'synthetisch', ${partnerId(owner)}, ${shared})`.execute(tx);
        await sql`insert into observation (id, indicator_id, period, period_end, value, owner_partner_id, audience, audience_partner_ids, group_id)
          values (${id}, ${id}, ${key}, '2024-12-31', 1, ${partnerId(owner)}, ${shared})`.execute(tx);
        await sql`insert into progress_update (id, round_id, action_id, person_id, status, sentence, submitted_on, partner_id, audience, audience_partner_ids, group_id)
          values (${id}, ${id}, ${id}, ${id}, 'done', ${key}, '2024-01-01', ${partnerId(owner)}, ${shared})`.execute(
          tx,
        );
      }
  });
}

/** What somebody sees through the policy of a table. */
const seenBy = (db: Database, actor: Actor, table: string): Promise<string[]> =>
  asActor(db, actor, async (tx) => {
    const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)} order by id`.execute(tx);
    return rows.map(({ id }) => id);
  });

/** What the function says of every row: asked as the owner of the database, who passes all policies. */
const allowedTo = (db: Database, actor: Actor, table: string, owner: string): Promise<string[]> =>
  asActor(db, actor, async (tx) => {
    await sql`select set_config('role', 'none', true)`.execute(tx);
    const { rows } = await sql<{ id: string }>`select id from ${sql.table(table)}
      where app_sees(audience, ${sql.ref(owner)}, audience_partner_ids, group_id) order by id`.execute(tx);
    return rows.map(({ id }) => id);
  });

test("every policy says what the one visibility rule says", async () => {
  const { db } = await freshDatabase();
  await fill(db);
  const groupMember: Actor = { ...everyone[5], groupIds: [GROUP] };
  for (const { table, owner } of RULED)
    for (const actor of [...everyone, groupMember]) {
      const seen = await seenBy(db, actor, table);
      assert.deepEqual(seen, await allowedTo(db, actor, table, owner), `${table}, ${actor.name}`);
    }
});

test("the rule itself: who sees which audience", async () => {
  const { db } = await freshDatabase();
  await fill(db);
  const [office, bank, police, core, policy, reader, stranger] = everyone;
  const groupMember: Actor = { ...reader, groupIds: [GROUP] };
  const expected: readonly (readonly [Actor, readonly string[]])[] = [
    [office, ["programme", "coreGroup", "group", "partners", "office"]],
    [bank, ["programme", "partners:NVB", "ownOrganisation:NVB"]],
    [police, ["programme", "partners:Politie", "ownOrganisation:Politie"]],
    [core, ["programme", "coreGroup", "partners"]],
    [policy, ["programme", "coreGroup"]],
    [reader, ["programme"]],
    [groupMember, ["programme", "group"]],
    [stranger, []],
  ];
  for (const [actor, audiences] of expected) {
    const keys = audiences.flatMap((one) => {
      const [audience, owner] = one.split(":");
      return (owner === undefined ? ["NVB", "Politie"] : [owner]).map((name) =>
        uuidFromKey(`zicht:${audience}-${name}`),
      );
    });
    assert.deepEqual(await seenBy(db, actor, "action"), keys.sort(), actor.name);
  }
});
