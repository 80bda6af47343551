import { type Actor, hasRole } from "../../platform/actor.ts";

/** Promises to Parliament are kept by the policy officers and the office. */
export const mayKeepCommitments = (actor: Actor): boolean => hasRole(actor, "programmeOffice", "policyOfficer");
