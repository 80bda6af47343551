/** The door of this module: reporting rounds, what partners report, and the core group's dashboard. */
export { closeRound, draftRound, openRound, submitUpdate } from "./commands.ts";
export { listRounds, newestUpdates } from "./queries.ts";
export { reportRoutes } from "./report.routes.tsx";
export {
  type ProgressUpdate,
  REPORTED_STATUSES,
  type ReportingRound,
  TRANSITIONS as ROUND_TRANSITIONS,
} from "./round.ts";
export { dashboardRoutes, progressRoutes } from "./routes.tsx";
