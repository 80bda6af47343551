/** The door of this module: people, what they are in the programme, and how they sign in. */
export { createPerson, ensureExamplePerson, forgetExpired, inviteToPartner } from "./commands.ts";
export { createIdentity, type GroupsOf, type Identity, type IdentityParts, type PartnerName } from "./create.ts";
export { type FirstOffice, inviteFirstOffice } from "./firstOffice.ts";
export type { Invitation, NewInvitation, NewPerson, PersonSummary } from "./identity.ts";
export { fieldErrors, officeInput } from "./input.ts";
export { messages as identityMessages } from "./messages.nl.ts";
export { contactsOfPartner, emailOf, getPerson, listPeople, personByEmail } from "./queries.ts";
