import type { Generated } from "kysely";
import { createTransport } from "nodemailer";
import type { Clock } from "./clock.ts";
import type { Database, Tx } from "./database.ts";
import { newId } from "./ids.ts";
import type { Jobs } from "./jobs.ts";

export type MailStatus = "queued" | "sent" | "failed" | "shown";

declare module "./database.ts" {
  interface Tables {
    mailMessage: {
      id: Generated<string>;
      toAddress: string;
      subject: string;
      bodyText: string;
      confidential: Generated<boolean>;
      status: Generated<MailStatus>;
      attempts: Generated<number>;
      lastError: string | null;
      createdAt: Timestamp;
      sentAt: Date | null;
    };
  }
}

export interface OutgoingMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** Holds a link that signs somebody in: hidden from the outbox page, emptied once sent. */
  readonly confidential?: boolean;
}

export interface Mail {
  /** Part of the caller's transaction; leaves after it commits. Without a mail server it is shown in the outbox. */
  queue(tx: Tx, mail: OutgoingMail): Promise<string>;
  /** One attempt to send; a message that is no longer waiting is left alone. Throws when it must be tried again. */
  deliver(id: string): Promise<void>;
}

export interface OutboxMail {
  readonly id: string;
  readonly toAddress: string;
  readonly subject: string;
  readonly bodyText: string;
  readonly status: MailStatus;
  readonly attempts: number;
  readonly createdAt: Date;
}

/** The newest mails that `tx` may see. */
export function listOutbox(tx: Tx, limit = 100): Promise<OutboxMail[]> {
  return tx
    .selectFrom("mailMessage")
    .select(["id", "toAddress", "subject", "bodyText", "status", "attempts", "createdAt"])
    .orderBy("createdAt", "desc")
    .limit(limit)
    .execute();
}

const DELIVER = "mail.deliver";
const RETRIES = 60;
const CONNECT_MS = 10_000;

export interface MailParts {
  readonly db: Database;
  readonly jobs: Jobs;
  readonly clock: Clock;
  readonly smtpUrl: string | null;
  readonly baseUrl: string;
}

/** Mail that is never lost: a row first, then a job that tries for about two days. Call before `jobs.start`. */
export function createMail(parts: MailParts): Mail {
  const { db, jobs, smtpUrl } = parts;
  const send = smtpUrl === null ? null : createSender(smtpUrl, `rondetafel@${new URL(parts.baseUrl).hostname}`);
  const deliver = async (id: string) => {
    if (send !== null) await deliverOne(db, parts.clock, send, id);
  };
  jobs.define(DELIVER, (data) => deliver(idOf(data)), {
    retries: RETRIES,
    firstRetrySeconds: 15,
    longestWaitSeconds: 3600,
  });
  return {
    deliver,
    queue: async (tx, mail) => {
      const id = newId();
      const { to, subject, text, confidential = false } = mail;
      const status = send === null ? "shown" : "queued";
      await tx
        .insertInto("mailMessage")
        .values({ id, toAddress: to, subject: subject.replace(/\s+/g, " "), bodyText: text, confidential, status })
        .execute();
      if (send !== null) await jobs.enqueue(tx, DELIVER, { id });
      return id;
    },
  };
}

function idOf(data: unknown): string {
  if (typeof data === "object" && data !== null && "id" in data && typeof data.id === "string") return data.id;
  throw new Error("Een mailtaak zonder id.");
}

type Send = (to: string, subject: string, text: string) => Promise<void>;

function createSender(smtpUrl: string, from: string): Send {
  const transport = createTransport({
    url: smtpUrl,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: CONNECT_MS * 3,
  });
  return async (to, subject, text) => {
    // An address object, so that a comma in an address cannot name a second receiver.
    await transport.sendMail({ from, to: { name: "", address: to }, subject, text, disableFileAccess: true });
  };
}

/** The server answered with a 5xx: trying the same again is of no use. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error) || !("responseCode" in error)) return false;
  return typeof error.responseCode === "number" && error.responseCode >= 500;
}

/** A reason without the text of the mail or the address. */
function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const response = error instanceof Error && "responseCode" in error ? ` ${error.responseCode}` : "";
  return `${code}${response}`.trim() || "onbekende fout";
}

async function deliverOne(db: Database, clock: Clock, send: Send, id: string): Promise<void> {
  const message = await db
    .selectFrom("mailMessage")
    .select(["toAddress", "subject", "bodyText", "attempts"])
    .where("id", "=", id)
    .where("status", "=", "queued")
    .executeTakeFirst();
  if (message === undefined) return;
  try {
    await send(message.toAddress, message.subject, message.bodyText);
  } catch (error) {
    await noteFailure(db, id, message.attempts + 1, error);
    return;
  }
  await db
    .updateTable("mailMessage")
    .set((eb) => ({
      status: "sent",
      sentAt: clock.now(),
      attempts: message.attempts + 1,
      lastError: null,
      bodyText: eb.case().when("confidential", "=", true).then("").else(eb.ref("bodyText")).end(),
    }))
    .where("id", "=", id)
    .execute();
}

/** Keeps the message waiting and makes the job fail, so that it is tried again; unless that is of no use. */
async function noteFailure(db: Database, id: string, attempts: number, error: unknown): Promise<void> {
  const final = isRefusal(error) || attempts > RETRIES;
  await db
    .updateTable("mailMessage")
    .set({ status: final ? "failed" : "queued", attempts, lastError: reasonOf(error) })
    .where("id", "=", id)
    .execute();
  if (!final) throw new Error(`Mail ${id} is nog niet verzonden: ${reasonOf(error)}.`);
}
