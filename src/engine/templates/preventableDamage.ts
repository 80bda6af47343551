import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { type CellPlan, hashSql, plainSetting, type Template } from "./template.ts";

const words = messages.templates.preventableDamage;
const parameters = z.strictObject({
  /** Days that sharing would take; the damage after the first sighting plus these days could have been prevented. */
  delays: z
    .array(z.int().min(0).max(365))
    .min(1)
    .max(8)
    .refine((delays) => delays.every((delay, index) => index === 0 || delay > (delays[index - 1] ?? 0)))
    .default([0, 7, 30]),
});
type Parameters = z.infer<typeof parameters>;

/** Fraud on a token after another organisation saw fraud on it first, at least `low` days later; one bit per delay. */
const SIGHTING_SQL = `
SELECT f.token, f.organisation, f.day, bit_or(1 << p.code) AS code
FROM (SELECT token, organisation, day FROM events WHERE label = 1 GROUP BY token, organisation, day) AS f
JOIN (
  SELECT token, organisation, min(day) AS day FROM events WHERE label = 1 GROUP BY token, organisation
) AS g ON g.token = f.token
JOIN parameter AS p ON f.day - g.day > p.low
WHERE g.organisation <> f.organisation
GROUP BY f.token, f.organisation, f.day`;

/** First-sight preventable damage: euros of fraud that came after the first sighting elsewhere. */
export const preventableDamage: Template<Parameters> = {
  name: "preventableDamage",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [{ name: "delays", ...words.fields.delays }],
  defaults: { delays: [0, 7, 30] },
  describe: (input) => words.describe(parameters.parse(input).delays),
  tokenSql: null,
  sightingSql: SIGHTING_SQL,
  sqlHash: hashSql(SIGHTING_SQL),
  uses: ["event"],
  settings: ({ delays }) => delays.map((delay, code) => plainSetting(code, delay)),
  cells: ({ delays }) => {
    const all: CellPlan["has"] = (unit) => unit.unit === "event";
    return [
      { id: "all/amount", row: words.all, column: words.amount, unit: "event", measure: "amount", has: all },
      ...delays.flatMap((delay, code): CellPlan[] => {
        const has: CellPlan["has"] = (unit) => unit.unit === "event" && ((unit.code >> code) & 1) === 1;
        const line = { row: words.delay(delay), unit: "event", has, of: all } as const;
        return [
          { ...line, id: `delay-${delay}/amount`, column: words.amount, measure: "amount" },
          { ...line, id: `delay-${delay}/share`, column: words.share, measure: "share", shareOf: "amount" },
        ];
      }),
    ];
  },
};
