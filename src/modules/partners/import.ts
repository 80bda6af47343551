import { z } from "zod";
import type { Tx } from "../../platform/database.ts";
import { slug, uuidFromKey } from "../../platform/ids.ts";
import { type ImportCount, importRows, sumCounts } from "../../platform/import.ts";
import { messages } from "./messages.nl.ts";
import type { PartnerKind } from "./partner.ts";

const KIND = { public: "public", private: "private", ngo: "civilSociety" } as const satisfies Record<
  string,
  PartnerKind
>;

/** The section `partners` of a programme file. */
export const partnersSection = z.array(
  z.strictObject({
    name: z.string().trim().min(1).max(200),
    shortName: z.string().trim().min(1).max(60).optional(),
    kind: z.enum(["public", "private", "ngo"], messages.import.kind),
    category: z.string().max(100).optional(),
    role: z.string().optional(),
    since: z.string().optional(),
    scope: z.enum(["kern", "aanpalend"], messages.import.scope),
    source: z.array(z.string()).default([]),
  }),
);
export type PartnersSection = z.infer<typeof partnersSection>;

/** The natural key of a partner: the name people use. */
export const partnerKey = (partner: { name: string; shortName?: string | undefined }): string =>
  partner.shortName ?? partner.name;

const CORE_GROUP = uuidFromKey("group:kerngroep");

/** Writes the partners, and the core group with those whose role says so. */
export async function importPartners(tx: Tx, partners: PartnersSection): Promise<ImportCount> {
  const rows = partners.map((partner) => ({
    id: uuidFromKey(`partner:${partnerKey(partner)}`),
    key: slug(partnerKey(partner)),
    name: partner.name,
    shortName: partnerKey(partner),
    kind: KIND[partner.kind],
    role: partner.role ?? null,
    since: partner.since ?? null,
    scope: partner.scope === "kern" ? "core" : "adjacent",
    sources: partner.source,
  }));
  const seats = rows.filter(({ role }) => role?.toLowerCase().includes("kerngroep"));
  const counts = [await importRows(tx, "partner", rows)];
  if (seats.length > 0) {
    counts.push(
      await importRows(tx, "partnerGroup", [
        { id: CORE_GROUP, key: "kerngroep", name: "Kerngroep", kind: "coreGroup" },
      ]),
    );
    const members = seats.map(({ id }) => ({ groupId: CORE_GROUP, partnerId: id }));
    counts.push(await importRows(tx, "groupPartner", members, ["groupId", "partnerId"]));
  }
  return sumCounts(counts);
}
