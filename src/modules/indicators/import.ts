import { z } from "zod";
import type { Tx } from "../../platform/database.ts";
import { slug, uuidFromKey } from "../../platform/ids.ts";
import { type ImportCount, importRows, sumCounts } from "../../platform/import.ts";
import { periodEnd } from "./indicator.ts";
import { messages } from "./messages.nl.ts";

const STATUS = { prognose: "forecast", norm: "norm" } as const;

const observation = z.strictObject({
  period: z.string().refine((period) => periodEnd(period) !== null, messages.import.period),
  value: z.number(),
  approx: z.boolean().default(false),
  note: z.string().optional(),
  status: z.enum(["prognose", "norm"], messages.import.status).optional(),
  source: z.union([z.string(), z.array(z.string())]).default([]),
});

/** The section `indicators` of a programme file. */
export const indicatorsSection = z.array(
  z.strictObject({
    name: z.string().trim().min(1).max(200),
    unit: z.string().min(1).max(60),
    producer: z.string().min(1).max(200),
    series: z.string().optional(),
    dimension: z.string().optional(),
    caveat: z.string().optional(),
    observations: z.array(observation),
    source: z.array(z.string()).default([]),
  }),
);
export type IndicatorsSection = z.infer<typeof indicatorsSection>;

/** Writes every series and observation; which partner owns a figure is left to people, the file does not say. */
export async function importIndicators(tx: Tx, indicators: IndicatorsSection): Promise<ImportCount> {
  const rows = indicators.map(
    ({ name, unit, producer, series = null, dimension = null, caveat = null, source }, index) => ({
      id: uuidFromKey(`indicator:${name}`),
      key: slug(name),
      orderNo: index + 1,
      name,
      unit,
      producer,
      series,
      dimension,
      caveat,
      sources: source,
    }),
  );
  const observations = indicators.flatMap(({ name, observations: given }) =>
    given.map(({ period, value, approx, note = null, status, source }, index) => ({
      id: uuidFromKey(`observation:${name}:${period}`),
      indicatorId: uuidFromKey(`indicator:${name}`),
      orderNo: index + 1,
      period,
      periodEnd: periodEnd(period),
      value,
      approximate: approx,
      note,
      status: status === undefined ? "realised" : STATUS[status],
      sources: [source].flat(),
    })),
  );
  return sumCounts([await importRows(tx, "indicator", rows), await importRows(tx, "observation", observations)]);
}
