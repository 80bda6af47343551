import type { Attacker, Leak } from "./attack.ts";
import type { Quantity } from "./quantities.ts";
import type { Cell } from "./table.ts";

export interface Repaired {
  readonly suppressed: ReadonlySet<string>;
  /** What leaked on the way, and could no more after the suppressions. */
  readonly mended: readonly Leak[];
  /** What still leaks although no cell of this table can be taken away for it. */
  readonly open: readonly Leak[];
}

/**
 * What is lost with a cell: the units behind it. A small cell hides as well as a large one and costs less; ties are
 * broken by name, so that the order of the table does not matter.
 */
function cheapest(cells: readonly string[], byId: ReadonlyMap<string, Cell>): string | undefined {
  const loss = (id: string): number => byId.get(id)?.tokens ?? 0;
  return [...cells].sort((a, b) => loss(a) - loss(b) || (a < b ? -1 : 1))[0];
}

/**
 * Suppresses the cheapest cell behind every leak and attacks again, until nothing leaks. A cell that is suppressed for
 * another's sake is no secret itself: it may be guessed closely, as long as what it hides may not.
 */
export function repair(
  cells: readonly Cell[],
  primary: ReadonlySet<string>,
  attacker: Attacker,
  quantitiesFor: (suppressed: ReadonlySet<string>) => readonly Quantity[],
): Repaired {
  const byId = new Map(cells.map((cell) => [cell.id, cell]));
  const suppressed = new Set(primary);
  const mended: Leak[] = [];
  for (;;) {
    const leaks = attacker.run(quantitiesFor(suppressed), suppressed);
    const chosen = new Set<string>();
    for (const leak of leaks) {
      if (leak.cells.some((id) => chosen.has(id))) continue;
      const cell = cheapest(leak.cells, byId);
      if (cell !== undefined) chosen.add(cell);
    }
    if (chosen.size === 0) return { suppressed, mended, open: leaks };
    mended.push(...leaks);
    for (const id of chosen) suppressed.add(id);
  }
}
