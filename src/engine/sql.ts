export type Value = number | string | null;

/** What the pipeline asks of a database engine; both speak the same small SQL. */
export interface SqlEngine {
  readonly version: string;
  run(sql: string): Promise<void>;
  /** Whole numbers come as numbers, everything else as text. */
  rows(sql: string): Promise<Value[][]>;
  /**
   * Makes `events` of the Parquet files at these paths, in the place of the one before; returns how many rows it has. The
   * files stay where they are until `unload`.
   */
  load(paths: readonly string[]): Promise<number>;
  unload(): Promise<void>;
  close(): Promise<void>;
}

export const asNumber = (value: Value | undefined): number => {
  const number = Number(value ?? 0);
  if (!Number.isSafeInteger(number)) throw new Error("not a whole number");
  return number;
};
