import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { sealWriter } from "../../engine/index.ts";
import { verify } from "../../keyholder/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Storage } from "../../platform/storage.ts";
import { DELIVERY, type DeliveredFile as SignedFile } from "../../pseudonymise/index.ts";
import { messages } from "./messages.nl.ts";
import { type ActiveCharter, charterInForce } from "./queries.ts";
import { requireRunning } from "./study.ts";
import type { Vault } from "./vault.ts";

/**
 * Receiving what a partner's tool sends. It has no session: it signs every file with the key that the charter names.
 * Files are sealed while they come in, so that no row ever stands on the disk in the open.
 */
const { errors } = messages.deliveries;

/** Part files of the tool are far smaller; more than this at once would not fit in memory when it is read back. */
const LARGEST_FILE = 256 * 1024 * 1024;
const FILE_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/;

export type { SignedFile };

export interface Deliverer {
  readonly actor: Actor;
  readonly active: ActiveCharter;
}

/**
 * Who delivers: a data holder of the charter in force, shown by its signature. It acts as the person who signed the
 * charter for that organisation. As the owner of the database, because nobody has signed in.
 */
export async function identifyDeliverer(
  db: Database,
  claim: SignedFile,
  signature: string,
  today: string,
): Promise<Deliverer> {
  const active = await db.transaction().execute((tx) => charterInForce(tx, claim.study));
  const party = active.charter.parties.find(({ partner, role }) => partner === claim.partner && role === "dataHolder");
  const signer = active.offered.signatures.find(({ partnerId }) => partnerId === claim.partner);
  if (party === undefined || signer === undefined) throw new DomainError("not_found", errors.unknownParty);
  if (!verify(DELIVERY, claim, signature, party.signingKey)) throw new DomainError("not_found", errors.signature);
  requireRunning(active.study, today);
  return {
    active,
    actor: { id: signer.personId, name: party.name, roles: ["partnerContact"], partnerId: party.partner, groupIds: [] },
  };
}

/** Where the sealed files of a delivery stand until they are checked. */
export const incomingFolder = (study: string, deliveryId: string): string[] => [
  "research",
  study,
  "incoming",
  deliveryId,
];
const sealedName = (name: string): string => `${name}.sealed`;

async function openDelivery(tx: Tx, { actor, active }: Deliverer, run: string): Promise<string> {
  const id = newId();
  await tx
    .insertInto("delivery")
    .values({ id, studyId: active.study.id, partnerId: actor.partnerId ?? "", run })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const found = await tx
    .selectFrom("delivery")
    .select(["id", "status"])
    .where("studyId", "=", active.study.id)
    .where("partnerId", "=", actor.partnerId)
    .where("run", "=", run)
    .executeTakeFirstOrThrow();
  if (found.status !== "receiving") throw new DomainError("invalid_transition", errors.closed);
  return found.id;
}

/** Counts and hashes what passes; more than LARGEST_FILE breaks the stream. */
function meter(): { stream: Transform; result(): { size: number; sha256: string } } {
  const hash = createHash("sha256");
  let size = 0;
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > LARGEST_FILE) return done(new DomainError("invalid_input", errors.fileTooLarge));
      hash.update(chunk);
      return done(null, chunk);
    },
  });
  return { stream, result: () => ({ size, sha256: hash.digest("hex") }) };
}

export interface Receiving {
  readonly db: Database;
  readonly storage: Storage;
  readonly vault: Vault;
}

/**
 * Takes in one file. The same file again is fine: it takes the place of what was there. What did not come over whole is
 * thrown away. @throws DomainError.
 */
export async function receiveFile(
  { db, storage, vault }: Receiving,
  deliverer: Deliverer,
  file: SignedFile,
  body: ReadableStream<Uint8Array>,
): Promise<void> {
  if (!FILE_NAME.test(file.name)) throw new DomainError("invalid_input", errors.fileName);
  const { actor, active } = deliverer;
  const deliveryId = await asActor(db, actor, (tx) => openDelivery(tx, deliverer, file.run));
  const { dataKey } = await vault.keysOf(active.study.id);
  const folder = incomingFolder(active.study.id, deliveryId);
  const beside = [...folder, `${sealedName(file.name)}.${newId().slice(0, 8)}`];
  const passing = meter();
  try {
    const target = await storage.writeStream(...beside);
    // The types of the web's stream and of Node's differ in name only.
    const source = Readable.fromWeb(body as import("node:stream/web").ReadableStream);
    await pipeline(source, passing.stream, sealWriter(dataKey), target);
    const { size, sha256 } = passing.result();
    if (sha256 !== file.sha256) throw new DomainError("invalid_input", errors.fileChanged);
    await storage.move(beside, [...folder, sealedName(file.name)]);
    await asActor(db, actor, async (tx) => {
      await openDelivery(tx, deliverer, file.run);
      await tx
        .insertInto("deliveryFile")
        .values({ deliveryId, name: file.name, sha256, size })
        .onConflict((conflict) => conflict.columns(["deliveryId", "name"]).doUpdateSet({ sha256, size }))
        .execute();
    });
  } catch (error) {
    await storage.remove(...beside);
    throw error;
  }
}

/** The tool says that everything was sent: from here the check takes over. Saying it twice is fine. */
export function finishDelivery(
  db: Database,
  { actor, active }: Deliverer,
  run: string,
  enqueue: (tx: Tx, deliveryId: string) => Promise<void>,
): Promise<string> {
  return asActor(db, actor, async (tx) => {
    const found = await tx
      .selectFrom("delivery")
      .select(["id", "status"])
      .where("studyId", "=", active.study.id)
      .where("partnerId", "=", actor.partnerId)
      .where("run", "=", run)
      .executeTakeFirst();
    if (found === undefined) throw new DomainError("not_found", errors.notFound);
    if (found.status !== "receiving") return found.id;
    await tx.updateTable("delivery").set({ status: "checking" }).where("id", "=", found.id).execute();
    await enqueue(tx, found.id);
    await recordEvent(tx, actor, "delivery.received", { kind: "delivery", id: found.id });
    return found.id;
  });
}

/** How a delivery stands, for the tool that sent it. */
export async function deliveryStatus(db: Database, { actor, active }: Deliverer, run: string) {
  const found = await asActor(db, actor, (tx) =>
    tx
      .selectFrom("delivery")
      .select(["status", "problem", "rowCount"])
      .where("studyId", "=", active.study.id)
      .where("partnerId", "=", actor.partnerId)
      .where("run", "=", run)
      .executeTakeFirst(),
  );
  if (found === undefined) throw new DomainError("not_found", errors.notFound);
  return found;
}
