import { sql } from "kysely";
import type { Database, Tx } from "./database.ts";

/** What a person may be in a programme; one person can be several. */
export const ROLES = ["programmeOffice", "partnerContact", "coreGroupMember", "policyOfficer", "reader"] as const;
export type Role = (typeof ROLES)[number];

/** Who is asking. Built from the session once per request; never from what a form says. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** The organisation this person speaks for. */
  readonly partnerId: string | null;
  readonly groupIds: readonly string[];
}

export const hasRole = (actor: Actor, ...roles: readonly Role[]): boolean =>
  roles.some((role) => actor.roles.includes(role));

const NOBODY = "00000000-0000-0000-0000-000000000000";

async function enterRole(tx: Tx, actor: Actor): Promise<void> {
  await sql`select
    set_config('role', 'rondetafel_member', true),
    set_config('app.person', ${actor.id}, true),
    set_config('app.partner', ${actor.partnerId ?? NOBODY}, true),
    set_config('app.groups', ${`{${actor.groupIds.join(",")}}`}, true),
    set_config('app.roles', ${`{${actor.roles.join(",")}}`}, true)`.execute(tx);
}

/**
 * The only door to the data for anything done for a person. Inside, row-level security decides which rows
 * exist; keep it short, because the embedded engine has one connection: no rendering, mail or network.
 */
export function asActor<T>(db: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await enterRole(tx, actor);
    return work(tx);
  });
}

/** As asActor, but every query sees the same moment: for freezing and exports. Nothing can be written. */
export function asActorSnapshot<T>(db: Database, actor: Actor, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      await enterRole(tx, actor);
      return work(tx);
    });
}

/** The public: sees the schema `published` and nothing else, and cannot write. */
export function asSite<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute(async (tx) => {
      await sql`select set_config('role', 'rondetafel_site', true)`.execute(tx);
      return work(tx);
    });
}
