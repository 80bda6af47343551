import type { Charter, Wanted } from "./charter.ts";
import { type Coarse, coarsenRow, type RowReason } from "./coarsen.ts";
import { inputBytes, inputPrefix } from "./domain.ts";
import { leafOf, type RunSecrets, subjectOf } from "./keys.ts";
import type { RefusalReason } from "./normalisers/index.ts";
import type { Mapping, SourceRow } from "./reading/index.ts";

/** Everything for which a row can stay behind. */
export type LeftOut = RefusalReason | RowReason | "objection" | "canary";

export interface Taken extends Coarse {
  readonly ok: true;
  readonly leaf: Buffer;
  readonly subject: Buffer;
}

export type Judged = Taken | { readonly ok: false; readonly reason: LeftOut };

export interface Intake {
  /** Judges a whole row. */
  readonly judge: (row: SourceRow) => Judged;
  /** The canonical value of a row and its leaf; null when the identifier is refused. */
  readonly identify: (row: SourceRow) => { readonly value: string; readonly leaf: Buffer } | null;
  readonly leafOfValue: (value: string) => Buffer;
  readonly prefix: Buffer;
}

export interface IntakeSources {
  readonly charter: Charter;
  readonly wanted: Wanted;
  readonly mapping: Mapping;
  readonly secrets: RunSecrets;
  /** Leaves (latin1) that stay out, with the reason. */
  readonly leftOut: ReadonlyMap<string, LeftOut>;
}

/** What happens to every row, the same in the dry run, in the commitment and in the evaluation. */
export function createIntake({ charter, wanted, mapping, secrets, leftOut }: IntakeSources): Intake {
  const { normaliser, identifier } = wanted;
  const prefix = inputPrefix({ study: charter.core.study, type: identifier.type, normaliser });
  const options = { defaultRegion: mapping.defaultRegion };
  const rules = { mapping, coarsening: charter.coarsening };
  const leafOfValue = (value: string): Buffer => leafOf(secrets.leafKey, inputBytes(prefix, Buffer.from(value))).leaf;

  function judge(row: SourceRow): Judged {
    const coarse = coarsenRow(row, rules);
    if (coarse === "uneven") return { ok: false, reason: coarse };
    const normalised = normaliser.normalise(row.identifier, options);
    if (!normalised.ok) return normalised;
    if (typeof coarse === "string") return { ok: false, reason: coarse };
    const leaf = leafOfValue(normalised.value);
    const reason = leftOut.size === 0 ? undefined : leftOut.get(leaf.toString("latin1"));
    if (reason !== undefined) return { ok: false, reason };
    return { ok: true, leaf, subject: subjectOf(secrets.subjectKey, row.subject), ...coarse };
  }

  function identify(row: SourceRow): { value: string; leaf: Buffer } | null {
    const normalised = row.isUneven ? null : normaliser.normalise(row.identifier, options);
    return normalised?.ok === true ? { value: normalised.value, leaf: leafOfValue(normalised.value) } : null;
  }

  return { judge, identify, leafOfValue, prefix };
}
