import { z } from "zod";
import {
  commitmentsSection,
  importCommitments,
  importPapers,
  importSignals,
  papersSection,
  signalsSection,
} from "./modules/commitments/index.ts";
import { importIndicators, indicatorsSection } from "./modules/indicators/index.ts";
import { importPartners, partnerKey, partnersSection } from "./modules/partners/index.ts";
import { importPlans, plansSection } from "./modules/plans/index.ts";
import {
  eventsSection,
  fraudTypesSection,
  importProgramme,
  objectivesSection,
  obstaclesSection,
  programmeSection,
  publicationsSection,
} from "./modules/programme/index.ts";
import { recordEvent } from "./platform/audit.ts";
import type { Database } from "./platform/database.ts";
import type { ImportCount } from "./platform/import.ts";

/** A programme file: every section belongs to the module that owns its tables. Like app.ts, this file knows them all. */
const programmeFile = z.strictObject({
  meta: z.looseObject({ language: z.string().optional() }).optional(),
  programme: programmeSection,
  partners: partnersSection,
  objectives: objectivesSection,
  fraudTypes: fraudTypesSection.default([]),
  plans: plansSection.default([]),
  commitments: commitmentsSection.default([]),
  parliamentaryPapers: papersSection.default([]),
  indicators: indicatorsSection.default([]),
  signals: signalsSection.default([]),
  milestones: eventsSection.default([]),
  publications: publicationsSection.default([]),
  obstacles: obstaclesSection.default([]),
  schemas: z.unknown().optional(),
});
export type ProgrammeFile = z.infer<typeof programmeFile>;

/** What is wrong with a file: where, what, and what to do about it. */
export interface ImportProblem {
  readonly path: string;
  readonly message: string;
  readonly hint: string;
}

export type ReadResult =
  | { readonly ok: true; readonly file: ProgrammeFile }
  | { readonly ok: false; readonly problems: readonly ImportProblem[] };

const pathOf = (path: readonly PropertyKey[]): string =>
  path
    .map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`))
    .join("")
    .replace(/^\./, "") || "(het bestand)";

const HINTS: Readonly<Record<string, string>> = {
  invalid_type: "Vul hier de goede soort in, of laat het veld weg als het niet bekend is.",
  unrecognized_keys: "Controleer de spelling, of haal dit veld weg.",
  invalid_value: "Kies een van de genoemde waarden.",
  too_small: "Vul dit in, of laat het veld weg.",
  too_big: "Maak dit korter.",
  invalid_format: "Controleer de schrijfwijze.",
};

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "tekst",
  number: "een getal",
  boolean: "true of false",
  array: "een lijst",
  object: "een object",
};

function describe(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") return `onbekend veld: ${issue.keys.join(", ")}`;
  if (issue.code === "invalid_type") return `hier hoort ${TYPE_NAMES[issue.expected] ?? issue.expected}`;
  return issue.message;
}

const toProblem = (issue: z.core.$ZodIssue): ImportProblem => ({
  path: pathOf(issue.path),
  message: describe(issue),
  hint: HINTS[issue.code ?? ""] ?? "Pas dit aan en probeer het opnieuw.",
});

function duplicates(name: string, keys: readonly string[]): ImportProblem[] {
  return keys.flatMap((key, index) =>
    keys.indexOf(key) === index
      ? []
      : [
          {
            path: `${name}[${index}]`,
            message: `komt twee keer voor: ${key}`,
            hint: "Haal er een weg of geef hem een eigen naam.",
          },
        ],
  );
}

/** What one section says about another: an objective that is named must exist. */
function crossReferences(file: ProgrammeFile): ImportProblem[] {
  const objectives = new Set(file.objectives.map(({ key }) => key));
  const known = [...objectives].join(", ");
  return file.plans.flatMap((plan, p) => [
    ...plan.objectives.flatMap((key, o) =>
      objectives.has(key)
        ? []
        : [
            {
              path: `plans[${p}].objectives[${o}]`,
              message: `onbekende doelstelling: ${key}`,
              hint: `Bekend zijn: ${known}.`,
            },
          ],
    ),
    ...plan.actions.flatMap(({ objective }, a) =>
      objective === undefined || objectives.has(objective)
        ? []
        : [
            {
              path: `plans[${p}].actions[${a}].objective`,
              message: `onbekende doelstelling: ${objective}`,
              hint: `Bekend zijn: ${known}.`,
            },
          ],
    ),
  ]);
}

function contradictions(file: ProgrammeFile): ImportProblem[] {
  return [
    ...duplicates("partners", file.partners.map(partnerKey)),
    ...duplicates(
      "objectives",
      file.objectives.map(({ key }) => key),
    ),
    ...duplicates(
      "fraudTypes",
      file.fraudTypes.map(({ key }) => key),
    ),
    ...duplicates(
      "plans",
      file.plans.map(({ year }) => String(year)),
    ),
    ...file.plans.flatMap((plan, index) =>
      duplicates(
        `plans[${index}].actions`,
        plan.actions.map(({ title }) => title),
      ),
    ),
    ...duplicates(
      "commitments",
      file.commitments.map(({ id }) => id),
    ),
    ...duplicates(
      "indicators",
      file.indicators.map(({ name }) => name),
    ),
    ...file.indicators.flatMap(({ observations }, index) =>
      duplicates(
        `indicators[${index}].observations`,
        observations.map(({ period }) => period),
      ),
    ),
    ...crossReferences(file),
  ];
}

/** Checks a whole file before anything is written; names every problem with its place and a hint. */
export function readProgrammeFile(json: unknown): ReadResult {
  const parsed = programmeFile.safeParse(json);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(toProblem) };
  const problems = contradictions(parsed.data);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file: parsed.data };
}

export interface SectionResult extends ImportCount {
  readonly section: string;
}

/** Writes a checked file in one transaction, as the owner; a second run changes nothing and records nothing. */
export function importProgrammeFile(db: Database, file: ProgrammeFile): Promise<SectionResult[]> {
  return db.transaction().execute(async (tx) => {
    const results: SectionResult[] = [
      { section: "partners", ...(await importPartners(tx, file.partners)) },
      { section: "programma", ...(await importProgramme(tx, file)) },
      { section: "plannen", ...(await importPlans(tx, file.plans)) },
      { section: "cijfers", ...(await importIndicators(tx, file.indicators)) },
      { section: "Kamerstukken", ...(await importPapers(tx, file.parliamentaryPapers)) },
      { section: "toezeggingen", ...(await importCommitments(tx, file.commitments)) },
      { section: "signalen", ...(await importSignals(tx, file.signals)) },
    ];
    const changed = results.filter(({ added, changed: altered }) => added + altered > 0);
    if (changed.length > 0) {
      const detail = Object.fromEntries(
        changed.map(({ section, added, changed: altered }) => [section, { added, changed: altered }]),
      );
      await recordEvent(tx, null, "programme.imported", { kind: "programme", id: file.programme.shortName }, detail);
    }
    return results;
  });
}
