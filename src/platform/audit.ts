import { createHash } from "node:crypto";
import { type Generated, sql } from "kysely";
import type { Actor } from "./actor.ts";
import type { Database, Tx } from "./database.ts";

declare module "./database.ts" {
  interface Tables {
    auditEvent: {
      id: Generated<number>;
      at: Timestamp;
      personId: string | null;
      verb: string;
      subjectKind: string;
      subjectId: string;
      detail: Generated<unknown>;
    };
    auditLink: { position: number; eventId: number; hash: string };
    auditHead: { one: Generated<boolean>; position: number; hash: string };
  }
}

export interface Subject {
  readonly kind: string;
  readonly id: string;
}

/**
 * Takes a transaction, not a database: an act and its audit event commit together or not at all.
 * `verb` reads "noun.pastTense"; `detail` never holds a secret or a whole text.
 */
export async function recordEvent(
  tx: Tx,
  actor: Actor | null,
  verb: string,
  subject: Subject,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await tx
    .insertInto("auditEvent")
    .values({
      personId: actor?.id ?? null,
      verb,
      subjectKind: subject.kind,
      subjectId: subject.id,
      detail: JSON.stringify(detail),
    })
    .execute();
}

export interface ChainedEvent {
  readonly id: number;
  readonly at: string;
  readonly personId: string | null;
  readonly verb: string;
  readonly subjectKind: string;
  readonly subjectId: string;
  readonly detail: string;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function eventHash({ id, at, personId, verb, subjectKind, subjectId, detail }: ChainedEvent): string {
  return sha256(JSON.stringify([id, at, personId, verb, subjectKind, subjectId, detail]));
}

/** In two steps, so that somebody can follow the whole chain with the hashes of events whose content is not theirs. */
const linkHash = (previous: string, position: number, event: ChainedEvent): string =>
  sha256(JSON.stringify([previous, position, eventHash(event)]));

// jsonb as text: the server prints it in one canonical way, so the hash does not depend on a client's printing.
const EVENT_COLUMNS = ["auditEvent.id", "personId", "verb", "subjectKind", "subjectId"] as const;
const detailText = sql<string>`detail::text`.as("detail");
const atText = sql<string>`to_char(audit_event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`.as("at");

/**
 * Links events that are committed but not yet chained, in order of id, at most `limit` a run.
 * Runs behind the writers, so nobody waits for it. Returns how many were linked.
 */
export function chainEvents(db: Database, limit = 1000): Promise<number> {
  return db.transaction().execute(async (tx) => {
    // The head's row lock makes two sequencers take turns.
    const head = await tx.selectFrom("auditHead").select(["position", "hash"]).forUpdate().executeTakeFirstOrThrow();
    const events = await tx
      .selectFrom("auditEvent")
      .leftJoin("auditLink", "auditLink.eventId", "auditEvent.id")
      .where("auditLink.position", "is", null)
      .select([...EVENT_COLUMNS, atText, detailText])
      .orderBy("auditEvent.id")
      .limit(limit)
      .execute();
    let { position, hash } = head;
    const links = events.map((event) => {
      position += 1;
      hash = linkHash(hash, position, event);
      return { position, eventId: event.id, hash };
    });
    if (links.length === 0) return 0;
    await tx.insertInto("auditLink").values(links).execute();
    await tx.updateTable("auditHead").set({ position, hash }).execute();
    return links.length;
  });
}

/** One link as somebody may take it along: the hash of every event, and the content of the own ones. */
export interface ChainLine {
  readonly position: number;
  readonly hash: string;
  readonly eventHash: string;
  readonly event: ChainedEvent | null;
}

/** The last link; position 0 for a chain without any. As the owner of the database. */
export const chainHead = (db: Database): Promise<{ position: number; hash: string }> =>
  db.selectFrom("auditHead").select(["position", "hash"]).executeTakeFirstOrThrow();

/** The whole chain, in pages, with the content of the events for which `mayRead` is true. As the owner of the database. */
export async function* chainLines(db: Database, mayRead: (event: ChainedEvent) => boolean): AsyncGenerator<ChainLine> {
  for (let position = 0; ; ) {
    const links = await chainPage(db, position);
    for (const link of links) {
      const event = eventOf(link);
      if (event === null) return;
      yield {
        position: link.position,
        hash: link.hash,
        eventHash: eventHash(event),
        event: mayRead(event) ? event : null,
      };
      position = link.position;
    }
    if (links.length < PAGE) return;
  }
}

export interface AuditVerdict {
  readonly chained: number;
  readonly unchained: number;
  readonly head: string;
  /** Dutch sentences, one per broken place; empty when the chain is whole. */
  readonly problems: readonly string[];
}

const PAGE = 2000;

/** Walks the whole chain and names every altered, removed or reordered row. */
export async function verifyChain(db: Database): Promise<AuditVerdict> {
  const head = await db.selectFrom("auditHead").select(["position", "hash"]).executeTakeFirst();
  const problems: string[] = head ? [] : ["De kop van de keten ontbreekt."];
  let previous = "0".repeat(64);
  let position = 0;
  for (;;) {
    const links = await chainPage(db, position);
    for (const link of links) {
      problems.push(...judgeLink(link, previous, position + 1));
      previous = link.hash;
      position = link.position;
    }
    if (links.length < PAGE) break;
  }
  if (head && (head.position !== position || head.hash !== previous)) {
    problems.push(
      `De keten eindigt bij ${position}, maar de kop zegt ${head.position}: er is achteraan iets weggehaald of bijgezet.`,
    );
  }
  const { unchained } = await db
    .selectFrom("auditEvent")
    .leftJoin("auditLink", "auditLink.eventId", "auditEvent.id")
    .where("auditLink.position", "is", null)
    .select((eb) => eb.fn.countAll<number>().as("unchained"))
    .executeTakeFirstOrThrow();
  return { chained: position, unchained, head: previous, problems };
}

function chainPage(db: Database, after: number) {
  return db
    .selectFrom("auditLink")
    .leftJoin("auditEvent", "auditEvent.id", "auditLink.eventId")
    .where("position", ">", after)
    .select(["position", "hash", "eventId", ...EVENT_COLUMNS, atText, detailText])
    .orderBy("position")
    .limit(PAGE)
    .execute();
}

type ChainRow = Awaited<ReturnType<typeof chainPage>>[number];

/** Null when the event behind a link is gone. */
function eventOf({ id, at, verb, subjectKind, subjectId, personId, detail }: ChainRow): ChainedEvent | null {
  const isGone =
    id === null || at === null || verb === null || subjectKind === null || subjectId === null || detail === null;
  return isGone ? null : { id, at, personId, verb, subjectKind, subjectId, detail };
}

function judgeLink(link: ChainRow, previous: string, expected: number): string[] {
  if (link.position !== expected) return [`Positie ${expected} ontbreekt in de keten.`];
  const event = eventOf(link);
  if (event === null) return [`Gebeurtenis ${link.eventId} op positie ${link.position} is verwijderd.`];
  return linkHash(previous, link.position, event) === link.hash
    ? []
    : [`Gebeurtenis ${link.eventId} op positie ${link.position} is veranderd of verplaatst.`];
}
