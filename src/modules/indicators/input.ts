import { z } from "zod";
import { periodEnd } from "./indicator.ts";
import { messages } from "./messages.nl.ts";

const { errors } = messages;

/** "1.234,5" and "1234.5" both mean the same here: the Dutch comma first. */
const dutchNumber = z
  .string()
  .trim()
  .regex(/^-?\d{1,3}(\.\d{3})+(,\d+)?$|^-?\d+([.,]\d+)?$/, errors.valueInvalid)
  .transform((text) =>
    Number(text.includes(",") || /^\d{1,3}(\.\d{3})+$/.test(text) ? text.replaceAll(".", "").replace(",", ".") : text),
  );

const note = z
  .string()
  .trim()
  .max(500, errors.tooLong)
  .default("")
  .transform((text) => (text === "" ? null : text));
const approximate = z
  .literal("ja")
  .optional()
  .transform((value) => value === "ja");

export const observationInput = z.object({
  period: z
    .string()
    .trim()
    .max(80, errors.tooLong)
    .refine((period) => periodEnd(period) !== null, errors.periodInvalid),
  value: dutchNumber,
  approximate,
  note,
  source: z.string().trim().min(1, errors.sourceMissing).max(500, errors.tooLong),
  marking: z.enum(["CLEAR", "GREEN"], errors.markingMissing),
});
export type ObservationInput = z.infer<typeof observationInput>;

export const correctionInput = z.object({
  value: dutchNumber,
  approximate,
  note,
  reason: z.string().trim().min(1, errors.reasonMissing).max(500, errors.tooLong),
});
export type CorrectionInput = z.infer<typeof correctionInput>;

export const versionInput = z.object({ version: z.coerce.number().int().min(1) });
export const submissionInput = z.object({ submissionId: z.uuid() });
