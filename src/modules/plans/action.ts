/** How an action stands; the words for people are in the ui, one per status. */
export const ACTION_STATUSES = ["onTrack", "atRisk", "late", "awaitingLaw", "done", "stopped", "notReported"] as const;
export type ActionStatus = (typeof ACTION_STATUSES)[number];

export interface ActionPlan {
  readonly id: string;
  readonly key: string;
  readonly year: number;
  readonly title: string;
  readonly kind: "forerunner" | "actionPlan";
  readonly parliamentaryPaper: string | null;
  readonly presentedOn: string | null;
  readonly note: string | null;
  readonly sources: readonly string[];
}

export interface Action {
  readonly id: string;
  readonly key: string;
  readonly planId: string;
  readonly objectiveId: string | null;
  readonly objectiveInferred: boolean;
  readonly title: string;
  readonly description: string;
  readonly leadPartnerId: string | null;
  readonly leadText: string | null;
  readonly partnerTexts: readonly string[];
  readonly dueText: string | null;
  readonly dueOn: string | null;
  readonly scope: "core" | "adjacent";
  readonly status: ActionStatus;
  /** The words of the source or of the partner who reported. */
  readonly statusWords: string | null;
  readonly statusOn: string | null;
  readonly lastReportedOn: string | null;
  readonly marking: string;
  readonly sources: readonly string[];
  readonly version: number;
}

export interface ActionState {
  readonly status: ActionStatus;
  readonly words: string | null;
  readonly effectiveOn: string;
  readonly newDueOn: string | null;
  readonly reason: string | null;
  readonly partnerId: string | null;
}

/** An action as it was known on a reference date. */
export interface ActionAsOf {
  readonly id: string;
  readonly key: string;
  readonly year: number;
  readonly title: string;
  readonly description: string;
  readonly objectiveId: string | null;
  readonly leadName: string | null;
  readonly partnerNames: readonly string[];
  readonly status: ActionStatus;
  /** Null when nothing was known yet on that day. */
  readonly statusWords: string | null;
  readonly statusOn: string | null;
  /** How openly this state was shared; the action itself may be public while its latest report is not. */
  readonly stateMarking: string;
  readonly scope: "core" | "adjacent";
  readonly marking: string;
  readonly sources: readonly string[];
}

/** Words with which a source says plainly that something is finished. */
const DONE = /^(afgerond|opgeleverd|uitgewerkt|afspraken gemaakt|verkend$)/;

/**
 * The status that a source's words allow. Only plain completion becomes a judgement; "in uitvoering" does not say
 * that an action is on track, so it stays without one and its words are shown.
 */
export const statusFromWords = (words: string): ActionStatus => (DONE.test(words) ? "done" : "notReported");

const MONTHS = ["jan", "feb", "maart|mrt", "apr", "mei", "juni", "juli", "aug", "sep", "okt", "nov", "dec"];
const MONTH_YEAR = new RegExp(`\\b(${MONTHS.join("|")})[a-z]*\\.?\\s+(\\d{4})`, "g");
const QUARTER_YEAR = /\bQ([1-4])\s+(\d{4})/g;
const FULL_DAY = new RegExp(`\\b(\\d{1,2})\\s+(${MONTHS.join("|")})[a-z]*\\.?\\s+(\\d{4})`, "g");
const YEAR = /\b(20\d{2})\b/g;

const monthOf = (name: string): number => MONTHS.findIndex((pattern) => new RegExp(`^(${pattern})`).test(name)) + 1;
const day = (year: string, month: number, date = 1): string =>
  `${year}-${String(month).padStart(2, "0")}-${String(date).padStart(2, "0")}`;

/**
 * From when the words of a source count: the latest moment they name, else the day the plan was presented, else the
 * last day of its year. A month counts from its first day and a quarter from its first month.
 */
export function effectiveOn(words: string, plan: { year: number; presentedOn: string | null }): string {
  const precise = [
    ...[...words.matchAll(FULL_DAY)].map(([, date = "", month = "", year = ""]) =>
      day(year, monthOf(month), Number(date)),
    ),
    ...[...words.matchAll(MONTH_YEAR)].map(([, month = "", year = ""]) => day(year, monthOf(month))),
    ...[...words.matchAll(QUARTER_YEAR)].map(([, quarter = "", year = ""]) => day(year, Number(quarter) * 3 - 2)),
  ];
  const years = [...words.matchAll(YEAR)].map(([year = ""]) => day(year, 1));
  const named = (precise.length > 0 ? precise : years).sort().at(-1);
  const fallback = plan.presentedOn ?? `${plan.year}-12-31`;
  // Words that look ahead ("gepland in 2023") still count only from when the plan was there.
  return named === undefined || (precise.length === 0 && named < fallback) ? fallback : named;
}

export type StatusCounts = Readonly<Partial<Record<ActionStatus, number>>>;

export const sumStatus = (counts: StatusCounts): number =>
  Object.values(counts).reduce((sum, count) => sum + (count ?? 0), 0);
