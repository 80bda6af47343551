import type { ResolvedBlock, ResolvedChart, ResolvedInline, ResolvedTable } from "../../documents/index.ts";
import { formatDate, formatPeriod } from "../../ui/dutch.ts";
import { STATUS_WORDS } from "../../ui/Status.tsx";
import { citation, isOpen } from "../commitments/index.ts";
import { chartSeries, printNumber } from "../indicators/index.ts";
import type { ActionAsOf } from "../plans/index.ts";
import type { Facts } from "./facts.ts";
import { messages } from "./messages.nl.ts";

type Params = Readonly<Record<string, string>>;

/** A reference that cannot be resolved; the message is Dutch and says what to do. */
export class UnresolvedError extends Error {}

const words = messages.table;
const text = (content: string): ResolvedInline[] => [{ type: "text", text: content }];

const table = (
  caption: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  widths?: readonly number[],
): ResolvedTable => ({
  type: "table",
  caption,
  header,
  headerColumn: true,
  rows: rows.map((row) => row.map(text)),
  ...(widths !== undefined && { widths }),
});

/** A text that will be public may not quote, count or leave out what is not: its maker decides first. */
export function requirePublic<T extends { readonly marking: string }>(
  items: readonly T[],
  nameOf: (item: T) => string,
): void {
  const hidden = items.find(({ marking }) => marking !== "CLEAR");
  if (hidden !== undefined) throw new UnresolvedError(messages.resolve.notPublic(nameOf(hidden)));
}

function actionRow({ title, leadName, partnerNames, status, statusWords }: ActionAsOf): string[] {
  const state = statusWords ?? (status === "notReported" ? words.unknownState : STATUS_WORDS[status]);
  const others = partnerNames.filter((name) => name !== leadName);
  return [
    title,
    leadName ?? words.noLead,
    others.join(", "),
    status === "notReported" || statusWords === null ? state : `${STATUS_WORDS[status]}: ${state}`,
  ];
}

function actionTable({ jaar = "", doelstelling, kern }: Params, facts: Facts): ResolvedBlock[] {
  const actions = facts.plans.get(Number(jaar));
  if (actions === undefined) throw new UnresolvedError(messages.resolve.unknownPlan(jaar));
  const objective = doelstelling === undefined ? undefined : facts.objectives.find(({ key }) => key === doelstelling);
  const chosen = actions.filter(
    (action) =>
      (objective === undefined || action.objectiveId === objective.id) &&
      (kern === undefined || action.scope === "core"),
  );
  requirePublic(chosen, ({ title }) => title);
  const caption = objective === undefined ? words.actions(jaar) : words.actionsFor(jaar, objective.title);
  return [table(caption, words.actionHeader, chosen.map(actionRow), [4, 2, 3, 5])];
}

function indicatorChart({ naam = "" }: Params, facts: Facts): ResolvedBlock[] {
  const indicator = facts.indicators.find(({ name }) => name === naam);
  if (indicator === undefined) throw new UnresolvedError(messages.resolve.unknownIndicator(naam));
  requirePublic(indicator.observations, ({ period }) => `${naam}|${period}`);
  return chartSeries(indicator).map((series): ResolvedChart => {
    const title = series.name === "" ? indicator.name : `${indicator.name}: ${series.name}`;
    const points = series.observations.map((observation) => ({
      label: observation.period,
      value: observation.value,
      text: printNumber(observation),
    }));
    return {
      type: "chart",
      title,
      kind: "column",
      unit: indicator.unit,
      points,
      alt: `${title} (${indicator.unit}). ${points.map(({ label, text: value }) => `${label}: ${value}`).join("; ")}.`,
      caveat: indicator.caveat,
      source: [indicator.producer, ...indicator.sources.slice(0, 1)].join(", "),
    };
  });
}

function partnerList({ groep = "kerngroep" }: Params, facts: Facts): ResolvedBlock[] {
  const all = groep === "alle";
  const partners = all ? facts.partners.filter(({ scope }) => scope === "core") : facts.coreGroup;
  return [
    table(
      all ? words.allPartners : words.partners,
      words.partnerHeader,
      partners.map(({ name, role }) => [name, role ?? ""]),
      [3, 4],
    ),
  ];
}

function settledCommitments({ stuk = "" }: Params, facts: Facts): ResolvedBlock[] {
  const paper = facts.papers.find(({ key }) => key === stuk);
  if (paper === undefined) throw new UnresolvedError(messages.resolve.unknownPaper(stuk));
  const settled = facts.commitments.filter(({ settledByPaperKey }) => settledByPaperKey === stuk);
  requirePublic(settled, (one) => one.text);
  const rows = settled.map((one) => [
    one.text,
    [one.madeOnText === null ? words.notKnown : formatPeriod(one.madeOnText), one.inDocument]
      .filter(Boolean)
      .join(", "),
    one.statusWords ?? "",
  ]);
  return [
    {
      ...table(words.settled, words.settledHeader, rows, [4, 3, 2]),
      note: `${citation(paper)}: ${paper.title}, ${formatDate(paper.date)}`,
    },
  ];
}

function openCommitments(_params: Params, facts: Facts): ResolvedBlock[] {
  const kinds: Readonly<Record<string, string>> = {
    commitment: "toezegging",
    motion: "motie",
    committeeRequest: "commissieverzoek",
    announcement: "aankondiging",
  };
  const open = facts.commitments.filter(isOpen);
  requirePublic(open, (one) => one.text);
  const rows = open.map(({ text: what, kind, madeOnText }) => [
    what,
    kinds[kind] ?? kind,
    madeOnText === null ? words.notKnown : formatPeriod(madeOnText),
  ]);
  return [table(words.commitments, words.commitmentHeader, rows, [5, 2, 2])];
}

const objectiveList = (_params: Params, facts: Facts): ResolvedBlock[] => [
  table(
    words.objectives,
    words.objectiveHeader,
    facts.objectives.map(({ orderNo, title, validFrom }) => [`${orderNo}. ${title}`, String(validFrom)]),
    [5, 1],
  ),
];

const timeline = (_params: Params, facts: Facts): ResolvedBlock[] => [
  table(
    words.timeline,
    words.timelineHeader,
    facts.events.map(({ dateText, title }) => [formatPeriod(dateText), title]),
    [2, 5],
  ),
];

const obstacleList = (_params: Params, facts: Facts): ResolvedBlock[] => [
  table(
    words.obstacles,
    words.obstacleHeader,
    facts.obstacles.map(({ theme, text: what }) => [theme, what]),
    [1, 4],
  ),
];

/** The seven rows of the frame for policy choices (Comptabiliteitswet 2016, article 3.1). */
const policyRationale = (params: Params): ResolvedBlock[] => [
  table(
    words.rationale,
    words.rationaleHeader,
    words.rationaleRows.map(([key, label]) => [label, params[key] ?? words.notKnown]),
    [1, 2],
  ),
];

type BlockResolver = (params: Params, facts: Facts) => ResolvedBlock[];

/** Every block that is built from the records, by the name it has in a document. */
export const BLOCK_RESOLVERS: ReadonlyMap<string, BlockResolver> = new Map<string, BlockResolver>([
  ["actionTable", actionTable],
  ["indicatorChart", indicatorChart],
  ["partnerList", partnerList],
  ["commitmentsSettled", settledCommitments],
  ["commitmentTable", openCommitments],
  ["objectiveList", objectiveList],
  ["timeline", timeline],
  ["obstacleList", obstacleList],
  ["policyRationale", policyRationale],
]);
