/** Dates here are calendar days as text (YYYY-MM-DD): no clock, no time zone, no surprise. */

const MONTHS = [
  "januari",
  "februari",
  "maart",
  "april",
  "mei",
  "juni",
  "juli",
  "augustus",
  "september",
  "oktober",
  "november",
  "december",
] as const;
const QUARTERS = ["eerste", "tweede", "derde", "vierde"] as const;

const monthName = (month: string): string => MONTHS[Number(month) - 1] ?? month;

/** "2024-06-28" → "28 juni 2024"; anything else comes back as it was. */
export function formatDate(day: string): string {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (!match) return day;
  const [, year = "", month = "", date = ""] = match;
  return `${Number(date)} ${monthName(month)} ${year}`;
}

const PERIODS: readonly [RegExp, (parts: readonly string[]) => string][] = [
  [/^(\d{4})-H([12])$/, ([year, half]) => `${half === "1" ? "eerste" : "tweede"} helft ${year}`],
  [/^(\d{4})-Q([1-4])$/, ([year, quarter]) => `${QUARTERS[Number(quarter) - 1]} kwartaal ${year}`],
  [/^(\d{4})-(\d{2})$/, ([year, month]) => `${monthName(month ?? "")} ${year}`],
];

/** "2021-H1" → "eerste helft 2021", "2024-09" → "september 2024"; a day as formatDate; other text as it is. */
export function formatPeriod(period: string): string {
  for (const [pattern, print] of PERIODS) {
    const match = pattern.exec(period);
    if (match) return print(match.slice(1));
  }
  return formatDate(period);
}

const NUMBER = new Intl.NumberFormat("nl-NL", { maximumFractionDigits: 2 });
const AMOUNT = new Intl.NumberFormat("nl-NL", { style: "currency", currency: "EUR" });

export const formatNumber = (value: number): string => NUMBER.format(value);

/** Euros: 1234.5 → "€ 1.234,50". */
export const formatAmount = (euros: number): string => AMOUNT.format(euros);

/** ["a", "b", "c"] → "a, b en c". */
export function formatList(items: readonly string[]): string {
  const last = items.at(-1) ?? "";
  return items.length < 2 ? last : `${items.slice(0, -1).join(", ")} en ${last}`;
}

const DAY_MS = 86_400_000;

/** Whole days from one calendar day to another; negative when `to` lies before `from`. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);

const days = (n: number): string => (n === 1 ? "1 dag" : `${formatNumber(n)} dagen`);

/** −3 → "3 dagen geleden", 0 → "vandaag", 5 → "over 5 dagen". */
export function relativeDays(n: number): string {
  if (n === 0) return "vandaag";
  return n < 0 ? `${days(-n)} geleden` : `over ${days(n)}`;
}
