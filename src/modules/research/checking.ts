import { createHash } from "node:crypto";
import { sql } from "kysely";
import { canonicalJson } from "../../keyholder/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { type ReleasedObservation, recordReleased, withdrawReleased } from "../indicators/index.ts";
import type { CheckInput, FigureInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { isChecker, mayKeepStudies } from "./permissions.ts";
import { charterInForce, getStudy, peopleOf } from "./queries.ts";
import {
  nextQuestionStatus,
  type OutputCheck,
  outcomeOf,
  type PublishedCell,
  type Question,
  type QuestionTransition,
  whyNotCheck,
} from "./question.ts";
import { figuresOf, getQuestion, tableOf } from "./questionQueries.ts";
import { requireRunning } from "./study.ts";

const subject = (id: string) => ({ kind: "studyQuestion", id });

/** What a table is known by: SHA-256 of its canonical JSON, hex. */
export const hashOf = (content: unknown): string => createHash("sha256").update(canonicalJson(content)).digest("hex");

/** Moves a question one step; of two who move it at once, one gets a conflict. */
export async function moveQuestion(
  tx: Tx,
  actor: Actor,
  question: Question,
  transition: QuestionTransition,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const status = nextQuestionStatus(transition, question.status);
  const { numUpdatedRows } = await tx
    .updateTable("studyQuestion")
    .set({ status, version: question.version + 1, ...more })
    .where("id", "=", question.id)
    .where("version", "=", question.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.errors.conflict);
  await recordEvent(tx, actor, `studyQuestion.${status}`, subject(question.id), { transition });
}

/** Who has voted, without what they voted: enough to know who may still vote, and nothing that unblinds. */
async function votersOf(tx: Tx, questionId: string): Promise<{ personId: string; partnerId: string }[]> {
  const found = await sql<{ personId: string; partnerId: string }>`
    select person_id, partner_id from app_voters(${questionId}::uuid)`.execute(tx);
  return found.rows;
}

/** Why this actor cannot check this table now; null when it can. */
export async function whyNotNow(tx: Tx, actor: Actor, question: Question): Promise<string | null> {
  if (question.status !== "inCheck" && question.status !== "escalated") return messages.errors.questionStep;
  const { charter } = await charterInForce(tx, question.studyId);
  return whyNotCheck(
    { question, checks: await votersOf(tx, question.id), onlyBeneficiary: charter.fields.soleBeneficiary },
    { personId: actor.id, partnerId: actor.partnerId },
  );
}

export const voteCount = async (tx: Tx, questionId: string): Promise<number> => (await votersOf(tx, questionId)).length;

/**
 * One checker's verdict on the table with this hash. Two of different organisations decide; when they disagree a third
 * does. A table whose hash has changed is not the table that was looked at.
 */
export function checkTable(
  db: Database,
  actor: Actor,
  studyId: string,
  questionId: string,
  { verdict, remark, tableHash }: CheckInput,
  today: string,
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    requirePermission(isChecker(actor, await peopleOf(tx, studyId)), "deze tabel controleren");
    requireRunning(await getStudy(tx, studyId), today);
    // Votes on one table take turns: of two at the same moment, the second must count the first.
    await tx.selectFrom("studyQuestion").select("id").where("id", "=", questionId).forUpdate().execute();
    const question = await getQuestion(tx, studyId, questionId);
    const reason = await whyNotNow(tx, actor, question);
    if (reason !== null) throw new DomainError("invalid_transition", reason);
    // The table itself, too: what stands there now must be what the question, and this checker, know it by.
    if (question.tableHash !== tableHash || hashOf(await tableOf(tx, questionId)) !== tableHash)
      throw new DomainError("conflict", messages.check.stale);
    await tx
      .insertInto("outputCheck")
      .values({ questionId, personId: actor.id, partnerId: actor.partnerId ?? "", verdict, remark, tableHash })
      .execute();
    await recordEvent(tx, actor, "studyQuestion.checked", subject(questionId), { tableHash });
    await followVotes(tx, actor, question, today);
  });
}

