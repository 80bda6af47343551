import type { Charter, Wanted } from "./charter.ts";
import { prepareIntake, type Source } from "./commit.ts";
import { inputBytes, inputPrefix } from "./domain.ts";
import { Stop } from "./errors.ts";
import { readRange } from "./evaluation/pass.ts";
import { leafOf, openedLeaf, runSecrets } from "./keys.ts";
import { readLeaves } from "./leaves.ts";
import { merklePath, provesLeaf } from "./merkle.ts";
import { messages } from "./messages.nl.ts";
import type { WorkFolder } from "./work.ts";

/** One leaf, opened for an auditor: holds a real identifier. Made on request only, and never written by this tool. */
export interface Opening {
  readonly index: number;
  readonly count: number;
  readonly merkleRoot: string;
  /** The canonical identifier. */
  readonly value: string;
  /** Hex; opens this leaf and no other. */
  readonly salt: string;
  readonly path: readonly string[];
}

/** Opens leaves of the committed input. The auditor draws the numbers after the run (commit, then audit). */
export async function openSample(
  charter: Charter,
  wanted: Wanted,
  source: Source,
  privateKey: string,
  folder: WorkFolder,
  indices: readonly number[],
): Promise<Opening[]> {
  const state = folder.readState();
  if (state?.committed === null || state === null) throw new Stop("resume", messages.sample.unfinished);
  const { merkleRoot, count } = state.committed;
  const secrets = runSecrets(privateKey, Buffer.from(state.salt, "base64url"));
  const { intake, canaries } = prepareIntake(charter, wanted, source, secrets);
  const leaves = readLeaves(folder.file("leaves.bin"), 0, count);
  const openings: Opening[] = [];
  for (const index of indices) {
    if (!Number.isInteger(index) || index < 0 || index >= count) throw new Stop("usage", messages.sample.noSuch(index));
    const range = await readRange(intake, source, canaries, folder.file("leaves.bin"), index, 1);
    if (!range.isComplete) throw new Stop("changed", messages.sourceChanged);
    const value = Buffer.from(range.slice(index, index + 1).values);
    const { salt } = leafOf(secrets.leafKey, inputBytes(intake.prefix, value));
    const path = merklePath((place) => leaves.at(place), count, index);
    openings.push({
      index,
      count,
      merkleRoot,
      value: value.toString("utf8"),
      salt: salt.toString("hex"),
      path: path.map((one) => one.toString("hex")),
    });
  }
  return openings;
}

/** What the auditor does: the value was in the input to which the partner committed, at this place. */
export function verifyOpening(
  { index, count, merkleRoot, value, salt, path }: Opening,
  study: string,
  { identifier, normaliser }: Wanted,
): boolean {
  const x = inputBytes(inputPrefix({ study, type: identifier.type, normaliser }), Buffer.from(value));
  const leaf = openedLeaf(Buffer.from(salt, "hex"), x);
  const siblings = path.map((one) => Buffer.from(one, "hex"));
  return provesLeaf(leaf, index, count, siblings, Buffer.from(merkleRoot, "hex"));
}
