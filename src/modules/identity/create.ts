import type { Hono } from "hono";
import type { Config } from "../../config.ts";
import type { Actor } from "../../platform/actor.ts";
import type { Clock } from "../../platform/clock.ts";
import type { DatabaseHandle, Tx } from "../../platform/database.ts";
import type { Env } from "../../platform/http.ts";
import type { Mail } from "../../platform/mail.ts";
import { createAccountRoutes } from "./account.routes.tsx";
import { type Accounts, createAccounts } from "./accounts.ts";
import { actorOf, type GroupsOf } from "./actors.ts";
import { mailSignInLink } from "./commands.ts";
import { exampleToken } from "./example.ts";
import { createInvitationRoutes } from "./invitation.routes.tsx";
import { createOfficeRoutes } from "./office.routes.tsx";
import { createSessions, type Sessions } from "./session.ts";
import { createSignInRoutes } from "./sign-in.routes.tsx";
import { createThrottle, type Throttle } from "./throttle.ts";

export type { GroupsOf } from "./actors.ts";

export interface PartnerName {
  readonly id: string;
  readonly name: string;
}

export interface IdentityParts {
  readonly handle: DatabaseHandle;
  readonly config: Config;
  readonly clock: Clock;
  readonly mail: Mail;
  /** Groups a person is in. Partners rank above people, so that the application hands this in. */
  readonly groupsOf: GroupsOf;
  /** Organisations to choose from on the invitation form, under the rights of `tx`. */
  readonly listPartners: (tx: Tx) => Promise<readonly PartnerName[]>;
  /** Where somebody lands after signing in. */
  readonly homeOf: (actor: Actor) => string;
  /** Least time an answer to a sign-in form takes, so that it does not tell whether an address is known. */
  readonly minimumAnswerMs?: number;
}

/** What the pages of this module share. */
export interface RouteParts extends IdentityParts {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
  readonly throttle: Throttle;
  readonly actorOf: (personId: string) => Promise<Actor | null>;
}

export interface Identity {
  /** Who sends this request, from the session cookie; null when nobody is signed in. */
  authenticate(request: Request): Promise<Actor | null>;
  /** The actor that this person is today; null when the person does not exist. */
  actorOf(personId: string): Promise<Actor | null>;
  /** Address that signs in as this example person; null outside example mode. */
  exampleLink(personId: string): string | null;
  /** Pages for whoever is not signed in; mount at "/". They need no frame and no actor. */
  readonly routes: Hono<Env>;
  /** Pages inside the workspace: /mensen, /postvak-uit, /account; mount at "/" behind the session. */
  readonly workspaceRoutes: Hono<Env>;
}

function signInAddress(baseUrl: string, token: string, next: string | null): string {
  const query = new URLSearchParams({ token, ...(next === null ? {} : { naar: next }) });
  return `${baseUrl}/inloggen/verify?${query}`;
}

/** Puts accounts, sessions and pages together; nothing is opened or started here. */
export function createIdentity(parts: IdentityParts): Identity {
  const { handle, config, clock, mail, groupsOf } = parts;
  const { db } = handle;
  const sessions = createSessions({ db, config, clock, groupsOf });
  const shared: RouteParts = {
    ...parts,
    sessions,
    accounts: createAccounts(handle, config, (email, token, next) =>
      mailSignInLink(db, mail, email, signInAddress(config.baseUrl, token, next)),
    ),
    throttle: createThrottle(clock),
    actorOf: (personId) => db.transaction().execute((tx) => actorOf(tx, groupsOf, personId)),
  };
  return {
    authenticate: sessions.authenticate,
    actorOf: shared.actorOf,
    exampleLink: (personId) =>
      config.mode === "example"
        ? `${config.baseUrl}/inloggen/voorbeeld/${exampleToken(config.secret, personId)}`
        : null,
    routes: createSignInRoutes(shared).route("/", createInvitationRoutes(shared)),
    workspaceRoutes: createOfficeRoutes(shared).route("/", createAccountRoutes(shared)),
  };
}
