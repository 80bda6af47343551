import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { sql } from "kysely";
import { bankContact, office, reader, stranger } from "../testing/actors.ts";
import { freshDatabase } from "../testing/database.ts";
import { asActor, asSite } from "./actor.ts";
import { chainEvents, recordEvent, verifyChain } from "./audit.ts";
import type { Database, DatabaseHandle } from "./database.ts";

let handle: DatabaseHandle;
let db: Database;
beforeEach(async () => {
  handle = await freshDatabase();
  db = handle.db;
});

async function recordSome(count: number): Promise<void> {
  for (let n = 1; n <= count; n += 1) {
    await asActor(db, office, (tx) =>
      recordEvent(tx, office, "thing.made", { kind: "thing", id: String(n) }, { n, "sleutel é": true }),
    );
  }
}

test("events are chained behind the writers and the chain is whole", async () => {
  await recordSome(5);
  assert.equal((await verifyChain(db)).unchained, 5);
  assert.equal(await chainEvents(db, 3), 3);
  assert.equal(await chainEvents(db, 3), 2);
  assert.equal(await chainEvents(db, 3), 0);
  const verdict = await verifyChain(db);
  assert.deepEqual([verdict.chained, verdict.unchained, verdict.problems], [5, 0, []]);
});

const tampering: readonly [string, string, RegExp][] = [
  ["an altered verb", "update audit_event set verb = 'thing.hidden' where id = 2", /Gebeurtenis 2 .* veranderd/],
  ["an altered detail", "update audit_event set detail = '{\"n\": 7}' where id = 3", /Gebeurtenis 3 .* veranderd/],
  [
    "a moment moved by a microsecond",
    "update audit_event set at = at + interval '1 microsecond' where id = 1",
    /Gebeurtenis 1/,
  ],
  [
    "a removed row",
    "alter table audit_link drop constraint audit_link_event_id_fkey; delete from audit_event where id = 2",
    /Gebeurtenis 2 .* verwijderd/,
  ],
  ["a removed link", "delete from audit_link where position = 2", /Positie 2 ontbreekt/],
  ["two swapped rows", "update audit_link set event_id = -1 * event_id where position in (2, 3)", /positie 2/],
  ["a removed tail", "delete from audit_link where position = 4; delete from audit_event where id = 4", /achteraan/],
];

for (const [name, script, expected] of tampering) {
  test(`the check finds ${name}`, async () => {
    await recordSome(4);
    await chainEvents(db);
    if (name === "two swapped rows") {
      await handle.exec("alter table audit_link drop constraint if exists audit_link_event_id_fkey");
      await handle.exec(
        "update audit_link set event_id = 5 - event_id + 1000 where position in (2, 3); update audit_link set event_id = event_id - 1000 where position in (2, 3)",
      );
    } else {
      await handle.exec(script);
    }
    const { problems } = await verifyChain(db);
    await restoreForeignKey();
    assert.match(problems.join("\n"), expected);
  });
}

/** Two tamperings need the guard of the database out of the way; the next test must find it back. */
async function restoreForeignKey(): Promise<void> {
  await handle.exec(
    "delete from audit_link; alter table audit_link drop constraint if exists audit_link_event_id_fkey; alter table audit_link add constraint audit_link_event_id_fkey foreign key (event_id) references audit_event (id)",
  );
}

test("a member can add an event in the own name only, and change or remove none", async () => {
  await recordSome(1);
  await assert.rejects(
    asActor(db, bankContact, (tx) => recordEvent(tx, reader, "thing.made", { kind: "thing", id: "1" })),
  );
  await assert.rejects(asActor(db, office, (tx) => sql`update audit_event set verb = 'x.y'`.execute(tx)));
  await assert.rejects(asActor(db, office, (tx) => sql`delete from audit_event`.execute(tx)));
  await assert.rejects(asActor(db, office, (tx) => sql`insert into audit_link values (1, 1, 'x')`.execute(tx)));
});

test("the office reads all events, others only their own, the public none", async () => {
  await recordSome(2);
  await asActor(db, bankContact, (tx) => recordEvent(tx, bankContact, "thing.read", { kind: "thing", id: "9" }));
  const seenBy = (actor: typeof office) =>
    asActor(db, actor, (tx) => tx.selectFrom("auditEvent").select("id").execute());
  assert.equal((await seenBy(office)).length, 3);
  assert.equal((await seenBy(bankContact)).length, 1);
  assert.equal((await seenBy(stranger)).length, 0);
  await assert.rejects(asSite(db, (tx) => tx.selectFrom("auditEvent").select("id").execute()));
});

test("an act that fails leaves no event", async () => {
  await assert.rejects(
    asActor(db, office, async (tx) => {
      await recordEvent(tx, office, "thing.made", { kind: "thing", id: "1" });
      throw new Error("mislukt");
    }),
  );
  assert.equal((await verifyChain(db)).unchained, 0);
});
