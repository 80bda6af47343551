import { type Actor, hasRole } from "../../platform/actor.ts";

/** Who sits at the table is the office's register. */
export const mayManagePartners = (actor: Actor): boolean => hasRole(actor, "programmeOffice");
