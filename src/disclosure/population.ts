import type { Columns } from "./columns.ts";
import type { Atom, Cell, ReleasedCell } from "./table.ts";

/** Magnitudes and counts have their own unknowns with the same structure. */
export type System = "tokens" | "cases" | "amount";

/**
 * The unknowns: atoms that lie in the same cells and groups, with the same holders and trait, are one column. Nobody can
 * tell them apart, so that merging loses nothing and keeps the programs small.
 */
export interface Population {
  readonly size: number;
  readonly holders: readonly (readonly string[])[];
  readonly traits: readonly string[];
  /** What is really there, per system; the attack asks how far from it a possible world may lie. */
  readonly actual: Readonly<Record<System, Float64Array>>;
  /** Columns in which two atoms are told apart by a named cell or group have different signatures. */
  readonly signatures: readonly string[];
  columnsOf(atoms: readonly string[]): Columns;
}

type Named = Pick<Cell | ReleasedCell, "atoms" | "group">;

function signaturesOf(atoms: readonly Atom[], named: readonly Named[]): Map<string, number[]> {
  const signatures = new Map<string, number[]>(atoms.map(({ id }) => [id, []]));
  const sets = new Map<string, readonly string[]>();
  for (const { atoms: own, group } of named)
    for (const set of [own, group]) sets.set([...new Set(set)].sort().join("\u0000"), set);
  [...sets.keys()].sort().forEach((key, index) => {
    for (const id of new Set(sets.get(key))) {
      const signature = signatures.get(id);
      // Only a mistake of the caller leads here; a cell of unknown atoms could not be judged.
      if (!signature) throw new Error("a cell names an atom that is not in the population");
      signature.push(index);
    }
  });
  return signatures;
}

/** Merges atoms into columns. `named`: every cell of this table and of earlier releases. */
export function mergeAtoms(atoms: readonly Atom[], named: readonly Named[]): Population {
  const sorted = [...atoms].sort((a, b) => (a.id < b.id ? -1 : 1));
  const signatures = signaturesOf(sorted, named);
  const columns = new Map<string, { atoms: Atom[]; signature: string }>();
  for (const atom of sorted) {
    const signature = (signatures.get(atom.id) ?? []).join(",");
    const key = JSON.stringify([signature, [...atom.holders].sort(), atom.ownTrait]);
    const column = columns.get(key);
    if (column) column.atoms.push(atom);
    else columns.set(key, { atoms: [atom], signature });
  }
  const all = [...columns.values()];
  const columnOf = new Map(all.flatMap(({ atoms: members }, index) => members.map(({ id }) => [id, index] as const)));
  const total = (of: (atom: Atom) => number): Float64Array =>
    Float64Array.from(all, ({ atoms: members }) => members.reduce((sum, atom) => sum + of(atom), 0));
  return {
    size: all.length,
    holders: all.map(({ atoms: members }) => members[0]?.holders ?? []),
    traits: all.map(({ atoms: members }) => members[0]?.ownTrait ?? ""),
    actual: {
      tokens: total(({ tokens }) => tokens),
      amount: total(({ amount }) => amount),
      cases: total(({ cases }) => cases ?? 0),
    },
    signatures: all.map(({ signature }) => signature),
    columnsOf: (ids) => [...new Set(ids.map((id) => columnOf.get(id) ?? -1))].sort((a, b) => a - b),
  };
}
