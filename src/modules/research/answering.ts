import { sql } from "kysely";
import { type Assessment, assess, type Waiver } from "../../disclosure/index.ts";
import { type Answer, EngineError, proportionality, runQuestion, templates } from "../../engine/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import type { Storage } from "../../platform/storage.ts";
import type { CharterDocument } from "./charter.ts";
import { hashOf, moveQuestion } from "./checking.ts";
import { type Ever, everReleased, seenNow } from "./everReleased.ts";
import { messages } from "./messages.nl.ts";
import { isResearcher } from "./permissions.ts";
import { charterInForce, getStudy, peopleOf } from "./queries.ts";
import type { PublishedTable, Question } from "./question.ts";
import { getQuestion, newestSnapshot } from "./questionQueries.ts";
import { requireRunning } from "./study.ts";
import type { Vault } from "./vault.ts";

/** Asking, computing, protecting: what happens between a researcher's question and the checkers' desk. */

const subject = (id: string) => ({ kind: "studyQuestion", id });

export interface NewQuestion {
  readonly id: string;
  readonly template: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

/** The pinned question of the charter; one whose query has changed since is another question. */
function pinnedTemplate(charter: CharterDocument, name: string) {
  const pinned = charter.templates.find((one) => one.name === name);
  const installed = Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (pinned === undefined || installed === undefined || pinned.sqlHash !== installed.sqlHash)
    throw new DomainError("invalid_input", messages.errors.templateUnknown);
  return installed;
}

/** Registers a question and enqueues its computation; the same form twice asks once. */
export function askQuestion(
  db: Database,
  actor: Actor,
  studyId: string,
  input: NewQuestion,
  today: string,
  enqueue: (tx: Tx, questionId: string) => Promise<void>,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    requirePermission(isResearcher(actor, await peopleOf(tx, studyId)), "een vraag stellen in dit onderzoek");
    const { study, charter, hash } = await charterInForce(tx, studyId);
    requireRunning(study, today);
    const template = pinnedTemplate(charter, input.template);
    if ((await newestSnapshot(tx, studyId)) === null)
      throw new DomainError("invalid_transition", messages.questions.noData);
    const added = await tx
      .insertInto("studyQuestion")
      .values({
        id: input.id,
        studyId,
        template: template.name,
        templateVersion: template.version,
        parameters: JSON.stringify(input.parameters),
        reason: input.reason,
        charterHash: hash,
        askedBy: actor.id,
        askedOn: today,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added === undefined) return;
    await enqueue(tx, input.id);
    await recordEvent(tx, actor, "studyQuestion.asked", subject(input.id), { template: template.name });
  });
}

/** Computes a question again that did not succeed. */
export function retryQuestion(
  db: Database,
  actor: Actor,
  studyId: string,
  questionId: string,
  today: string,
  enqueue: (tx: Tx, questionId: string) => Promise<void>,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    requirePermission(isResearcher(actor, await peopleOf(tx, studyId)), "een vraag opnieuw berekenen");
    requireRunning((await charterInForce(tx, studyId)).study, today);
    await moveQuestion(tx, actor, await getQuestion(tx, studyId, questionId), "retry", { problem: null });
    await enqueue(tx, questionId);
  });
}

export interface Answering {
  readonly db: Database;
  readonly storage: Storage;
  readonly vault: Vault;
  readonly today: () => string;
  /** Where a machine without namespaces may compute all the same: in development, and it says so on the page. */
  readonly isolation: "require" | "allowNone";
}

const dataHolders = (charter: CharterDocument) => charter.parties.filter(({ role }) => role === "dataHolder");

/** Ids of the data holders in a fixed order: their place in this list is what stands in the rows. */
export const organisationsOf = (charter: CharterDocument): string[] =>
  dataHolders(charter).map(({ partner }) => partner);

/** The same by name: that is how they stand in a table, and so in everything that is said about it. */
const namesOf = (charter: CharterDocument): string[] => dataHolders(charter).map(({ name }) => name);

const nameOf = (charter: CharterDocument, partner: string): string =>
  charter.parties.find((party) => party.partner === partner)?.name ?? partner;

/** Pair consents of the charter, as the disclosure control wants them. */
const consentsOf = (charter: CharterDocument): Waiver[] =>
  charter.fields.pairConsents.map((pair) => ({
    kind: "pairOverlap",
    organisations: pair.map((partner) => nameOf(charter, partner)),
  }));

const MOST_TRIES = 5;

/**
 * Answers one question as the person who asked it: computes it twice, holds it against everything that ever left, and
 * puts what may leave before the checkers. May run again after a crash: what is not `asked` any more is left alone.
 */
export async function answerQuestion(parts: Answering, studyId: string, questionId: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_TRIES; attempt += 1) {
    const ever = await everReleased(parts.db, studyId, questionId);
    if (ever === null) return;
    const actor: Actor = { id: ever.question.askedBy, name: "", roles: [], partnerId: null, groupIds: [] };
    try {
      if (await answerOnce(parts, actor, ever)) return;
      if (attempt === MOST_TRIES - 1) throw new DomainError("conflict", messages.questions.tooBusy);
    } catch (error) {
      if (!(error instanceof EngineError || error instanceof DomainError)) throw error;
      return asActor(parts.db, actor, async (tx) =>
        moveQuestion(tx, actor, await getQuestion(tx, studyId, questionId), "fail", { problem: error.message }),
      );
    }
  }
}

