import { type Columns, contains, exactCover, sumOver, without } from "./columns.ts";
import { neededAmount, neededCount, type Protected, type Quantity } from "./quantities.ts";
import { CELL_RULES, type RuleContext } from "./rules.ts";
import type { Cell, Contribution } from "./table.ts";

const UNION_RULES = ["unitMinimum", "organisations", "personDominance", "organisationDominance"] as const;

function addContributions(cells: readonly Cell[]): Contribution[] {
  const sums = new Map<string, { tokens: number; amount: number }>();
  for (const { organisation, tokens, amount } of cells.flatMap(({ contributions }) => contributions)) {
    const sum = sums.get(organisation) ?? { tokens: 0, amount: 0 };
    sums.set(organisation, { tokens: sum.tokens + tokens, amount: sum.amount + amount });
  }
  return [...sums].map(([organisation, sum]) => ({ organisation, ...sum }));
}

/** Disjoint cells as one: what is left of a total when the shown cells are taken off. */
function merge(cells: readonly Cell[], first: Cell): Cell {
  const sum = (of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
  const [one = 0, two = 0] = cells.flatMap(({ largest }) => largest).sort((a, b) => b - a);
  return {
    ...first,
    value: sum(({ value }) => value),
    atoms: cells.flatMap(({ atoms }) => atoms),
    group: [],
    tokens: sum(({ tokens }) => tokens),
    cases: sum(({ cases }) => cases),
    contributions: addContributions(cells),
    largest: [one, two],
  };
}

interface Placed {
  readonly cell: Cell;
  readonly columns: Columns;
}

/** Shown cells inside a total, disjoint, the largest first. */
function shownInside(total: Placed, shown: readonly Placed[]): Columns {
  let left = total.columns;
  for (const { columns } of shown) {
    if (columns.length === 0 || columns.length >= total.columns.length) continue;
    const rest = without(left, columns);
    if (rest.length === left.length - columns.length) left = rest;
  }
  return left;
}

/**
 * Suppressed cells that are together what is left of a shown total: two cells of one dominant unit each are no
 * protection for each other (sdcTools/UserSupport#160), so that the rules hold for the union as well.
 */
export function unionQuantities(
  cells: readonly Cell[],
  suppressed: ReadonlySet<string>,
  on: Protected,
  context: RuleContext,
): Quantity[] {
  const found: Quantity[] = [];
  for (const alike of Map.groupBy(cells, ({ measure }) => measure).values()) {
    const placed = alike
      .filter(({ measure }) => measure === "amount" || measure === "tokens")
      .map((cell) => ({ cell, columns: on.population.columnsOf(cell.atoms) }))
      .sort((a, b) => b.columns.length - a.columns.length);
    const hidden = placed.filter(({ cell }) => suppressed.has(cell.id));
    const shown = placed.filter(({ cell }) => !suppressed.has(cell.id));
    if (hidden.length === 0) continue;
    for (const total of shown) {
      if (hidden.filter(({ columns }) => columns.length > 0 && contains(total.columns, columns)).length < 2) continue;
      found.push(...hiddenUnion(shownInside(total, shown), hidden, on, context));
      found.push(...hiddenUnion(total.columns, hidden, on, context));
    }
  }
  return found;
}

function hiddenUnion(left: Columns, hidden: readonly Placed[], on: Protected, context: RuleContext): Quantity[] {
  const inside = exactCover(left, hidden)?.map(({ cell }) => cell);
  const first = inside?.[0];
  if (!inside || !first || inside.length < 2) return [];
  const whole = merge(inside, first);
  if (!UNION_RULES.some((name) => CELL_RULES[name](whole, context))) return [];
  const system = first.measure === "amount" ? "amount" : "tokens";
  const value = sumOver(left, on.population.actual[system]);
  const need = system === "amount" ? neededAmount(value, on.profile) : neededCount(value, on.profile);
  return need > 0 ? [{ kind: "union", system, columns: left, cells: inside.map(({ id }) => id), need }] : [];
}
