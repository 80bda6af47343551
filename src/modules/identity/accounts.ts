import { betterAuth } from "better-auth";
import { isAPIError } from "better-auth/api";
import { magicLink } from "better-auth/plugins";
import type { Config } from "../../config.ts";
import type { DatabaseHandle } from "../../platform/database.ts";
import { newId } from "../../platform/ids.ts";
import { LINK_MINUTES, PASSWORD_MAX, PASSWORD_MIN, SESSION_HOURS } from "./identity.ts";

/** Receives a fresh sign-in token for an account, and the page to go on to. */
export type SendLink = (email: string, token: string, next: string | null) => Promise<void>;

/** What this module asks of better-auth; nothing else of it is reachable. Never call inside a transaction: it takes a connection of its own. */
export interface Accounts {
  /** Makes a token that signs in once within fifteen minutes, and hands it to SendLink. */
  sendLink(email: string, next: string | null): Promise<void>;
  /** Token of the new session; null when the link is unknown, used or too old. */
  signInByLink(token: string): Promise<string | null>;
  /** Token of the new session; takes equally long for unknown addresses. */
  signInByPassword(email: string, password: string): Promise<string | null>;
  openSession(personId: string): Promise<string>;
  closeSession(token: string): Promise<void>;
  hashPassword(password: string): Promise<string>;
}

function configure(handle: DatabaseHandle, config: Config, sendLink: SendLink) {
  return betterAuth({
    secret: config.secret,
    baseURL: config.baseUrl,
    database: { db: handle.db, type: "postgres", schemaName: "auth" },
    advanced: { database: { generateId: () => newId() }, ipAddress: { disableIpTracking: true } },
    // Its log would name addresses.
    logger: { disabled: true },
    telemetry: { enabled: false },
    rateLimit: { enabled: false },
    session: { expiresIn: SESSION_HOURS * 3600 },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: PASSWORD_MIN,
      maxPasswordLength: PASSWORD_MAX,
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        storeToken: "hashed",
        expiresIn: LINK_MINUTES * 60,
        sendMagicLink: ({ email, token, metadata }) => sendLink(email, token, metadata?.next ?? null),
      }),
    ],
  });
}

/** better-auth says no by throwing, or by redirecting to a page of its own; a fault of ours goes on up. */
async function tokenOrNull(work: Promise<{ token?: string | null }>): Promise<string | null> {
  try {
    return (await work).token ?? null;
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) return null;
    throw error;
  }
}

export function createAccounts(handle: DatabaseHandle, config: Config, sendLink: SendLink): Accounts {
  const auth = configure(handle, config, sendLink);
  const headers = new Headers();
  return {
    sendLink: async (email, next) =>
      void (await auth.api.signInMagicLink({ body: { email, metadata: { next } }, headers })),
    signInByLink: (token) => tokenOrNull(auth.api.magicLinkVerify({ query: { token }, headers })),
    signInByPassword: (email, password) => tokenOrNull(auth.api.signInEmail({ body: { email, password }, headers })),
    openSession: async (personId) => (await (await auth.$context).internalAdapter.createSession(personId)).token,
    closeSession: async (token) => void (await (await auth.$context).internalAdapter.deleteSession(token)),
    hashPassword: async (password) => (await auth.$context).password.hash(password),
  };
}
