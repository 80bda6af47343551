import { sql } from "kysely";
import type { Actor } from "../../platform/actor.ts";
import type { Tx } from "../../platform/database.ts";

/** Groups of a person, from a module of higher rank. */
export type GroupsOf = (tx: Tx, partnerId: string | null, personId: string) => Promise<readonly string[]>;

/** The calendar day that decides whether a membership holds. */
export const today = sql<string>`(now() at time zone 'Europe/Amsterdam')::date`;

/** Persons with the membership that holds today, if any; on the day of a change the newest comes first. */
export function peopleToday(tx: Tx) {
  return tx
    .selectFrom("person")
    .leftJoin("membership", (join) =>
      join
        .onRef("membership.personId", "=", "person.id")
        .on("membership.validFrom", "<=", today)
        .on((eb) => eb.or([eb("membership.validUntil", "is", null), eb("membership.validUntil", ">=", today)])),
    )
    .orderBy("membership.validUntil", "desc")
    .orderBy("membership.validFrom", "desc")
    .select(["person.id", "person.name", "membership.partnerId", "membership.roles"]);
}

type PersonToday = Awaited<ReturnType<ReturnType<typeof peopleToday>["executeTakeFirstOrThrow"]>>;

/** Adds the groups to what the session query found; without a membership an actor has no role and sees nothing. */
export async function toActor(tx: Tx, groupsOf: GroupsOf, found: PersonToday): Promise<Actor> {
  const { id, name, partnerId, roles } = found;
  return { id, name, roles: roles ?? [], partnerId, groupIds: await groupsOf(tx, partnerId, id) };
}

export async function actorOf(tx: Tx, groupsOf: GroupsOf, personId: string): Promise<Actor | null> {
  const found = await peopleToday(tx).where("person.id", "=", personId).limit(1).executeTakeFirst();
  return found === undefined ? null : toActor(tx, groupsOf, found);
}
