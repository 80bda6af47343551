/** The door of this module: studies, from the question to the destruction of the data. */
export { createResearch, type Research, type ResearchParts } from "./create.ts";
export type { PublishedTable } from "./question.ts";
export { TRANSITIONS as QUESTION_TRANSITIONS } from "./question.ts";
export type { PublicStudy } from "./register.ts";
export { TRANSITIONS as STUDY_TRANSITIONS } from "./study.ts";
