import assert from "node:assert/strict";
import { cpSync, existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import { PARTNERS } from "../../cli/demo/cast.ts";
import { openSealed, syntheticEvents, truthOf } from "../../engine/index.ts";
import {
  createHolderClient,
  HolderError,
  type SignedDestructionCertificate,
  sha256,
  verifyCertificate,
} from "../../keyholder/index.ts";
import { newId } from "../../platform/ids.ts";
import { createStorage } from "../../platform/storage.ts";
import { verifyChainBundle } from "../../pseudonymise/index.ts";
import {
  ask,
  charterOf,
  DATA_HOLDERS,
  deliverAll,
  filesBelow,
  IMEI,
  idOf,
  partnerId,
  questionForm,
  ROWS,
  release,
  setResearchTable,
  startStudy,
  taken,
  wordsOf,
} from "../../testing/study.ts";
import { answerQuestion } from "./answering.ts";
import { blindedCanary } from "./ceremony.ts";
import type { CharterDocument } from "./charter.ts";
import { messages } from "./messages.nl.ts";
import type { ProofBundle } from "./proof.ts";
import type { PublishedTable } from "./question.ts";
import { createVault } from "./vault.ts";

/** From rows of three partners to answers, to the end of the study and what is left after it. */
const stage = await setResearchTable();
const { db, dataDir } = stage.table;
const storage = createStorage(dataDir);
const vault = createVault(storage);
const office = await stage.as("Programmabureau");
const study = await startStudy(stage, "Antwoorden");
const studyId = idOf(study);
await deliverAll(stage, study);
const parts = { db, storage, vault, today: stage.clock.today, isolation: "allowNone" } as const;

interface Row {
  readonly status: string;
  readonly problem: string | null;
  readonly refusals: readonly { rule: string; explanation: string }[];
  readonly tableHash: string | null;
  readonly evidence: { earlierReleases: number } | null;
  readonly computation: { agreed: boolean; engines: string[] } | null;
}
async function questionRow(question: string): Promise<Row> {
  const { rows } = await sql<Row>`
    select status, problem, refusals, table_hash, evidence, computation from study_question where id = ${idOf(question)}`.execute(
    db,
  );
  return rows[0] ?? assert.fail("no question");
}
async function tableOf(question: string): Promise<PublishedTable | null> {
  const { rows } = await sql<{ content: PublishedTable }>`
    select content from question_table where question_id = ${idOf(question)}`.execute(db);
  return rows[0]?.content ?? null;
}
const clear = (question: string) =>
  sql`with gone as (delete from question_table where question_id = ${idOf(question)})
    delete from study_question where id = ${idOf(question)}`.execute(db);

/** A table that was shown of the newest data, with no cell in it: enough to be counted. */
async function addEarlier(template: string, status: string): Promise<string> {
  const id = newId();
  const researcher = stage.personId("onderzoeker");
  await sql`
    insert into study_question (id, study_id, template, template_version, parameters, reason, status, table_hash,
      snapshot_number, asked_by, asked_on)
    values (${id}, ${studyId}, ${template}, 1, '{}', 'Eerder', ${status}, ${"a".repeat(64)},
      (select max(number) from study_snapshot where study_id = ${studyId}), ${researcher}, current_date)`.execute(db);
  await sql`insert into question_table (question_id, study_id, content)
    values (${id}, ${studyId}, '{"title": "Eerder", "proportionality": null, "cells": []}')`.execute(db);
  return `${study}/vragen/${id}`;
}

/** Another text of a query than the one that the parties signed. */
async function repin(template: string, from: string, to: string): Promise<void> {
  await sql`update charter_version set document = replace(document, ${from}, ${to}) where study_id = ${studyId}`.execute(
    db,
  );
  assert.ok(template.length > 0);
}

test("a question of which the query has changed since the signatures is not asked and not answered", async () => {
  const { templates } = JSON.parse((await charterOf(stage, study)).document) as CharterDocument;
  const pinned = templates.find(({ name }) => name === "sensitivity")?.sqlHash ?? "";
  const waiting = await ask(stage, study, "sensitivity");
  const form = await questionForm(stage, study, "sensitivity");
  await repin("sensitivity", pinned, "0".repeat(64));
  const asked = await (await stage.as("onderzoeker")).post(`${study}/vragen`, form);
  assert.equal(asked.status, 422);
  assert.match(wordsOf(asked.text), /staat niet in het protocol/);
  await stage.table.work();
  const { status, problem, tableHash } = await questionRow(waiting);
  assert.deepEqual([status, problem, tableHash], ["failed", messages.errors.templateUnknown, null]);
  await repin("sensitivity", "0".repeat(64), pinned);
  const invented = await (await stage.as("onderzoeker")).post(`${study}/vragen`, { ...form, template: "select" });
  assert.equal(invented.status, 422);
});

/** Exact numbers of these rows, as the partners wrote them down; those that rounding leaves as they are say nothing. */
function exactNumbers(): number[] {
  const options = { ...ROWS, partners: PARTNERS.map(({ name, role }) => ({ name, role })) };
  const { damage, collateral, patterns } = truthOf(syntheticEvents(options), "label");
  const counts = [
    collateral.innocent,
    collateral.hit,
    ...Object.values(patterns).flatMap(({ devices, fraud }) => [devices, fraud]),
  ];
  return [damage.total, damage.preventable, ...counts].filter((one) => one > 99 && one % 5 !== 0);
}

/** Everything that an answer leaves behind. */
async function tracesOf(question: string): Promise<string> {
  const { rows } = await sql<{ text: string }>`
    select to_jsonb(q)::text || coalesce((select content::text from question_table t where t.question_id = q.id), '')
      || coalesce((select string_agg(detail::text, '') from audit_event e where e.subject_id = q.id::text), '') as text
    from study_question q where id = ${idOf(question)}`.execute(db);
  return rows[0]?.text ?? "";
}

let collateral = "";
test("an answer is computed twice and leaves one rounded table, also when it is started twice", async () => {
  collateral = await ask(stage, study, "collateral");
  const once = () => answerQuestion(parts, studyId, idOf(collateral));
  await Promise.all([once(), once()]);
  await stage.table.work();
  const { status, computation, tableHash } = await questionRow(collateral);
  assert.equal(status, "inCheck");
  assert.equal(computation?.agreed, true);
  assert.equal(computation?.engines.length, 2);
  const table = await tableOf(collateral);
  assert.ok(tableHash !== null && table !== null);
  const counts = table.cells.filter(({ measure, value }) => measure !== "share" && value !== null);
  assert.ok(counts.length > 0);
  for (const { id, value } of counts) assert.equal((value ?? 0) % 5, 0, id);
  const traces = await tracesOf(collateral);
  const exact = exactNumbers();
  assert.ok(exact.length >= 4, "there is something to look for");
  for (const number of exact)
    assert.doesNotMatch(traces, new RegExp(`(?<![0-9a-f])${number}(?![0-9a-f])`), `${number}`);
});

test("when another table came between, the answer is judged again, also when as many were shown as before", async () => {
  const before = await addEarlier("sensitivity", "inCheck");
  const question = await ask(stage, study, "timeToReuse");
  let computed = 0;
  let other = "";
  let between: Promise<unknown> | undefined;
  const interrupted = {
    ...storage,
    pathOf: (...name: string[]) => {
      if (name.at(-1) !== "shards") return storage.pathOf(...name);
      computed += 1;
      between ??= (async () => {
        other = await addEarlier("sensitivity", "released");
        await sql`update study_question set status = 'rejected' where id = ${idOf(before)}`.execute(db);
      })();
      return storage.pathOf(...name);
    },
  };
  await answerQuestion({ ...parts, storage: interrupted }, studyId, idOf(question));
  await between;
  await stage.table.work();
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from study_snapshot where study_id = ${studyId}`.execute(db);
  assert.equal(computed, 2 * (rows[0]?.n ?? 0), "every snapshot was read twice");
  assert.equal((await questionRow(question)).status, "inCheck");
  await clear(before);
  await clear(other);
});

test("one release more than the charter allows is refused in words, and none of its numbers is kept", async () => {
  const earlier = [];
  for (const status of ["released", "withdrawn", "inCheck"])
    earlier.push(await addEarlier("preventableDamage", status));
  const question = await ask(stage, study, "preventableDamage");
  await stage.table.work();
  const row = await questionRow(question);
  assert.equal(row.status, "refused");
  assert.ok(row.refusals.some(({ rule }) => rule === "releaseBudget"));
  assert.equal(row.tableHash, null);
  assert.equal(await tableOf(question), null);
  const traces = await tracesOf(question);
  for (const number of exactNumbers())
    assert.doesNotMatch(traces, new RegExp(`(?<![0-9a-f])${number}(?![0-9a-f])`), `${number}`);
  const page = wordsOf((await (await stage.as("onderzoeker")).get(question)).text);
  for (const { explanation } of row.refusals) assert.ok(page.includes(explanation), explanation);
  for (const one of earlier) await clear(one);
});

const proofFor = async (partner: string): Promise<ProofBundle> =>
  JSON.parse((await (await stage.as(`contact-${partner}`)).get(`${study}/bewijs.json`)).text) as ProofBundle;

test("a partner checks the chain offline, and a row that the operator altered is pinpointed", async () => {
  await release(stage, collateral);
  await taken(office.post(`${study}/getuigen`));
  const core = JSON.parse((await charterOf(stage, study)).document) as CharterDocument;
  const proof = await proofFor(DATA_HOLDERS[0] ?? "");
  const verdict = verifyChainBundle(proof.chain, proof.witnessed, core);
  assert.deepEqual(verdict.problems, []);
  assert.equal(verdict.witnesses, 2);
  const own = proof.chain.filter(({ event }) => event !== null);
  assert.ok(
    own.some(({ event }) => event?.verb === "study.signed"),
    "the own signature is readable",
  );
  assert.ok(
    own.every(({ event }) => event?.personId === stage.personId(`contact-${DATA_HOLDERS[0]}`)),
    "and no other's",
  );
  const victim = own.find(({ event }) => event?.verb === "study.signed");
  await alterEvent(victim?.event?.id ?? 0, "study.neverSigned");
  const altered = await proofFor(DATA_HOLDERS[0] ?? "");
  const found = verifyChainBundle(altered.chain, altered.witnessed, core);
  assert.ok(
    found.problems.some((sentence) => sentence.includes(String(victim?.position))),
    found.problems.join(" "),
  );
  await alterEvent(victim?.event?.id ?? 0, "study.signed");
  // A row left out, with everything after it renumbered, cannot meet what two others have signed.
  const shorter = proof.chain.filter(({ position }) => position !== victim?.position);
  assert.notDeepEqual(verifyChainBundle(shorter, proof.witnessed, core).problems, []);
});

/** As somebody with the whole database in hand could. */
const alterEvent = (id: number, verb: string) =>
  db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx);
    await sql`update audit_event set verb = ${verb} where id = ${id}`.execute(tx);
  });

const backup = stage.folder();
const destructions = async () =>
  (
    await sql<{ step: string; subject: string; certificate: unknown; signature: string | null }>`
    select step, subject, certificate, signature from study_destruction where study_id = ${studyId}`.execute(db)
  ).rows;

test("with a key holder out of reach the page says who, nothing is lost, and a second press completes it", async () => {
  // The backup of the night before: everything but the keystore (docs: backup).
  cpSync(join(dataDir, "research"), join(backup, "research"), { recursive: true });
  await taken(office.post(`${study}/sluiten`));
  await stage.holderIs(1, "down");
  const { status, text } = await office.post(`${study}/vernietigen`);
  assert.equal(status, 409);
  assert.match(wordsOf(text), /Houder (Noord|Zuid) is niet bereikbaar\. Er is nog niet alles vernietigd/);
  assert.doesNotMatch(text, /ECONN|\.ts:/);
  assert.deepEqual(
    (await destructions()).map(({ step }) => step).filter((step) => step !== "share"),
    [],
    "no step was skipped",
  );
  assert.ok(filesBelow(join(dataDir, "research", studyId)).length > 0);
  await stage.holderIs(1, "up");
  await taken(office.post(`${study}/vernietigen`));
  assert.equal((await office.post(`${study}/vernietigen`)).status, 409, "and a third press does nothing");
});

test("what destroyed it can be checked: two signed certificates, and both tries failed", async () => {
  const done = await destructions();
  assert.deepEqual(done.map(({ step }) => step).toSorted(), [
    "backup",
    "dataKey",
    "decryptionFails",
    "evaluationFails",
    "evaluationFails",
    "files",
    "share",
    "share",
  ]);
  const { holders } = JSON.parse((await charterOf(stage, study)).document) as CharterDocument;
  for (const { step, subject, certificate, signature } of done.filter((one) => one.step === "share")) {
    const key = holders.find(({ holder }) => holder === subject)?.receiptKey ?? assert.fail(step);
    const signed = { certificate, signature } as SignedDestructionCertificate;
    assert.ok(verifyCertificate(signed, key));
    assert.equal(signed.certificate.study, studyId);
    const forged = { ...signed, certificate: { ...signed.certificate, study: newId() } };
    assert.equal(verifyCertificate(forged, key), false);
  }
  const tried = done.find(({ step }) => step === "decryptionFails")?.certificate as { outcome: string };
  assert.equal(tried.outcome, "unreadable");
  assert.ok(
    done
      .filter(({ step }) => step === "evaluationFails")
      .every(({ certificate }) => (certificate as { refused: string }).refused === "destroyed"),
  );
  const page = wordsOf((await office.get(study)).text);
  for (const label of Object.values(messages.closing.step)) assert.ok(page.includes(label), label);
});

test("both holders refuse to evaluate, also for a partner with its own key", async () => {
  const partner = DATA_HOLDERS[0] ?? "";
  const by = { signer: partnerId(partner), privateKey: stage.keyOf(partner).privateKey };
  const { hash } = await charterOf(stage, study);
  const blinded = await blindedCanary("proef");
  for (const { url } of stage.holders) {
    const client = createHolderClient(url, { patienceMs: 0 });
    const request = {
      ...{ study: studyId, partner: partnerId(partner), type: IMEI, run: "na-afloop", batch: 0 },
      ...{ blindedHash: sha256(blinded), charterHash: hash },
    };
    await assert.rejects(
      client.evaluate(request, blinded, by),
      (error) => error instanceof HolderError && error.code === "destroyed",
    );
  }
});

test("a backup that is put back cannot be read any more (T13)", async () => {
  assert.equal(existsSync(join(dataDir, "research", studyId)), false, "no file is left");
  cpSync(join(backup, "research"), join(dataDir, "research"), { recursive: true });
  const restored = filesBelow(join(dataDir, "research", studyId)).filter(({ path }) => path.endsWith(".sealed"));
  assert.ok(restored.length > 0);
  await assert.rejects(vault.requireKeys(studyId), /vernietigd/);
  await assert.rejects(vault.keysOf(studyId), /vernietigd/, "and no new key takes their place");
  const stored = filesBelow(join(dataDir, "keystore")).map(({ bytes }) => bytes);
  for (const key of [Buffer.alloc(32), ...stored.map((bytes) => bytes.subarray(0, 32))].filter(
    ({ length }) => length === 32,
  )) {
    const opening = storage
      .readStream("research", studyId, "shards", restored[0]?.path.split("/").at(-1) ?? "")
      .pipe(openSealed(key));
    await assert.rejects(opening.toArray());
  }
  rmSync(join(dataDir, "research"), { recursive: true });
});

test("the register says what came out and when it was destroyed", async () => {
  stage.clock.forward(1);
  const list = await stage.visitor().get("/openbaar/onderzoeken");
  assert.ok(list.text.includes("Antwoorden"));
  const { rows } = await sql<{ key: string }>`select key from study where id = ${studyId}`.execute(db);
  const { text } = await stage.visitor().get(`/openbaar/onderzoeken/${rows[0]?.key}`);
  stage.clock.forward(-1);
  assert.ok(text.includes((await tableOf(collateral))?.title ?? "no table"));
  for (const label of Object.values(messages.closing.step)) assert.ok(text.includes(label), label);
  assert.ok(text.includes(messages.status.closed));
});
