import { type Actor, hasRole } from "../../platform/actor.ts";

export const mayReadDossiers = (actor: Actor): boolean =>
  hasRole(actor, "programmeOffice", "policyOfficer", "coreGroupMember");
export const mayWriteDossiers = (actor: Actor): boolean => hasRole(actor, "programmeOffice", "policyOfficer");

/** Four eyes: who froze a dossier does not also publish it. */
export const mayPublish = (actor: Actor, frozenBy: string): boolean => mayWriteDossiers(actor) && actor.id !== frozenBy;
