import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { kept, RULES_SQL, rule, ruleSettings } from "./rules.ts";
import { type CellPlan, hashSql, isInnocent, type Template } from "./template.ts";

const words = messages.templates.thresholdSweep;
const DEFAULT_RULES = [
  { reports: 1, partners: 1 },
  { reports: 2, partners: 1 },
  { reports: 3, partners: 1 },
  { reports: 2, partners: 2 },
];
const parameters = z.strictObject({
  rules: z.array(rule).min(1).max(10).default(DEFAULT_RULES),
  kept: kept.default(365),
});
type Parameters = z.infer<typeof parameters>;

/** Effect against proportionality: per rule, what damage is avoided and how many innocent customers are hit. */
export const thresholdSweep: Template<Parameters> = {
  name: "thresholdSweep",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [
    { name: "rules", ...words.fields.rules },
    { name: "kept", ...messages.templates.fields.kept },
  ],
  defaults: { rules: DEFAULT_RULES, kept: 365 },
  describe: (input) => {
    const { rules, kept: days } = parameters.parse(input);
    return words.describe(rules, days);
  },
  tokenSql: null,
  sightingSql: RULES_SQL,
  sqlHash: hashSql(RULES_SQL, "events", "subjects"),
  uses: ["event", "subject"],
  settings: ({ rules, kept: days }) => ruleSettings(rules, days),
  cells: ({ rules }) => {
    const damage: CellPlan["has"] = (unit) => unit.unit === "event";
    return [
      { id: "all/damage", row: words.all, column: words.damage, unit: "event", measure: "amount", has: damage },
      {
        id: "all/innocent",
        row: words.all,
        column: words.innocent,
        unit: "subject",
        measure: "cases",
        has: isInnocent,
      },
      ...rules.flatMap(({ reports, partners }, code): CellPlan[] => {
        const line = { row: words.rule(reports, partners) };
        const id = `rule-${reports}-${partners}`;
        const met = (bits: number): boolean => ((bits >> code) & 1) === 1;
        const avoided: CellPlan["has"] = (unit) => unit.unit === "event" && met(unit.code);
        const hit: CellPlan["has"] = (unit) => isInnocent(unit) && met(unit.code);
        const people = { ...line, unit: "subject", has: hit, of: isInnocent, bit: 1 << code } as const;
        return [
          {
            ...line,
            id: `${id}/damage`,
            column: words.damage,
            unit: "event",
            measure: "amount",
            has: avoided,
            of: damage,
          },
          {
            ...line,
            id: `${id}/damageShare`,
            column: words.damageShare,
            unit: "event",
            measure: "share",
            shareOf: "amount",
            has: avoided,
            of: damage,
          },
          { ...people, id: `${id}/hit`, column: words.hit, measure: "cases" },
          { ...people, id: `${id}/hitShare`, column: words.hitShare, measure: "share" },
        ];
      }),
    ];
  },
};
