import { type SeededBadTable, seededBadTables } from "../../disclosure/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database } from "../../platform/database.ts";
import { requirePermission } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { hashOf } from "./checking.ts";
import { messages } from "./messages.nl.ts";
import { mayKeepStudies } from "./permissions.ts";
import { charterInForce } from "./queries.ts";
import type { PublishedTable } from "./question.ts";
import { requireRunning } from "./study.ts";

/** The same tables everywhere, so that a score can be compared. */
const DRILL_SEED = 1;

/**
 * An exercise for the checkers: a table that breaks one rule on purpose, between the real ones. It looks like any other
 * until two have voted; how many are seen is a figure about the check itself (reference, feature 14).
 */
export function startDrill(db: Database, actor: Actor, studyId: string, today: string): Promise<string> {
  requirePermission(mayKeepStudies(actor), "een oefening klaarzetten");
  return asActor(db, actor, async (tx) => {
    const { study, charter, hash } = await charterInForce(tx, studyId);
    requireRunning(study, today);
    const bad = seededBadTables(DRILL_SEED);
    const count = await tx
      .selectFrom("studyQuestion")
      .select((eb) => eb.fn.countAll<number>().as("n"))
      .where("studyId", "=", studyId)
      .where("isDrill", "=", true)
      .executeTakeFirstOrThrow();
    // One after the other, so that no rule is forgotten.
    const chosen = bad[Number(count.n) % bad.length];
    const id = newId();
    const [first] = charter.templates;
    if (chosen === undefined || first === undefined) return id;
    const content = asPublished(chosen);
    const like = await tx
      .selectFrom("studyQuestion")
      .select(["template", "templateVersion", "sqlHash", "reason", "parameters"])
      .select(["snapshotNumber", "snapshotHash", "profileHash", "computation", "evidence"])
      .where("studyId", "=", studyId)
      .where("tableHash", "is not", null)
      .where("isDrill", "=", false)
      .limit(1)
      .executeTakeFirst();
    await tx
      .insertInto("studyQuestion")
      .values({
        ...{ id, studyId, askedBy: actor.id, askedOn: today },
        template: first.name,
        templateVersion: first.version,
        sqlHash: first.sqlHash,
        parameters: JSON.stringify({}),
        reason: chosen.input.table.title,
        status: "inCheck",
        charterHash: hash,
        tableHash: hashOf(content),
        // Looks like a real one, or the exercise would be recognised by what is missing.
        ...(like !== undefined && {
          ...like,
          parameters: JSON.stringify(like.parameters),
          computation: JSON.stringify(like.computation),
          evidence: JSON.stringify(like.evidence),
        }),
        isDrill: true,
      })
      .execute();
    await tx
      .insertInto("questionTable")
      .values({
        questionId: id,
        studyId,
        content: JSON.stringify(content),
        drillRule: messages.check.rule[chosen.rule],
      })
      .execute();
    await recordEvent(tx, actor, "studyQuestion.drillStarted", { kind: "studyQuestion", id });
    return id;
  });
}

/** As a table that came through the disclosure control unprotected: that is what is wrong with it. */
const asPublished = ({ input: { table } }: SeededBadTable): PublishedTable => ({
  title: table.title,
  proportionality: null,
  cells: table.cells.map(({ id, row, column, measure, value, interval }) => ({
    ...{ id, row, column, measure, value },
    interval: interval ?? null,
    explanation: null,
  })),
});
