import type { Actor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Clock } from "../../platform/clock.ts";
import { calendarDay } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId, uuidFromKey } from "../../platform/ids.ts";
import type { Mail } from "../../platform/mail.ts";
import { today } from "./actors.ts";
import {
  INVITATION_DAYS,
  type Invitation,
  isOpen,
  type NewInvitation,
  type NewPerson,
  normalEmail,
} from "./identity.ts";
import { messages } from "./messages.nl.ts";
import { mayInvite, mayManagePeople } from "./permissions.ts";
import { invitationByToken, personByEmail } from "./queries.ts";
import type {} from "./table.ts";
import { hashToken, newToken } from "./tokens.ts";

const person = (id: string) => ({ kind: "person", id });

/** A person, an account when there is an address, and a membership. As the owner of the database. */
export async function createPerson(tx: Tx, newPerson: NewPerson, actor: Actor | null = null): Promise<string> {
  const { id = newId(), name, email, jobTitle = null, roles, partnerId, isExample = false, validFrom } = newPerson;
  await tx.insertInto("person").values({ id, name, jobTitle, isExample }).execute();
  if (email !== null) await addAccount(tx, id, email);
  if (roles.length > 0)
    await tx.insertInto("membership").values({ personId: id, partnerId, roles, validFrom }).execute();
  await recordEvent(tx, actor, "person.added", person(id), { roles, partnerId });
  return id;
}

async function addAccount(tx: Tx, id: string, email: string): Promise<void> {
  // The mailbox was proven: by accepting a mailed invitation, or it is one of our own example people.
  await tx
    .insertInto("auth.user")
    .values({ id, email: normalEmail(email), emailVerified: true })
    .execute();
}

/** Adds an example person once; the id follows from the key. Returns the id. As the owner of the database. */
export async function ensureExamplePerson(
  db: Database,
  example: { key: string } & Pick<NewPerson, "name" | "email" | "roles" | "partnerId" | "jobTitle">,
): Promise<string> {
  const { key, ...rest } = example;
  const id = uuidFromKey(`person:${key}`);
  const ensure = async (tx: Database) => {
    const known = await tx.selectFrom("person").select("id").where("id", "=", id).executeTakeFirst();
    if (known === undefined) await createPerson(tx as Tx, { ...rest, id, isExample: true, validFrom: "2020-01-01" });
    return id;
  };
  return db.isTransaction ? ensure(db) : db.transaction().execute(ensure);
}

export interface InvitationParts {
  readonly mail: Mail;
  readonly clock: Clock;
  readonly baseUrl: string;
}

/**
 * Mails somebody a link to join. `actor` null: as the owner, for the first person of the office. The address is
 * returned for that case alone; show it to nobody else.
 */
export async function inviteToPartner(
  tx: Tx,
  actor: Actor | null,
  input: NewInvitation,
  parts: InvitationParts,
): Promise<{ id: string; url: string }> {
  requirePermission(actor === null || mayInvite(actor), messages.may.invite);
  const id = newId();
  const token = newToken();
  const email = normalEmail(input.email);
  const expiresAt = new Date(parts.clock.now().getTime() + INVITATION_DAYS * 86_400_000);
  const { name, partnerId, roles } = input;
  await tx
    .insertInto("invitation")
    .values({ id, email, name, partnerId, roles, tokenHash: hashToken(token), expiresAt, invitedBy: actor?.id ?? null })
    .execute();
  await recordEvent(tx, actor, "invitation.sent", { kind: "invitation", id }, { partnerId, roles });
  const url = `${parts.baseUrl}/uitnodiging/${token}`;
  const { subject, text } = messages.mail.invitation(name, url, calendarDay(expiresAt));
  await parts.mail.queue(tx, { to: email, subject, text, confidential: true });
  return { id, url };
}

/** Takes an invitation up, once. Signs nobody in. Returns the person. */
export function acceptInvitation(
  db: Database,
  clock: Clock,
  token: string,
  passwordHash: string | null,
): Promise<string> {
  return db.transaction().execute(async (tx) => {
    const invitation = await invitationByToken(tx, token, true);
    if (invitation === null || !isOpen(invitation, clock.now())) {
      throw new DomainError("invalid_transition", messages.invitation.closed);
    }
    const personId = await joinOrUpdate(tx, clock, invitation);
    await tx.updateTable("invitation").set({ acceptedAt: clock.now() }).where("id", "=", invitation.id).execute();
    if (passwordHash !== null) await writePassword(tx, personId, passwordHash);
    await recordEvent(tx, null, "invitation.accepted", { kind: "invitation", id: invitation.id }, { personId });
    return personId;
  });
}

