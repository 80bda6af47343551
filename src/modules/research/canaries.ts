import type { Normaliser } from "../../pseudonymise/index.ts";

const GROUPS = 5;

/**
 * Identifiers that exist nowhere, in several spellings: every partner sends them along. Spellings of one value must end
 * in one token, and that token must be the same at every partner; otherwise somebody has another normaliser or key, and
 * a result would miss overlap without anybody seeing it (reference, T8). They are the golden vectors of the normaliser.
 */
export function canariesFor(normaliser: Normaliser): string[][] {
  // A vector that needs a default region depends on a setting of the partner; those are no common ground.
  const vectors = normaliser.vectors.accepted.filter(([, , region]) => region === undefined);
  const groups = Map.groupBy(vectors, ([, canonical]) => canonical);
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .slice(0, GROUPS)
    .map((group) => group.map(([raw]) => raw));
}
