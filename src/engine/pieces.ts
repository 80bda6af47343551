import type { BlockLayout, Slot } from "./job.ts";
import { TRAIT, type Unit, type UnitClass } from "./templates/template.ts";

/** One class of units, and how each slot sees it (null: not there in that slot's snapshot). */
export interface Piece {
  readonly unit: Unit;
  /** Everybody who holds these units in any snapshot, and what they see in their own rows. */
  readonly holders: number;
  readonly trait: string;
  readonly seen: ReadonlyMap<number, UnitClass>;
  readonly tokens: number;
  readonly amount: number;
}

const TRAIT_NAMES: Readonly<Record<number, string>> = {
  [TRAIT.clean]: "clean",
  [TRAIT.fraud]: "fraud",
  [TRAIT.unknown]: "unknown",
  [TRAIT.mixed]: "mixed",
};

/** Reads the vectors of a block back into classes; the columns are those of Pipeline. */
export function piecesOf(layout: BlockLayout, rows: readonly (readonly number[])[]): Piece[] {
  const { unit, snapshots, slots } = layout;
  return rows.map(
    (row): Piece => (unit === "event" ? eventPiece(row, snapshots, slots) : memberPiece(unit, row, snapshots, slots)),
  );
}

function eventPiece(row: readonly number[], snapshots: readonly number[], slots: readonly Slot[]): Piece {
  const organisation = row[0] ?? 0;
  const present = snapshots.filter((_, at) => row[1 + at] === 1);
  const codes = row.slice(1 + snapshots.length);
  const seen = new Map<number, UnitClass>();
  for (const [at, { index, snapshot }] of slots.entries())
    if (present.includes(snapshot)) seen.set(index, { unit: "event", organisation, code: codes[at] ?? 0 });
  const [amount = 0, tokens = 0] = row.slice(-2);
  const trait = snapshots.length > 1 ? `fraud/${present.join("+")}` : "fraud";
  return { unit: "event", holders: 1 << organisation, trait, seen, tokens, amount };
}

function memberPiece(
  unit: "token" | "subject",
  row: readonly number[],
  snapshots: readonly number[],
  slots: readonly Slot[],
): Piece {
  const members = new Map(
    snapshots.map((snapshot, at) => [snapshot, { holders: row[2 * at] ?? 0, trait: row[2 * at + 1] ?? 0 }]),
  );
  const codes = row.slice(2 * snapshots.length);
  const seen = new Map<number, UnitClass>();
  for (const [at, { index, snapshot }] of slots.entries()) {
    const { holders = 0, trait = 0 } = members.get(snapshot) ?? {};
    const code = codes[at] ?? 0;
    if (holders === 0) continue;
    seen.set(index, unit === "token" ? { unit, holders, trait, code } : { unit, holders, fraud: trait, code });
  }
  const names = [...members.values()].map(({ holders, trait }) => (holders === 0 ? "absent" : nameOf(unit, trait)));
  const holders = [...members.values()].reduce((mask, member) => mask | member.holders, 0);
  return { unit, holders, trait: names.join("/"), seen, tokens: row.at(-1) ?? 0, amount: 0 };
}

const nameOf = (unit: Unit, trait: number): string =>
  unit === "subject" ? (trait === 1 ? "fraud" : "clean") : (TRAIT_NAMES[trait] ?? "");
