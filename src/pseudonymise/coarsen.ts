import type { Coarsening } from "./charter.ts";
import type { Mapping, SourceRow } from "./reading/index.ts";

/** Why a row cannot leave, apart from its identifier. */
export type RowReason =
  | "uneven"
  | "subjectMissing"
  | "dateWrong"
  | "dateOutside"
  | "amountWrong"
  | "labelUnknown"
  | "typologyUnknown";

export const LABELS = ["unknown", "clean", "fraud"] as const;
export type Label = (typeof LABELS)[number];

/** What is left of a row beside its identifier and its case. */
export interface Coarse {
  /** Days since 1970-01-01; the Monday of the week when the charter says so. */
  readonly day: number;
  /** Euros, a multiple of the charter's band; 0 where there is no amount. */
  readonly amount: number;
  /** Place in LABELS. */
  readonly label: number;
  /** Place in the charter's list, or -1. */
  readonly typology: number;
}

const DAY_MS = 86_400_000;
const FIRST = Date.UTC(1990, 0, 1) / DAY_MS;
const LAST = Date.UTC(2100, 0, 1) / DAY_MS;

/** Days since 1970-01-01 of a calendar date that exists; null otherwise. A time behind it is dropped. */
export function parseDay(text: string, format: Mapping["dateFormat"]): number | null {
  const pattern =
    format === "yyyy-mm-dd"
      ? /^(?<y>\d{4})-(?<m>\d{2})-(?<d>\d{2})(?:$|[T ]\d)/
      : /^(?<d>\d{1,2})[-/.](?<m>\d{1,2})[-/.](?<y>\d{4})(?:$|[T ]\d)/;
  const groups = pattern.exec(text.trim())?.groups;
  if (groups === undefined) return null;
  const [year, month, day] = [Number(groups.y), Number(groups.m), Number(groups.d)];
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null;
  return date.getTime() / DAY_MS;
}

/** The Monday on or before a day (ISO 8601 week). 1970-01-01 was a Thursday. */
export const weekStart = (day: number): number => day - ((((day + 3) % 7) + 7) % 7);

/** Euros of an amount as written, or null. Digits may be grouped by blanks, never by the other sign. */
export function parseAmount(text: string, decimals: Mapping["decimals"]): number | null {
  const written = text.trim().replace(/^(€|EUR)\s*/i, "");
  const pattern = decimals === "point" ? /^\d{1,9}(\.\d+)?$/ : /^\d{1,9}(,\d+)?$|^\d{1,3}(\.\d{3}){1,2}(,\d+)?$/;
  if (!pattern.test(written)) return null;
  return Number(decimals === "point" ? written : written.replaceAll(".", "").replace(",", "."));
}

export interface CoarsenRules {
  readonly mapping: Mapping;
  readonly coarsening: Coarsening;
}

function labelOf(text: string, { labels }: Mapping): number {
  const written = text.trim();
  if (written === "") return 0;
  return LABELS.findIndex((label) => label === written || labels[label].includes(written));
}

function typologyOf(text: string, { mapping, coarsening }: CoarsenRules): number | null {
  const written = text.trim();
  if (written === "") return -1;
  const name = Object.hasOwn(mapping.typologies, written) ? mapping.typologies[written] : written;
  const place = coarsening.typologies.indexOf(name ?? "");
  return place < 0 ? null : place;
}

/** Makes of a row no more than the charter allows, or says why it cannot. */
export function coarsenRow(row: SourceRow, rules: CoarsenRules): Coarse | RowReason {
  const { mapping, coarsening } = rules;
  if (row.isUneven) return "uneven";
  if (row.subject.trim() === "") return "subjectMissing";
  const day = parseDay(row.date, mapping.dateFormat);
  if (day === null) return "dateWrong";
  if (day < FIRST || day > LAST) return "dateOutside";
  const euros = row.amount.trim() === "" ? 0 : parseAmount(row.amount, mapping.decimals);
  if (euros === null) return "amountWrong";
  const label = labelOf(row.label, mapping);
  if (label < 0) return "labelUnknown";
  const typology = typologyOf(row.typology, rules);
  if (typology === null) return "typologyUnknown";
  return {
    day: coarsening.day === "week" ? weekStart(day) : day,
    amount: Math.round(euros / coarsening.amountBand) * coarsening.amountBand,
    label,
    typology,
  };
}
