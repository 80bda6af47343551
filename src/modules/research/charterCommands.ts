import { verify } from "../../keyholder/index.ts";
import { type Actor, asActor } from "../../platform/actor.ts";
import { recordEvent } from "../../platform/audit.ts";
import type { Database, Tx } from "../../platform/database.ts";
import { DomainError, requirePermission } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { assembleCharter, type CharterContents, type CharterTemplate, missingFrom, readCharter } from "./charter.ts";
import { moveStudy } from "./commands.ts";
import { messages } from "./messages.nl.ts";
import { mayKeepStudies, speaksFor } from "./permissions.ts";
import { fieldsOf, getStudy, holdersOf, identifiersOf, offeredCharter, partiesOf, peopleOf } from "./queries.ts";
import type { Study } from "./study.ts";

const subject = (id: string) => ({ kind: "study", id });

/** What is signed: the study and the hash of the exact text. */
export const charterMessage = (study: string, hash: string) => ({ study, hash });

/** Everything the charter is made of, as this actor sees it. `known` are the questions that this installation has. */
export async function contentsOf(
  tx: Tx,
  study: Study,
  known: readonly CharterTemplate[],
  operatorKey = "",
): Promise<CharterContents> {
  const { values } = await fieldsOf(tx, study.id);
  return {
    study,
    fields: values,
    parties: await partiesOf(tx, study.id),
    holders: await holdersOf(tx, study.id),
    identifiers: await identifiersOf(tx, study.id),
    people: await peopleOf(tx, study.id),
    templates: known.filter(({ name }) => values.templates?.includes(name)),
    operatorKey,
  };
}

/** Freezes the charter as a text with a hash, and asks every party to sign it. Returns the version. */
export function offerCharter(
  db: Database,
  actor: Actor,
  studyId: string,
  { templates, operatorKey }: { templates: readonly CharterTemplate[]; operatorKey: string },
  today: string,
): Promise<number> {
  requirePermission(mayKeepStudies(actor), "het protocol aanbieden");
  return asActor(db, actor, async (tx) => {
    const study = await getStudy(tx, studyId);
    const contents = await contentsOf(tx, study, templates, operatorKey);
    const missing = missingFrom(contents);
    if (missing.length > 0) throw new DomainError("invalid_input", `${messages.charter.notYet} ${missing.join("; ")}.`);
    const version = study.charterVersion + 1;
    const { document, hash } = assembleCharter(contents, version, await lastInForce(tx, studyId));
    await moveStudy(tx, actor, study, "offer", { charterVersion: version });
    await tx
      .insertInto("charterVersion")
      .values({ studyId, version, document, hash, offeredBy: actor.id, offeredOn: today })
      .execute();
    await recordEvent(tx, actor, "study.charterOffered", subject(studyId), { version, hash });
    return version;
  });
}

/** Hash of the newest charter that every party had signed; null when none ever held. */
async function lastInForce(tx: Tx, studyId: string): Promise<string | null> {
  const versions = await tx
    .selectFrom("charterVersion")
    .select(["version", "hash", "document"])
    .where("studyId", "=", studyId)
    .orderBy("version", "desc")
    .execute();
  const signed = await tx
    .selectFrom("charterSignature")
    .select(["version", (eb) => eb.fn.countAll<number>().as("signatures")])
    .where("studyId", "=", studyId)
    .groupBy("version")
    .execute();
  const complete = versions.find(
    ({ version, document }) =>
      Number(signed.find((one) => one.version === version)?.signatures ?? 0) === readCharter(document).parties.length,
  );
  return complete?.hash ?? null;
}

/** Opens the charter again; the next version needs every signature anew. */
export function amendCharter(db: Database, actor: Actor, studyId: string): Promise<void> {
  requirePermission(mayKeepStudies(actor), "het protocol wijzigen");
  return asActor(db, actor, async (tx) => moveStudy(tx, actor, await getStudy(tx, studyId), "amend"));
}

/**
 * One party's signature, made on its own computer with its own key. The last one opens the study.
 * Returns whether the study is active now. @throws DomainError invalid_input when the signature does not fit, conflict when the charter changed.
 */
export function signCharter(
  db: Database,
  actor: Actor,
  studyId: string,
  { hash, signature }: { hash: string; signature: string },
  today: string,
): Promise<boolean> {
  return asActor(db, actor, async (tx) => {
    // Signatures take turns: of the last two at the same moment, the second must count the first, or nobody opens it.
    await tx.selectFrom("study").select("id").where("id", "=", studyId).forUpdate().execute();
    const study = await getStudy(tx, studyId);
    const parties = await partiesOf(tx, studyId);
    requirePermission(speaksFor(actor, parties), "dit protocol ondertekenen");
    const offered = await offeredCharter(tx, study);
    if (study.status !== "signing" || offered === null)
      throw new DomainError("invalid_transition", messages.errors.step);
    if (offered.hash !== hash) throw new DomainError("conflict", messages.sign.old);
    const party = parties.find(({ partnerId }) => partnerId === actor.partnerId);
    if (party === undefined || !verify("charter", charterMessage(studyId, hash), signature, party.signingKey))
      throw new DomainError("invalid_input", messages.sign.wrong);
    await tx
      .insertInto("charterSignature")
      .values({
        ...{ studyId, signature },
        version: offered.version,
        partnerId: party.partnerId,
        personId: actor.id,
        signedOn: today,
      })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await recordEvent(tx, actor, "study.signed", subject(studyId), { hash, partnerId: party.partnerId });
    const signed = new Set(offered.signatures.map(({ partnerId }) => partnerId)).add(party.partnerId);
    if (!parties.every(({ partnerId }) => signed.has(partnerId))) return false;
    await moveStudy(tx, actor, study, "activate");
    return true;
  });
}

/** A party stops the study, at once and for everybody. */
export function vetoStudy(db: Database, actor: Actor, studyId: string, reason: string, today: string): Promise<void> {
  return asActor(db, actor, async (tx) => {
    const study = await getStudy(tx, studyId);
    requirePermission(speaksFor(actor, await partiesOf(tx, studyId)), "dit onderzoek stilleggen");
    await moveStudy(tx, actor, study, "veto");
    await tx
      .insertInto("studyVeto")
      .values({ id: newId(), studyId, partnerId: actor.partnerId ?? "", personId: actor.id, reason, onDay: today })
      .execute();
    await recordEvent(tx, actor, "study.vetoed", subject(studyId));
  });
}
