import { z } from "zod";
import type { Tx } from "../../platform/database.ts";
import { slug, uuidFromKey } from "../../platform/ids.ts";
import { type ImportCount, importRows, sumCounts } from "../../platform/import.ts";

const sources = z.array(z.string()).default([]);
const year = z.number().int().min(1900).max(2200);

export const programmeSection = z.looseObject({
  name: z.string().trim().min(1),
  shortName: z.string().trim().min(1),
  goal: z.string().trim().min(1),
  leadMinistry: z.string().optional(),
  leadUnit: z.string().optional(),
  coMinistries: z.array(z.string()).default([]),
  started: z.string().optional(),
  collaborationSpace: z.url().optional(),
  funding: z.string().optional(),
  evaluation: z.string().optional(),
  policyInstruments: z.array(z.string()).default([]),
  steeringLevels: z.array(z.strictObject({ level: z.string(), task: z.string() })).default([]),
  source: sources,
});
export const objectivesSection = z.array(
  z.strictObject({
    key: z.string().min(1),
    order: z.number().int(),
    title: z.string().min(1),
    validFrom: year,
    validUntil: year.optional(),
    source: sources,
  }),
);
export const fraudTypesSection = z.array(
  z.strictObject({
    key: z.string().min(1),
    title: z.string().min(1),
    focus: z.boolean(),
    focusSince: year.optional(),
    aliases: z.array(z.string()).default([]),
    note: z.string().optional(),
    source: sources,
  }),
);
export const eventsSection = z.array(
  z.strictObject({ date: z.string().min(4), title: z.string().min(1), source: sources }),
);
export const obstaclesSection = z.array(
  z.strictObject({ theme: z.string().min(1), text: z.string().min(1), source: sources }),
);
export const publicationsSection = z.array(
  z.looseObject({
    title: z.string().min(1),
    year: year.optional(),
    kind: z.string().min(1),
    publisher: z.string().min(1),
    publishedOn: z.iso.date().optional(),
    attachmentTo: z.string().optional(),
    source: sources,
  }),
);

export interface ProgrammeFile {
  readonly programme: z.infer<typeof programmeSection>;
  readonly objectives: z.infer<typeof objectivesSection>;
  readonly fraudTypes: z.infer<typeof fraudTypesSection>;
  readonly milestones: z.infer<typeof eventsSection>;
  readonly obstacles: z.infer<typeof obstaclesSection>;
  readonly publications: z.infer<typeof publicationsSection>;
}

function programmeRow(given: ProgrammeFile["programme"]) {
  const { name, shortName, goal, coMinistries, policyInstruments, steeringLevels, source } = given;
  const {
    leadMinistry = null,
    leadUnit = null,
    started = null,
    collaborationSpace = null,
    funding = null,
    evaluation = null,
  } = given;
  const facts = {
    name,
    shortName,
    goal,
    leadMinistry,
    leadUnit,
    coMinistries,
    started,
    collaborationSpace,
    funding,
    evaluation,
    policyInstruments,
  };
  return {
    id: uuidFromKey("programme:one"),
    key: slug(shortName),
    ...facts,
    steeringLevels: JSON.stringify(steeringLevels),
    sources: source,
  };
}

const ordered = <Row extends { source: string[] }>(kind: string, rows: readonly Row[], natural: (row: Row) => string) =>
  rows.map((row, index) => {
    const { source, ...rest } = row;
    return { id: uuidFromKey(`${kind}:${natural(row)}`), orderNo: index + 1, ...rest, sources: source };
  });

/** Writes everything about the programme itself. */
export async function importProgramme(tx: Tx, file: ProgrammeFile): Promise<ImportCount> {
  const objectives = file.objectives.map(({ key, order, title, validFrom, validUntil = null, source }) => ({
    id: uuidFromKey(`objective:${key}`),
    key,
    orderNo: order,
    title,
    validFrom,
    validUntil,
    sources: source,
  }));
  const fraudTypes = file.fraudTypes.map(({ source, focusSince = null, note = null, ...rest }) => ({
    id: uuidFromKey(`fraudType:${rest.key}`),
    ...rest,
    focusSince,
    note,
    sources: source,
  }));
  const events = ordered("event", file.milestones, ({ date, title }) => `${date}:${title}`).map(
    ({ date, ...rest }) => ({ ...rest, dateText: date }),
  );
  const publications = ordered("publication", file.publications, ({ title, publisher }) => `${title}:${publisher}`).map(
    (row) => ({
      id: row.id,
      orderNo: row.orderNo,
      title: row.title,
      year: row.year ?? null,
      kind: row.kind,
      publisher: row.publisher,
      publishedOn: row.publishedOn ?? null,
      attachmentTo: row.attachmentTo ?? null,
      sources: row.sources,
    }),
  );
  return sumCounts([
    await importRows(tx, "programme", [programmeRow(file.programme)]),
    await importRows(tx, "objective", objectives),
    await importRows(tx, "fraudType", fraudTypes),
    await importRows(tx, "programmeEvent", events),
    await importRows(
      tx,
      "obstacle",
      ordered("obstacle", file.obstacles, ({ text }) => text),
    ),
    await importRows(tx, "referencePublication", publications),
  ]);
}
