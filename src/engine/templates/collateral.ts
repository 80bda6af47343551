import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { kept, RULES_SQL, rule, ruleSettings } from "./rules.ts";
import { type CellPlan, hashSql, isInnocent, type Template } from "./template.ts";

const words = messages.templates.collateral;
const parameters = z.strictObject({
  reports: rule.shape.reports.default(1),
  partners: rule.shape.partners.default(1),
  kept: kept.default(365),
});
type Parameters = z.infer<typeof parameters>;

const isHit: CellPlan["has"] = (unit) => isInnocent(unit) && (unit.code & 1) === 1;
const holdsAlso =
  (organisation: number): CellPlan["has"] =>
  (unit) =>
    unit.unit === "subject" && ((unit.holders >> organisation) & 1) === 1;

/** Which share of customers without fraud would have been hit if fraud tokens had been shared under one rule. */
export const collateral: Template<Parameters> = {
  name: "collateral",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [
    { name: "reports", ...messages.templates.fields.reports },
    { name: "partners", ...messages.templates.fields.partners },
    { name: "kept", ...messages.templates.fields.kept },
  ],
  defaults: { reports: 1, partners: 1, kept: 365 },
  describe: (input) => {
    const { reports, partners, kept: days } = parameters.parse(input);
    return words.describe(reports, partners, days);
  },
  tokenSql: null,
  sightingSql: RULES_SQL,
  sqlHash: hashSql(RULES_SQL, "subjects"),
  uses: ["subject"],
  settings: ({ reports, partners, kept: days }) => ruleSettings([{ reports, partners }], days),
  cells: (_parameters, organisations) => {
    const lines = [
      { id: "all", row: words.all, at: (): boolean => true },
      ...organisations.map((name, index) => ({ id: `organisation-${index}`, row: name, at: holdsAlso(index) })),
    ];
    return lines.flatMap(({ id, row, at }): CellPlan[] => {
      const hit: CellPlan["has"] = (unit) => isHit(unit) && at(unit);
      const of: CellPlan["has"] = (unit) => isInnocent(unit) && at(unit);
      return [
        { id: `${id}/innocent`, row, column: words.innocent, unit: "subject", measure: "cases", has: of },
        { id: `${id}/hit`, row, column: words.hit, unit: "subject", measure: "cases", has: hit, of, bit: 1 },
        { id: `${id}/share`, row, column: words.share, unit: "subject", measure: "share", has: hit, of, bit: 1 },
      ];
    });
  },
};
