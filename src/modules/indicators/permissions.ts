import { type Actor, hasRole } from "../../platform/actor.ts";
import type { Observation } from "./indicator.ts";

/** Figures are brought in by the office, and by a partner for its own figures. */
export const mayAddObservation = (actor: Actor): boolean =>
  hasRole(actor, "programmeOffice") || (hasRole(actor, "partnerContact") && actor.partnerId !== null);

/** A released figure is what two people checked: it is taken back, never changed. */
export const mayCorrect = (actor: Actor, observation: Pick<Observation, "ownerPartnerId" | "provenance">): boolean =>
  observation.provenance === null &&
  (hasRole(actor, "programmeOffice") ||
    (hasRole(actor, "partnerContact") && actor.partnerId !== null && actor.partnerId === observation.ownerPartnerId));
