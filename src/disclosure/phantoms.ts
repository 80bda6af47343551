import type { Atom, Cell, ReleasedCell } from "./table.ts";

/**
 * A cell that is empty or full hides that a class of units does not exist. The engine names only classes that do, so
 * that the secret would be built into the system. Here the missing class gets an atom of zero units: the intruder must
 * not be able to prove that it is empty.
 */
export interface Extended {
  readonly atoms: readonly Atom[];
  readonly cells: readonly Cell[];
  readonly earlier: readonly ReleasedCell[];
  /** Per empty or full cell: the atom of its missing side. */
  readonly missing: ReadonlyMap<string, string>;
}

interface Phantom {
  readonly atom: Atom;
  readonly cell: Cell;
  readonly isEmptyCell: boolean;
}

function phantomOf(cell: Cell, atoms: ReadonlyMap<string, Atom>): Phantom | null {
  if (cell.group.length === 0) return null;
  const inside = new Set(cell.atoms);
  const part = cell.group.filter((id) => inside.has(id)).length;
  if (part > 0 && part < cell.group.length) return null;
  const members = cell.group.map((id) => atoms.get(id)).filter((atom) => atom !== undefined);
  const holders = (members[0]?.holders ?? []).filter((name) => members.every((atom) => atom.holders.includes(name)));
  return {
    cell,
    isEmptyCell: part === 0,
    atom: { id: `\u0000${cell.id}`, holders, ownTrait: members[0]?.ownTrait ?? "", tokens: 0, amount: 0, cases: 0 },
  };
}

/** Adds the missing atoms to every cell and group that would hold them: each that holds the whole group. */
export function addPhantoms(
  atoms: readonly Atom[],
  cells: readonly Cell[],
  earlier: readonly ReleasedCell[],
): Extended {
  const byId = new Map(atoms.map((atom) => [atom.id, atom]));
  const phantoms = cells.map((cell) => phantomOf(cell, byId)).filter((phantom) => phantom !== null);
  const extend = (ids: readonly string[], own: (phantom: Phantom) => boolean | null): readonly string[] => {
    const set = new Set(ids);
    const added = phantoms.filter((phantom) => own(phantom) ?? phantom.cell.group.every((id) => set.has(id)));
    return added.length === 0 ? ids : [...ids, ...added.map(({ atom }) => atom.id)];
  };
  return {
    atoms: [...atoms, ...phantoms.map(({ atom }) => atom)],
    cells: cells.map((cell) => ({
      ...cell,
      atoms: extend(cell.atoms, (phantom) => (phantom.cell === cell ? phantom.isEmptyCell : null)),
      group: extend(cell.group, () => (cell.group.length === 0 ? false : null)),
    })),
    earlier: earlier.map((cell) => ({
      ...cell,
      atoms: extend(cell.atoms, () => null),
      group: extend(cell.group, () => (cell.group.length === 0 ? false : null)),
    })),
    missing: new Map(phantoms.map(({ cell, atom }) => [cell.id, atom.id])),
  };
}
