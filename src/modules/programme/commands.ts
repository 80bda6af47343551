import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";
import { mayEditObjectives } from "./permissions.ts";

/** @throws DomainError conflict when somebody else saved in between. */
export function editObjective(
  db: Database,
  actor: Actor,
  id: string,
  version: number,
  input: { title: string; validUntil: number | null },
): Promise<void> {
  requirePermission(mayEditObjectives(actor), "een doelstelling wijzigen");
  return asActor(db, actor, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable("objective")
      .set({ ...input, version: version + 1 })
      .where("id", "=", id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.conflict);
    await recordEvent(tx, actor, "objective.edited", { kind: "objective", id }, { version: version + 1 });
  });
}
