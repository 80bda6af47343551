import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { office } from "../testing/actors.ts";
import { freshDatabase } from "../testing/database.ts";
import { startSmtp } from "../testing/smtp.ts";
import { asActor } from "./actor.ts";
import { systemClock } from "./clock.ts";
import type { DatabaseHandle, Tx } from "./database.ts";
import type { Jobs } from "./jobs.ts";
import { createMail, type Mail } from "./mail.ts";

let handle: DatabaseHandle;
beforeEach(async () => {
  handle = await freshDatabase();
});

/** Jobs that remember; pg-boss has its own test. */
function rememberedJobs() {
  const queued: { name: string; data: object }[] = [];
  const options: unknown[] = [];
  const jobs: Jobs = {
    define: (_name, _handler, given) => void options.push(given),
    start: async () => undefined,
    stop: async () => undefined,
    enqueue: async (_tx, name, data) => void queued.push({ name, data }),
  };
  return { jobs, queued, options };
}

function mailTo(smtpUrl: string | null) {
  const { jobs, queued } = rememberedJobs();
  const mail = createMail({ db: handle.db, jobs, clock: systemClock, smtpUrl, baseUrl: "https://tafel.example" });
  return { mail, queued };
}

const MESSAGE = { to: "shirin@bank.example", subject: "Ünïcode\r\nBcc: x@y.example", text: "Dag شیرین,\n.\ngeheim" };
const queue = (mail: Mail, confidential = false) =>
  asActor(handle.db, office, (tx: Tx) => mail.queue(tx, { ...MESSAGE, confidential }));
const stored = () => handle.db.selectFrom("mailMessage").selectAll().executeTakeFirstOrThrow();

test("without a mail server a mail is shown, and no job is made", async () => {
  const { mail, queued } = mailTo(null);
  await queue(mail);
  assert.equal((await stored()).status, "shown");
  assert.deepEqual(queued, []);
});

test("a mail is queued with its job in the transaction of the act, and not when the act fails", async () => {
  const { mail, queued } = mailTo("smtp://127.0.0.1:1");
  const id = await queue(mail);
  assert.deepEqual(queued, [{ name: "mail.deliver", data: { id } }]);
  await assert.rejects(
    asActor(handle.db, office, async (tx) => {
      await mail.queue(tx, MESSAGE);
      throw new Error("toch niet");
    }),
  );
  assert.equal((await handle.db.selectFrom("mailMessage").select("id").execute()).length, 1);
});

test("a mail reaches the server whole; a line break in the subject adds no header", async () => {
  const smtp = await startSmtp();
  const { mail } = mailTo(smtp.url);
  const id = await queue(mail);
  await mail.deliver(id);
  await mail.deliver(id);
  smtp.close();
  assert.equal(smtp.received.length, 1, "a second run of the job sends nothing");
  assert.doesNotMatch(smtp.received[0] ?? "", /^Bcc:/m);
  const { status, attempts, sentAt, bodyText } = await stored();
  assert.deepEqual([status, attempts, sentAt !== null, bodyText], ["sent", 1, true, MESSAGE.text]);
});

test("a server that cannot be reached keeps the mail waiting, and it leaves when the server is back", async () => {
  const gone = await startSmtp();
  gone.close();
  const { mail } = mailTo(gone.url);
  const id = await queue(mail);
  for (let n = 1; n <= 2; n += 1) {
    await assert.rejects(mail.deliver(id), (error) => error instanceof Error && !/geheim|shirin/.test(error.message));
    const { status, attempts, lastError } = await stored();
    assert.deepEqual([status, attempts, lastError], ["queued", n, "ESOCKET"]);
  }
  const back = await startSmtp(undefined, Number(new URL(gone.url).port));
  await mail.deliver(id);
  back.close();
  assert.equal((await stored()).status, "sent");
});

test("a temporary refusal is tried again, a final one is not", async () => {
  for (const [code, status] of [
    [451, "queued"],
    [550, "failed"],
  ] as const) {
    handle = await freshDatabase();
    const smtp = await startSmtp(code);
    const { mail } = mailTo(smtp.url);
    const id = await queue(mail);
    await mail.deliver(id).catch(() => undefined);
    smtp.close();
    assert.equal((await stored()).status, status);
  }
});

test("the text of a confidential mail is emptied once it is sent", async () => {
  const smtp = await startSmtp();
  const { mail } = mailTo(smtp.url);
  await mail.deliver(await queue(mail, true));
  smtp.close();
  assert.equal((await stored()).bodyText, "");
  assert.equal(smtp.received.length, 1);
});

test("retries go on for days, so that a night without a mail server loses nothing", () => {
  const { jobs, options } = rememberedJobs();
  createMail({ db: handle.db, jobs, clock: systemClock, smtpUrl: "smtp://x", baseUrl: "https://tafel.example" });
  const given = options[0] as { retries: number; longestWaitSeconds: number };
  assert.ok(given.retries * given.longestWaitSeconds > 24 * 3600);
});
