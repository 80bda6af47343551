import { collateral } from "./collateral.ts";
import { overlap } from "./overlap.ts";
import { preventableDamage } from "./preventableDamage.ts";
import { sensitivity } from "./sensitivity.ts";
import type { CellPlan, Setting, Template, TemplateInfo, Unit } from "./template.ts";
import { thresholdSweep } from "./thresholdSweep.ts";
import { timeToReuse } from "./timeToReuse.ts";

/** A template whose parameters were read: what is left are numbers for the SQL and cells to fill. */
export interface BoundTemplate {
  readonly template: TemplateInfo;
  readonly tokenSql: string | null;
  readonly sightingSql: string | null;
  readonly uses: readonly Unit[];
  readonly settings: readonly Setting[];
  readonly cells: readonly CellPlan[];
}

interface Entry {
  readonly info: TemplateInfo;
  bind(parameters: unknown, organisations: readonly string[]): BoundTemplate;
}

const entry = <P>(template: Template<P>): Entry => ({
  info: template,
  bind: (input, organisations) => {
    const parameters = template.parameters.parse(input);
    const { tokenSql, sightingSql, uses } = template;
    const settings = template.settings(parameters);
    return { template, tokenSql, sightingSql, uses, settings, cells: template.cells(parameters, organisations) };
  },
});

const ENTRIES: Readonly<Record<string, Entry>> = {
  overlap: entry(overlap),
  timeToReuse: entry(timeToReuse),
  preventableDamage: entry(preventableDamage),
  collateral: entry(collateral),
  thresholdSweep: entry(thresholdSweep),
  sensitivity: entry(sensitivity),
};

/** Every question that may be asked, by name. */
export const templates: Readonly<Record<string, TemplateInfo>> = Object.fromEntries(
  Object.entries(ENTRIES).map(([name, { info }]) => [name, info]),
);

/** Null when there is no such template in this version. Throws a ZodError on wrong parameters. */
export function bindTemplate(
  name: string,
  version: number | null,
  parameters: unknown,
  organisations: readonly string[],
): BoundTemplate | null {
  const found = Object.hasOwn(ENTRIES, name) ? ENTRIES[name] : undefined;
  if (found === undefined || (version !== null && found.info.version !== version)) return null;
  return found.bind(parameters, organisations);
}
