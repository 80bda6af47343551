import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { BASE_URL, lastLink, openTable, PASSWORD, signInByLink, tokenIn } from "./testing.ts";

const who = (table: Awaited<ReturnType<typeof openTable>>, cookie: string) =>
  table.identity.authenticate(new Request(BASE_URL, { headers: { cookie } }));

test("a mailed link opens a page with a button, and the button signs in", async () => {
  const table = await openTable();
  const browser = table.browser();
  const asked = await browser.post("/inloggen/link", { email: " OFFICE@example.NL " });
  assert.equal(asked.status, 200);
  const link = await lastLink(table);
  const opened = await browser.get(link);
  assert.equal(opened.status, 200);
  assert.match(await opened.text(), /<button type="submit"/);
  assert.equal(browser.cookie, "", "opening the link signs nobody in");
  const entered = await browser.post("/inloggen/verify", { token: tokenIn(link) });
  assert.equal(entered.status, 303);
  assert.equal(entered.headers.get("location"), "/overzicht");
  const actor = await who(table, browser.cookie);
  assert.deepEqual([actor?.id, actor?.name, actor?.roles], [table.officeId, "Ömer İnce", ["programmeOffice"]]);
});

test("the cookie is out of reach of scripts, other sites and plain connections", async () => {
  const table = await openTable();
  await table.browser().post("/inloggen/link", { email: "office@example.nl" });
  const token = tokenIn(await lastLink(table));
  const entered = await table.browser().post("/inloggen/verify", { token });
  const cookie = entered.headers.get("set-cookie") ?? "";
  assert.match(cookie, /^__Host-rondetafel=/);
  for (const flag of ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"]) assert.ok(cookie.includes(flag), flag);
  assert.ok(!cookie.includes("Domain"));
});

test("a link works once", async () => {
  const table = await openTable();
  await table.browser().post("/inloggen/link", { email: "office@example.nl" });
  const token = tokenIn(await lastLink(table));
  const [one, two] = await Promise.all([
    table.browser().post("/inloggen/verify", { token }),
    table.browser().post("/inloggen/verify", { token }),
  ]);
  assert.deepEqual([one?.status, two?.status].sort(), [303, 410]);
  assert.equal((await table.browser().post("/inloggen/verify", { token })).status, 410);
});

test("a link that is too old, forged or empty is refused with a way on", async () => {
  const table = await openTable();
  await table.browser().post("/inloggen/link", { email: "office@example.nl" });
  const token = tokenIn(await lastLink(table));
  await sql`update auth.verification set expires_at = now() - interval '1 second'`.execute(table.db);
  for (const wrong of [token, `${token}x`, "", "../../x"]) {
    const response = await table.browser().post("/inloggen/verify", { token: wrong });
    assert.equal(response.status, 410, wrong);
    assert.equal(response.headers.get("set-cookie"), null);
  }
});

test("the token of a link is not kept, only its hash", async () => {
  const table = await openTable();
  await table.browser().post("/inloggen/link", { email: "office@example.nl" });
  const token = tokenIn(await lastLink(table));
  const rows = await sql<{ all: string }>`select identifier || value as all from auth.verification`.execute(table.db);
  assert.equal(rows.rows.length, 1);
  assert.ok(!rows.rows[0]?.all.includes(token));
});

test("an unknown address gets the same answer, and no mail", async () => {
  const table = await openTable();
  const known = await table.browser().post("/inloggen/link", { email: "office@example.nl" });
  const unknown = await table.browser().post("/inloggen/link", { email: "niemand@example.nl" });
  assert.equal(unknown.status, known.status);
  assert.equal(await unknown.text(), await known.text());
  const mails = await table.db.selectFrom("mailMessage").select("toAddress").execute();
  assert.deepEqual(mails, [{ toAddress: "office@example.nl" }]);
});

async function tableWithPassword() {
  const table = await openTable();
  const browser = await signInByLink(table, "office@example.nl");
  const saved = await browser.post("/account/wachtwoord", { password: PASSWORD, repeat: PASSWORD });
  assert.equal(saved.status, 303);
  return { table, browser };
}

test("a password signs in; a wrong one and an unknown address get the same answer", async () => {
  const { table } = await tableWithPassword();
  const enter = (accountEmail: string, password: string) =>
    table.browser().post("/inloggen/wachtwoord", { accountEmail, password });
  assert.equal((await enter("office@example.nl", PASSWORD)).status, 303);
  const wrong = await enter("office@example.nl", "iets anders dan dat");
  const unknown = await enter("niemand@example.nl", "iets anders dan dat");
  assert.equal(wrong.status, 422);
  assert.equal(unknown.status, 422);
  const neutral = async (response: Response) => (await response.text()).replaceAll(/(office|niemand)@example.nl/g, "");
  assert.equal(await neutral(wrong), await neutral(unknown));
});

test("a new password ends the sessions elsewhere, not the own one", async () => {
  const { table, browser } = await tableWithPassword();
  const elsewhere = await signInByLink(table, "office@example.nl");
  await browser.post("/account/wachtwoord", { password: `${PASSWORD}2`, repeat: `${PASSWORD}2` });
  assert.equal(await who(table, elsewhere.cookie), null);
  assert.notEqual(await who(table, browser.cookie), null);
});

test("too many attempts get a page that says when to try again; the link still works for another", async () => {
  const { table } = await tableWithPassword();
  const attempt = () =>
    table.browser().post("/inloggen/wachtwoord", { accountEmail: "office@example.nl", password: "fout fout fout" });
  for (let n = 0; n < 8; n += 1) assert.equal((await attempt()).status, 422);
  const refused = await attempt();
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get("retry-after")) > 0);
  assert.match(await refused.text(), /Probeer het over 15 minuten opnieuw/);
  assert.equal((await table.browser().post("/inloggen/link", { email: "office@example.nl" })).status, 200);
});

