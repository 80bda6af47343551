import type { Config } from "../../config.ts";
import type { Actor } from "../../platform/actor.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Database } from "../../platform/database.ts";
import { type GroupsOf, peopleToday, toActor } from "./actors.ts";
import { SESSION_HOURS } from "./identity.ts";
import { sign, unsign } from "./tokens.ts";

const HOUR = 3_600_000;
const PURPOSE = "sessie";

export interface Sessions {
  authenticate(request: Request): Promise<Actor | null>;
  /** Token of the session in the cookie, when the cookie is one of ours. */
  tokenOf(request: Request): string | null;
  /** Value of a Set-Cookie header. No lifetime: closing the browser ends it; how long it holds, the database says. */
  cookieFor(token: string): string;
  readonly clearingCookie: string;
}

function cookieValue(request: Request, name: string): string | null {
  const pairs = (request.headers.get("cookie") ?? "").split(";");
  const found = pairs.map((pair) => pair.trim()).find((pair) => pair.startsWith(`${name}=`));
  return found === undefined ? null : found.slice(name.length + 1);
}

/**
 * Sessions in better-auth's own table, read by one query of ours: its reading takes three, and this is done for every
 * page. The cookie is signed, so that who can read the table still cannot make one.
 */
export function createSessions(parts: { db: Database; config: Config; clock: Clock; groupsOf: GroupsOf }): Sessions {
  const { config } = parts;
  const secure = config.mode === "production";
  const name = secure ? "__Host-rondetafel" : "rondetafel";
  const flags = `Path=/; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const tokenOf = (request: Request) => {
    const value = cookieValue(request, name);
    return value === null ? null : unsign(config.secret, PURPOSE, value);
  };
  return {
    tokenOf,
    authenticate: async (request) => {
      const token = tokenOf(request);
      return token === null ? null : actorOfSession(parts, token);
    },
    cookieFor: (token) => `${name}=${sign(config.secret, PURPOSE, token)}; ${flags}`,
    clearingCookie: `${name}=; Max-Age=0; ${flags}`,
  };
}

function actorOfSession(parts: { db: Database; clock: Clock; groupsOf: GroupsOf }, token: string) {
  const now = parts.clock.now();
  return parts.db.transaction().execute(async (tx) => {
    const found = await peopleToday(tx)
      .innerJoin("auth.session", "auth.session.userId", "person.id")
      .where("auth.session.token", "=", token)
      .where("auth.session.expiresAt", ">", now)
      .select("auth.session.expiresAt")
      .limit(1)
      .executeTakeFirst();
    if (found === undefined) return null;
    if (found.expiresAt.getTime() - now.getTime() < (SESSION_HOURS - 1) * HOUR) {
      // Rolls on, but writes at most once an hour.
      const expiresAt = new Date(now.getTime() + SESSION_HOURS * HOUR);
      await tx.updateTable("auth.session").set({ expiresAt }).where("token", "=", token).execute();
    }
    return toActor(tx, parts.groupsOf, found);
  });
}
