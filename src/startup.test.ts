import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { type DataPlace, freePort, newDataPlace, type Running, signIn, startProcess } from "./testing/running.ts";

/** The real process, as a person meets it: starting, stopping, starting again, being killed. */

const onServer = (process.env.DATABASE_URL ?? "") !== "";
const SECRET = "geheim-dat-alleen-in-toetsen-bestaat-0123456789";
let place: DataPlace;
const running = new Set<Running>();

const start = async (env: Readonly<Record<string, string>> = {}, name?: string): Promise<Running> => {
  const one = await startProcess({ ...place.env, ...env }, name);
  running.add(one);
  return one;
};
before(async () => {
  place = await newDataPlace();
});
after(async () => {
  for (const one of running) await one.end("SIGKILL");
  await place.remove();
});

const promise = (text: string) => ({
  submissionId: randomUUID(),
  kind: "commitment",
  text,
  madeBy: "de minister van het voorbeeld",
  madeOnText: "2024-05-01",
  inDocument: "",
  paperKey: "",
  dueOn: "",
});

test("the first start says where it is and who can sign in; Ctrl-C stops it; the second start keeps all", async () => {
  const first = await start();
  for (const label of ["Programmabureau", "Contactpersoon partner", "Lid kerngroep", "Beleidsmedewerker", "Lezer"])
    assert.match(first.linkOf(label), /^http:\/\/localhost:\d+\/inloggen\/voorbeeld\//, label);
  assert.equal(await (await fetch(`${first.url}/healthz`)).text(), "ok");
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  const office = await signIn(first, "Programmabureau");
  assert.equal((await office.get("/overzicht")).status, 200);
  const made = await office.post("/toezeggingen", promise("Deze toezegging overleeft een herstart. مرحبا שלום"));
  assert.equal(made.status, 303);
  assert.equal(await first.end("SIGINT"), 0);
  assert.match(first.said(), /Gestopt\. Alles is bewaard\./);

  const second = await start();
  const again = await (await signIn(second, "Programmabureau")).get(made.headers.get("location") ?? "");
  assert.match(await again.text(), /overleeft een herstart\. مرحبا שלום/);
  assert.equal(await second.end("SIGTERM"), 0);
});

test("a second process on the same data folder is refused with a sentence, and harms nothing", {
  skip: onServer && "many processes may share a server",
}, async () => {
  const first = await start();
  const second = await start();
  assert.equal(await second.end(), 1);
  assert.match(second.said(), /is al in gebruik door een andere Rondetafel[\s\S]*DATA_DIR/);
  assert.doesNotMatch(second.said(), /\n\s+at /, "no stack");
  assert.equal((await fetch(`${first.url}/readyz`)).status, 200);
  await first.end("SIGINT");
});

test("a taken port is said, with the way out", async () => {
  const port = await freePort();
  const other = createServer().listen(port, "127.0.0.1");
  const refused = await start({ PORT: String(port) });
  assert.equal(await refused.end(), 1);
  assert.match(refused.said(), new RegExp(`Poort ${port} is al in gebruik[\\s\\S]*PORT=${port + 1} npm start`));
  other.close();
});

test("in production a missing secret stops the start, and example links do not exist", async () => {
  const refused = await start({ NODE_ENV: "production", BASE_URL: "https://tafel.example" });
  assert.equal(await refused.end(), 1);
  assert.match(refused.said(), /SECRET ontbreekt/);
  const example = await start();
  const path = new URL(example.linkOf("Programmabureau")).pathname;
  await example.end("SIGINT");
  const production = await start({ NODE_ENV: "production", BASE_URL: "https://tafel.example", SECRET });
  assert.doesNotMatch(production.said(), /voorbeeld/);
  const answer = await fetch(`${production.url}${path}`, { redirect: "manual" });
  assert.equal(answer.headers.get("set-cookie"), null);
  assert.notEqual(answer.status, 200);
  await production.end("SIGINT");
});

test("kill -9 in the middle of writing: every acknowledged write is there after the restart", async () => {
  const acknowledged: string[] = [];
  for (let round = 0; round < 3; round += 1) {
    const victim = await start();
    const office = await signIn(victim, "Programmabureau");
    let going = true;
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; going; n += 1) {
        const answer = await office
          .post("/toezeggingen", promise(`Ronde ${round}, schrijver ${writer}, nummer ${n}`))
          .catch(() => null);
        if (answer?.status === 303) acknowledged.push(answer.headers.get("location")?.split("?")[0] ?? "");
      }
    };
    const writers = [1, 2, 3].map(write);
    await new Promise((resolve) => setTimeout(resolve, 700 + 350 * round));
    await victim.end("SIGKILL");
    going = false;
    await Promise.all(writers);
  }
  assert.ok(acknowledged.length > 50, `${acknowledged.length} acknowledged`);
  const survivor = await start();
  const office = await signIn(survivor, "Programmabureau");
  const lost: string[] = [];
  for (const path of acknowledged) if ((await office.get(path)).status !== 200) lost.push(path);
  assert.deepEqual(lost, []);
  assert.equal((await fetch(`${survivor.url}/readyz`)).status, 200);
  await survivor.end("SIGINT");
});

test("the site runs as a process of its own, beside a worker", {
  skip: !onServer && "needs a server that processes share",
}, async () => {
  const site = await start({}, "site");
  const home = await fetch(site.url);
  assert.equal(home.status, 200);
  assert.equal((await fetch(`${site.url}/overzicht`)).status, 404);
  assert.equal((await fetch(`${site.url}/inloggen`)).status, 404);
  const worker = await start({}, "worker");
  assert.match(worker.said(), /De werker staat klaar/);
  assert.equal(await worker.end("SIGTERM"), 0);
  assert.equal(await site.end("SIGTERM"), 0);
});
