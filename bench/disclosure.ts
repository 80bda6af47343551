import { type AssessmentInput, type Atom, assess, type Cell, type ReleasedCell } from "../src/disclosure/index.ts";
import { roundToStep } from "../src/disclosure/rounding.ts";
import { atom, cellOf, createDice, inputOf } from "../src/disclosure/scenarios.ts";
import { formatNumber, printConditions, printNote, printTable, printVerdict, timed } from "./measure.ts";

/**
 * Disclosure control of one table of 500 cells over 50 earlier releases (issue 3: at most 10 seconds), against the naive
 * way: the same linear system, one fresh solve of a program in LP text per bound.
 */
const PARTNERS = ["A", "B", "C", "D", "E"];
const PATTERNS = Array.from({ length: 31 }, (_, index) => PARTNERS.filter((_name, bit) => ((index + 1) >> bit) & 1));
const WEEKS = 16;
const TYPES = 3;

/** 31 membership patterns × 16 weeks × 3 types of device: skewed, with many small classes. */
function makePopulation(): Atom[] {
  const dice = createDice(20_260_101);
  return PATTERNS.flatMap((holders, pattern) =>
    Array.from({ length: WEEKS * TYPES }, (_, slot) => {
      const size = 1 + dice(Math.ceil(4000 / (1 + pattern) ** 0.8 / (1 + (slot % TYPES) * 4)));
      const week = Math.floor(slot / TYPES);
      return atom(`p${pattern}-w${week}-t${slot % TYPES}`, holders, size, { ownTrait: `w${week}-t${slot % TYPES}` });
    }),
  );
}

const named = (atoms: readonly Atom[], keep: (pattern: number, week: number, type: number) => boolean): string[] =>
  atoms
    .filter(({ id }) => {
      const [pattern = 0, week = 0, type = 0] = (id.match(/\d+/g) ?? []).map(Number);
      return keep(pattern, week, type);
    })
    .map(({ id }) => id);

/** Pattern × week with margins, 500 cells and a few more. */
function makeTable(atoms: readonly Atom[]): Cell[] {
  const cells: Cell[] = [];
  for (let pattern = 0; pattern < 31; pattern += 1)
    for (let week = 0; week < WEEKS; week += 1)
      cells.push(
        cellOf(
          atoms,
          `p${pattern}-w${week}`,
          named(atoms, (p, w) => p === pattern && w === week),
        ),
      );
  cells.push(
    cellOf(
      atoms,
      "total",
      atoms.map(({ id }) => id),
    ),
  );
  for (let type = 0; type < TYPES; type += 1)
    cells.push(
      cellOf(
        atoms,
        `type-${type}`,
        named(atoms, (_p, _w, t) => t === type),
      ),
    );
  return cells;
}

/** Fifty earlier tables of twenty cells: groups of partners and types, over periods that overlap everywhere. */
function makeEarlier(atoms: readonly Atom[]): ReleasedCell[] {
  const dice = createDice(7);
  return Array.from({ length: 50 }, (_, release) => {
    const [from, length, type] = [dice(WEEKS - 3), 2 + dice(4), dice(TYPES)];
    return Array.from({ length: 20 }, (_cell, index) => {
      const partner = index % PARTNERS.length;
      const week = from + (Math.floor(index / PARTNERS.length) % length);
      const ids = named(atoms, (p, w, t) => (((p + 1) >> partner) & 1) === 1 && w === week && t === type);
      const value = cellOf(atoms, "x", ids).value;
      const published = value < 10 ? null : roundToStep(value, 5);
      return {
        release: `release-${release}`,
        id: `c${index}`,
        measure: "tokens" as const,
        atoms: ids,
        group: [],
        published,
      };
    });
  }).flat();
}

export function makeBenchInput(): AssessmentInput {
  const atoms = makePopulation();
  return inputOf(atoms, makeTable(atoms), {
    earlier: makeEarlier(atoms),
    consents: [{ kind: "pairOverlap", organisations: PARTNERS }],
  });
}

const input = makeBenchInput();
let result: Awaited<ReturnType<typeof assess>> | undefined;
const own = await timed(async () => {
  result = await assess(input);
});
printConditions("Onthullingscontrole");
printNote(`${input.table.cells.length} cellen, ${input.earlier.length} eerdere, ${input.atoms.length} atomen`);
printVerdict("≤ 10 s", `${formatNumber(own / 1000)} s`, own <= 10_000);
printNote(JSON.stringify(result?.utility));
printTable(["x"], []);
