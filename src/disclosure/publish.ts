import { type Columns, exactCover } from "./columns.ts";
import type { Population } from "./population.ts";
import type { DisclosureProfile } from "./profile.ts";
import { moneyStep, publishCount, publishMoney, publishShare } from "./rounding.ts";
import type { Cell, ReleasedCell } from "./table.ts";

export interface Published {
  readonly value: number | null;
  /** Added up from other published numbers: it tells nothing that these do not tell. */
  readonly derived: boolean;
}

interface Part {
  readonly id: string;
  readonly measure: string;
  readonly columns: Columns;
}

const isSum = ({ measure }: { readonly measure: string }): boolean => measure !== "share";

/** Small first: a total of totals needs the totals. */
const bySize = (a: Part, b: Part): number => a.columns.length - b.columns.length || (a.id < b.id ? -1 : 1);

export function roundedAlone(cell: Cell, population: Population, profile: DisclosureProfile): number | null {
  if (cell.measure === "amount") return publishMoney(cell.value, profile);
  if (cell.measure !== "share") return publishCount(cell.value, profile);
  const { part, whole } = shareParts(cell, population, profile);
  return publishShare(part, whole);
}

/** Rounded numerator and denominator of a share: percentages come from rounded values. */
export function shareParts(
  cell: Pick<Cell, "atoms" | "group" | "shareOf">,
  population: Population,
  profile: DisclosureProfile,
): { readonly part: number; readonly whole: number } {
  const actual = population.actual[cell.shareOf === "amount" ? "amount" : "tokens"];
  const round = (value: number): number =>
    cell.shareOf === "amount" ? publishMoney(value, profile) : publishCount(value, profile);
  const sum = (atoms: readonly string[]): number =>
    population.columnsOf(atoms).reduce((total, column) => total + (actual[column] ?? 0), 0);
  return { part: round(sum(cell.atoms)), whole: round(sum(cell.group)) };
}

/**
 * The numbers as they would be printed. A total of which all parts are shown is the sum of the rounded parts (reference
 * §5.2); when a part is missing it is rounded by itself.
 */
export function publishTable(
  cells: readonly Cell[],
  suppressed: ReadonlySet<string>,
  population: Population,
  profile: DisclosureProfile,
): Map<string, Published> {
  const result = new Map<string, Published>(cells.map(({ id }) => [id, { value: null, derived: false }]));
  const shown = cells.filter(({ id }) => !suppressed.has(id));
  const columns = new Map(shown.map(({ id, atoms }) => [id, population.columnsOf(atoms)]));
  const parts = shown
    .filter((cell) => isSum(cell) && cell.quantile === undefined && cell.model === undefined)
    .map((cell) => ({ id: cell.id, measure: cell.measure, columns: columns.get(cell.id) ?? [], cell }))
    .sort(bySize);
  for (const cell of shown) result.set(cell.id, { value: roundedAlone(cell, population, profile), derived: false });
  for (const whole of parts) {
    const cover = exactCover(
      whole.columns,
      parts.filter(({ measure }) => measure === whole.measure),
    );
    if (cover === null || cover.length < 2) continue;
    const value = cover.reduce((sum, { id }) => sum + (result.get(id)?.value ?? 0), 0);
    result.set(whole.id, { value, derived: true });
  }
  return result;
}

/** Earlier cells that were added up from others of their release, recognised by their value. */
export function derivedEarlier(earlier: readonly ReleasedCell[], population: Population): ReadonlySet<ReleasedCell> {
  const derived = new Set<ReleasedCell>();
  for (const release of Map.groupBy(earlier, ({ release: name }) => name).values()) {
    const parts = release
      .filter((cell) => isSum(cell) && cell.published !== null)
      .map((cell) => ({ id: cell.id, measure: cell.measure, columns: population.columnsOf(cell.atoms), cell }))
      .sort(bySize);
    for (const whole of parts) {
      const cover = exactCover(
        whole.columns,
        parts.filter(({ measure }) => measure === whole.measure),
      );
      const sum = cover?.reduce((total, { cell }) => total + (cell.published ?? 0), 0);
      if (cover && cover.length > 1 && sum === whole.cell.published) derived.add(whole.cell);
    }
  }
  return derived;
}

/** Step to which a shown cell was rounded: what its uncertainty is widened to. */
export function stepOf(cell: Cell, published: number, profile: DisclosureProfile): number {
  if (cell.measure === "amount") return moneyStep(published, profile);
  return cell.measure === "share" ? 0.005 : profile.roundCounts;
}
