import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { nextStatus, type Transition } from "./commitment.ts";
import type { CommitmentInput, StepInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import type { ParliamentaryPaper } from "./paper.ts";
import { mayKeepCommitments } from "./permissions.ts";
import { getCommitment, paperByKey } from "./queries.ts";

/** Registers a commitment; the same form twice registers one. */
export function addCommitment(db: Database, actor: Actor, id: string, input: CommitmentInput): Promise<void> {
  requirePermission(mayKeepCommitments(actor), "een toezegging toevoegen");
  return asActor(db, actor, async (tx) => {
    const nothing = {
      settledByText: null,
      settledByPaperKey: null,
      settledOn: null,
      settledParagraph: null,
      statusWords: null,
      note: null,
      ownerPartnerId: null,
      groupId: null,
    };
    const added = await tx
      .insertInto("commitment")
      .values({ id, key: `RT-${id.slice(0, 8)}`, ...input, ...nothing, status: "open", scope: "core", sources: [] })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "commitment.added", { kind: "commitment", id });
  });
}

/** What a step changes beside the status. */
function consequences(transition: Transition, input: StepInput, paper: ParliamentaryPaper | null, today: string) {
  switch (transition) {
    case "settle":
      return {
        settledByPaperKey: paper?.key ?? null,
        settledByText: paper?.title ?? null,
        settledOn: paper?.date ?? today,
        settledParagraph: input.paragraph,
      };
    case "reopen":
      return { settledByPaperKey: null, settledByText: null, settledOn: null, settledParagraph: null };
    case "postpone":
      return { dueOn: input.dueOn };
    default:
      return {};
  }
}

/**
 * Takes one step of the transition table and keeps why.
 * @throws DomainError invalid_transition when the state does not allow it, conflict when somebody else was first.
 */
export function takeStep(
  db: Database,
  actor: Actor,
  id: string,
  version: number,
  transition: Transition,
  input: StepInput,
  today: string,
): Promise<void> {
  requirePermission(mayKeepCommitments(actor), "de stand van een toezegging wijzigen");
  return asActor(db, actor, async (tx) => {
    const commitment = await getCommitment(tx, id);
    if (commitment.version !== version) throw new DomainError("conflict", messages.conflict);
    const status = nextStatus(transition, commitment.status);
    const paper = input.paperKey === null ? null : await paperByKey(tx, input.paperKey);
    if (transition === "settle" && paper === null)
      throw new DomainError("invalid_input", messages.errors.paperNotFound);
    const { numUpdatedRows } = await tx
      .updateTable("commitment")
      .set({ status, statusWords: null, version: version + 1, ...consequences(transition, input, paper, today) })
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict);
    await tx
      .insertInto("commitmentChange")
      .values({
        id: newId(),
        commitmentId: id,
        changedOn: today,
        personId: actor.id,
        verb: transition,
        text: input.explanation,
      })
      .execute();
    await recordEvent(tx, actor, `commitment.${status}`, { kind: "commitment", id }, { transition });
  });
}

/** Notes where a signal was answered. */
export function answerSignal(db: Database, actor: Actor, id: string, reactedIn: string, today: string): Promise<void> {
  requirePermission(mayKeepCommitments(actor), "een reactie op een signaal vastleggen");
  return asActor(db, actor, async (tx) => {
    const answered = await tx
      .updateTable("signal")
      .set((eb) => ({ reactedIn, answeredOn: today, status: "answered", version: eb("version", "+", 1) }))
      .where("id", "=", id)
      .where("status", "=", "open")
      .returning("id")
      .executeTakeFirst();
    if (answered) await recordEvent(tx, actor, "signal.answered", { kind: "signal", id });
  });
}
