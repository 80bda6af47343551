export type ObservationStatus = "realised" | "forecast" | "norm";

export interface Observation {
  readonly id: string;
  readonly indicatorId: string;
  readonly orderNo: number;
  /** As the source words it: "2023", "2021-H1", "2022 t/m nov", "2023 bankhelpdeskfraude". */
  readonly period: string;
  /** Last day of the period, YYYY-MM-DD. */
  readonly periodEnd: string;
  readonly value: number;
  readonly approximate: boolean;
  readonly note: string | null;
  readonly status: ObservationStatus;
  readonly sources: readonly string[];
  readonly toVerify: boolean;
  readonly confirmedOn: string | null;
  readonly marking: string;
  readonly ownerPartnerId: string | null;
  readonly version: number;
  /** Of a figure that came out of the research environment: release, template, hashes, checkers. */
  readonly provenance: Readonly<Record<string, unknown>> | null;
  readonly withdrawnReason: string | null;
  readonly withdrawnOn: string | null;
}

export interface Indicator {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly producer: string;
  readonly series: string | null;
  readonly dimension: string | null;
  readonly caveat: string | null;
  readonly sources: readonly string[];
  readonly observations: readonly Observation[];
}

const MONTHS: readonly string[] = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
const pad = (n: number): string => String(n).padStart(2, "0");

/** Last day of a month; month 1 to 12. */
function monthEnd(year: number, month: number): string {
  const days = [
    31,
    year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28,
    31,
    30,
    31,
    30,
    31,
    31,
    30,
    31,
    30,
    31,
  ];
  return `${year}-${pad(month)}-${days[month - 1] ?? 31}`;
}

/** Each way in which sources word a period, most precise first, with the last month it covers. */
const PERIODS: readonly [RegExp, (parts: readonly string[]) => [number, number]][] = [
  [/^(\d{4})-H([12])/, ([year, half]) => [Number(year), Number(half) * 6]],
  [/^(\d{4})-Q([1-4])/, ([year, quarter]) => [Number(year), Number(quarter) * 3]],
  [/^(\d{4})-(0[1-9]|1[0-2])\b/, ([year, month]) => [Number(year), Number(month)]],
  [/^\d{4} t\/m ([a-z]{3})[a-z]* (\d{4})/, ([month, year]) => [Number(year), monthNumber(month)]],
  [/^(\d{4}) t\/m ([a-z]{3})/, ([year, month]) => [Number(year), monthNumber(month)]],
  [/^(\d{4})\b/, ([year]) => [Number(year), 12]],
];

const monthNumber = (name = ""): number => MONTHS.indexOf(name) + 1 || 12;

/** Last day of a period as a source words it; null when there is no year in front. */
export function periodEnd(period: string): string | null {
  for (const [pattern, read] of PERIODS) {
    const match = pattern.exec(period);
    if (match) return monthEnd(...read(match.slice(1)));
  }
  return null;
}

const NUMBER = new Intl.NumberFormat("nl-NL", { maximumFractionDigits: 2 });
/** Words a source used to soften its figure; they say more than "circa". */
const SOFTENERS = ["bijna", "ruim", "meer dan", "iets minder dan", "maximaal"] as const;

/** The figure as a reader sees it: softened, Dutch, with its unit. "circa 28 mln euro", "16,9% van 15+". */
export function printValue(observation: Pick<Observation, "value" | "approximate" | "note">, unit: string): string {
  return [printNumber(observation), unit.startsWith("%") ? unit : ` ${unit}`].join("");
}

/** The figure without its unit, for in a chart whose head names the unit. */
export function printNumber({ value, approximate, note }: Pick<Observation, "value" | "approximate" | "note">): string {
  const own = SOFTENERS.find((word) => note?.toLowerCase().startsWith(word));
  const softener = own ?? (approximate ? "circa" : "");
  return [softener, NUMBER.format(value)].filter(Boolean).join(" ");
}

export interface ChartSeries {
  /** What sets this series apart within the indicator; empty when there is only one. */
  readonly name: string;
  readonly observations: readonly Observation[];
}

/** The survey that an observation names in its note: two surveys are never one line. */
function surveyOf({ note }: Observation): string {
  if (note === null) return "";
  if (/\bOVC\b/.test(note)) return "OVC";
  if (/\bVM\b|Veiligheidsmonitor/.test(note)) return "Veiligheidsmonitor";
  if (/aandeel geregistreerde slachtoffers/.test(note)) return "aandeel slachtoffers";
  if (/aandeel schadebedrag/.test(note)) return "aandeel schadebedrag";
  return "";
}

/** How long a period is, so that a half year never stands beside a whole one in a row of columns. */
function spanOf({ period }: Observation): string {
  if (/^\d{4}-H[12]$/.test(period)) return "halve jaren";
  if (/^\d{4}-Q[1-4]$/.test(period)) return "kwartalen";
  if (/t\/m/.test(period)) return "delen van jaren";
  return "";
}

/** Splits an indicator into series that may be compared: same survey, same counting, same length of period. */
export function chartSeries(indicator: Pick<Indicator, "observations">): ChartSeries[] {
  const groups = new Map<string, Observation[]>();
  for (const observation of indicator.observations) {
    const name = [surveyOf(observation), spanOf(observation)].filter(Boolean).join(", ");
    groups.set(name, [...(groups.get(name) ?? []), observation]);
  }
  return [...groups].map(([name, observations]) => ({ name, observations }));
}

/** The newest realised figure of the longest kind of period; a forecast or a norm is not how it stands. */
export function newestOf(indicator: Pick<Indicator, "observations">): Observation | null {
  const realised = indicator.observations.filter(
    ({ status, withdrawnReason }) => status === "realised" && withdrawnReason === null,
  );
  const whole = realised.filter((observation) => spanOf(observation) === "");
  const candidates = whole.length > 0 ? whole : realised;
  return candidates.reduce<Observation | null>(
    (newest, one) => (newest === null || one.periodEnd >= newest.periodEnd ? one : newest),
    null,
  );
}

const IGNORED = new Set([
  "volgens",
  "online",
  "slachtoffers",
  "schade",
  "aantal",
  "totale",
  "fraude",
  "meldingen",
  "aangiften",
  "banken",
  "politie",
  "fraudevorm",
]);
const subjectWords = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^a-zà-ÿ-]+/)
    .filter((word) => word.length > 5 && !IGNORED.has(word));

/** Indicators on the same subject by another producer or count: "same name, other number" must be shown, not hidden. */
export function relatedTo(indicator: Indicator, all: readonly Indicator[]): Indicator[] {
  const words = new Set(
    subjectWords(
      `${indicator.name} ${indicator.dimension === null ? "" : indicator.observations.map(({ period }) => period).join(" ")}`,
    ),
  );
  return all.filter((other) => {
    if (other.id === indicator.id) return false;
    const text =
      other.dimension === null
        ? other.name
        : `${other.name} ${other.observations.map(({ period }) => period).join(" ")}`;
    return subjectWords(text).some((word) => words.has(word));
  });
}