async function followVotes(tx: Tx, actor: Actor, question: Question, today: string): Promise<void> {
  // From the second vote on all are visible to who has voted, and this actor just did.
  const checks: OutputCheck[] = await tx
    .selectFrom("outputCheck")
    .select(["personId", "partnerId", "verdict", "remark", "tableHash"])
    .where("questionId", "=", question.id)
    .execute();
  const outcome = outcomeOf(checks);
  if (outcome === "open" || (outcome === "escalate" && question.status === "escalated")) return;
  // A table that is wrong on purpose never leaves, whatever was voted: passing it is the finding.
  if (outcome === "release" && question.isDrill)
    return moveQuestion(tx, actor, question, "reject", { problem: messages.check.drillMissed });
  await moveQuestion(tx, actor, question, outcome, outcome === "release" ? { releasedOn: today } : {});
}

/** Looking at a table before it is released is itself an event: it is the most sensitive thing there is to read. */
export async function noteReading(tx: Tx, actor: Actor, question: Question): Promise<void> {
  if (question.status === "inCheck" || question.status === "escalated")
    await recordEvent(tx, actor, "studyQuestion.tableRead", subject(question.id), { tableHash: question.tableHash });
}

/** Amounts and counts as they are, shares in percent. */
const figureValue = ({ measure, value }: PublishedCell): number =>
  measure === "share" ? (value ?? 0) * 100 : (value ?? 0);

/** A released cell becomes a figure of an indicator, with its whole provenance. Returns the id of the indicator. */
export function makeFigure(
  db: Database,
  actor: Actor,
  studyId: string,
  questionId: string,
  input: FigureInput,
): Promise<string> {
  requirePermission(mayKeepStudies(actor), "een cijfer maken van een vrijgave");
  return asActor(db, actor, async (tx) => {
    const study = await getStudy(tx, studyId);
    const question = await getQuestion(tx, studyId, questionId);
    const cell = (await tableOf(tx, questionId))?.cells.find(({ id }) => id === input.cellId);
    if (question.status !== "released" || cell === undefined || cell.value === null)
      throw new DomainError("invalid_input", messages.errors.cellMissing);
    const { figure } = messages;
    const released: ReleasedObservation = {
      indicator: input.indicator,
      unit: figure.unit[cell.measure],
      producer: figure.producer,
      caveat: figure.caveat,
      period: input.period,
      value: figureValue(cell),
      note: `${cell.row}, ${cell.column}${study.isSynthetic ? ` (${messages.synthetic.toLowerCase()})` : ""}`,
      source: figure.source(study.title, questionId),
      provenance: await provenanceOf(tx, question, cell),
    };
    const { indicatorId, observationId } = await recordReleased(tx, actor, released);
    await tx
      .insertInto("releasedFigure")
      .values({ questionId, cellId: cell.id, observationId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await recordEvent(tx, actor, "studyQuestion.figureMade", subject(questionId), { observationId, cell: cell.id });
    return indicatorId;
  });
}

async function provenanceOf(tx: Tx, question: Question, cell: PublishedCell): Promise<Record<string, unknown>> {
  const checks = await tx
    .selectFrom("outputCheck")
    .select(["partnerId", "verdict"])
    .where("questionId", "=", question.id)
    .execute();
  const { template, templateVersion, sqlHash, snapshotHash, profileHash, tableHash, charterHash, releasedOn } =
    question;
  return {
    release: question.id,
    study: question.studyId,
    cell: cell.id,
    ...{ template, templateVersion, sqlHash, snapshotHash, profileHash, tableHash, charterHash, releasedOn },
    outcome: "releasable",
    checkedBy: checks.filter(({ verdict }) => verdict === "approve").map(({ partnerId }) => partnerId),
  };
}

/** Takes a release back. Its figures stay where they are used, each with the word that it was withdrawn and why. */
export function withdrawRelease(
  db: Database,
  actor: Actor,
  studyId: string,
  questionId: string,
  reason: string,
  today: string,
): Promise<void> {
  requirePermission(mayKeepStudies(actor), "een vrijgave intrekken");
  return asActor(db, actor, async (tx) => {
    const question = await getQuestion(tx, studyId, questionId);
    const figures = await figuresOf(tx, questionId);
    await moveQuestion(tx, actor, question, "withdraw", { withdrawnReason: reason });
    for (const { observationId } of figures) await withdrawReleased(tx, actor, observationId, reason, today);
  });
}
