import { z } from "zod";
import { messages } from "./messages.nl.ts";

export const objectiveInput = z.object({
  title: z.string().trim().min(1, messages.errors.titleMissing).max(200, messages.errors.tooLong),
  validUntil: z
    .string()
    .trim()
    .regex(/^(20\d\d)?$/, messages.errors.yearInvalid)
    .transform((text) => (text === "" ? null : Number(text))),
});

export const versionInput = z.object({ version: z.coerce.number().int().min(1) });
