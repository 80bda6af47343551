import type { VNode } from "preact";
import type { Actor } from "../../platform/actor.ts";
import { type AppContext, createRouter, formBody, renderPage, typed } from "../../platform/http.ts";
import { recordSession } from "./commands.ts";
import type { RouteParts } from "./create.ts";
import { personOfExampleToken } from "./example.ts";
import { ownPath } from "./identity.ts";
import { type FieldErrors, fieldErrors, linkInput, passwordInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { getPerson, personByEmail } from "./queries.ts";
import { senderAddress } from "./throttle.ts";
import { ConfirmPage, LinkOverPage, LinkSentPage, SignInPage, TooManyPage } from "./views/SignInPages.tsx";

export const page = (c: AppContext, node: VNode, status: 200 | 404 | 410 | 422 | 429 = 200) =>
  c.html(renderPage(node), status);

/** 429 with a page that says when to try again. */
export function tooMany(c: AppContext, seconds: number) {
  c.header("Retry-After", String(seconds));
  return page(c, <TooManyPage seconds={seconds} />, 429);
}

function showSignIn(c: AppContext) {
  const signedOut = c.req.query("gelukt") === "uitgelogd";
  return page(c, <SignInPage email="" next={ownPath(c.req.query("naar"))} signedOut={signedOut} />);
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** A new session, whatever there was before: an old one of this browser is removed. */
async function enter(c: AppContext, parts: RouteParts, token: string, way: string, next: string | null = null) {
  const { sessions, accounts, handle, homeOf } = parts;
  const former = sessions.tokenOf(c.req.raw);
  if (former !== null) await accounts.closeSession(former);
  const cookie = sessions.cookieFor(token);
  const actor = await sessions.authenticate(
    new Request(c.req.url, { headers: { cookie: cookie.split(";")[0] ?? "" } }),
  );
  if (actor === null) throw new Error("Een nieuwe sessie is niet te lezen.");
  await recordSession(handle.db, actor, "session.started", way);
  c.header("Set-Cookie", cookie);
  return c.redirect(next ?? homeOf(actor), 303);
}

async function postLink(c: AppContext, parts: RouteParts) {
  const values = await formBody(c);
  const next = ownPath(typed(values, "naar"));
  const parsed = linkInput.safeParse(values);
  if (!parsed.success) {
    return page(
      c,
      <SignInPage email={typed(values, "email")} next={next} linkErrors={fieldErrors(parsed.error)} />,
      422,
    );
  }
  const { email } = parsed.data;
  const seconds = parts.throttle.link(senderAddress(c), email);
  if (seconds > 0) return tooMany(c, seconds);
  // A known address costs more work; the pause hides that.
  await Promise.all([sendWhenKnown(parts, email, next), pause(parts.minimumAnswerMs ?? 400)]);
  return page(c, <LinkSentPage exampleMode={parts.config.mode === "example"} />);
}

async function sendWhenKnown(parts: RouteParts, email: string, next: string | null): Promise<void> {
  if ((await personByEmail(parts.handle.db, email)) !== null) await parts.accounts.sendLink(email, next);
}

async function postPassword(c: AppContext, parts: RouteParts) {
  const values = await formBody(c);
  const email = typed(values, "accountEmail");
  const next = ownPath(typed(values, "naar"));
  const parsed = passwordInput.safeParse(values);
  const refuse = (errors: FieldErrors) =>
    page(c, <SignInPage email={email} next={next} passwordErrors={errors} />, 422);
  if (!parsed.success) return refuse(fieldErrors(parsed.error));
  const { accountEmail, password } = parsed.data;
  const seconds = parts.throttle.password(senderAddress(c), accountEmail);
  if (seconds > 0) return tooMany(c, seconds);
  const token = await parts.accounts.signInByPassword(accountEmail, password);
  return token === null ? refuse({ password: messages.signIn.wrong }) : enter(c, parts, token, "password", next);
}

async function postVerify(c: AppContext, parts: RouteParts) {
  const seconds = parts.throttle.token(senderAddress(c));
  if (seconds > 0) return tooMany(c, seconds);
  const values = await formBody(c);
  const token = await parts.accounts.signInByLink(typed(values, "token"));
  const next = ownPath(typed(values, "naar"));
  return token === null ? page(c, <LinkOverPage />, 410) : enter(c, parts, token, "link", next);
}

async function signOut(c: AppContext, parts: RouteParts) {
  const { sessions, accounts, handle } = parts;
  const actor: Actor | null = await sessions.authenticate(c.req.raw);
  const token = sessions.tokenOf(c.req.raw);
  if (token !== null) await accounts.closeSession(token);
  if (actor !== null) await recordSession(handle.db, actor, "session.ended", "signOut");
  c.header("Set-Cookie", sessions.clearingCookie);
  return c.redirect("/inloggen?gelukt=uitgelogd", 303);
}

async function enterAsExample(c: AppContext, parts: RouteParts, signed: string) {
  const personId = personOfExampleToken(parts.config.secret, signed);
  if (personId === null) return c.notFound();
  const found = await parts.handle.db.transaction().execute((tx) => getPerson(tx, personId));
  if (!found.isExample) return c.notFound();
  return enter(c, parts, await parts.accounts.openSession(personId), "example");
}

/** Pages without a session. Mailed links open a page with a button, because mail scanners follow links. */
export function createSignInRoutes(parts: RouteParts) {
  const router = createRouter()
    .get("/inloggen", (c) => showSignIn(c))
    .post("/inloggen/link", (c) => postLink(c, parts))
    .post("/inloggen/wachtwoord", (c) => postPassword(c, parts))
    .get("/inloggen/verify", (c) => {
      const next = ownPath(c.req.query("naar"));
      return page(c, <ConfirmPage token={c.req.query("token") ?? ""} next={next} />);
    })
    .post("/inloggen/verify", (c) => postVerify(c, parts))
    .post("/uitloggen", (c) => signOut(c, parts));
  if (parts.config.mode === "example") {
    router.get("/inloggen/voorbeeld/:token", (c) => enterAsExample(c, parts, c.req.param("token")));
  }
  return router;
}
