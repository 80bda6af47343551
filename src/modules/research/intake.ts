import {
  EngineError,
  type IngestReport,
  LABEL,
  openSealed,
  type Row,
  type ShardFile,
  snapshotHash,
  writeShards,
} from "../../engine/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import type { Storage } from "../../platform/storage.ts";
import {
  type Events,
  type Manifest,
  parseManifest,
  readEvents,
  Stop,
  verifyManifest,
  weekStart,
} from "../../pseudonymise/index.ts";
import { formatNumber } from "../../ui/dutch.ts";
import { organisationsOf } from "./answering.ts";
import type { CharterDocument } from "./charter.ts";
import { incomingFolder } from "./deliveries.ts";
import { messages } from "./messages.nl.ts";
import { type ActiveCharter, charterInForce, getStudy } from "./queries.ts";
import { requireRunning } from "./study.ts";
import type { Vault } from "./vault.ts";

/**
 * Checking a delivery and taking it into the data: manifest, receipts, canaries, coarsening, and then every token is
 * keyed again, so that what a partner knows is worthless against what we keep and the other way round. May run again
 * after a crash, or twice at once: each attempt writes shards of its own, and one of them gets into a snapshot.
 */
const { errors } = messages.deliveries;
const SHARDS = 16;
const MANIFEST = "manifest.json";

export interface Intake {
  readonly db: Database;
  readonly storage: Storage;
  readonly vault: Vault;
  readonly today: () => string;
}

const refuse = (sentence: string): never => {
  throw new DomainError("invalid_input", sentence);
};

