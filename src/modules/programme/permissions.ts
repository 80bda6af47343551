import { type Actor, hasRole } from "../../platform/actor.ts";

export const mayEditObjectives = (actor: Actor): boolean => hasRole(actor, "programmeOffice");