async function compute({ storage, vault, isolation }: Answering, ever: Ever): Promise<Answer> {
  const { question, charter, snapshots, current, releases } = ever;
  const { dataKey } = await vault.requireKeys(question.studyId);
  return runQuestion({
    template: question.template,
    parameters: question.parameters,
    snapshots: snapshots.map(({ number, files }) => ({
      id: String(number),
      folder: storage.pathOf("research", question.studyId, "shards"),
      files,
    })),
    snapshot: String(current.number),
    dataKey,
    organisations: namesOf(charter),
    earlier: releases.map(({ id, template, templateVersion, parameters, snapshotNumber, table }) => ({
      release: id,
      template,
      version: templateVersion,
      parameters,
      snapshot: String(snapshotNumber),
      cells: table.cells.map((cell) => ({ id: cell.id, published: cell.value })),
    })),
    isolation,
  });
}

/** True when the question is settled; false when another release came between and all must be judged again. */
async function answerOnce(parts: Answering, actor: Actor, ever: Ever): Promise<boolean> {
  const { question, charter, current, releases, study } = ever;
  requireRunning(study, parts.today());
  pinnedTemplate(charter, question.template);
  const answer = await compute(parts, ever);
  const assessment = await assess({
    profile: charter.fields.profile,
    atoms: answer.atoms,
    table: answer.table,
    earlier: answer.earlier,
    organisations: namesOf(charter),
    consents: consentsOf(charter),
    releasesSoFar: releases.filter(
      ({ template, snapshotNumber }) => template === question.template && snapshotNumber === current.number,
    ).length,
    setSizes: current.setSizes.map(({ organisation, tokens }) => ({
      organisation: nameOf(charter, organisation),
      tokens,
    })),
  });
  return settle(parts, actor, ever, answer, assessment);
}

type Judged = ReadonlyMap<string, Assessment["cells"][number]>;

/** Damage avoided per innocent customer hit, for every rule that has both; from what is published only. */
function ratioOf(cells: Answer["table"]["cells"], judged: Judged): string | null {
  const published = (id: string): number | null => judged.get(id)?.published ?? null;
  const rules = cells.filter(({ id }) => id.endsWith("/damage") && cells.some((one) => one.id === hitsOf(id)));
  const sentences = rules.map(({ id, row }) =>
    messages.questions.ratio(row, proportionality(published(id), published(hitsOf(id)))),
  );
  return sentences.length === 0 ? null : sentences.join(" ");
}
const hitsOf = (damage: string): string => damage.replace(/\/damage$/, "/hit");

/** The table as it leaves: only what may be shown, rounded. The exact numbers end here. */
export function publishable({ table }: Answer, assessment: Assessment): PublishedTable {
  const judged = new Map(assessment.cells.map((cell) => [cell.id, cell]));
  return {
    title: table.title,
    proportionality: ratioOf(table.cells, judged),
    cells: table.cells.map(({ id, row, column, measure }) => {
      const cell = judged.get(id);
      const shown = cell?.state === "shown";
      return {
        ...{ id, row, column, measure },
        value: shown ? cell.published : null,
        interval: shown ? (cell.interval ?? null) : null,
        explanation: shown ? null : (cell?.explanation ?? null),
      };
    }),
  };
}

const evidenceOf = ({ attacks, utility }: Assessment, earlier: number) => ({
  quantities: attacks.length,
  intruders: new Set(attacks.map(({ intruder }) => intruder.join("+"))).size,
  earlierReleases: earlier,
  shown: utility.shown,
  suppressed: utility.suppressedPrimary + utility.suppressedComplementary,
});

/**
 * Whether what the answer was held against is still all there is. Answers of one study take turns from here to the end
 * of the transaction: of two that are ready at once, the second must have known of the first.
 */
async function isUpToDate(tx: Tx, { question, current, releases, charterHash }: Ever): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${question.studyId}, 0))`.execute(tx);
  const seen = await seenNow(tx, question.studyId);
  const snapshot = await newestSnapshot(tx, question.studyId);
  const { hash } = await charterInForce(tx, question.studyId);
  const known = releases.map(({ id }) => id).join();
  return seen.join() === known && snapshot?.number === current.number && hash === charterHash;
}

async function settle(
  { db, today }: Answering,
  actor: Actor,
  ever: Ever,
  answer: Answer,
  assessment: Assessment,
): Promise<boolean> {
  const { question, current, charterHash } = ever;
  const facts = {
    snapshotNumber: current.number,
    snapshotHash: current.hash,
    charterHash,
    sqlHash: answer.sqlHash,
    profileHash: assessment.profileHash,
    computation: JSON.stringify({
      engines: [answer.engines.first, answer.engines.second],
      isolation: answer.isolation,
      rowsRead: answer.rowsRead,
      agreed: answer.secondOpinion.equal,
    }),
    evidence: JSON.stringify(evidenceOf(assessment, answer.earlier.length)),
  };
  return asActor(db, actor, async (tx) => {
    if (!(await isUpToDate(tx, ever))) return false;
    const fresh: Question = await getQuestion(tx, question.studyId, question.id);
    // Somebody else's attempt was first: what is not asked any more is left alone.
    if (fresh.status !== "asked") return true;
    requireRunning(await getStudy(tx, question.studyId), today());
    if (assessment.outcome === "refused") {
      const refusals = assessment.refusals.map(({ rule, explanation }) => ({ rule, explanation }));
      await moveQuestion(tx, actor, fresh, "refuse", { ...facts, refusals: JSON.stringify(refusals) });
      return true;
    }
    const content = publishable(answer, assessment);
    await tx
      .insertInto("questionTable")
      .values({ questionId: question.id, studyId: question.studyId, content: JSON.stringify(content), drillRule: null })
      .execute();
    await moveQuestion(tx, actor, fresh, "present", { ...facts, tableHash: hashOf(content) });
    return true;
  });
}
