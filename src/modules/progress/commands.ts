import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import { calendarDay } from "../../platform/clock.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Mail } from "../../platform/mail.ts";
import { formatDate } from "../../ui/dutch.ts";
import { contactsOfPartner, emailOf } from "../identity/index.ts";
import { actionsToReport, audienceOf, getAction, recordState } from "../plans/index.ts";
import type { RoundInput, UpdateInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayReport, mayRunRounds } from "./permissions.ts";
import { getRound } from "./queries.ts";
import { LINK_GRACE_DAYS, markingOf, nextStatus, type ReportingRound, takesReports } from "./round.ts";
import { hashToken, makeToken } from "./token.ts";

const run = (actor: Actor): void => requirePermission(mayRunRounds(actor), "een ronde houden");

/** Plans a round; the same form twice plans one. */
export function draftRound(
  db: Database,
  actor: Actor,
  id: string,
  input: RoundInput,
  isExample = false,
): Promise<void> {
  run(actor);
  return asActor(db, actor, async (tx) => {
    const added = await tx
      .insertInto("reportingRound")
      .values({ id, ...input, isExample })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "round.drafted", { kind: "round", id });
  });
}

const dayAfter = (day: string, days: number): string =>
  calendarDay(new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000));

interface Contact {
  readonly personId: string;
  readonly name: string;
  readonly email: string | null;
  readonly partnerId: string;
  readonly count: number;
}

export interface MailParts {
  readonly mail: Mail;
  readonly baseUrl: string;
}

/** Who must report on how many actions. Addresses are read as the owner: members may not see them. */
async function contactsFor(
  db: Database,
  actor: Actor,
  wanted: readonly { leadPartnerId: string }[],
): Promise<Contact[]> {
  const counts = new Map<string, number>();
  for (const { leadPartnerId } of wanted) counts.set(leadPartnerId, (counts.get(leadPartnerId) ?? 0) + 1);
  const people = await asActor(db, actor, async (tx) => {
    const found: Omit<Contact, "email">[] = [];
    for (const [partnerId, count] of counts)
      for (const { id, name } of await contactsOfPartner(tx, partnerId))
        found.push({ personId: id, name, partnerId, count });
    return found;
  });
  const contacts: Contact[] = [];
  for (const person of people) contacts.push({ ...person, email: await emailOf(db, person.personId) });
  return contacts;
}

/** One fresh link per contact; the old one of the same round stops working. */
async function invite(
  tx: Tx,
  round: ReportingRound,
  contact: Contact,
  parts: MailParts,
  subject: string,
): Promise<void> {
  const token = makeToken();
  const tokenHash = hashToken(token);
  await tx
    .insertInto("roundInvitation")
    .values({
      id: newId(),
      roundId: round.id,
      personId: contact.personId,
      partnerId: contact.partnerId,
      tokenHash,
      expiresOn: dayAfter(round.closesOn, LINK_GRACE_DAYS),
    })
    .onConflict((conflict) => conflict.columns(["roundId", "personId"]).doUpdateSet({ tokenHash }))
    .execute();
  if (contact.email === null) return;
  const text = messages.mail.text(
    contact.name,
    contact.count,
    formatDate(round.closesOn),
    `${parts.baseUrl}/melden/${token}`,
  );
  await parts.mail.queue(tx, { to: contact.email, subject, text, confidential: true });
}

/**
 * Opens a round: asks every lead partner that has a contact for each of its running actions, and mails the links.
 * @throws DomainError invalid_input when there is nobody to ask.
 */
