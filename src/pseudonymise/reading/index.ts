import { Stop } from "../errors.ts";
import { messages } from "../messages.nl.ts";
import { readCsv } from "./csv.ts";
import type { Mapping } from "./mapping.ts";
import { readParquet } from "./parquet.ts";
import type { SourceRow } from "./row.ts";
import { readSample } from "./text.ts";

export { type Mapping, parseMapping, readMapping } from "./mapping.ts";
export type { SourceRow } from "./row.ts";

/** Rows of a CSV or Parquet file, by its first bytes and not by its name. */
export async function* readRows(path: string, mapping: Mapping): AsyncGenerator<readonly SourceRow[]> {
  const sample = await readSample(path).catch(() => {
    throw new Stop("file", messages.fileUnreadable(path));
  });
  const head = sample.subarray(0, 4).toString("latin1");
  yield* head === "PAR1" ? readParquet(path, mapping) : readCsv(path, mapping);
}
