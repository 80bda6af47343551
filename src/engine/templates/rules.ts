import { z } from "zod";
import type { Setting } from "./template.ts";

/** A rule of sharing: act on a token after `reports` fraud reports elsewhere, by `partners` different partners. */
export const rule = z.strictObject({ reports: z.int().min(1).max(1000), partners: z.int().min(1).max(30) });
export type Rule = z.infer<typeof rule>;
/** Days that a report is used after it was made. */
export const kept = z.int().min(1).max(3650);

/**
 * For every day on which an organisation sees a token: which rules had been met by what the *others* reported on
 * earlier days. One bit per rule.
 */
export const RULES_SQL = `
SELECT s.token, s.organisation, s.day, bit_or(1 << p.code) AS code
FROM (
  SELECT e.token, e.organisation, e.day, sum(f.reports) AS reports, count(DISTINCT f.organisation) AS partners
  FROM (SELECT token, organisation, day FROM events GROUP BY token, organisation, day) AS e
  JOIN (
    SELECT token, organisation, day, count(*) AS reports FROM events WHERE label = 1 GROUP BY token, organisation, day
  ) AS f ON f.token = e.token
  WHERE f.organisation <> e.organisation AND f.day < e.day AND f.day >= e.day - (SELECT max(kept) FROM parameter)
  GROUP BY e.token, e.organisation, e.day
) AS s
JOIN parameter AS p ON s.reports >= p.low AND s.partners >= p.high
GROUP BY s.token, s.organisation, s.day`;

export const ruleSettings = (rules: readonly Rule[], days: number): Setting[] =>
  rules.map(({ reports, partners }, code) => ({ code, low: reports, high: partners, kept: days }));
