export type Value = number | string | null;

/** What the pipeline asks of a database engine; both speak the same small SQL. */
export interface SqlEngine {
  readonly version: string;
  run(sql: string): Promise<void>;
  /** Whole numbers come as numbers, everything else as text. */
  rows(sql: string): Promise<Value[][]>;
  /** Makes the table `events` from the Parquet files at these paths, replacing it; returns how many rows it has. */
  load(paths: readonly string[]): Promise<number>;
  close(): Promise<void>;
}

export const asNumber = (value: Value | undefined): number => {
  const number = Number(value ?? 0);
  if (!Number.isSafeInteger(number)) throw new Error("not a whole number");
  return number;
};
