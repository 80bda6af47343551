import { STRICT_PROFILE } from "../../disclosure/index.ts";
import type { CharterHolder, CharterIdentifier } from "../../keyholder/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId, slug } from "../../platform/ids.ts";
import type { Fields } from "./charter.ts";
import type { ConditionInput, FieldsInput, PartyInput, StudyInput } from "./input.ts";
import { messages } from "./messages.nl.ts";
import { mayJudgeConditions, mayKeepStudies } from "./permissions.ts";
import { conditionsOf, getStudy } from "./queries.ts";
import { conditionsMet, nextStatus, type Study, type Transition } from "./study.ts";

const subject = (id: string) => ({ kind: "study", id });

/** Starts a study with its question; the same form twice starts one. */
export function draftStudy(db: Database, actor: Actor, id: string, input: StudyInput, today: string): Promise<void> {
  requirePermission(mayKeepStudies(actor), "een onderzoek beginnen");
  return asActor(db, actor, async (tx) => {
    const taken = await tx.selectFrom("study").select("id").where("title", "=", input.title).executeTakeFirst();
    if (taken !== undefined && taken.id !== id) throw new DomainError("invalid_input", messages.errors.titleTaken);
    const added = await tx
      .insertInto("study")
      .values({
        id,
        key: `${slug(input.title)}-${id.slice(0, 4)}`,
        ...input,
        starts: null,
        ends: null,
        retentionUntil: null,
        createdBy: actor.id,
        createdOn: today,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning("id")
      .executeTakeFirst();
    if (added) await recordEvent(tx, actor, "study.drafted", subject(id));
  });
}

/**
 * Moves a study one step. The state stands in the `where`: of two who press at once, one gets a conflict.
 * @throws DomainError invalid_transition or conflict.
 */
export async function moveStudy(
  tx: Tx,
  actor: Actor,
  study: Study,
  transition: Transition,
  more: { charterVersion?: number } = {},
): Promise<void> {
  const status = nextStatus(transition, study.status);
  const { numUpdatedRows } = await tx
    .updateTable("study")
    .set({ status, version: study.version + 1, ...more })
    .where("id", "=", study.id)
    .where("version", "=", study.version)
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.errors.conflict);
  await recordEvent(tx, actor, `study.${status}`, subject(study.id), { transition });
}

/** A verdict on one condition of the pre-phase; a later one replaces it, and both are in the audit trail. */
export function judgeCondition(
  db: Database,
  actor: Actor,
  studyId: string,
  { kind, verdict, explanation }: ConditionInput,
  today: string,
): Promise<void> {
  requirePermission(mayJudgeConditions(actor), "over de voorfase oordelen");
  return asActor(db, actor, async (tx) => {
    const study = await getStudy(tx, studyId);
    if (study.status !== "preparing") throw new DomainError("invalid_transition", messages.errors.step);
    const row = { verdict, explanation, personId: actor.id, decidedOn: today };
    await tx
      .insertInto("studyCondition")
      .values({ studyId, kind, ...row })
      .onConflict((conflict) => conflict.columns(["studyId", "kind"]).doUpdateSet(row))
      .execute();
    await recordEvent(tx, actor, "study.conditionJudged", subject(studyId), { kind, verdict });
  });
}

/** After three times go by at least two people: on to the charter. */
export function proceedToCharter(db: Database, actor: Actor, studyId: string): Promise<void> {
  requirePermission(mayKeepStudies(actor), "met het protocol beginnen");
  return asActor(db, actor, async (tx) => {
    const study = await getStudy(tx, studyId);
    nextStatus("go", study.status);
    if (!conditionsMet(await conditionsOf(tx, studyId)))
      throw new DomainError("invalid_transition", messages.conditions.needTwo);
    await moveStudy(tx, actor, study, "go");
  });
}

export function declineStudy(db: Database, actor: Actor, studyId: string): Promise<void> {
  requirePermission(mayKeepStudies(actor), "een onderzoek afwijzen");
  return asActor(db, actor, async (tx) => moveStudy(tx, actor, await getStudy(tx, studyId), "decline"));
}

/** Everything that belongs to the charter can change only while it is being written. */
async function whileDrafting(tx: Tx, studyId: string): Promise<Study> {
  const study = await getStudy(tx, studyId);
  if (study.status !== "drafting") throw new DomainError("invalid_transition", messages.errors.step);
  return study;
}

/** One change of the charter, with its permission, its state and its event. */
function changeCharter(
  db: Database,
  actor: Actor,
  studyId: string,
  verb: string,
  work: (tx: Tx, study: Study) => Promise<Record<string, unknown>>,
): Promise<void> {
  requirePermission(mayKeepStudies(actor), "het protocol wijzigen");
  return asActor(db, actor, async (tx) => {
    const detail = await work(tx, await whileDrafting(tx, studyId));
    await recordEvent(tx, actor, verb, subject(studyId), detail);
  });
}

export const saveParty = (db: Database, actor: Actor, studyId: string, input: PartyInput): Promise<void> =>
  changeCharter(db, actor, studyId, "study.partyKept", async (tx) => {
    const { partnerId, ...row } = input;
    await tx
      .insertInto("studyParty")
      .values({ studyId, ...input })
      .onConflict((conflict) => conflict.columns(["studyId", "partnerId"]).doUpdateSet(row))
      .execute();
    return { partnerId };
  });

export const removeParty = (db: Database, actor: Actor, studyId: string, partnerId: string): Promise<void> =>
  changeCharter(db, actor, studyId, "study.partyRemoved", async (tx) => {
    await tx.deleteFrom("studyParty").where("studyId", "=", studyId).where("partnerId", "=", partnerId).execute();
    return { partnerId };
  });

/** `holder` is what the holder says of itself; a name or an address that is there already is refused. */
export const saveHolder = (db: Database, actor: Actor, studyId: string, holder: CharterHolder): Promise<void> =>
  changeCharter(db, actor, studyId, "study.holderKept", async (tx) => {
    const same = await tx
      .selectFrom("studyHolder")
      .select("holder")
      .where("studyId", "=", studyId)
      .where((eb) =>
        eb.or([eb("holder", "=", holder.holder), eb("url", "=", holder.url), eb("receiptKey", "=", holder.receiptKey)]),
      )
      .executeTakeFirst();
    if (same !== undefined) throw new DomainError("invalid_input", messages.holders.same);
    await tx
      .insertInto("studyHolder")
      .values({ studyId, ...holder })
      .execute();
    return { holder: holder.holder };
  });

/** The identifier with the shares that the holders made for it. */
export const saveIdentifier = (
  db: Database,
  actor: Actor,
  studyId: string,
  definition: CharterIdentifier,
): Promise<void> =>
  changeCharter(db, actor, studyId, "study.identifierKept", async (tx) => {
    const row = { ceiling: definition.ceiling, definition: JSON.stringify(definition) };
    await tx
      .insertInto("studyIdentifier")
      .values({ studyId, type: definition.type, ...row })
      .onConflict((conflict) => conflict.columns(["studyId", "type"]).doUpdateSet(row))
      .execute();
    return { type: definition.type };
  });

/** One role a person: who asks does not check. */
export const savePerson = (
  db: Database,
  actor: Actor,
  studyId: string,
  { personId, role }: { personId: string; role: "researcher" | "checker" },
): Promise<void> =>
  changeCharter(db, actor, studyId, "study.personKept", async (tx) => {
    const known = await tx
      .selectFrom("studyPerson")
      .select("role")
      .where("studyId", "=", studyId)
      .where("personId", "=", personId)
      .executeTakeFirst();
    if (known !== undefined && known.role !== role) throw new DomainError("invalid_input", messages.people.both);
    await tx
      .insertInto("studyPerson")
      .values({ studyId, personId, role })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return { role };
  });

export const removePerson = (db: Database, actor: Actor, studyId: string, personId: string): Promise<void> =>
  changeCharter(db, actor, studyId, "study.personRemoved", async (tx) => {
    await tx.deleteFrom("studyPerson").where("studyId", "=", studyId).where("personId", "=", personId).execute();
    return {};
  });

/** The fields of a form as the charter holds them. A charter of the office can only be stricter than the programme. */
export function fieldsFrom(input: FieldsInput): Partial<Fields> {
  const { purpose, population, dataKinds, safeguards, templates, soleBeneficiary } = input;
  return {
    ...(purpose !== null && { purpose }),
    ...(population !== null && { population }),
    ...(dataKinds !== null && { dataKinds }),
    ...(safeguards !== null && { safeguards }),
    templates: [...templates].sort(),
    coarsening: {
      day: input.day,
      amountBand: input.amountBand,
      eventsPerToken: input.eventsPerToken,
      typologies: input.typologies,
    },
    profile: { ...STRICT_PROFILE, minimumCount: input.minimum },
    pairConsents: input.pairConsents.flatMap((pair) => {
      const [a, b] = pair.split("|");
      return a && b ? [[a, b] as const] : [];
    }),
    soleBeneficiary,
  };
}

/** Saves the written part of the charter. @throws DomainError conflict when somebody else was first. */
export const saveFields = (
  db: Database,
  actor: Actor,
  studyId: string,
  version: number,
  input: FieldsInput,
): Promise<void> =>
  changeCharter(db, actor, studyId, "study.charterWritten", async (tx, study) => {
    const { starts, ends, retentionUntil, isListed } = input;
    const { numUpdatedRows } = await tx
      .updateTable("study")
      .set({ starts, ends, retentionUntil, isListed, version: version + 1 })
      .where("id", "=", study.id)
      .where("version", "=", version)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new DomainError("conflict", messages.errors.conflict);
    const rows = Object.entries(fieldsFrom(input)).map(([name, value]) => ({
      studyId,
      name,
      value: JSON.stringify(value),
      isOpen: input.open.includes(name),
    }));
    await tx.deleteFrom("charterField").where("studyId", "=", studyId).execute();
    await tx.insertInto("charterField").values(rows).execute();
    return { open: input.open };
  });

/** A note of a researcher, as in a laboratory notebook: never changed, only added. */
export function addNote(
  db: Database,
  actor: Actor,
  { studyId, questionId, text }: { studyId: string; questionId: string | null; text: string },
): Promise<void> {
  return asActor(db, actor, async (tx) => {
    const id = newId();
    await tx.insertInto("researchNote").values({ id, studyId, questionId, personId: actor.id, text }).execute();
    await recordEvent(tx, actor, "study.noteAdded", subject(studyId));
  });
}
