import { Hono } from "hono";
import { answerError } from "../errorPages.tsx";
import { frameFor } from "../frame.ts";
import type { Actor } from "../platform/actor.ts";
import { type Clock, fixedClock } from "../platform/clock.ts";
import type { Database } from "../platform/database.ts";
import type { Env } from "../platform/http.ts";
import type { Mail } from "../platform/mail.ts";

export const TEST_CLOCK = fixedClock("2024-11-01T09:00:00Z");

/** Takes mail and keeps it, so that a test can read what would have been sent. */
export function collectingMail(): Mail & { readonly sent: { to: string; subject: string; text: string }[] } {
  const sent: { to: string; subject: string; text: string }[] = [];
  return {
    sent,
    deliver: async () => undefined,
    queue: async (_tx, { to, subject, text }) => {
      sent.push({ to, subject, text });
      return "mail";
    },
  };
}

interface Options {
  readonly clock?: Clock;
  readonly mail?: Mail;
}

/** One module's routes as one person sees them, with the frame and the error pages of the real application. */
export function routerClient(router: Hono<Env>, path: string, db: Database, actor: Actor, options: Options = {}) {
  const { clock = TEST_CLOCK, mail = collectingMail() } = options;
  const app = new Hono<Env>();
  app.onError(answerError((line) => process.stderr.write(`${line}\n`)));
  app.use(async (c, next) => {
    c.set("db", db);
    c.set("actor", actor);
    c.set("clock", clock);
    c.set("mail", mail);
    c.set("baseUrl", "http://localhost:3000");
    c.set("frame", frameFor(actor, c.req.path, false, null, c.req.query("gelukt")));
    await next();
  });
  app.route(path, router);
  return {
    get: async (address: string): Promise<Response> => app.request(address),
    post: async (address: string, fields: Readonly<Record<string, string>>): Promise<Response> =>
      app.request(address, { method: "POST", body: new URLSearchParams(fields) }),
  };
}
