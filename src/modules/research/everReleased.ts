import type { ShardFile } from "../../engine/index.ts";
import type { Database, Tx } from "../../platform/database.ts";
import type { CharterDocument } from "./charter.ts";
import { charterInForce } from "./queries.ts";
import type { PublishedTable, Question } from "./question.ts";
import { getQuestion } from "./questionQueries.ts";
import type { Study } from "./study.ts";

/**
 * Everything that was ever shown of a study, or still may be: released, withdrawn (it was seen), and what lies with the
 * checkers. Read as the owner of the database: the disclosure control must know more than the person it works for may
 * see, and what it reads here is already rounded and suppressed.
 */
export interface EarlierTable {
  readonly id: string;
  readonly template: string;
  readonly templateVersion: number;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly snapshotNumber: number;
  readonly table: PublishedTable;
}

export interface StoredSnapshot {
  readonly number: number;
  readonly hash: string;
  readonly files: readonly ShardFile[];
  readonly setSizes: readonly { organisation: string; tokens: number }[];
}

export interface Ever {
  readonly study: Study;
  readonly charter: CharterDocument;
  readonly charterHash: string;
  readonly question: Question;
  readonly snapshots: readonly StoredSnapshot[];
  /** The one that the question is about: the newest. */
  readonly current: StoredSnapshot;
  readonly releases: readonly EarlierTable[];
}

const SEEN = ["inCheck", "escalated", "released", "withdrawn"] as const;

/** Ids of the tables of `everReleased` as they are now, for who is in the study: which, and not what is in them. */
export async function seenNow(tx: Tx, studyId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom("studyQuestion")
    .select("id")
    .where("studyId", "=", studyId)
    .where("isDrill", "=", false)
    .where("status", "in", SEEN)
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

/** Null when the question is no longer waiting for an answer. */
export function everReleased(db: Database, studyId: string, questionId: string): Promise<Ever | null> {
  return db.transaction().execute(async (tx) => {
    const question = await getQuestion(tx, studyId, questionId);
    if (question.status !== "asked") return null;
    const { study, charter, hash } = await charterInForce(tx, studyId);
    const snapshots = await tx
      .selectFrom("studySnapshot")
      .select(["number", "hash", "files", "setSizes"])
      .where("studyId", "=", studyId)
      .orderBy("number")
      .execute();
    // Written by the intake only.
    const stored = snapshots.map((one) => ({
      ...one,
      files: one.files as ShardFile[],
      setSizes: one.setSizes as StoredSnapshot["setSizes"],
    }));
    const current = stored.at(-1);
    if (current === undefined) return null;
    const releases = await tx
      .selectFrom("studyQuestion")
      .innerJoin("questionTable", "questionTable.questionId", "studyQuestion.id")
      .select(["studyQuestion.id", "template", "templateVersion", "parameters", "snapshotNumber", "content"])
      .where("studyQuestion.studyId", "=", studyId)
      .where("isDrill", "=", false)
      .where("status", "in", SEEN)
      .orderBy("studyQuestion.id")
      .execute();
    return {
      ...{ study, charter, charterHash: hash, question, current, snapshots: stored },
      releases: releases.map(({ id, template, templateVersion, parameters, snapshotNumber, content }) => ({
        ...{ id, template, templateVersion },
        parameters: parameters as EarlierTable["parameters"],
        snapshotNumber: snapshotNumber ?? 0,
        table: content as PublishedTable,
      })),
    };
  });
}
