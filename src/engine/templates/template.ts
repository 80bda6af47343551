import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Measure } from "../../disclosure/table.ts";

export interface DescribedParameter {
  readonly name: string;
  /** Dutch. */
  readonly label: string;
  readonly help: string;
}

/** What others may know of a template. */
export interface TemplateInfo {
  readonly name: string;
  readonly version: number;
  /** Dutch. */
  readonly title: string;
  readonly description: string;
  readonly parameters: z.ZodType;
  readonly fields: readonly DescribedParameter[];
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The question with its parameters filled in, as one Dutch sentence. Throws a ZodError on wrong parameters. */
  describe(parameters: unknown): string;
  /** Of the SQL text that the template is made of; parameters are rows of a table and never part of it. */
  readonly sqlHash: string;
}

/** A row of the table `parameter`, the only thing of a question that the SQL sees. Whole numbers. */
export interface Setting {
  /** Position of the bit or band. */
  readonly code: number;
  readonly low: number;
  readonly high: number;
  /** Days that a report is kept and used. */
  readonly kept: number;
}

/** How a token looks over all organisations. "mixed": some of its holders saw fraud, others did not. */
export const TRAIT = { clean: 0, fraud: 1, unknown: 2, mixed: 3 } as const;

/** A class of tokens: who holds it (bit mask), what they saw, and what the template's own SQL says (0: nothing). */
export interface TokenClass {
  readonly unit: "token";
  readonly holders: number;
  readonly trait: number;
  readonly code: number;
}
/** A class of fraud euros: whose they are, and which rules would have stopped them (bits). */
export interface EventClass {
  readonly unit: "event";
  readonly organisation: number;
  readonly code: number;
}
/** A class of subjects: where they are a customer, whether one of their events is fraud, which rules hit them (bits). */
export interface SubjectClass {
  readonly unit: "subject";
  readonly holders: number;
  readonly fraud: number;
  readonly code: number;
}
export type UnitClass = TokenClass | EventClass | SubjectClass;
export type Unit = UnitClass["unit"];

/** One cell before it is counted: which classes it adds up. */
export interface CellPlan {
  readonly id: string;
  /** Dutch. */
  readonly row: string;
  readonly column: string;
  readonly unit: Unit;
  readonly measure: Measure;
  readonly shareOf?: "tokens" | "amount";
  readonly has: (unit: UnitClass) => boolean;
  /** The whole that it is a part of. */
  readonly of?: (unit: UnitClass) => boolean;
  /** For subjects that were hit: the bit of the rule, so that the devices through which they were hit can be counted. */
  readonly bit?: number;
  /** Share of fraud labels that may be wrong or missing, 0 to 1: widens the interval. */
  readonly labelError?: number;
}

export interface Template<P> extends TemplateInfo {
  readonly parameters: z.ZodType<P>;
  /** SELECT token, code FROM events …; a token that is not in it has code 0. */
  readonly tokenSql: string | null;
  /** SELECT token, organisation, day, code FROM events …; an event that is not in it has code 0. */
  readonly sightingSql: string | null;
  readonly uses: readonly Unit[];
  settings(parameters: P): readonly Setting[];
  cells(parameters: P, organisations: readonly string[]): readonly CellPlan[];
}

/**
 * One row for every token: who holds it and what they saw. The base of every template. Bit 30 of `seen` says that
 * somebody saw it clean, so that two aggregates do the work of three.
 */
export const MEMBERSHIP_SQL = `
SELECT token, seen & 1073741823 AS holders,
  CASE WHEN frauds = 0 THEN CASE WHEN seen >= 1073741824 THEN 0 ELSE 2 END
    WHEN frauds = seen & 1073741823 THEN 1 ELSE 3 END AS trait
FROM (
  SELECT token,
    bit_or(CASE WHEN label = 0 THEN 1073741824 | (1 << organisation) ELSE 1 << organisation END) AS seen,
    bit_or(CASE WHEN label = 1 THEN 1 << organisation ELSE 0 END) AS frauds
  FROM events
  GROUP BY token
) AS marks`;

export const hashSql = (...texts: readonly (string | null)[]): string =>
  createHash("sha256")
    .update(JSON.stringify([MEMBERSHIP_SQL, ...texts]))
    .digest("hex");

export const isFraudToken = (unit: UnitClass): boolean =>
  unit.unit === "token" && (unit.trait === TRAIT.fraud || unit.trait === TRAIT.mixed);

export const countBits = (mask: number): number => mask.toString(2).replaceAll("0", "").length;

export const isInnocent = (unit: UnitClass): boolean => unit.unit === "subject" && unit.fraud === 0;

/** Settings without bands. */
export const plainSetting = (code: number, low: number, high = 0, kept = 0): Setting => ({ code, low, high, kept });