test("signing in again gives a new session and removes the old one", async () => {
  const table = await openTable();
  const browser = await signInByLink(table, "office@example.nl");
  const first = browser.cookie;
  await browser.post("/inloggen/link", { email: "office@example.nl" });
  await browser.post("/inloggen/verify", { token: tokenIn(await lastLink(table)) });
  assert.notEqual(browser.cookie, first);
  assert.equal(await who(table, first), null);
  assert.notEqual(await who(table, browser.cookie), null);
});

test("signing out removes the session from the database", async () => {
  const table = await openTable();
  const browser = await signInByLink(table, "office@example.nl");
  const stolen = browser.cookie;
  assert.equal((await browser.post("/uitloggen")).status, 303);
  assert.equal(await who(table, stolen), null);
  assert.deepEqual(await table.db.selectFrom("auth.session").select("id").execute(), []);
});

test("a session ends after twelve hours without use, and rolls on with use", async () => {
  const table = await openTable();
  const { cookie } = await signInByLink(table, "office@example.nl");
  await sql`update auth.session set expires_at = now() + interval '10 minutes'`.execute(table.db);
  assert.notEqual(await who(table, cookie), null);
  const rolled = await table.db.selectFrom("auth.session").select("expiresAt").executeTakeFirstOrThrow();
  assert.ok(rolled.expiresAt.getTime() > Date.now() + 11.9 * 3_600_000);
  await sql`update auth.session set expires_at = now() - interval '1 second'`.execute(table.db);
  assert.equal(await who(table, cookie), null);
});

test("a session token that is not signed by us opens nothing", async () => {
  const table = await openTable();
  await signInByLink(table, "office@example.nl");
  const { token } = await table.db.selectFrom("auth.session").select("token").executeTakeFirstOrThrow();
  for (const value of [token, `${token}.`, `${token}.${"A".repeat(43)}`, ".", ""]) {
    assert.equal(await who(table, `__Host-rondetafel=${value}`), null, value);
  }
});

test("the example link exists in example mode only, for example people only, and survives a restart", async () => {
  const production = await openTable();
  assert.equal(production.identity.exampleLink(production.officeId), null);
  const table = await openTable("example");
  const { ensureExamplePerson } = await import("./index.ts");
  const example = {
    key: "bank",
    name: "Voorbeeld",
    email: "bank@example.nl",
    roles: ["reader"],
    partnerId: null,
  } as const;
  const id = await ensureExamplePerson(table.db, example);
  assert.equal(await ensureExamplePerson(table.db, example), id);
  const path = (personId: string) => (table.identity.exampleLink(personId) ?? "").slice(BASE_URL.length);
  assert.equal(path(id), path(id));
  assert.equal((await table.browser().get(path(id))).status, 303);
  assert.equal((await table.browser().get(path(table.officeId))).status, 404);
  assert.equal((await table.browser().get(`${path(id)}x`)).status, 404);
  const again = await openTable("production");
  assert.notEqual((await again.browser().get(path(id))).status, 200);
  assert.equal((await again.app.request(path(id))).headers.get("set-cookie"), null);
});

test("a person whose membership has ended keeps no role", async () => {
  const table = await openTable();
  const { cookie } = await signInByLink(table, "office@example.nl");
  await sql`update membership set valid_until = current_date - 2`.execute(table.db);
  assert.deepEqual((await who(table, cookie))?.roles, []);
});

test("signing in and out leave a trail without an address", async () => {
  const table = await openTable();
  await (await signInByLink(table, "office@example.nl")).post("/uitloggen");
  const events = await table.db.selectFrom("auditEvent").select(["verb", "detail"]).orderBy("id").execute();
  const verbs = events.map(({ verb }) => verb);
  assert.deepEqual(verbs, ["person.added", "signInLink.sent", "session.started", "session.ended"]);
  assert.ok(!JSON.stringify(events).includes("example.nl"));
});

test("signing in leads on to the page that was asked for, and never to another site", async () => {
  const table = await openTable();
  const follow = async (naar: string) => {
    const browser = table.browser();
    await browser.post("/inloggen/link", { email: "office@example.nl", naar });
    const link = new URL(await lastLink(table), BASE_URL);
    const form = { token: link.searchParams.get("token") ?? "", naar: link.searchParams.get("naar") ?? naar };
    return (await browser.post("/inloggen/verify", form)).headers.get("location");
  };
  assert.equal(await follow("/rondes/mijn?ronde=2"), "/rondes/mijn?ronde=2");
  for (const wrong of ["//kwaad.example", "/\\kwaad.example", "https://kwaad.example"]) {
    assert.equal(await follow(wrong), "/overzicht", wrong);
  }
});

test("the word of a proxy about the sender counts only from our own network", async () => {
  const { senderAddress } = await import("./throttle.ts");
  const from = (remoteAddress: string, forwarded: string) =>
    senderAddress({
      env: { incoming: { socket: { remoteAddress } } },
      req: { header: () => forwarded },
    } as unknown as Parameters<typeof senderAddress>[0]);
  assert.equal(from("10.0.0.2", "1.1.1.1, 203.0.113.9"), "203.0.113.9");
  assert.equal(from("198.51.100.7", "203.0.113.9"), "198.51.100.7");
});
