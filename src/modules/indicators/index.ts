/** The door of this module: series of figures, each with its source, period and doubts. */
export { type IndicatorsSection, importIndicators, indicatorsSection } from "./import.ts";
export {
  type ChartSeries,
  chartSeries,
  type Indicator,
  newestOf,
  type Observation,
  type ObservationStatus,
  periodEnd,
  printNumber,
  printValue,
} from "./indicator.ts";
export { getIndicator, getObservation, indicatorsAsOf, listIndicators } from "./queries.ts";
export { type ReleasedObservation, recordReleased, withdrawReleased } from "./released.ts";
export { indicatorRoutes } from "./routes.tsx";
