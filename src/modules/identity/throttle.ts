import type { Clock } from "../../platform/clock.ts";
import type { AppContext } from "../../platform/http.ts";
import { createRateLimit } from "../../platform/rate-limit.ts";

const WINDOW_MS = 15 * 60_000;

/** Node's request, when the server hands it on as hono's `env`. */
interface NodeBindings {
  readonly incoming?: { readonly socket?: { readonly remoteAddress?: string } };
}

const IS_PRIVATE = /^(::ffff:)?(127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/i;

/** Address of the sender. The word of a proxy is taken only when it stands in our own network. */
export function senderAddress(c: AppContext): string {
  const direct = (c.env as NodeBindings | undefined)?.incoming?.socket?.remoteAddress ?? "";
  const forwarded = c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim();
  return forwarded !== undefined && IS_PRIVATE.test(direct) ? forwarded : direct;
}

export interface Throttle {
  /** Seconds to wait; 0 when the attempt may go on. */
  link(address: string, email: string): number;
  password(address: string, email: string): number;
  /** Opening a mailed link: guessing is hopeless, this keeps it cheap for us. */
  token(address: string): number;
}

/** Signing in by link and by password count apart: who blocks a password cannot block the link. */
export function createThrottle(clock: Clock): Throttle {
  const limit = (attempts: number) => createRateLimit({ limit: attempts, windowMs: WINDOW_MS, clock });
  const [perAddress, links, passwords] = [limit(40), limit(5), limit(8)];
  return {
    link: (address, email) => perAddress.take(address) || links.take(email),
    password: (address, email) => perAddress.take(address) || passwords.take(email),
    token: (address) => perAddress.take(address),
  };
}
