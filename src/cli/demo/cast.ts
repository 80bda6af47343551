import { ensureExamplePerson } from "../../modules/identity/index.ts";
import { importPartners } from "../../modules/partners/index.ts";
import type { Role } from "../../platform/actor.ts";
import type { Database } from "../../platform/database.ts";
import { uuidFromKey } from "../../platform/ids.ts";

/** The invented organisations and people of the demonstration; none of them stands for a real one. */
export interface DemoPartner {
  readonly key: string;
  readonly name: string;
  readonly role: "bank" | "shop" | "telecom";
}

export const PARTNERS: readonly DemoPartner[] = [
  { key: "Voorbeeldbank", name: "Voorbeeldbank (verzonnen)", role: "bank" },
  { key: "Voorbeeldwinkel", name: "Voorbeeldwinkel (verzonnen)", role: "shop" },
  { key: "Voorbeeldtelecom", name: "Voorbeeldtelecom (verzonnen)", role: "telecom" },
];
/** Checks what leaves; brings no data, and gains nothing by the outcome. */
const WATCHDOG = { key: "Voorbeeldtoezicht", name: "Voorbeeldtoezicht (verzonnen)" };
/** Where the researcher works. */
const UNIVERSITY = { key: "Voorbeelduniversiteit", name: "Voorbeelduniversiteit (verzonnen)" };

export const partnerId = (key: string): string => uuidFromKey(`partner:${key}`);

interface DemoPerson {
  readonly key: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly partner: string;
}

const PEOPLE: readonly DemoPerson[] = [
  ...PARTNERS.map(({ key }) => ({
    key: `contact-${key}`,
    name: `Contactpersoon ${key}`,
    roles: ["partnerContact"] as const,
    partner: key,
  })),
  { key: "onderzoeker", name: "Onderzoeker", roles: ["reader"], partner: UNIVERSITY.key },
  { key: "controleur-1", name: "Controleur winkel", roles: ["reader"], partner: "Voorbeeldwinkel" },
  { key: "controleur-2", name: "Controleur toezicht", roles: ["reader"], partner: WATCHDOG.key },
];

/** Adds them to the example programme; returns the id of every person by key. */
export async function addCast(db: Database): Promise<ReadonlyMap<string, string>> {
  await db.transaction().execute((tx) =>
    importPartners(
      tx,
      [...PARTNERS, WATCHDOG, UNIVERSITY].map(({ key, name }) => ({
        name,
        shortName: key,
        kind: "private" as const,
        category: "verzonnen",
        source: [],
        scope: "aanpalend" as const,
      })),
    ),
  );
  const people = new Map<string, string>();
  for (const { key, name, roles, partner } of PEOPLE)
    people.set(
      key,
      await ensureExamplePerson(db, {
        key,
        name,
        email: `${key.toLowerCase()}@voorbeeld.invalid`,
        roles,
        partnerId: partnerId(partner),
      }),
    );
  return people;
}
