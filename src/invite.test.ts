import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { type DataPlace, newDataPlace, type Running, startProcess } from "./testing/running.ts";

/** A new installation in production, from nothing to the first person of the office, as who runs it would do it. */

const SECRET = "geheim-dat-alleen-in-toetsen-bestaat-0123456789";
const BASE_URL = "https://tafel.example";
const PASSWORD = "correct paard batterij";
let place: DataPlace;
let running: Running | null = null;

before(async () => {
  place = await newDataPlace();
});
after(async () => {
  await running?.end("SIGKILL");
  await place.remove();
});

const environment = (more: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env.PATH ?? "",
  ...place.env,
  NODE_ENV: "production",
  BASE_URL,
  SECRET,
  ...more,
});
const invite = (...args: string[]) =>
  spawnSync(process.execPath, ["build/cli/invite.js", ...args], { encoding: "utf8", env: environment() });
const command = (name: string, ...args: string[]) =>
  spawnSync(process.execPath, [`build/cli/${name}.js`, ...args], { encoding: "utf8", env: environment() });
const linkIn = (text: string): string => /https:\/\/tafel\.example(\/uitnodiging\/\S+)/.exec(text)?.[1] ?? "";

test("without an address or a name the command says how to use it, and makes nothing", () => {
  for (const args of [[], ["office@example.nl"], ["office@example.nl", "Ömer", "--dwing"]]) {
    const refused = invite(...args);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /Gebruik: npm run invite -- naam@organisatie\.nl/);
  }
  const wrong = invite("geen-adres", "Ömer İnce");
  assert.equal(wrong.status, 1);
  assert.match(wrong.stderr, /Vul een e-mailadres in/);
  assert.doesNotMatch(wrong.stderr, /\n\s+at /, "no stack");
});

test("the first person of the office comes in with the printed link; a second invitation is refused", async () => {
  const lost = invite("office@example.nl", "Ömer", "İnce");
  assert.equal(lost.status, 0, lost.stderr);
  const again = invite("office@example.nl", "Ömer", "İnce");
  assert.match(again.stdout, /Uitnodiging voor Ömer İnce \(programmabureau\)/);
  assert.match(again.stdout, /geen mailserver ingesteld/);

  running = await startProcess({ ...environment(), NODE_ENV: "production" });
  const { url } = running;
  const post = (path: string, form: Readonly<Record<string, string>>) =>
    fetch(`${url}${path}`, {
      method: "POST",
      headers: { Origin: BASE_URL },
      body: new URLSearchParams(form),
      redirect: "manual",
    });
  assert.equal((await fetch(`${url}${linkIn(lost.stdout)}`)).status, 410, "only the newest link works");
  const path = linkIn(again.stdout);
  assert.equal((await post(path, { password: PASSWORD, repeat: PASSWORD })).status, 200);
  assert.equal((await post(path, { password: PASSWORD, repeat: PASSWORD })).status, 410, "once");
  const entered = await post("/inloggen/wachtwoord", { accountEmail: "office@example.nl", password: PASSWORD });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
  const page = await fetch(`${url}/mensen/uitnodigen`, { headers: { cookie } });
  assert.equal(page.status, 200, "and can invite the others");
  assert.equal(await running.end("SIGINT"), 0);

  const refused = invite("ander@example.nl", "Iemand", "anders");
  assert.equal(refused.status, 1);
  assert.match(refused.stderr, /Het programmabureau heeft al iemand[\s\S]*--herstel/);
  assert.doesNotMatch(refused.stderr + refused.stdout, /office@example\.nl/, "says nothing of who is there");
});

test("an office that lost its way in gets a new one, and the trail says so", () => {
  const recovered = invite("ander@example.nl", "Iemand", "anders", "--herstel");
  assert.equal(recovered.status, 0, recovered.stderr);
  assert.notEqual(linkIn(recovered.stdout), "");
  const audit = command("audit", "verify");
  assert.equal(audit.status, 0, audit.stderr);
  assert.match(audit.stdout, /De keten is heel/);
});