/** An address we know gets the new roles instead of the old; otherwise there is a new person. */
async function joinOrUpdate(tx: Tx, clock: Clock, invitation: Invitation): Promise<string> {
  const { name, email, partnerId, roles } = invitation;
  const validFrom = clock.today();
  const known = await personByEmail(tx, email);
  if (known === null) return createPerson(tx, { name, email, partnerId, roles, validFrom });
  await closeMemberships(tx, known.id);
  await tx.insertInto("membership").values({ personId: known.id, partnerId, roles, validFrom }).execute();
  await recordEvent(tx, null, "membership.changed", person(known.id), { roles, partnerId });
  return known.id;
}

async function closeMemberships(tx: Tx, personId: string): Promise<number> {
  const ended = await tx
    .updateTable("membership")
    .set((eb) => ({ validUntil: eb.fn<string>("greatest", [eb.ref("validFrom"), today]) }))
    .where("personId", "=", personId)
    .where("validUntil", "is", null)
    .executeTakeFirst();
  return Number(ended.numUpdatedRows);
}

/** The last day is today; the sessions stay, but from tomorrow they show nothing. */
export async function endMembership(tx: Tx, actor: Actor, personId: string): Promise<void> {
  requirePermission(mayManagePeople(actor), messages.may.manage);
  if (personId === actor.id) throw new DomainError("conflict", messages.people.notYourself);
  const ended = await closeMemberships(tx, personId);
  if (ended === 0) throw new DomainError("invalid_transition", messages.people.alreadyEnded);
  await recordEvent(tx, actor, "membership.ended", person(personId));
}

async function writePassword(tx: Tx, personId: string, password: string): Promise<void> {
  await tx.deleteFrom("auth.account").where("userId", "=", personId).where("providerId", "=", "credential").execute();
  await tx
    .insertInto("auth.account")
    .values({ userId: personId, accountId: personId, providerId: "credential", password })
    .execute();
}

/** Sets the own password; whoever was signed in elsewhere with the old one is out. As the owner of the database. */
export function setPassword(db: Database, actor: Actor, hash: string, currentSession: string | null): Promise<void> {
  return db.transaction().execute(async (tx) => {
    await writePassword(tx, actor.id, hash);
    await tx
      .deleteFrom("auth.session")
      .where("userId", "=", actor.id)
      .where("token", "!=", currentSession ?? "")
      .execute();
    await recordEvent(tx, actor, "password.changed", person(actor.id));
  });
}

export async function renameSelf(tx: Tx, actor: Actor, name: string): Promise<void> {
  await tx.updateTable("person").set({ name }).where("id", "=", actor.id).execute();
  await recordEvent(tx, actor, "person.renamed", person(actor.id));
}

/** Mails a sign-in link; the reader sees who it is for. */
export async function mailSignInLink(db: Database, mail: Mail, email: string, url: string): Promise<void> {
  const known = await personByEmail(db, email);
  if (known === null) return;
  const { subject, text } = messages.mail.link(known.name, url);
  await db.transaction().execute(async (tx) => {
    await mail.queue(tx, { to: email, subject, text, confidential: true });
    await recordEvent(tx, null, "signInLink.sent", person(known.id));
  });
}

/** Which way somebody came in or went out: for the trail. */
export function recordSession(db: Database, actor: Actor, verb: "session.started" | "session.ended", way: string) {
  return db.transaction().execute((tx) => recordEvent(tx, actor, verb, person(actor.id), { way }));
}

/** Sessions and links that are past their time, and invitations a month after. As the owner of the database. */
export async function forgetExpired(db: Database, now: Date): Promise<void> {
  await db.deleteFrom("auth.session").where("expiresAt", "<", now).execute();
  await db.deleteFrom("auth.verification").where("expiresAt", "<", now).execute();
  const monthAgo = new Date(now.getTime() - 30 * 86_400_000);
  await db.deleteFrom("invitation").where("expiresAt", "<", monthAgo).where("acceptedAt", "is", null).execute();
}
