import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { type CellPlan, countBits, hashSql, type Template, TRAIT, type UnitClass } from "./template.ts";

const words = messages.templates.overlap;
const parameters = z.strictObject({
  /** Exact patterns need the consent of both partners of every pair; numbers of partners do not. */
  rows: z.enum(["patterns", "partners"]).default("patterns"),
  split: z.enum(["fraud", "label", "none"]).default("fraud"),
});
type Parameters = z.infer<typeof parameters>;

/** Above this many organisations the rows are numbers of partners: 2^n patterns are no table any more. */
const MOST_PATTERNS_OF = 6;

interface Line {
  readonly id: string;
  readonly name: string;
  readonly has: (holders: number) => boolean;
}

function linesOf(organisations: readonly string[], by: Parameters["rows"]): Line[] {
  if (by === "partners" || organisations.length > MOST_PATTERNS_OF)
    return organisations.map((_, index) => ({
      id: `partners-${index + 1}`,
      name: words.partners(index + 1),
      has: (holders) => countBits(holders) === index + 1,
    }));
  return Array.from({ length: 2 ** organisations.length - 1 }, (_, index) => ({
    id: `pattern-${index + 1}`,
    name: organisations.filter((_name, bit) => ((index + 1) >> bit) & 1).join(" + "),
    has: (holders) => holders === index + 1,
  }));
}

interface Column {
  readonly id: string;
  readonly name: string;
  readonly has: (trait: number) => boolean;
}
const isFraud = (trait: number): boolean => trait === TRAIT.fraud || trait === TRAIT.mixed;
/** The total has no group: a cell that is its own group would tell nothing but that it is full. */
const ALL: Column = { id: "all", name: words.all, has: () => true };
const FRAUD: Column = { id: "fraud", name: words.fraud, has: isFraud };
/** Tokens of unknown outcome are few, and few is suppressed: only who asks for them gets them apart. */
const COLUMNS: Readonly<Record<Parameters["split"], readonly Column[]>> = {
  none: [ALL],
  fraud: [FRAUD, { id: "other", name: words.other, has: (trait) => !isFraud(trait) }, ALL],
  label: [
    FRAUD,
    { id: "clean", name: words.clean, has: (trait) => trait === TRAIT.clean },
    { id: "unknown", name: words.unknown, has: (trait) => trait === TRAIT.unknown },
    ALL,
  ],
};

const isToken = (unit: UnitClass, holders: (mask: number) => boolean, trait: (label: number) => boolean): boolean =>
  unit.unit === "token" && holders(unit.holders) && trait(unit.trait);

/** How many tokens each exact combination of organisations has in common, by what they saw. */
export const overlap: Template<Parameters> = {
  name: "overlap",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [
    { name: "rows", ...words.fields.rows },
    { name: "split", ...words.fields.split },
  ],
  defaults: { rows: "patterns", split: "fraud" },
  describe: (input) => words.describe(parameters.parse(input).split !== "none"),
  tokenSql: null,
  sightingSql: null,
  sqlHash: hashSql("SELECT holders, trait, count(*)"),
  uses: ["token"],
  settings: () => [],
  cells: ({ rows, split }, organisations) =>
    linesOf(organisations, rows).flatMap((row) =>
      COLUMNS[split].map((column): CellPlan => {
        const cell = {
          id: `${row.id}/${column.id}`,
          row: row.name,
          column: column.name,
          unit: "token",
          measure: "tokens",
          has: (unit: UnitClass) => isToken(unit, row.has, column.has),
        } as const;
        return column === ALL ? cell : { ...cell, of: (unit) => isToken(unit, row.has, ALL.has) };
      }),
    ),
};
