import type { CellRule, TableRule } from "./assessment.ts";
import { CELL_RULES, TABLE_RULES } from "./rules.ts";

/**
 * Everything that stands between a table and its release. The product always uses all of it; the tests take away one at
 * a time, to see that something leaks without it.
 */
export interface Safeguards {
  readonly cellRules: readonly CellRule[];
  readonly tableRules: readonly TableRule[];
  readonly intruders: readonly ("outsider" | "single" | "coalition")[];
  readonly rounding: boolean;
  readonly earlier: boolean;
  readonly pairs: boolean;
  readonly union: boolean;
  readonly phantoms: boolean;
  readonly repair: boolean;
}

export const ALL_SAFEGUARDS: Safeguards = {
  cellRules: Object.keys(CELL_RULES) as readonly CellRule[],
  tableRules: Object.keys(TABLE_RULES) as readonly TableRule[],
  intruders: ["outsider", "single", "coalition"],
  rounding: true,
  earlier: true,
  pairs: true,
  union: true,
  phantoms: true,
  repair: true,
};
