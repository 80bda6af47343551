/** The door of this module: action plans, their actions and the history of how each stood. */
export {
  ACTION_STATUSES,
  type Action,
  type ActionAsOf,
  type ActionPlan,
  type ActionState,
  type ActionStatus,
  type StatusCounts,
  sumStatus,
} from "./action.ts";
export { type ReportedState, recordState } from "./commands.ts";
export { importPlans, type PlansSection, plansSection } from "./import.ts";
export {
  actionsAsOf,
  actionsLedBy,
  actionsToReport,
  audienceOf,
  countByObjective,
  currentPlan,
  getAction,
  getPlanByYear,
  lastReportByObjective,
  listActions,
  listPlans,
  longestSilent,
  statesOf,
} from "./queries.ts";
export { actionRoutes, planRoutes } from "./routes.tsx";