/** A sealed file, whole, in memory only. */
async function unseal({ storage }: Intake, dataKey: Uint8Array, name: readonly string[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of storage.readStream(...name).pipe(openSealed(dataKey))) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface Waiting {
  readonly deliveryId: string;
  readonly run: string;
  readonly actor: Actor;
  readonly active: ActiveCharter;
  readonly files: ReadonlyMap<string, string>;
  readonly dataKey: Uint8Array;
  readonly ingestKey: Uint8Array;
}

/** The delivery, as the person who signed for the partner; null when it is not waiting any more. */
async function waitingDelivery({ db, vault }: Intake, deliveryId: string): Promise<Waiting | null> {
  const found = await db.transaction().execute(async (tx) => {
    const delivery = await tx
      .selectFrom("delivery")
      .select(["id", "studyId", "partnerId", "run", "status"])
      .where("id", "=", deliveryId)
      .executeTakeFirst();
    if (delivery?.status !== "checking") return null;
    const active = await charterInForce(tx, delivery.studyId);
    const files = await tx
      .selectFrom("deliveryFile")
      .select(["name", "sha256"])
      .where("deliveryId", "=", deliveryId)
      .execute();
    return { delivery, active, files: new Map(files.map(({ name, sha256 }) => [name, sha256])) };
  });
  if (found === null) return null;
  const { delivery, active, files } = found;
  const signer = active.offered.signatures.find(({ partnerId }) => partnerId === delivery.partnerId);
  const actor: Actor = {
    id: signer?.personId ?? "",
    name: "",
    roles: ["partnerContact"],
    partnerId: delivery.partnerId,
    groupIds: [],
  };
  return { deliveryId, run: delivery.run, actor, active, files, ...(await vault.requireKeys(delivery.studyId)) };
}

/** The manifest, judged against the charter and against the files that came. */
async function checkedManifest(parts: Intake, waiting: Waiting): Promise<Manifest> {
  const { active, actor, deliveryId, run, files, dataKey } = waiting;
  if (!files.has(MANIFEST)) refuse(errors.manifestMissing);
  const text = await unseal(parts, dataKey, [...incomingFolder(active.study.id, deliveryId), `${MANIFEST}.sealed`]);
  const signed = parseManifest(text.toString("utf8"));
  const { sentences } = verifyManifest(signed, active.charter, active.hash);
  if (sentences.length > 0) refuse(sentences.join(" "));
  const { manifest } = signed;
  if (manifest.partner !== actor.partnerId) refuse(errors.signature);
  // Or the same data could come in again under another name: a new snapshot, and with it a new budget of releases.
  if (manifest.run !== run) refuse(errors.runDiffers);
  const promised = new Map(manifest.files.map(({ name, sha256 }) => [name, sha256]));
  const came = [...files].filter(([name]) => name !== MANIFEST);
  if (came.length !== promised.size || came.some(([name, sha256]) => promised.get(name) !== sha256))
    refuse(errors.filesDiffer);
  const least = active.charter.fields.profile.setSize;
  const real = manifest.distinct - manifest.canaries.length;
  if (real < least) refuse(errors.tooSmall(formatNumber(least)));
  return manifest;
}

/** Canaries of every partner must have come to the same tokens; otherwise overlap would be missed unseen (T8). */
async function checkCanaries(tx: Tx, studyId: string, deliveryId: string, manifest: Manifest): Promise<void> {
  const others = await tx
    .selectFrom("delivery")
    .select("manifest")
    .where("studyId", "=", studyId)
    .where("type", "=", manifest.type)
    .where("status", "=", "accepted")
    .where("id", "!=", deliveryId)
    .execute();
  const own = JSON.stringify(manifest.canaries);
  if (others.some((other) => JSON.stringify(canariesOf(other.manifest)) !== own)) refuse(errors.canaries);
}

/** As stored by accept; the keys come back from jsonb in another order. */
const canariesOf = (manifest: unknown): Manifest["canaries"] =>
  (manifest as Pick<Manifest, "canaries">).canaries.map(({ index, token }) => ({ index, token }));

type RowCheck = (events: Events, row: number) => boolean;

/** Finer than the charter allows is refused as a whole: it should never have left the partner (T9). */
function coarseEnough({ fields }: CharterDocument): RowCheck {
  const { day, amountBand, typologies } = fields.coarsening;
  const known = new Set(["", ...typologies]);
  return ({ days, amounts, typologies: given }, row) => {
    const [on, amount] = [days[row] ?? 0, amounts[row] ?? 0];
    return (day === "day" || weekStart(on) === on) && amount % amountBand === 0 && known.has(given[row] ?? "");
  };
}

const slice16 = (bytes: Uint8Array, row: number): Uint8Array => bytes.subarray(row * 16, (row + 1) * 16);

async function* rowsOf(parts: Intake, waiting: Waiting, manifest: Manifest): AsyncGenerator<Row[]> {
  const { active, actor, deliveryId, dataKey } = waiting;
  const fits = coarseEnough(active.charter);
  const { typologies } = active.charter.fields.coarsening;
  const organisation = organisationsOf(active.charter).indexOf(actor.partnerId ?? "");
  for (const { name, rows } of manifest.files) {
    const folder = incomingFolder(active.study.id, deliveryId);
    const events = await readEvents(await unseal(parts, dataKey, [...folder, `${name}.sealed`]));
    if (events.count !== rows) refuse(errors.rowsDiffer);
    const batch: Row[] = [];
    for (let row = 0; row < events.count; row += 1) {
      if (!fits(events, row)) refuse(errors.tooFine);
      batch.push({
        token: slice16(events.tokens, row),
        subject: slice16(events.subjects, row),
        day: events.days[row] ?? 0,
        amount: events.amounts[row] ?? 0,
        label: LABEL[events.labels[row] ?? "unknown"],
        typology: typologies.indexOf(events.typologies[row] ?? "") + 1,
        organisation,
      });
    }
    yield batch;
  }
}

interface Written {
  readonly files: readonly ShardFile[];
  readonly snapshotHash: string;
  readonly report: IngestReport;
}

/** A new snapshot: what was there, with this delivery in the place of an earlier one of the same partner and type. */
async function addSnapshot(tx: Tx, waiting: Waiting, manifest: Manifest, written: Written, today: string) {
  const { active, actor, deliveryId } = waiting;
  const studyId = active.study.id;
  const accepted = await tx
    .selectFrom("delivery")
    .select(["id", "partnerId", "type", "distinctCount", "receivedAt"])
    .where("studyId", "=", studyId)
    .where("status", "=", "accepted")
    .orderBy("receivedAt", "desc")
    .execute();
  const others = accepted.filter(
    ({ id, partnerId, type }, index) =>
      id !== deliveryId &&
      !(partnerId === actor.partnerId && type === manifest.type) &&
      accepted.findIndex((one) => one.partnerId === partnerId && one.type === type) === index,
  );
  const last = await tx
    .selectFrom("studySnapshot")
    .select(["number", "files"])
    .where("studyId", "=", studyId)
    .orderBy("number", "desc")
    .executeTakeFirst();
  const kept = ((last?.files ?? []) as ShardFile[]).filter(({ name }) => others.some(({ id }) => name.startsWith(id)));
  const files = [...kept, ...written.files];
  const setSizes = [
    ...others.map(({ partnerId, distinctCount }) => ({ organisation: partnerId, tokens: distinctCount ?? 0 })),
    { organisation: actor.partnerId ?? "", tokens: manifest.distinct - manifest.canaries.length },
  ];
  await tx
    .insertInto("studySnapshot")
    .values({
      studyId,
      number: (last?.number ?? 0) + 1,
      hash: snapshotHash(files),
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      deliveryIds: [...others.map(({ id }) => id), deliveryId],
      files: JSON.stringify(files),
      setSizes: JSON.stringify(setSizes),
      madeOn: today,
    })
    .execute();
}

/** False when another attempt at the same delivery was first: then nothing is changed. */
async function accept(parts: Intake, waiting: Waiting, manifest: Manifest, written: Written): Promise<boolean> {
  const { actor, active, deliveryId } = waiting;
  const { objection = 0, ...refused } = manifest.refused;
  return asActor(parts.db, actor, async (tx) => {
    // The row of the study makes two deliveries that end at once take turns, and a veto or the end count at once.
    await tx.selectFrom("study").select("id").where("id", "=", active.study.id).forUpdate().execute();
    if (!(await isChecking(tx, deliveryId))) return false;
    requireRunning(await getStudy(tx, active.study.id), parts.today());
    await checkCanaries(tx, active.study.id, deliveryId, manifest);
    await addSnapshot(tx, waiting, manifest, written, parts.today());
    const { canaries, receipts, ...rest } = manifest;
    await tx
      .updateTable("delivery")
      .set({
        status: "accepted",
        type: manifest.type,
        rowCount: manifest.rows,
        distinctCount: manifest.distinct - canaries.length,
        refusedCount: Object.values(refused).reduce((sum, count) => sum + count, 0),
        objectedCount: objection,
        // Of the receipts their number: the holders' ledgers have them, and a million would not fit here.
        manifest: JSON.stringify({ ...rest, canaries, receipts: receipts.length }),
        uniqueness: JSON.stringify(written.report),
        merkleRoot: manifest.merkleRoot,
      })
      .where("id", "=", deliveryId)
      .execute();
    await recordEvent(
      tx,
      actor,
      "delivery.accepted",
      { kind: "delivery", id: deliveryId },
      { rows: manifest.rows, merkleRoot: manifest.merkleRoot },
    );
    return true;
  });
}

async function isChecking(tx: Tx, deliveryId: string): Promise<boolean> {
  const found = await tx.selectFrom("delivery").select("status").where("id", "=", deliveryId).executeTakeFirst();
  return found?.status === "checking";
}

async function refuseDelivery(parts: Intake, { actor, deliveryId }: Waiting, problem: string): Promise<void> {
  await asActor(parts.db, actor, async (tx) => {
    if (!(await isChecking(tx, deliveryId))) return;
    await tx.updateTable("delivery").set({ status: "refused", problem }).where("id", "=", deliveryId).execute();
    await recordEvent(tx, actor, "delivery.refused", { kind: "delivery", id: deliveryId });
  });
}

/** Checks one delivery and takes it in, or refuses it with a sentence; either way what came in is removed. */
export async function takeIn(parts: Intake, deliveryId: string): Promise<void> {
  const waiting = await waitingDelivery(parts, deliveryId);
  if (waiting === null) return;
  const { storage } = parts;
  const { active, dataKey, ingestKey } = waiting;
  const shards = ["research", active.study.id, "shards"];
  // Every attempt has names of its own: a second one can never touch what a snapshot of the first is made of.
  const prefix = `${deliveryId}-${newId().slice(0, 8)}`;
  try {
    requireRunning(active.study, parts.today());
    const manifest = await checkedManifest(parts, waiting);
    const written = await writeShards({
      rows: rowsOf(parts, waiting, manifest),
      folder: storage.pathOf(...shards),
      prefix,
      dataKey,
      ingestKey,
      shards: SHARDS,
      eventsPerToken: active.charter.fields.coarsening.eventsPerToken,
    });
    if (written.report.tokens > manifest.distinct) refuse(errors.tooManyTokens);
    const isMine = await accept(parts, waiting, manifest, written);
    // Only what stands in a snapshot stays: the rest was left behind by an attempt that broke off.
    const isMade = (name: string): boolean => name.startsWith(prefix);
    await removeShards(storage, shards, (name) =>
      isMine ? name.startsWith(deliveryId) && !isMade(name) : isMade(name),
    );
  } catch (error) {
    await removeShards(storage, shards, (name) => name.startsWith(prefix));
    if (!isRefusal(error)) throw error;
    await refuseDelivery(parts, waiting, error.message);
  }
  await storage.remove(...incomingFolder(active.study.id, deliveryId));
}

/** What is wrong with what came, rather than with us. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof DomainError || error instanceof Stop || (error instanceof EngineError && error.failure === "row");

async function removeShards(
  storage: Storage,
  folder: readonly string[],
  isLeft: (name: string) => boolean,
): Promise<void> {
  const names = await storage.list(...folder);
  for (const name of names.filter(isLeft)) await storage.remove(...folder, name);
}
