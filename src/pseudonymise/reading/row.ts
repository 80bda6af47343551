/** One row of a source, as text. "" where the mapping names no column or the cell is empty. */
export interface SourceRow {
  /** Record in a CSV file (the heading is 1), row in a Parquet file (the first is 1). */
  readonly row: number;
  readonly identifier: string;
  readonly subject: string;
  readonly date: string;
  readonly amount: string;
  readonly label: string;
  readonly typology: string;
  /** The row has more or fewer cells than the heading: nothing in it can be trusted. */
  readonly isUneven: boolean;
}

export const FIELDS = ["identifier", "subject", "date", "amount", "label", "typology"] as const;
export type Field = (typeof FIELDS)[number];
