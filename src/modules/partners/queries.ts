import type { Tx } from "../../platform/database.ts";
import { DomainError } from "../../platform/errors.ts";
import { messages } from "./messages.nl.ts";
import type { Partner, PartnerGroup, Representative } from "./partner.ts";

const COLUMNS = [
  "partner.id",
  "partner.key",
  "partner.name",
  "shortName",
  "partner.kind",
  "category",
  "role",
  "since",
  "scope",
  "sources",
  "version",
] as const;
const GROUP_COLUMNS = [
  "partnerGroup.id",
  "partnerGroup.key",
  "partnerGroup.name",
  "partnerGroup.kind",
  "partnerGroup.description",
] as const;

export function listPartners(tx: Tx): Promise<Partner[]> {
  return tx.selectFrom("partner").select(COLUMNS).orderBy("scope", "desc").orderBy("name").execute();
}

/** @throws DomainError not_found when the row is not there for this actor. */
export async function getPartner(tx: Tx, id: string): Promise<Partner> {
  const found = await tx.selectFrom("partner").select(COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!found) throw new DomainError("not_found", messages.errors.notFound);
  return found;
}

/** Short name and full name, lower case → id: for texts that name a partner. */
export async function partnersByName(tx: Tx): Promise<Map<string, string>> {
  const partners = await tx.selectFrom("partner").select(["id", "name", "shortName"]).execute();
  return new Map(
    partners.flatMap(({ id, name, shortName }) => [name, shortName].map((text) => [text.toLowerCase(), id] as const)),
  );
}

export function listGroups(tx: Tx): Promise<(PartnerGroup & { members: number })[]> {
  return tx
    .selectFrom("partnerGroup")
    .leftJoin("groupPartner", "groupPartner.groupId", "partnerGroup.id")
    .select([...GROUP_COLUMNS, (eb) => eb.fn.count<number>("groupPartner.partnerId").as("members")])
    .groupBy("partnerGroup.id")
    .orderBy("partnerGroup.kind")
    .orderBy("partnerGroup.name")
    .execute();
}

export async function getGroup(tx: Tx, id: string): Promise<PartnerGroup & { partners: Partner[] }> {
  const group = await tx.selectFrom("partnerGroup").select(GROUP_COLUMNS).where("id", "=", id).executeTakeFirst();
  if (!group) throw new DomainError("not_found", messages.errors.groupNotFound);
  return { ...group, partners: await partnersOfGroup(tx, id) };
}

function partnersOfGroup(tx: Tx, groupId: string): Promise<Partner[]> {
  return tx
    .selectFrom("partner")
    .innerJoin("groupPartner", "groupPartner.partnerId", "partner.id")
    .select(COLUMNS)
    .where("groupPartner.groupId", "=", groupId)
    .orderBy("partner.name")
    .execute();
}

export async function coreGroupPartners(tx: Tx): Promise<Partner[]> {
  const group = await tx.selectFrom("partnerGroup").select("id").where("kind", "=", "coreGroup").executeTakeFirst();
  return group ? partnersOfGroup(tx, group.id) : [];
}

export function groupsOfPartner(tx: Tx, partnerId: string): Promise<PartnerGroup[]> {
  return tx
    .selectFrom("partnerGroup")
    .innerJoin("groupPartner", "groupPartner.groupId", "partnerGroup.id")
    .select(GROUP_COLUMNS)
    .where("groupPartner.partnerId", "=", partnerId)
    .orderBy("partnerGroup.name")
    .execute();
}

export function representativesOf(tx: Tx, partnerId: string): Promise<Representative[]> {
  return tx
    .selectFrom("representative")
    .selectAll()
    .where("partnerId", "=", partnerId)
    .orderBy("since", "desc")
    .execute();
}

/** The groups somebody sits in: those of the partner, and those the person was named for. Runs before an actor exists. */
export async function groupIdsOf(tx: Tx, who: { personId: string; partnerId: string | null }): Promise<string[]> {
  const seats =
    who.partnerId === null
      ? []
      : await tx.selectFrom("groupPartner").select("groupId").where("partnerId", "=", who.partnerId).execute();
  const named = await tx
    .selectFrom("representative")
    .select("groupId")
    .where("personId", "=", who.personId)
    .where("until", "is", null)
    .execute();
  return [...new Set([...seats, ...named].flatMap(({ groupId }) => (groupId === null ? [] : [groupId])))];
}
