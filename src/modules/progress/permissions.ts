import { type Actor, hasRole } from "../../platform/actor.ts";

export const mayRunRounds = (actor: Actor): boolean => hasRole(actor, "programmeOffice");

/** A contact reports for the own organisation, on actions it leads. */
export const mayReport = (actor: Actor, action: { leadPartnerId: string | null }): boolean =>
  hasRole(actor, "partnerContact") && actor.partnerId !== null && actor.partnerId === action.leadPartnerId;
