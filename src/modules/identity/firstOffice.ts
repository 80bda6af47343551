import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { today } from "./actors.ts";
import { type InvitationParts, inviteToPartner } from "./commands.ts";
import { messages } from "./messages.nl.ts";

export interface FirstOffice {
  readonly email: string;
  readonly name: string;
  /** True when the office lost its way in: invites although somebody is there, and the trail says so. */
  readonly recover: boolean;
}

/**
 * Invites the first person of the programme office, who can invite everybody else. As the owner of the database: who
 * can run this command already holds the data. Earlier invitations of this kind stop working.
 * @returns the address to open, once. Show it to nobody but who runs the command.
 * @throws DomainError "conflict" when the office has somebody and `recover` is false.
 */
export function inviteFirstOffice(db: Database, input: FirstOffice, parts: InvitationParts): Promise<string> {
  const { email, name, recover } = input;
  return db.transaction().execute(async (tx) => {
    if (!recover && (await hasOffice(tx))) throw new DomainError("conflict", messages.firstOffice.alreadyThere);
    await closeEarlier(tx, parts.clock.now());
    const invitation = { email, name, partnerId: null, roles: ["programmeOffice"] } as const;
    const { id, url } = await inviteToPartner(tx, null, invitation, parts);
    await recordEvent(tx, null, "office.invited", { kind: "invitation", id }, { recover });
    return url;
  });
}

async function hasOffice(tx: Tx): Promise<boolean> {
  const found = await tx
    .selectFrom("membership")
    .select("id")
    .where((eb) => eb(eb.val("programmeOffice"), "=", eb.fn.any("roles")))
    .where((eb) => eb.or([eb("validUntil", "is", null), eb("validUntil", ">=", today)]))
    .executeTakeFirst();
  return found !== undefined;
}

/** Only those of the owner: what a person of the office sent stays. */
async function closeEarlier(tx: Tx, now: Date): Promise<void> {
  await tx
    .updateTable("invitation")
    .set({ expiresAt: now })
    .where("invitedBy", "is", null)
    .where("acceptedAt", "is", null)
    .where("expiresAt", ">", now)
    .execute();
}
