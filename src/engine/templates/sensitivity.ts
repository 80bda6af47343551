import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { type CellPlan, countBits, hashSql, isFraudToken, plainSetting, type Template } from "./template.ts";

const words = messages.templates.sensitivity;
const parameters = z.strictObject({
  /** A device of more subjects than this is thought to be shared: a household, a library, a network. */
  subjects: z
    .array(z.int().min(1).max(10_000))
    .min(1)
    .max(6)
    .refine((limits) => limits.every((limit, index) => index === 0 || limit > (limits[index - 1] ?? 0)))
    .default([2, 5, 10]),
  /** Share of the fraud labels that may be wrong, and of the fraud that may have been missed. */
  labelError: z.number().min(0).max(0.4).default(0.02),
});
type Parameters = z.infer<typeof parameters>;

/** How many of the limits a token goes over. */
const TOKEN_SQL = `
SELECT s.token, count(*) AS code
FROM (
  SELECT token, count(*) AS subjects
  FROM (SELECT token, subject FROM events GROUP BY token, subject) AS pair
  GROUP BY token
) AS s
JOIN parameter AS p ON s.subjects > p.low
GROUP BY s.token`;

/** How the main answer – which share of fraud tokens several partners know – moves with shared devices and wrong labels. */
export const sensitivity: Template<Parameters> = {
  name: "sensitivity",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [
    { name: "subjects", ...words.fields.subjects },
    { name: "labelError", ...words.fields.labelError },
  ],
  defaults: { subjects: [2, 5, 10], labelError: 0.02 },
  describe: (input) => {
    const { subjects, labelError } = parameters.parse(input);
    return words.describe(subjects, labelError);
  },
  tokenSql: TOKEN_SQL,
  sightingSql: null,
  sqlHash: hashSql(TOKEN_SQL),
  uses: ["token"],
  settings: ({ subjects }) => subjects.map((limit, code) => plainSetting(code, limit)),
  cells: ({ subjects, labelError }) => {
    const lines = [
      { id: "all", row: words.all, over: Number.POSITIVE_INFINITY },
      ...subjects.map((limit, index) => ({ id: `limit-${limit}`, row: words.without(limit), over: index + 1 })),
    ];
    return lines.flatMap(({ id, row, over }): CellPlan[] => {
      const of: CellPlan["has"] = (unit) => isFraudToken(unit) && unit.code < over;
      const several: CellPlan["has"] = (unit) => of(unit) && unit.unit === "token" && countBits(unit.holders) >= 2;
      const line = { row, unit: "token" } as const;
      return [
        { ...line, id: `${id}/fraud`, column: words.fraud, measure: "tokens", has: of },
        { ...line, id: `${id}/several`, column: words.several, measure: "tokens", has: several, of },
        { ...line, id: `${id}/share`, column: words.share, measure: "share", has: several, of, labelError },
      ];
    });
  },
};
