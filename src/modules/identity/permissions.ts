import { type Actor, hasRole } from "../../platform/actor.ts";

/** Inviting gives access, so that only the office does it. */
export const mayInvite = (actor: Actor): boolean => hasRole(actor, "programmeOffice");
export const mayManagePeople = (actor: Actor): boolean => hasRole(actor, "programmeOffice");
export const maySeeOutbox = (actor: Actor): boolean => hasRole(actor, "programmeOffice");
