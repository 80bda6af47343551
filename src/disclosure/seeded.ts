import type { AssessmentInput, CellRule, RuleName } from "./assessment.ts";
import { atom, cellOf, createDice, inputOf, releasedCell } from "./scenarios.ts";
import type { Atom, Cell } from "./table.ts";

/** A plausible table that breaks exactly one rule, to measure whether a checker sees it. */
export interface SeededBadTable {
  readonly rule: RuleName;
  /** Cells that must not leave; empty when it is the whole table. */
  readonly cells: readonly string[];
  /** The whole input for `assess`, which refuses or suppresses these cells; the checker sees `input.table`. */
  readonly input: AssessmentInput;
}

const ALL = ["A", "B", "C"];
type Dice = (end: number) => number;

/** Twelve ordinary classes of units, each held by all three partners, with euros spread over the units. */
function ordinary(dice: Dice): Atom[] {
  return Array.from({ length: 12 }, (_, week) => {
    const tokens = 200 + dice(400);
    return atom(`week-${week + 1}`, ALL, tokens, { amount: tokens * (300 + dice(50)), cases: tokens });
  });
}

const weeks = (population: readonly Atom[], more: (id: string) => Partial<Cell> = () => ({})): Cell[] =>
  population.map(({ id }, index) =>
    cellOf(population, id, [id], { row: "Toestellen", column: `week ${index + 1}`, ...more(id) }),
  );

type Maker = (dice: Dice) => { readonly cells: readonly string[]; readonly input: AssessmentInput };

/** Replaces one ordinary cell by a bad one. */
function oneBadCell(dice: Dice, bad: (population: Atom[], id: string) => Partial<Cell>, measure: Cell["measure"]) {
  const population = ordinary(dice);
  const ordinaryCells = population.length;
  const id = `week-${1 + dice(12)}`;
  const more = bad(population, id);
  return {
    cells: [id],
    input: inputOf(
      population,
      weeks(population.slice(0, ordinaryCells), (one) => ({ measure, ...(one === id ? more : {}) })),
    ),
  };
}

function replace(population: Atom[], id: string, more: Partial<Atom>): void {
  const index = population.findIndex((one) => one.id === id);
  const known = population[index];
  if (known) population[index] = { ...known, ...more };
}

/** Adds the rest of a group: the cell is the first part of it. */
function withRest(dice: Dice, part: number, rest: number, more: Partial<Cell> = {}) {
  const population = [...ordinary(dice), atom("part", ALL, part, { cases: part }), atom("rest", ALL, rest)];
  const cells = [
    ...weeks(population.slice(0, 12)),
    cellOf(population, "bad", part > 0 ? ["part"] : [], { group: part > 0 ? ["part", "rest"] : ["rest"], ...more }),
  ];
  const used = part > 0 ? population : population.filter(({ id }) => id !== "part");
  return { cells: ["bad"], input: inputOf(used, cells) };
}

const CELL_MAKERS: Readonly<Record<CellRule, Maker>> = {
  unitMinimum: (dice) =>
    oneBadCell(
      dice,
      (population, id) => {
        const few = 1 + dice(9);
        // Few devices, or many devices of few victims: both must pass.
        if (dice(2) === 0) return { cases: few };
        replace(population, id, { tokens: few });
        return {};
      },
      "tokens",
    ),
  complement: (dice) => withRest(dice, 400 + dice(300), 1 + dice(9)),
  zeroOrFull: (dice) => withRest(dice, 0, 40 + dice(50)),
  // A charter that is stricter than the default here: with 10 units on either side of fewer than 100, 90 % is not reached.
  groupDisclosure: (dice) => {
    const { cells, input } = withRest(dice, 84, 10 + dice(5));
    return { cells, input: { ...input, profile: { ...input.profile, groupShare: 0.8 } } };
  },
  // The two may agree to being recognised, but two are too few all the same: each subtracts itself.
  organisations: (dice) => {
    const made = oneBadCell(
      dice,
      (population, id) => {
        const amount = Math.round((population.find((one) => one.id === id)?.amount ?? 0) / 2);
        replace(population, id, { holders: ["A"], amount });
        population.push(atom(`${id}-b`, ["B"], 200, { amount, cases: 200 }));
        return cellOf(population, id, [id, `${id}-b`], { measure: "amount", row: "Toestellen", column: id });
      },
      "amount",
    );
    return { ...made, input: { ...made.input, consents: [{ kind: "dominance", organisations: ["A", "B"] }] } };
  },
  pairOverlap: (dice) =>
    oneBadCell(
      dice,
      (population, id) => {
        replace(population, id, { holders: ["A", "B"] });
        return {};
      },
      "tokens",
    ),
  personDominance: (dice) =>
    oneBadCell(
      dice,
      (population, id) => {
        const amount = population.find((one) => one.id === id)?.amount ?? 0;
        return { largest: [Math.round(amount * 0.7), Math.round(amount * 0.25)] };
      },
      "amount",
    ),
  organisationDominance: (dice) =>
    oneBadCell(
      dice,
      (population, id) => {
        const amount = population.find((one) => one.id === id)?.amount ?? 0;
        return {
          contributions: ALL.map((organisation, index) => ({
            organisation,
            tokens: 60,
            amount: Math.round(amount * ([0.9, 0.06, 0.04][index] ?? 0)),
          })),
        };
      },
      "amount",
    ),
  percentageDenominator: (dice) => withRest(dice, 30 + dice(15), 40 + dice(15), { measure: "share" }),
  quantile: (dice) => oneBadCell(dice, () => ({ quantile: { below: 400, above: dice(10) } }), "tokens"),
  regression: (dice) => oneBadCell(dice, () => ({ model: { residualDegrees: dice(10), saturated: false } }), "tokens"),
  notAdditive: (dice) => oneBadCell(dice, () => ({ value: 900 + dice(50) }), "tokens"),
};

/** The week before, the same partners: one to nine devices fewer. */
const difference: Maker = (dice) => {
  const population = [...ordinary(dice), atom("new", ALL, 1 + dice(9))];
  const id = `week-${1 + dice(12)}`;
  const cells = weeks(population.slice(0, 12)).map((cell) =>
    cell.id === id ? cellOf(population, id, [id, "new"], { row: cell.row, column: cell.column }) : cell,
  );
  const before = population.find((one) => one.id === id)?.tokens ?? 0;
  return {
    cells: [id],
    input: inputOf(population, cells, {
      earlier: [releasedCell("Overlap, eerste versie", id, [id], Math.round(before / 5) * 5)],
    }),
  };
};

const MAKERS: Readonly<Record<string, Maker>> = {
  ...CELL_MAKERS,
  derivable: difference,
  releaseBudget: (dice) => {
    const population = ordinary(dice);
    return { cells: [], input: inputOf(population, weeks(population), { releasesSoFar: 3 + dice(3) }) };
  },
  setSize: (dice) => {
    const population = ordinary(dice);
    const setSizes = ALL.map((organisation, index) => ({ organisation, tokens: index === 1 ? 900 + dice(100) : 5000 }));
    return { cells: [], input: inputOf(population, weeks(population), { setSizes }) };
  },
  timeCells: (dice) => {
    const population = ordinary(dice);
    const input = inputOf(population, weeks(population));
    return { cells: [], input: { ...input, table: { ...input.table, timeCellDays: 1 + dice(6) } } };
  },
};

/** One bad table per rule; the same seed gives the same tables. */
export function seededBadTables(seed: number): readonly SeededBadTable[] {
  const dice = createDice(seed);
  return Object.entries(MAKERS).map(([rule, make]) => ({ rule: rule as RuleName, ...make(dice) }));
}
