import { asActor } from "../../platform/actor.ts";
import type { Tx } from "../../platform/database.ts";
import { requirePermission } from "../../platform/errors.ts";
import { type AppContext, createRouter, formBody, renderPage, uuidParam } from "../../platform/http.ts";
import { listOutbox } from "../../platform/mail.ts";
import { endMembership, inviteToPartner } from "./commands.ts";
import type { RouteParts } from "./create.ts";
import { type FieldErrors, fieldErrors, invitationInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayInvite, maySeeOutbox } from "./permissions.ts";
import { listOpenInvitations, listPeople, visibleAddresses } from "./queries.ts";
import { InvitePage } from "./views/InvitePage.tsx";
import { OutboxPage } from "./views/OutboxPage.tsx";
import { PeoplePage } from "./views/PeoplePage.tsx";

async function showPeople(c: AppContext, parts: RouteParts) {
  const { actor, db, frame, clock } = c.var;
  requirePermission(mayInvite(actor), messages.may.invite);
  const found = await asActor(db, actor, async (tx) => ({
    people: await listPeople(tx),
    addresses: await visibleAddresses(tx),
    invitations: await listOpenInvitations(tx),
    partners: await parts.listPartners(tx),
  }));
  return c.html(renderPage(<PeoplePage {...found} frame={frame} ownId={actor.id} now={clock.now()} />));
}

async function showInvite(
  c: AppContext,
  parts: RouteParts,
  values: Readonly<Record<string, string | string[]>> = {},
  errors: FieldErrors = {},
) {
  const { actor, db, frame } = c.var;
  requirePermission(mayInvite(actor), messages.may.invite);
  const partners = await asActor(db, actor, (tx) => parts.listPartners(tx));
  const status = Object.keys(errors).length === 0 ? 200 : 422;
  return c.html(renderPage(<InvitePage frame={frame} partners={partners} values={values} errors={errors} />), status);
}

async function invite(c: AppContext, parts: RouteParts) {
  const { actor, db } = c.var;
  requirePermission(mayInvite(actor), messages.may.invite);
  const values = await formBody(c);
  const parsed = invitationInput.safeParse(values);
  if (!parsed.success) return showInvite(c, parts, values, fieldErrors(parsed.error));
  const { mail, clock, config } = parts;
  const sent = await asActor(db, actor, async (tx) => {
    if (!(await isKnownPartner(tx, parts, parsed.data.partnerId))) return false;
    await inviteToPartner(tx, actor, parsed.data, { mail, clock, baseUrl: config.baseUrl });
    return true;
  });
  if (!sent) return showInvite(c, parts, values, { partnerId: messages.errors.partner });
  return c.redirect("/mensen?gelukt=verzonden", 303);
}

async function isKnownPartner(tx: Tx, parts: RouteParts, partnerId: string | null): Promise<boolean> {
  return partnerId === null || (await parts.listPartners(tx)).some(({ id }) => id === partnerId);
}

async function end(c: AppContext) {
  const { actor, db } = c.var;
  const personId = uuidParam(c, "id");
  await asActor(db, actor, (tx) => endMembership(tx, actor, personId));
  return c.redirect("/mensen?gelukt=opgeslagen", 303);
}

async function showOutbox(c: AppContext, parts: RouteParts) {
  const { actor, db, frame } = c.var;
  requirePermission(maySeeOutbox(actor), messages.outbox.title);
  // With example people only, sign-in links may be read here: otherwise nobody could try them.
  const inExample = parts.config.mode === "example";
  const mails = await (inExample
    ? db.transaction().execute((tx) => listOutbox(tx))
    : asActor(db, actor, (tx) => listOutbox(tx)));
  return c.html(renderPage(<OutboxPage frame={frame} mails={mails} />));
}

/** Pages of the programme office about people and mail. */
export const createOfficeRoutes = (parts: RouteParts) =>
  createRouter()
    .get("/mensen", (c) => showPeople(c, parts))
    .get("/mensen/uitnodigen", (c) => showInvite(c, parts))
    .post("/mensen/uitnodigen", (c) => invite(c, parts))
    .post("/mensen/:id/beeindigen", (c) => end(c))
    .get("/postvak-uit", (c) => showOutbox(c, parts));
