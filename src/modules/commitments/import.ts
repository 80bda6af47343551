import { z } from "zod";
import type { Tx } from "../../platform/database.ts";
import { slug, uuidFromKey } from "../../platform/ids.ts";
import { type ImportCount, importRows } from "../../platform/import.ts";
import type { CommitmentKind, CommitmentStatus } from "./commitment.ts";
import { messages } from "./messages.nl.ts";
import { paperKeyOf, parseSettlement } from "./paper.ts";

const KIND = {
  toezegging: "commitment",
  motie: "motion",
  commissieverzoek: "committeeRequest",
  aankondiging: "announcement",
} as const satisfies Record<string, CommitmentKind>;
const STATUS: readonly [RegExp, CommitmentStatus][] = [
  [/^afgedaan/, "settled"],
  [/^openstaand/, "open"],
  [/^vertraagd/, "delayed"],
];
const statusOf = (words: string): CommitmentStatus | undefined => STATUS.find(([pattern]) => pattern.test(words))?.[1];

const sources = z.array(z.string()).default([]);
const roughDate = z.string().regex(/^\d{4}(-\d{2}(-\d{2})?)?$/, messages.import.date);

export const papersSection = z.array(
  z.strictObject({
    dossier: z.string().min(1),
    number: z.union([z.number().int(), z.string()]),
    date: z.iso.date(messages.import.date),
    title: z.string().min(1),
    kind: z.string().min(1),
    ministers: z.array(z.string()).default([]),
    tkNumber: z.string().optional(),
    zaak: z.string().optional(),
    heldOn: z.iso.date(messages.import.date).optional(),
    askedOn: z.iso.date(messages.import.date).optional(),
    attachments: z.array(z.string()).default([]),
    attachmentsSource: z.string().optional(),
    source: sources,
  }),
);
export type PapersSection = z.infer<typeof papersSection>;

export const commitmentsSection = z.array(
  z.strictObject({
    id: z.string().min(1),
    type: z.enum(["toezegging", "motie", "commissieverzoek", "aankondiging"], messages.import.type),
    text: z.string().min(1).max(1000),
    madeBy: z.string().min(1),
    madeOn: roughDate.optional(),
    inDocument: z.string().optional(),
    parliamentaryPaper: z.string().optional(),
    settledBy: z.string().optional(),
    dueOn: z.iso.date(messages.import.date).optional(),
    scope: z.enum(["kern", "aanpalend"]),
    status: z.string().refine((words) => statusOf(words) !== undefined, messages.import.status),
    note: z.string().optional(),
    source: sources,
  }),
);
export type CommitmentsSection = z.infer<typeof commitmentsSection>;

export const signalsSection = z.array(
  z.strictObject({
    title: z.string().min(1),
    kind: z.string().min(1),
    date: roughDate.optional(),
    reactionNeeded: z.boolean(),
    reactedIn: z.string().optional(),
    answeredOn: z.iso.date(messages.import.date).optional(),
    note: z.string().optional(),
    source: sources,
  }),
);
export type SignalsSection = z.infer<typeof signalsSection>;

export function importPapers(tx: Tx, papers: PapersSection): Promise<ImportCount> {
  const rows = papers.map(
    ({
      dossier,
      number,
      zaak = null,
      tkNumber = null,
      heldOn = null,
      askedOn = null,
      attachmentsSource: _origin,
      source,
      ...rest
    }) => {
      const key = paperKeyOf(dossier, number);
      return {
        id: uuidFromKey(`paper:${key}`),
        key,
        dossier,
        number: String(number),
        ...rest,
        tkNumber,
        caseNumber: zaak,
        heldOn,
        askedOn,
        sources: source,
      };
    },
  );
  return importRows(tx, "parliamentaryPaper", rows);
}

export function importCommitments(tx: Tx, commitments: CommitmentsSection): Promise<ImportCount> {
  const rows = commitments.map((given) => {
    const {
      id,
      type,
      text,
      madeBy,
      madeOn = null,
      inDocument = null,
      parliamentaryPaper = null,
      settledBy,
      dueOn = null,
      status,
      note = null,
    } = given;
    const settlement = settledBy === undefined ? { paperKey: null, on: null } : parseSettlement(settledBy);
    return {
      id: uuidFromKey(`commitment:${id}`),
      key: id,
      kind: KIND[type],
      text,
      madeBy,
      madeOnText: madeOn,
      inDocument,
      paperKey: parliamentaryPaper,
      settledByText: settledBy ?? null,
      settledByPaperKey: settlement.paperKey,
      settledOn: settlement.on,
      dueOn,
      status: statusOf(status) ?? "open",
      statusWords: status,
      scope: given.scope === "kern" ? "core" : "adjacent",
      note,
      sources: given.source,
    };
  });
  return importRows(tx, "commitment", rows);
}

export function importSignals(tx: Tx, signals: SignalsSection): Promise<ImportCount> {
  const rows = signals.map(
    ({ title, kind, date = null, reactionNeeded, reactedIn = null, answeredOn = null, note = null, source }) => ({
      id: uuidFromKey(`signal:${title}`),
      key: slug(title),
      title,
      kind,
      dateText: date,
      reactionNeeded,
      reactedIn,
      answeredOn,
      note,
      status: reactedIn === null && answeredOn === null ? "open" : "answered",
      sources: source,
    }),
  );
  return importRows(tx, "signal", rows);
}
