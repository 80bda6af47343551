/** The door of this module: what the programme is for, its objectives, kinds of fraud, history and obstacles. */
export {
  eventsSection,
  fraudTypesSection,
  importProgramme,
  objectivesSection,
  obstaclesSection,
  type ProgrammeFile,
  programmeSection,
  publicationsSection,
} from "./import.ts";
export type { FraudType, Objective, Obstacle, Programme, ProgrammeEvent, ReferencePublication } from "./programme.ts";
export { holdsIn } from "./programme.ts";
export {
  getObjective,
  getProgramme,
  listFraudTypes,
  listObjectives,
  listObstacles,
  listProgrammeEvents,
  listReferencePublications,
} from "./queries.ts";
export { programmeRoutes } from "./routes.tsx";
