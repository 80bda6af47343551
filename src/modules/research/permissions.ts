import { type Actor, hasRole } from "../../platform/actor.ts";
import type { Party, StudyPerson } from "./study.ts";

/** Setting up a study, writing its charter, and closing it. */
export const mayKeepStudies = (actor: Actor): boolean => hasRole(actor, "programmeOffice");

/** Speaks for a party: signs, vetoes, delivers. */
export const speaksFor = (actor: Actor, parties: readonly Pick<Party, "partnerId">[]): boolean =>
  hasRole(actor, "partnerContact") && parties.some(({ partnerId }) => partnerId === actor.partnerId);

const named = (actor: Actor, people: readonly Pick<StudyPerson, "personId" | "role">[], role: StudyPerson["role"]) =>
  people.some((one) => one.personId === actor.id && one.role === role);

/** Asks questions and keeps notes; named in the charter. */
export const isResearcher = (actor: Actor, people: readonly Pick<StudyPerson, "personId" | "role">[]): boolean =>
  named(actor, people, "researcher");

/** Checks what leaves; named in the charter. */
export const isChecker = (actor: Actor, people: readonly Pick<StudyPerson, "personId" | "role">[]): boolean =>
  named(actor, people, "checker");

/** Judging a condition of the pre-phase: the office, and the core group. */
export const mayJudgeConditions = (actor: Actor): boolean => hasRole(actor, "programmeOffice", "coreGroupMember");
