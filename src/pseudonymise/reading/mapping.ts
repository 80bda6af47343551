import { readFileSync } from "node:fs";
import { z } from "zod";
import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";

/** Which column says what, and how dates, amounts and labels are written. What is not stated is not guessed. */
const mappingInput = z.strictObject({
  columns: z.strictObject({
    identifier: z.string().min(1),
    subject: z.string().min(1),
    date: z.string().min(1),
    amount: z.string().min(1).optional(),
    label: z.string().min(1).optional(),
    typology: z.string().min(1).optional(),
  }),
  csv: z
    .strictObject({
      delimiter: z.enum([",", ";", "\t", "|"]).optional(),
      encoding: z.enum(["utf-8", "utf-16le", "utf-16be", "windows-1252"]).optional(),
    })
    .optional(),
  /** ISO 3166-1; only when every number without a country code is from there. */
  defaultRegion: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  dateFormat: z.enum(["yyyy-mm-dd", "dd-mm-yyyy"]).default("yyyy-mm-dd"),
  decimals: z.enum(["point", "comma"]).default("point"),
  /** Spellings in the source of the three labels. */
  labels: z
    .strictObject({
      fraud: z.array(z.string()).default([]),
      clean: z.array(z.string()).default([]),
      unknown: z.array(z.string()).default([]),
    })
    .default({ fraud: [], clean: [], unknown: [] }),
  /** Spelling in the source → typology of the charter. */
  typologies: z.record(z.string(), z.string()).default({}),
});

export type Mapping = z.infer<typeof mappingInput>;

/** Parses a mapping; throws a Stop that names the first thing that is wrong, never a value from the source. */
export function parseMapping(text: string): Mapping {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Stop("mapping", messages.mappingNotJson);
  }
  const parsed = mappingInput.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new Stop("mapping", messages.mappingWrong(parsed.error.issues[0]?.path.join(".") || "columns"));
}

export function readMapping(path: string): Mapping {
  try {
    return parseMapping(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof Stop) throw error;
    throw new Stop("file", messages.fileUnreadable(path));
  }
}
