import { type Context, Hono, type MiddlewareHandler } from "hono";
import type { VNode } from "preact";
import { renderToString } from "preact-render-to-string";
import type { Actor } from "./actor.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./database.ts";
import { DomainError, type Reason, requirePermission } from "./errors.ts";
import type { Mail } from "./mail.ts";

/** What the page frame needs to know about this request: who is signed in, and where they are. */
export interface Frame {
  readonly nav: readonly { href: string; label: string }[];
  readonly account: { name: string; roleLabel: string; organisation?: string };
  readonly exampleMode: boolean;
  /** Path of the request, to mark the current item. */
  readonly current: string;
  readonly notice?: { kind: "ok" | "warning" | "error"; text: string };
}

export interface Env {
  Variables: { db: Database; actor: Actor; clock: Clock; frame: Frame; baseUrl: string; mail: Mail };
}

export type AppContext = Context<Env>;

export const createRouter = () => new Hono<Env>();

export const renderPage = (page: VNode): string => `<!DOCTYPE html>${renderToString(page)}`;

export const STATUS_OF = {
  invalid_input: 422,
  not_found: 404,
  // Forbidden and unknown look the same from outside: a door that is not yours does not exist.
  forbidden: 404,
  invalid_transition: 409,
  conflict: 409,
  too_many: 429,
} as const satisfies Record<Reason, number>;

export const isDomainError = (error: unknown): error is DomainError => error instanceof DomainError;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** An id from the address; anything that cannot be one is unknown, not an error of the database. */
export function uuidParam(c: Context, name: string): string {
  const value = c.req.param(name) ?? "";
  if (!UUID.test(value)) throw new DomainError("not_found", "Deze pagina bestaat niet.");
  return value;
}

/** Form fields as text; repeated fields become arrays. Files and NUL characters are refused. */
export async function formBody(c: Context): Promise<Record<string, string | string[]>> {
  const body = await c.req.parseBody({ all: true });
  const clean: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(body)) {
    const values = Array.isArray(value) ? value : [value];
    if (values.some((item) => typeof item !== "string")) {
      throw new DomainError("invalid_input", "Dit formulier neemt geen bestanden aan.");
    }
    const texts = values.map((item) => String(item).replaceAll("\u0000", "").replaceAll("\r\n", "\n"));
    clean[name] = Array.isArray(value) ? texts : (texts[0] ?? "");
  }
  return clean;
}

/** Asks for permission before a form is even read: who may not, finds nothing here, whatever was sent. */
export const permit =
  (may: (actor: Actor) => boolean, what: string): MiddlewareHandler<Env> =>
  async (c, next) => {
    requirePermission(may(c.var.actor), what);
    await next();
  };

/** The typed text of one field, for showing a form again. */
export function typed(values: Readonly<Record<string, string | string[]>>, name: string): string {
  const value = values[name];
  return Array.isArray(value) ? (value[0] ?? "") : (value ?? "");
}
