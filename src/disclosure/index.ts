/**
 * Statistical disclosure control: what of a table may leave, given everything that ever left (decision 0014). Pure rules
 * and linear programs; knows neither a module nor the platform.
 */
export { assess } from "./assess.ts";
export type {
  AssessedCell,
  Assessment,
  AssessmentInput,
  AttackEvidence,
  CellRule,
  Intruder,
  QuantityKind,
  Refusal,
  RuleName,
  SetSize,
  TableRule,
  Utility,
  Waiver,
} from "./assessment.ts";
export { type DisclosureProfile, isAtLeastAsStrict, parseProfile, profileHash, STRICT_PROFILE } from "./profile.ts";
export { type SeededBadTable, seededBadTables } from "./seeded.ts";
export type { Atom, Cell, Contribution, Measure, ReleasedCell, Table } from "./table.ts";
