import type { Actor, Role } from "../platform/actor.ts";
import { uuidFromKey } from "../platform/ids.ts";

/** Ids of partners as the importer makes them: `partnerId("NVB")` is the partner with short name NVB. */
export const partnerId = (shortName: string): string => uuidFromKey(`partner:${shortName}`);

function actor(
  name: string,
  roles: readonly Role[],
  partner: string | null = null,
  groupIds: readonly string[] = [],
): Actor {
  return { id: uuidFromKey(`person:${name}`), name, roles, partnerId: partner && partnerId(partner), groupIds };
}

/** The cast of every test: roles, never real people. */
export const office = actor("Medewerker programmabureau", ["programmeOffice"], "JenV");
export const bankContact = actor("Contactpersoon bank", ["partnerContact"], "NVB");
export const policeContact = actor("Contactpersoon politie", ["partnerContact"], "Politie");
export const coreMember = actor("Lid kerngroep", ["coreGroupMember"], "CB");
export const policyOfficer = actor("Beleidsmedewerker", ["policyOfficer"], "JenV");
export const reader = actor("Lezer", ["reader"]);
/** Signed in, but no longer a participant of anything. */
export const stranger = actor("Buitenstaander", []);

export const everyone = [office, bankContact, policeContact, coreMember, policyOfficer, reader, stranger] as const;
