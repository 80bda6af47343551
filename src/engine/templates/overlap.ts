import { z } from "zod";
import { messages } from "../messages.nl.ts";
import { type CellPlan, countBits, hashSql, type Template, TRAIT, type UnitClass } from "./template.ts";

const words = messages.templates.overlap;
const parameters = z.strictObject({ split: z.enum(["label", "none"]).default("label") });
type Parameters = z.infer<typeof parameters>;

/** Above this many organisations the rows are numbers of partners: 2^n patterns are no table any more. */
const MOST_PATTERNS_OF = 6;

interface Line {
  readonly id: string;
  readonly name: string;
  readonly has: (holders: number) => boolean;
}

function rows(organisations: readonly string[]): Line[] {
  if (organisations.length > MOST_PATTERNS_OF)
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

const COLUMNS = [
  { id: "fraud", name: words.fraud, has: (trait: number) => trait === TRAIT.fraud || trait === TRAIT.mixed },
  { id: "clean", name: words.clean, has: (trait: number) => trait === TRAIT.clean },
  { id: "unknown", name: words.unknown, has: (trait: number) => trait === TRAIT.unknown },
] as const;

const isToken = (unit: UnitClass, holders: (mask: number) => boolean, trait: (label: number) => boolean): boolean =>
  unit.unit === "token" && holders(unit.holders) && trait(unit.trait);

/** How many tokens each exact combination of organisations has in common, by what they saw. */
export const overlap: Template<Parameters> = {
  name: "overlap",
  version: 1,
  title: words.title,
  description: words.description,
  parameters,
  fields: [{ name: "split", ...words.fields.split }],
  defaults: { split: "label" },
  describe: (input) => words.describe(parameters.parse(input).split === "label"),
  tokenSql: null,
  sightingSql: null,
  sqlHash: hashSql("SELECT holders, trait, count(*)"),
  uses: ["token"],
  settings: () => [],
  cells: ({ split }, organisations) => {
    const any = () => true;
    const columns =
      split === "label"
        ? [...COLUMNS, { id: "all", name: words.all, has: any }]
        : [{ id: "all", name: words.all, has: any }];
    return rows(organisations).flatMap((row) =>
      columns.map(
        (column): CellPlan => ({
          id: `${row.id}/${column.id}`,
          row: row.name,
          column: column.name,
          unit: "token",
          measure: "tokens",
          has: (unit) => isToken(unit, row.has, column.has),
          of: (unit) => isToken(unit, row.has, any),
        }),
      ),
    );
  },
};
