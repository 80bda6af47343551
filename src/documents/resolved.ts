/**
 * A document after freezing: every reference has become text, a table or a chart, and every fact carries the
 * number of its entry in the list of sources. Renderers know only this form; it knows no domain.
 */
export type Profile = "internal" | "public";

/** One fact and where it came from; `number` is what the text prints as [1]. */
export interface ProvenanceEntry {
  readonly number: number;
  /** What was cited, e.g. "Schade bankhelpdeskfraude (banken), 2023". */
  readonly label: string;
  /** The value as printed, e.g. "circa 28 mln euro". */
  readonly value: string;
  readonly producer: string;
  readonly sources: readonly string[];
  readonly note: string | null;
  /** Stable identity of the record the fact was taken from. */
  readonly record: string;
}

export interface ResolvedText {
  readonly type: "text";
  readonly text: string;
  readonly strong?: boolean;
  readonly em?: boolean;
  readonly href?: string;
}
/** A figure: printed text plus the number of its provenance entry. */
export interface ResolvedFigure {
  readonly type: "figure";
  readonly text: string;
  readonly provenance: number;
}
/** Passage left out on a ground of the Woo, e.g. "5.1.2e". The text itself is not here any more. */
export interface ResolvedRedaction {
  readonly type: "redaction";
  readonly ground: string;
}
export type ResolvedInline = ResolvedText | ResolvedFigure | ResolvedRedaction;

export interface ResolvedTable {
  readonly type: "table";
  readonly caption: string;
  readonly header: readonly string[];
  /** First cell of each row is its header (th scope=row). */
  readonly headerColumn: boolean;
  readonly rows: readonly (readonly (readonly ResolvedInline[])[])[];
  /** Relative column widths, one per column; equal when absent. */
  readonly widths?: readonly number[];
  readonly note?: string;
}

export interface ChartPoint {
  /** Label on the axis, e.g. "2023" or "2021-H1". */
  readonly label: string;
  readonly value: number;
  /** The value as a reader sees it, Dutch formatted with its caveat word, e.g. "circa 28". */
  readonly text: string;
}
/** One chart shows one series: two surveys are never one line. */
export interface ResolvedChart {
  readonly type: "chart";
  readonly title: string;
  readonly kind: "column" | "bar";
  readonly unit: string;
  readonly points: readonly ChartPoint[];
  /** One sentence that says what the chart shows; becomes the alternative text. */
  readonly alt: string;
  readonly caveat: string | null;
  readonly source: string;
}

export type ResolvedBlock =
  | { readonly type: "heading"; readonly level: 1 | 2 | 3; readonly content: readonly ResolvedInline[] }
  | { readonly type: "paragraph"; readonly content: readonly ResolvedInline[] }
  | { readonly type: "list"; readonly ordered: boolean; readonly items: readonly (readonly ResolvedInline[])[] }
  | { readonly type: "quote"; readonly content: readonly ResolvedInline[] }
  | {
      readonly type: "image";
      readonly alt: string;
      readonly mediaType: "image/png" | "image/jpeg";
      readonly base64: string;
    }
  | ResolvedTable
  | ResolvedChart;

export interface ResolvedDocument {
  /** Shown above the title, e.g. "Kamerbrief", "Beslisnota". */
  readonly kindLabel: string;
  readonly title: string;
  /** BCP 47, e.g. "nl-NL". */
  readonly language: string;
  readonly profile: Profile;
  /** Lines about the paper itself: Datum, Aan, Onze referentie, Peildatum … */
  readonly meta: readonly { readonly label: string; readonly value: string }[];
  /** Calendar day YYYY-MM-DD on which all facts hold. */
  readonly referenceDate: string;
  /** Whose paper it is, printed in the head and in the file's metadata (an organisation, never a person). */
  readonly sender: string;
  /** Shown on every page and in the metadata, e.g. "TLP:CLEAR". */
  readonly marking: string;
  readonly blocks: readonly ResolvedBlock[];
  readonly provenance: readonly ProvenanceEntry[];
  /** SHA-256 (hex) over the canonical JSON of all other fields. */
  readonly contentHash: string;
}
