import type { Database, Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { peopleToday, today } from "./actors.ts";
import { type Invitation, normalEmail, type PersonSummary } from "./identity.ts";
import { hashToken } from "./tokens.ts";

const summaries = (tx: Tx) => peopleToday(tx).select(["person.jobTitle", "person.isExample"]);
type Row = Awaited<ReturnType<ReturnType<typeof summaries>["executeTakeFirstOrThrow"]>>;

const toSummary = ({ roles, ...person }: Row): PersonSummary => ({ ...person, roles: roles ?? [] });

/** Everybody, by name; who has no role today is in it too, with an empty list. */
export async function listPeople(tx: Tx): Promise<PersonSummary[]> {
  const rows = await summaries(tx).execute();
  const first = new Map<string, PersonSummary>();
  for (const row of rows) if (!first.has(row.id)) first.set(row.id, toSummary(row));
  return [...first.values()].sort((a, b) => a.name.localeCompare(b.name, "nl"));
}

export async function getPerson(tx: Tx, id: string): Promise<PersonSummary> {
  const row = await summaries(tx).where("person.id", "=", id).limit(1).executeTakeFirst();
  if (row === undefined) throw new DomainError("not_found", "Deze persoon is er niet.");
  return toSummary(row);
}

/** Who reports for a partner today. */
export function contactsOfPartner(tx: Tx, partnerId: string): Promise<{ id: string; name: string }[]> {
  return tx
    .selectFrom("membership")
    .innerJoin("person", "person.id", "membership.personId")
    .where("membership.partnerId", "=", partnerId)
    .where("membership.validFrom", "<=", today)
    .where((eb) => eb.or([eb("membership.validUntil", "is", null), eb("membership.validUntil", ">=", today)]))
    .where((eb) => eb(eb.val("partnerContact"), "=", eb.fn.any("membership.roles")))
    .select(["person.id", "person.name"])
    .distinct()
    .orderBy("person.name")
    .execute();
}

/** Addresses that the actor of `tx` may see: all for the office, otherwise only the own one. */
export async function visibleAddresses(tx: Tx): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.selectFrom("personContact").select(["personId", "email"]).execute();
  return new Map(rows.map(({ personId, email }) => [personId, email]));
}

/** For mailing only. As the owner of the database, not inside asActor: members may not read accounts. */
export async function emailOf(db: Database, personId: string): Promise<string | null> {
  const row = await db.selectFrom("auth.user").select("email").where("id", "=", personId).executeTakeFirst();
  return row?.email ?? null;
}

/** As the owner of the database. */
export async function personByEmail(db: Database, email: string): Promise<{ id: string; name: string } | null> {
  const row = await db
    .selectFrom("auth.user")
    .innerJoin("person", "person.id", "auth.user.id")
    .where("auth.user.email", "=", normalEmail(email))
    .select(["person.id", "person.name"])
    .executeTakeFirst();
  return row ?? null;
}

const INVITATION = ["id", "email", "name", "partnerId", "roles", "expiresAt", "acceptedAt"] as const;

/** Newest first; accepted ones are people by now and left out. */
export function listOpenInvitations(tx: Tx): Promise<Invitation[]> {
  return tx
    .selectFrom("invitation")
    .where("acceptedAt", "is", null)
    .select(INVITATION)
    .orderBy("createdAt", "desc")
    .execute();
}

/** As the owner of the database; `lock` makes two acceptances at once take turns. */
export async function invitationByToken(db: Database, token: string, lock = false): Promise<Invitation | null> {
  const query = db.selectFrom("invitation").where("tokenHash", "=", hashToken(token)).select(INVITATION);
  return (await (lock ? query.forUpdate() : query).executeTakeFirst()) ?? null;
}
