import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId, slug } from "../../platform/ids.ts";
import type { PartnerInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayManagePartners } from "./permissions.ts";

const manage = (actor: Actor): void => requirePermission(mayManagePartners(actor), "partners beheren");

/** Adds a partner; sending the same form twice adds one. Returns its id. */
export function addPartner(db: Database, actor: Actor, id: string, input: PartnerInput): Promise<string> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    const taken = await tx
      .selectFrom("partner")
      .select("id")
      .where("key", "=", slug(input.shortName))
      .where("id", "!=", id)
      .executeTakeFirst();
    if (taken) throw new DomainError("invalid_input", messages.errors.exists);
    const row = { id, key: slug(input.shortName), ...input, scope: "core" as const, sources: [] };
    const added = await tx
      .insertInto("partner")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "partner.added", { kind: "partner", id });
    return id;
  });
}

/** @throws DomainError conflict when somebody else saved in between; nothing is written then. */
export function editPartner(
  db: Database,
  actor: Actor,
  id: string,
  version: number,
  input: PartnerInput,
): Promise<void> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("partner")
      .set({ ...input, version: version + 1 })
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict);
    await recordEvent(tx, actor, "partner.edited", { kind: "partner", id }, { version: version + 1 });
  });
}

export function addRepresentative(
  db: Database,
  actor: Actor,
  id: string,
  partnerId: string,
  input: { personId: string; since: string },
): Promise<void> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    const row = { id, partnerId, ...input, groupId: null, until: null };
    const added = await tx
      .insertInto("representative")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "representative.added", { kind: "partner", id: partnerId });
  });
}

export function endRepresentative(db: Database, actor: Actor, id: string, today: string): Promise<void> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    const ended = await tx
      .updateTable("representative")
      .set({ until: today })
      .where("id", "=", id)
      .where("until", "is", null)
      .returning("partnerId")
      .executeTakeFirst();
    if (ended) await recordEvent(tx, actor, "representative.ended", { kind: "partner", id: ended.partnerId });
  });
}

export function addWorkingGroup(
  db: Database,
  actor: Actor,
  id: string,
  input: { name: string; description: string | null },
): Promise<string> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    const row = { id, key: `${slug(input.name)}-${id.slice(0, 4)}`, ...input, kind: "workingGroup" as const };
    const added = await tx
      .insertInto("partnerGroup")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "group.added", { kind: "group", id });
    return id;
  });
}

export function addToGroup(db: Database, actor: Actor, groupId: string, partnerId: string): Promise<void> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    await tx
      .insertInto("groupPartner")
      .values({ groupId, partnerId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await recordEvent(tx, actor, "group.memberAdded", { kind: "group", id: groupId }, { partnerId });
  });
}

export function removeFromGroup(db: Database, actor: Actor, groupId: string, partnerId: string): Promise<void> {
  manage(actor);
  return asActor(db, actor, async (tx) => {
    await tx.deleteFrom("groupPartner").where("groupId", "=", groupId).where("partnerId", "=", partnerId).execute();
    await recordEvent(tx, actor, "group.memberRemoved", { kind: "group", id: groupId }, { partnerId });
  });
}

/** Names a person as speaker of a partner, for the example programme; the same call twice changes nothing. */
export async function ensureRepresentative(
  tx: Tx,
  row: { id?: string; partnerId: string; personId: string; since: string },
): Promise<void> {
  const known = await tx
    .selectFrom("representative")
    .select("id")
    .where("partnerId", "=", row.partnerId)
    .where("personId", "=", row.personId)
    .executeTakeFirst();
  if (!known)
    await tx
      .insertInto("representative")
      .values({ groupId: null, until: null, ...row, id: row.id ?? newId() })
      .execute();
}
