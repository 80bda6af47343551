import { type Actor, hasRole } from "../../platform/actor.ts";
import type { Action } from "./action.ts";

export const mayAddAction = (actor: Actor): boolean => hasRole(actor, "programmeOffice");

/** The office keeps the plan; the lead partner keeps its own action. */
export const mayEditAction = (actor: Actor, action: Pick<Action, "leadPartnerId">): boolean =>
  hasRole(actor, "programmeOffice") ||
  (hasRole(actor, "partnerContact") && actor.partnerId !== null && actor.partnerId === action.leadPartnerId);
