import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { ZodError } from "zod";
import { messages } from "./messages.nl.ts";
import { type Env, isDomainError, renderPage, STATUS_OF } from "./platform/http.ts";
import { ButtonLink } from "./ui/Button.tsx";
import { PlainPage } from "./ui/Page.tsx";

const { error: words } = messages;

/** One page for every refusal: what happened, what to do, and the way back. */
export function errorPage(
  c: Context,
  status: 403 | 404 | 409 | 413 | 422 | 429 | 500 | 503,
  title: string,
  text: string,
  typedTexts: readonly string[] = [],
): Response {
  const page = (
    <PlainPage title={title}>
      <p class="rt-lead">{text}</p>
      {typedTexts.length > 0 && <TypedTexts texts={typedTexts} />}
      <ButtonLink href="/">{words.back}</ButtonLink>
    </PlainPage>
  );
  return c.html(renderPage(page), status);
}

/** What somebody typed in a form that could not be kept, to copy. */
function TypedTexts({ texts }: { texts: readonly string[] }) {
  return (
    <section aria-labelledby="getypt">
      <h2 class="utrecht-heading-2" id="getypt">
        {words.typedTitle}
      </h2>
      <p>{words.typedText}</p>
      {texts.map((text, index) => (
        <pre key={`${index}`} class="rt-pre" dir="auto">
          {text}
        </pre>
      ))}
    </section>
  );
}

/** Fields that are not text of the sender: secrets, and what the form itself put in. */
const NOT_TYPED = /password|wachtwoord|token|submissionId|version|^id$/i;

/** The texts of the form that was sent; empty when it cannot be read again. */
async function typedIn(c: Context): Promise<string[]> {
  if (c.req.method !== "POST") return [];
  const body = await c.req.parseBody({ all: true }).catch(() => ({}));
  return Object.entries(body)
    .filter(([name]) => !NOT_TYPED.test(name))
    .flatMap(([, value]) => (Array.isArray(value) ? value : [value]))
    .filter((value): value is string => typeof value === "string" && value.trim() !== "");
}

export const notFoundPage = (c: Context): Response => errorPage(c, 404, words.title.not_found, words.notFoundText);
export const foreignOriginPage = (c: Context): Response => errorPage(c, 403, words.originTitle, words.originText);
export const tooLargePage = (c: Context): Response => errorPage(c, 413, words.tooLargeTitle, words.tooLargeText);

/** Classes of PostgreSQL errors (SQLSTATE): 53 no resources or disk full, 57P shutting down, 08 no connection. */
const STORAGE_STATE = /^(53|57P|08)/;
const STORAGE_CODES = new Set(["ENOSPC", "EDQUOT", "EROFS", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT"]);

function isStorageTrouble(error: Error): boolean {
  const code = "code" in error ? String(error.code) : "";
  return (
    STORAGE_STATE.test(code) ||
    STORAGE_CODES.has(code) ||
    /No space left|could not extend file|connection terminated/i.test(error.message)
  );
}

/** SQLSTATE 42501: the database refused what the code should have refused. Outside it looks like any closed door. */
const isRefusedByDatabase = (error: Error): boolean => "code" in error && error.code === "42501";

/**
 * The only place where a failure becomes an answer. Expected ones have their own page; anything else is our mistake:
 * it gets a code that stands in the log beside the error, and nothing of the error reaches the page.
 */
export function answerError(log: (line: string) => void) {
  return async (error: Error, c: Context<Env>): Promise<Response> => {
    if (isDomainError(error)) {
      const status = STATUS_OF[error.reason];
      const title = words.title[error.reason];
      if (status === 404) return errorPage(c, status, title, words.notFoundText);
      return errorPage(c, status, title, error.message, await typedIn(c));
    }
    const typed = await typedIn(c);
    // A field that our own forms always send: whoever leaves it out did not use the form.
    if (error instanceof ZodError)
      return errorPage(c, 422, words.title.invalid_input, error.issues[0]?.message ?? words.crashText, typed);
    if (isStorageTrouble(error)) return errorPage(c, 503, words.fullTitle, words.fullText, typed);
    const code = randomBytes(4).toString("hex");
    if (isRefusedByDatabase(error)) {
      log(`[${code}] ${c.req.method} ${c.req.routePath}: geweigerd door de database`);
      return notFoundPage(c);
    }
    log(`[${code}] ${c.req.method} ${c.req.routePath}: ${error.stack ?? error.message}`);
    return errorPage(c, 500, words.crashTitle, `${words.crashText} ${words.reference(code)}`, typed);
  };
}
