import type { CharterHolder, CharterIdentifier, SignedCharter } from "../../keyholder/index.ts";
import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { listPeople } from "../identity/index.ts";
import { listPartners } from "../partners/index.ts";
import { type CharterDocument, type FieldName, type Fields, readCharter } from "./charter.ts";
import { messages } from "./messages.nl.ts";
import type { Condition, Party, Study, StudyPerson } from "./study.ts";

const COLUMNS = [
  "id",
  "key",
  "title",
  "question",
  "status",
  "starts",
  "ends",
  "retentionUntil",
  "isListed",
  "charterVersion",
  "isSynthetic",
  "version",
] as const;

/** The studies that this actor may know of, newest first. */
export function listStudies(tx: Tx): Promise<Study[]> {
  return tx.selectFrom("study").select(COLUMNS).orderBy("createdOn", "desc").orderBy("title").execute();
}

/** @throws DomainError not_found. */
export async function getStudy(tx: Tx, id: string): Promise<Study> {
  const found = await tx.selectFrom("study").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

export function conditionsOf(tx: Tx, studyId: string): Promise<Condition[]> {
  return tx
    .selectFrom("studyCondition")
    .select(["kind", "verdict", "explanation", "personId", "decidedOn"])
    .where("studyId", "=", studyId)
    .execute();
}

export async function partiesOf(tx: Tx, studyId: string): Promise<Party[]> {
  const names = new Map((await listPartners(tx)).map(({ id, name }) => [id, name]));
  const rows = await tx.selectFrom("studyParty").selectAll().where("studyId", "=", studyId).execute();
  return rows
    .map(({ studyId: _study, ...party }) => ({ ...party, name: names.get(party.partnerId) ?? party.partnerId }))
    .sort((a, b) => a.name.localeCompare(b.name, "nl"));
}

export function holdersOf(tx: Tx, studyId: string): Promise<CharterHolder[]> {
  return tx
    .selectFrom("studyHolder")
    .select(["holder", "name", "url", "receiptKey"])
    .where("studyId", "=", studyId)
    .orderBy("holder")
    .execute();
}

export async function identifiersOf(tx: Tx, studyId: string): Promise<CharterIdentifier[]> {
  const rows = await tx
    .selectFrom("studyIdentifier")
    .select("definition")
    .where("studyId", "=", studyId)
    .orderBy("type")
    .execute();
  // Written by addIdentifier only.
  return rows.map(({ definition }) => definition as CharterIdentifier);
}

export async function peopleOf(tx: Tx, studyId: string): Promise<StudyPerson[]> {
  const known = new Map((await listPeople(tx)).map((person) => [person.id, person]));
  const rows = await tx.selectFrom("studyPerson").selectAll().where("studyId", "=", studyId).execute();
  return rows
    .map(({ personId, role }) => ({
      personId,
      role,
      name: known.get(personId)?.name ?? "",
      partnerId: known.get(personId)?.partnerId ?? null,
    }))
    .sort((a, b) => (a.role + a.name).localeCompare(b.role + b.name, "nl"));
}

export interface FieldRows {
  readonly values: Partial<Fields>;
  readonly open: ReadonlySet<FieldName>;
}

/** The fields that this actor sees: all of them for who is in the study, the open ones for others. */
export async function fieldsOf(tx: Tx, studyId: string): Promise<FieldRows> {
  const rows = await tx
    .selectFrom("charterField")
    .select(["name", "value", "isOpen"])
    .where("studyId", "=", studyId)
    .execute();
  return {
    // Written by saveFields only, from parsed values.
    values: Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Partial<Fields>,
    open: new Set(rows.filter(({ isOpen }) => isOpen).map(({ name }) => name as FieldName)),
  };
}

export interface OfferedCharter {
  readonly version: number;
  readonly hash: string;
  readonly document: string;
  readonly signatures: readonly { partnerId: string; personId: string; signature: string; signedOn: string }[];
}

/** The charter as it was last offered, with who signed it; null when none was, or this actor may not see it. */
export async function offeredCharter(
  tx: Tx,
  study: Pick<Study, "id" | "charterVersion">,
): Promise<OfferedCharter | null> {
  const found = await tx
    .selectFrom("charterVersion")
    .select(["version", "hash", "document"])
    .where("studyId", "=", study.id)
    .where("version", "=", study.charterVersion)
    .executeTakeFirst();
  if (found === undefined) return null;
  const signatures = await tx
    .selectFrom("charterSignature")
    .select(["partnerId", "personId", "signature", "signedOn"])
    .where("studyId", "=", study.id)
    .where("version", "=", found.version)
    .execute();
  return { ...found, signatures };
}

export const signedCharter = ({ document, hash, signatures }: OfferedCharter): SignedCharter => ({
  document,
  hash,
  signatures: signatures.map(({ partnerId, signature }) => ({ partner: partnerId, signature })),
});

export interface ActiveCharter {
  readonly study: Study;
  readonly charter: CharterDocument;
  readonly hash: string;
  readonly offered: OfferedCharter;
}

/** Study and the charter in force. @throws DomainError not_found when there is none, or this actor may not see it. */
export async function charterInForce(tx: Tx, studyId: string): Promise<ActiveCharter> {
  const study = await getStudy(tx, studyId);
  const offered = await offeredCharter(tx, study);
  if (offered === null) throw new DomainError("not_found", messages.errors.notFound);
  return { study, charter: readCharter(offered.document), hash: offered.hash, offered };
}

export function vetoesOf(tx: Tx, studyId: string) {
  return tx
    .selectFrom("studyVeto")
    .select(["id", "partnerId", "reason", "onDay"])
    .where("studyId", "=", studyId)
    .orderBy("onDay")
    .execute();
}
