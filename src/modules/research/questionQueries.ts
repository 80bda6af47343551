import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";
import type { Computation, Evidence, OutputCheck, PublishedTable, Question, Refusal } from "./question.ts";

const COLUMNS = [
  "id",
  "studyId",
  "template",
  "templateVersion",
  "parameters",
  "reason",
  "status",
  "refusals",
  "problem",
  "snapshotNumber",
  "snapshotHash",
  "sqlHash",
  "profileHash",
  "tableHash",
  "computation",
  "evidence",
  "charterHash",
  "askedBy",
  "askedOn",
  "releasedOn",
  "withdrawnReason",
  "isDrill",
  "version",
] as const;

const rows = (tx: Tx) => tx.selectFrom("studyQuestion").select(COLUMNS);
type Row = Awaited<ReturnType<ReturnType<typeof rows>["executeTakeFirstOrThrow"]>>;

/** The JSON columns are written by commands of this module only. */
const toQuestion = (row: Row): Question => ({
  ...row,
  parameters: row.parameters as Record<string, unknown>,
  refusals: row.refusals as Refusal[],
  computation: row.computation as Computation | null,
  evidence: row.evidence as Evidence | null,
});

/** Newest first; exercises are only there for who checks, as any other table. */
export async function listQuestions(tx: Tx, studyId: string): Promise<Question[]> {
  const found = await rows(tx).where("studyId", "=", studyId).orderBy("askedOn", "desc").orderBy("id").execute();
  return found.map(toQuestion);
}

/** @throws DomainError not_found. */
export async function getQuestion(tx: Tx, studyId: string, id: string): Promise<Question> {
  const found = await rows(tx).where("id", "=", id).where("studyId", "=", studyId).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.questionNotFound);
  return toQuestion(found);
}

/** The table as it would leave; null for who may not see it (yet). */
export async function tableOf(tx: Tx, questionId: string): Promise<PublishedTable | null> {
  const found = await tx
    .selectFrom("questionTable")
    .select("content")
    .where("questionId", "=", questionId)
    .executeTakeFirst();
  return found === undefined ? null : (found.content as PublishedTable);
}

/** The verdicts that this actor may see: the own one, and all of them once two have been given. */
export function visibleChecks(tx: Tx, questionId: string): Promise<OutputCheck[]> {
  return tx
    .selectFrom("outputCheck")
    .select(["personId", "partnerId", "verdict", "remark", "tableHash"])
    .where("questionId", "=", questionId)
    .orderBy("decidedAt")
    .execute();
}

export interface Snapshot {
  readonly number: number;
  readonly hash: string;
  readonly rows: number;
  readonly deliveryIds: readonly string[];
  readonly files: unknown;
  readonly setSizes: readonly { organisation: string; tokens: number }[];
}

/** The data as they stand now; null before the first accepted delivery. */
export async function newestSnapshot(tx: Tx, studyId: string): Promise<Snapshot | null> {
  const found = await tx
    .selectFrom("studySnapshot")
    .select(["number", "hash", "rows", "deliveryIds", "files", "setSizes"])
    .where("studyId", "=", studyId)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  return found === undefined ? null : { ...found, setSizes: found.setSizes as Snapshot["setSizes"] };
}

export function listDeliveries(tx: Tx, studyId: string) {
  return tx
    .selectFrom("delivery")
    .select([
      "id",
      "partnerId",
      "type",
      "run",
      "status",
      "problem",
      "rowCount",
      "distinctCount",
      "refusedCount",
      "objectedCount",
      "uniqueness",
      "receivedAt",
    ])
    .where("studyId", "=", studyId)
    .orderBy("receivedAt", "desc")
    .execute();
}
export type Delivery = Awaited<ReturnType<typeof listDeliveries>>[number];

export function listNotes(tx: Tx, studyId: string) {
  return tx
    .selectFrom("researchNote")
    .select(["id", "questionId", "personId", "text", "writtenAt"])
    .where("studyId", "=", studyId)
    .orderBy("writtenAt", "desc")
    .execute();
}

export function figuresOf(tx: Tx, questionId: string) {
  return tx
    .selectFrom("releasedFigure")
    .select(["cellId", "observationId"])
    .where("questionId", "=", questionId)
    .execute();
}

/** What was destroyed, with the certificates. */
export function destructionsOf(tx: Tx, studyId: string) {
  return tx
    .selectFrom("studyDestruction")
    .select(["step", "subject", "certificate", "signature", "doneAt"])
    .where("studyId", "=", studyId)
    .orderBy("doneAt")
    .execute();
}
export type Destruction = Awaited<ReturnType<typeof destructionsOf>>[number];

/** How often key holders have signed under our audit chain for this study. */
export async function witnessCount(tx: Tx, studyId: string): Promise<number> {
  const { count } = await tx
    .selectFrom("studyWitness")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("studyId", "=", studyId)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** How many tables that are wrong on purpose were presented, and how many the checkers rejected. */
export async function drillScore(tx: Tx, studyId: string): Promise<{ found: number; all: number }> {
  const drills = await tx
    .selectFrom("studyQuestion")
    .select("problem")
    .where("studyId", "=", studyId)
    .where("isDrill", "=", true)
    .where("status", "=", "rejected")
    .execute();
  return { found: drills.filter(({ problem }) => problem === null).length, all: drills.length };
}
