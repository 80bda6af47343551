import type { Atom, Cell, Contribution, ReleasedCell, Table } from "../disclosure/table.ts";
import {
  amountInterval,
  amountShareInterval,
  countInterval,
  type Interval,
  widenForLabels,
  wilson,
} from "./intervals.ts";
import { layoutsOf, type RawAnswer, type RawCell, type Slot } from "./job.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import type { Question } from "./shapes.ts";
import type { CellPlan } from "./templates/template.ts";

/** A cell of a slot, as a question to a piece. */
const covers = (slot: Slot, cell: CellPlan, piece: Piece, part: "has" | "of"): boolean => {
  const seen = piece.seen.get(slot.index);
  return cell.unit === piece.unit && seen !== undefined && (cell[part]?.(seen) ?? false);
};

/**
 * Merges pieces that no cell of any slot tells apart and that look alike to their holders: those are the atoms. Their
 * ids are positions in a fixed order, so that the same data give the same ids.
 */
function mergePieces(pieces: readonly Piece[], slots: readonly Slot[]): Map<string, Piece[]> {
  const groups = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const cells = slots.flatMap((slot) =>
      slot.cells.map((cell) => `${Number(covers(slot, cell, piece, "has"))}${Number(covers(slot, cell, piece, "of"))}`),
    );
    const key = [piece.unit, piece.holders, piece.trait, cells.join("")].join("|");
    groups.set(key, [...(groups.get(key) ?? []), piece]);
  }
  return new Map([...groups.values()].map((group, index) => [`${group[0]?.unit ?? ""}-${index + 1}`, group]));
}

const total = (pieces: readonly Piece[], of: "tokens" | "amount"): number =>
  pieces.reduce((sum, piece) => sum + piece[of], 0);

interface Assembly {
  readonly slots: readonly Slot[];
  readonly answer: RawAnswer;
  readonly question: Question;
  /** The slot of every earlier release. */
  readonly slotOf: readonly number[];
}

/** Turns what was counted into a table, its atoms, and the earlier releases in the same atoms. */
export function assemble({ slots, answer, question, slotOf }: Assembly): {
  table: Table;
  atoms: Atom[];
  earlier: ReleasedCell[];
} {
  const layouts = layoutsOf(slots);
  const pieces = answer.blocks.flatMap(({ unit, rows }) => {
    const layout = layouts.find((one) => one.unit === unit);
    return layout === undefined ? [] : piecesOf(layout, rows);
  });
  const groups = mergePieces(pieces, slots);
  const { organisations } = question;
  const atoms = [...groups].map(([id, group]): Atom => {
    const [first] = group;
    const tokens = total(group, "tokens");
    const holders = organisations.filter((_, index) => (((first?.holders ?? 0) >> index) & 1) === 1);
    const atom = { id, holders, ownTrait: first?.trait ?? "", tokens, amount: total(group, "amount") };
    return first?.unit === "subject" ? { ...atom, cases: tokens } : atom;
  });
  const idsOf = (slot: Slot, cell: CellPlan, part: "has" | "of"): string[] =>
    [...groups].filter(([, [first]]) => first !== undefined && covers(slot, cell, first, part)).map(([id]) => id);
  const [asked] = slots;
  if (asked === undefined) throw new Error("a job without a question");
  const raw = new Map(answer.cells.map((cell) => [cell.id, cell]));
  const cells = asked.cells.map((plan) => {
    const own = pieces.filter((piece) => covers(asked, plan, piece, "has"));
    const whole = pieces.filter((piece) => covers(asked, plan, piece, "of"));
    const ids = { atoms: idsOf(asked, plan, "has"), group: idsOf(asked, plan, "of") };
    return { ...ids, ...makeCell(plan, own, whole, raw, asked.cells, organisations) };
  });
  const earlier = question.earlier.flatMap(({ release, cells: published }, at) => {
    const slot = slots[slotOf[at] ?? 0];
    return slot === undefined ? [] : releasedCells(release, published, slot, idsOf);
  });
  return { table: { title: asked.template.title, cells }, atoms, earlier };
}

function releasedCells(
  release: string,
  published: Question["earlier"][number]["cells"],
  slot: Slot,
  idsOf: (slot: Slot, cell: CellPlan, part: "has" | "of") => string[],
): ReleasedCell[] {
  const values = new Map(published.map((cell) => [cell.id, cell.published]));
  return slot.cells
    .filter(({ id }) => values.has(id))
    .map((plan) => ({
      release,
      id: plan.id,
      measure: plan.measure,
      atoms: idsOf(slot, plan, "has"),
      group: idsOf(slot, plan, "of"),
      published: values.get(plan.id) ?? null,
      ...(plan.shareOf === undefined ? {} : { shareOf: plan.shareOf }),
    }));
}

function contributionsOf(
  plan: CellPlan,
  own: readonly Piece[],
  raw: RawCell | undefined,
  organisations: readonly string[],
): Contribution[] {
  return organisations
    .map((organisation, index) => {
      const mine = own.filter(({ holders }) => ((holders >> index) & 1) === 1);
      const counted = raw?.tokensBy.find(([other]) => other === index)?.[1] ?? 0;
      return {
        organisation,
        tokens: plan.unit === "event" ? counted : total(mine, "tokens"),
        amount: total(mine, "amount"),
      };
    })
    .filter(({ tokens, amount }) => tokens > 0 || amount > 0);
}

function makeCell(
  plan: CellPlan,
  own: readonly Piece[],
  whole: readonly Piece[],
  raw: ReadonlyMap<string, RawCell>,
  plans: readonly CellPlan[],
  organisations: readonly string[],
): Omit<Cell, "atoms" | "group"> {
  const counted = raw.get(plan.id);
  const of = plan.unit === "event" ? "amount" : "tokens";
  const [part, all] = [total(own, of), total(whole, of)];
  // The squares of the whole stand with the cell that shows the whole.
  const wholePlan = plans.find((other) => other.of === undefined && other.unit === "event");
  const wholeSquares = Number(wholePlan === undefined ? 0 : (raw.get(wholePlan.id)?.squares ?? 0));
  return {
    id: plan.id,
    row: plan.row,
    column: plan.column,
    measure: plan.measure,
    value: plan.measure === "share" ? (all === 0 ? 0 : part / all) : part,
    tokens: counted?.tokens ?? 0,
    cases: counted?.cases ?? 0,
    contributions: contributionsOf(plan, own, counted, organisations),
    largest: plan.unit === "event" ? (counted?.largest ?? [0, 0]) : [0, 0],
    interval: intervalOf(plan, part, all, Number(counted?.squares ?? 0), wholeSquares),
    ...(plan.shareOf === undefined ? {} : { shareOf: plan.shareOf }),
  };
}

function intervalOf(plan: CellPlan, part: number, all: number, squares: number, wholeSquares: number): Interval {
  if (plan.measure === "amount") return amountInterval(part, squares);
  if (plan.measure !== "share") return countInterval(part);
  const interval = plan.unit === "event" ? amountShareInterval(part, all, squares, wholeSquares) : wilson(part, all);
  return plan.labelError === undefined ? interval : widenForLabels(interval, plan.labelError);
}
