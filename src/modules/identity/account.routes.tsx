import { asActor } from "../../platform/actor.ts";
import { type AppContext, createRouter, formBody, renderPage, typed } from "../../platform/http.ts";
import { renameSelf, setPassword } from "./commands.ts";
import type { RouteParts } from "./create.ts";
import { type FieldErrors, fieldErrors, nameInput, newPasswordInput } from "./input.ts";
import { visibleAddresses } from "./queries.ts";
import { AccountPage } from "./views/AccountPage.tsx";

async function show(c: AppContext, name: string, errors: FieldErrors = {}) {
  const { actor, db, frame } = c.var;
  const email = (await asActor(db, actor, visibleAddresses)).get(actor.id) ?? null;
  const status = Object.keys(errors).length === 0 ? 200 : 422;
  return c.html(renderPage(<AccountPage frame={frame} name={name} email={email} errors={errors} />), status);
}

async function saveName(c: AppContext) {
  const { actor, db } = c.var;
  const values = await formBody(c);
  const parsed = nameInput.safeParse(values);
  if (!parsed.success) return show(c, typed(values, "name"), fieldErrors(parsed.error));
  await asActor(db, actor, (tx) => renameSelf(tx, actor, parsed.data.name));
  return c.redirect("/account?gelukt=opgeslagen", 303);
}

async function savePassword(c: AppContext, parts: RouteParts) {
  const { actor } = c.var;
  const parsed = newPasswordInput.safeParse(await formBody(c));
  if (!parsed.success) return show(c, actor.name, fieldErrors(parsed.error));
  const hash = await parts.accounts.hashPassword(parsed.data.password);
  await setPassword(parts.handle.db, actor, hash, parts.sessions.tokenOf(c.req.raw));
  return c.redirect("/account?gelukt=opgeslagen", 303);
}

/** The own account of whoever is signed in. */
export const createAccountRoutes = (parts: RouteParts) =>
  createRouter()
    .get("/account", (c) => show(c, c.var.actor.name))
    .post("/account/naam", (c) => saveName(c))
    .post("/account/wachtwoord", (c) => savePassword(c, parts));