export async function openRound(db: Database, actor: Actor, id: string, parts: MailParts): Promise<void> {
  run(actor);
  const { round, wanted } = await asActor(db, actor, async (tx) => {
    const found = await getRound(tx, id);
    return { round: found, wanted: await actionsToReport(tx, found.planId) };
  });
  const contacts = await contactsFor(db, actor, wanted);
  const reachable = new Set(contacts.map(({ partnerId }) => partnerId));
  const asked = wanted.filter(({ leadPartnerId }) => reachable.has(leadPartnerId));
  if (asked.length === 0) throw new DomainError("invalid_input", messages.errors.nothingToReport);
  await asActor(db, actor, async (tx) => {
    await setStatus(tx, round, "open");
    await tx
      .insertInto("updateRequest")
      .values(
        asked.map((action) => ({
          roundId: id,
          actionId: action.id,
          partnerId: action.leadPartnerId,
          answeredOn: null,
        })),
      )
      .execute();
    for (const contact of contacts) await invite(tx, round, contact, parts, messages.mail.subject(round.title));
    await recordEvent(
      tx,
      actor,
      "round.opened",
      { kind: "round", id },
      { actions: asked.length, contacts: contacts.length },
    );
  });
}

async function setStatus(tx: Tx, round: ReportingRound, transition: "open" | "close"): Promise<void> {
  const status = nextStatus(transition, round.status);
  const { numUpdatedRows } = await tx
    .updateTable("reportingRound")
    .set({ status, version: round.version + 1 })
    .where("id", "=", round.id)
    .where("version", "=", round.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.errors.closed);
}

export function closeRound(db: Database, actor: Actor, id: string): Promise<void> {
  run(actor);
  return asActor(db, actor, async (tx) => {
    await setStatus(tx, await getRound(tx, id), "close");
    await recordEvent(tx, actor, "round.closed", { kind: "round", id });
  });
}

/** Mails a fresh link to every contact whose partner has something left to report. */
export async function remindRound(db: Database, actor: Actor, id: string, parts: MailParts): Promise<number> {
  run(actor);
  const { round, waiting } = await asActor(db, actor, async (tx) => {
    const rows = await tx
      .selectFrom("updateRequest")
      .select("partnerId")
      .where("roundId", "=", id)
      .where("answeredOn", "is", null)
      .execute();
    return { round: await getRound(tx, id), waiting: rows.map(({ partnerId }) => ({ leadPartnerId: partnerId })) };
  });
  if (round.status !== "open") throw new DomainError("invalid_transition", messages.errors.closed);
  const contacts = await contactsFor(db, actor, waiting);
  await asActor(db, actor, async (tx) => {
    for (const contact of contacts) await invite(tx, round, contact, parts, messages.mail.reminder(round.title));
    await recordEvent(tx, actor, "round.reminded", { kind: "round", id }, { contacts: contacts.length });
  });
  return contacts.length;
}

/**
 * A partner says how an action stands. Sending the same form twice writes one report; a later one replaces the state
 * and keeps the earlier report. @throws DomainError invalid_transition when the round takes no reports any more.
 */
export function submitUpdate(
  db: Database,
  actor: Actor,
  id: string,
  where: { roundId: string; actionId: string },
  input: UpdateInput,
  today: string,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    const action = await getAction(tx, where.actionId);
    requirePermission(mayReport(actor, action), "over deze actie melden");
    const round = await getRound(tx, where.roundId);
    if (!takesReports(round, today)) throw new DomainError("invalid_transition", messages.errors.closed);
    const { partnerId } = actor;
    if (partnerId === null) return;
    const { share, ...said } = input;
    // As closed as the action itself, or more so when the partner asks for it.
    const marking = markingOf(share, action.marking);
    const audience = await audienceOf(tx, where.actionId);
    const row = { id, ...where, partnerId, personId: actor.id, ...said, submittedOn: today, marking, ...audience };
    const added = await tx
      .insertInto("progressUpdate")
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (!added) return;
    await tx
      .updateTable("updateRequest")
      .set({ answeredOn: today })
      .where("roundId", "=", where.roundId)
      .where("actionId", "=", where.actionId)
      .execute();
    await recordState(tx, actor, {
      actionId: where.actionId,
      status: input.status,
      words: input.sentence,
      newDueOn: input.newDueOn,
      reason: input.reason,
      reportedOn: today,
      marking,
    });
    await recordEvent(
      tx,
      actor,
      "progress.reported",
      { kind: "action", id: where.actionId },
      { status: input.status, roundId: where.roundId },
    );
  });
}
