import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { type CellPlan, hashSql, isFraudToken, plainSetting, type Template } from "./template.ts";

const words = messages.templates.timeToReuse;
/** Upper ends of the bands in days; a band is a week at least (reference §5.2, time cells). */
const bands = z
  .array(z.int().min(6).max(3650))
  .min(1)
  .max(8)
  .refine((ends) => ends.every((end, index) => index === 0 || end - (ends[index - 1] ?? 0) >= 7));
const parameters = z.strictObject({ bands: bands.default([6, 29, 89]) });
type Parameters = z.infer<typeof parameters>;

interface Band {
  readonly code: number;
  readonly from: number;
  readonly until: number | null;
}
const LONGEST = 1_000_000;

/** Code 0 is left for tokens that no other partner saw again. */
const bandsOf = (ends: readonly number[]): Band[] => [
  ...ends.map((until, index) => ({ code: index + 1, from: index === 0 ? 0 : (ends[index - 1] ?? 0) + 1, until })),
  { code: ends.length + 1, from: (ends.at(-1) ?? 0) + 1, until: null },
];

/** Days from the first fraud of a token until another organisation than the one that found it sees the token. */
const TOKEN_SQL = `
SELECT gap.token, p.code
FROM (
  SELECT g.token, min(e.day - g.day) AS days
  FROM (
    SELECT token, organisation, min(day) AS day FROM events WHERE label = 1 GROUP BY token, organisation
  ) AS g
  JOIN (SELECT token, min(day) AS day FROM events WHERE label = 1 GROUP BY token) AS f
    ON f.token = g.token AND f.day = g.day
  JOIN events AS e ON e.token = g.token
  WHERE e.organisation <> g.organisation AND e.day >= g.day
  GROUP BY g.token
) AS gap
JOIN parameter AS p ON gap.days >= p.low AND gap.days <= p.high`;

export const timeToReuse: Template<Parameters> = {
  name: "timeToReuse",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [{ name: "bands", ...words.fields.bands }],
  defaults: { bands: [6, 29, 89] },
  describe: (input) => words.describe(parameters.parse(input).bands),
  tokenSql: TOKEN_SQL,
  sightingSql: null,
  sqlHash: hashSql(TOKEN_SQL),
  uses: ["token"],
  settings: ({ bands: ends }) =>
    bandsOf(ends).map(({ code, from, until }) => plainSetting(code, from, until ?? LONGEST)),
  cells: ({ bands: ends }) => {
    const lines = [
      ...bandsOf(ends).map(({ code, from, until }) => ({ id: `band-${code}`, name: words.band(from, until), code })),
      { id: "never", name: words.never, code: 0 },
    ];
    const has =
      (code: number): CellPlan["has"] =>
      (unit) =>
        isFraudToken(unit) && unit.code === code;
    return [
      ...lines.flatMap(({ id, name, code }): CellPlan[] => [
        {
          id: `${id}/tokens`,
          row: name,
          column: words.tokens,
          unit: "token",
          measure: "tokens",
          has: has(code),
          of: isFraudToken,
        },
        {
          id: `${id}/share`,
          row: name,
          column: words.share,
          unit: "token",
          measure: "share",
          has: has(code),
          of: isFraudToken,
        },
      ]),
      { id: "all/tokens", row: words.all, column: words.tokens, unit: "token", measure: "tokens", has: isFraudToken },
    ];
  },
};
