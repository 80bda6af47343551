import type { Charter, Wanted } from "./charter.ts";
import { Stop } from "./errors.ts";
import { createIntake, type Intake, type LeftOut } from "./intake.ts";
import type { RunSecrets } from "./keys.ts";
import { readLeaves, sortLeaves } from "./leaves.ts";
import { messages } from "./messages.nl.ts";
import { type Mapping, readRows } from "./reading/index.ts";
import { RowWriter } from "./rows.ts";
import type { Committed, WorkFolder } from "./work.ts";

export interface Source {
  readonly path: string;
  readonly mapping: Mapping;
  /** Spellings of identifiers whose owners objected; they are left out before anything is committed. */
  readonly objections: readonly string[];
}

/** The canonical value of each canary of the charter; all spellings of one must agree (T8). */
export function canaryValues({ identifier, normaliser }: Wanted): string[] {
  return identifier.canaries.map((spellings, place) => {
    const values = spellings.map((raw) => normaliser.normalise(raw));
    const [first] = values;
    if (first?.ok !== true || values.some((one) => !one.ok || one.value !== first.value))
      throw new Stop("canary", messages.canaryDiffers(place + 1));
    return first.value;
  });
}

/** Objections that cannot be read may not be passed over: their owners would be counted after all. */
function objectionValues({ normaliser }: Wanted, { mapping, objections }: Source): string[] {
  return objections.map((raw, place) => {
    const normalised = normaliser.normalise(raw, { defaultRegion: mapping.defaultRegion });
    if (!normalised.ok) throw new Stop("source", messages.objectionUnreadable(place + 1));
    return normalised.value;
  });
}

export interface Prepared {
  readonly intake: Intake;
  readonly canaries: readonly string[];
}

/** The intake of a run, which knows whom to leave out. */
export function prepareIntake(charter: Charter, wanted: Wanted, source: Source, secrets: RunSecrets): Prepared {
  const leftOut = new Map<string, LeftOut>();
  const intake = createIntake({ charter, wanted, mapping: source.mapping, secrets, leftOut });
  const canaries = canaryValues(wanted);
  for (const value of objectionValues(wanted, source))
    leftOut.set(intake.leafOfValue(value).toString("latin1"), "objection");
  for (const value of canaries) leftOut.set(intake.leafOfValue(value).toString("latin1"), "canary");
  return { intake, canaries };
}

/** Reads the source once: keyed and coarse rows go to the work folder, refused ones are counted. */
export async function commitInput(
  { intake, canaries }: Prepared,
  source: Source,
  folder: WorkFolder,
  onRows: (rows: number) => void,
): Promise<Committed> {
  const writer = new RowWriter(folder.file("rows"));
  const refused: Record<string, number> = {};
  let rows = 0;
  try {
    for (const value of canaries) writer.addCanary(intake.leafOfValue(value));
    for await (const chunk of readRows(source.path, source.mapping)) {
      for (const row of chunk) {
        const judged = intake.judge(row);
        if (judged.ok) {
          writer.add(judged);
          rows += 1;
        } else refused[judged.reason] = (refused[judged.reason] ?? 0) + 1;
      }
      onRows(chunk.length);
    }
  } finally {
    writer.close();
  }
  if (rows === 0) throw new Stop("source", messages.nothingLeft);
  const { merkleRoot, count, starts } = sortLeaves(folder.file("rows"), folder.file("leaves.bin"));
  const places = canaries.map((value) => placeOf(folder, starts, intake.leafOfValue(value)));
  return { merkleRoot, count, rows, refused, starts: [...starts], canaries: places };
}

/** Index of a leaf among all; it is known to be there. */
export function placeOf(folder: WorkFolder, starts: readonly number[], leaf: Buffer): number {
  const bucket = leaf[0] ?? 0;
  const [first = 0, end = 0] = [starts[bucket], starts[bucket + 1]];
  return first + readLeaves(folder.file("leaves.bin"), first, end - first).indexOf(leaf);
}
