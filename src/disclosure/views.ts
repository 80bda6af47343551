import type { Highs } from "highs";
import type { Intruder } from "./assessment.ts";
import { type Columns, sumOver } from "./columns.ts";
import type { Row } from "./knowledge.ts";
import { createNeighbourhood, type Neighbourhood } from "./nearby.ts";
import type { Population, System } from "./population.ts";
import type { Range } from "./rounding.ts";
import { createProgram, type Optimum, type Program } from "./solver.ts";
import { type Component, ownGroupsOf, partsOf, sumsFor } from "./sums.ts";

/** The linear system as one intruder sees it, cut into parts that have no row in common. */
export interface View {
  readonly intruder: Intruder;
  /** Bounds that the intruder's own rows already put on a sum of columns, before anything was released. */
  ownBounds(columns: Columns): Range;
  /** Least or largest value of a sum of columns, a possible world in which it has it, and the rows that hold it there. */
  bound(columns: Columns, largest: boolean, whole: boolean): Extreme | null;
  setBounds(bounds: readonly Range[]): void;
  /** Starting from a possible world: another in which the sum is `target`, or near it when `thorough`; or null. */
  reach(columns: Columns, target: number, from: Float64Array, thorough: boolean): Float64Array | null;
  /** Columns of the population that this intruder cannot tell apart, as one sum each. */
  readonly sums: readonly Columns[];
  dispose(): void;
}

export interface Extreme {
  readonly value: number;
  readonly world: Float64Array;
  readonly rows: readonly number[];
}

interface Part extends Component {
  program: Program | null;
}

export interface ViewInput {
  readonly highs: Highs;
  readonly population: Population;
  readonly system: System;
  readonly rows: readonly Row[];
  readonly bounds: readonly Range[];
  readonly intruder: Intruder;
  /** Whose own rows are fixed; a world that holds for all of them at once is a world for each of them. */
  readonly together: readonly Intruder[];
  readonly ceiling: number;
}

export function createView({ highs, population, system, rows, bounds, intruder, together, ceiling }: ViewInput): View {
  // Thousands of euros keep the numbers in the range in which the solver's tolerances mean something.
  const unit = system === "amount" ? 1000 : 1;
  const sums = sumsFor(population, together);
  const actual = population.actual[system];
  const ownGroups = ownGroupsOf(sums, actual);
  const toSums = (columns: Columns): Columns => [...new Set(columns.map((column) => sums.of[column] ?? 0))];
  const matrix: readonly Columns[] = [
    ...rows.map((row) => toSums(row.columns)),
    ...ownGroups.map((one) => one.columns),
  ];
  const ownRanges = ownGroups.map(({ total }) => ({ lower: total, upper: total }));
  let ranges: readonly Range[] = [...bounds, ...ownRanges];
  const parts: readonly Part[] = partsOf(sums.members.length, matrix).map((part) => ({ ...part, program: null }));
  const partOf: Part[] = [];
  for (const part of parts) for (const column of part.columns) partOf[column] = part;
  const place = new Map<number, number>();
  for (const part of parts)
    part.columns.forEach((column, index) => {
      place.set(column, index);
    });
  const local = (columns: Columns): number[] => columns.map((column) => place.get(column) ?? 0).sort((a, b) => a - b);
  const rangeAt = (row: number): Range => {
    const { lower, upper } = ranges[row] ?? { lower: 0, upper: Number.POSITIVE_INFINITY };
    return { lower: lower / unit, upper: upper / unit };
  };

  const programOf = (part: Part): Program => {
    part.program ??= createProgram(highs, {
      columns: part.columns.length,
      ceiling: ceiling / unit,
      rows: part.rows.map((row) => ({ columns: local(matrix[row] ?? []), range: rangeAt(row) })),
    });
    return part.program;
  };

  let neighbourhood: Neighbourhood | undefined;
  const near = (): Neighbourhood => {
    neighbourhood ??= createNeighbourhood({
      highs,
      matrix,
      rangeAt,
      columns: sums.members.length,
    });
    return neighbourhood;
  };

  /** A sum that is cut by the question counts for the most when looking up, and for nothing when looking down. */
  const touched = (columns: Columns, largest: boolean): Columns => {
    const asked = new Set(columns);
    return toSums(columns).filter((sum) => largest || (sums.members[sum] ?? []).every((column) => asked.has(column)));
  };

  const spread = (
    world: Float64Array,
    part: Part,
    solution: Float64Array,
    asked: ReadonlySet<number>,
    largest: boolean,
  ) => {
    part.columns.forEach((sum, index) => {
      const members = sums.members[sum] ?? [];
      const chosen = members.find((column) => asked.has(column) === largest) ?? members[0] ?? 0;
      for (const column of members) world[column] = 0;
      world[chosen] = (solution[index] ?? 0) * unit;
    });
  };

  const solve = (program: Program, columns: Columns, largest: boolean, whole: boolean): Optimum | null => {
    if (whole) return largest ? program.maximiseWhole(columns) : program.minimiseWhole(columns);
    return largest ? program.maximise(columns) : program.minimise(columns);
  };

  return {
    intruder,
    sums: sums.members,
    ownBounds(columns) {
      const asked = new Set(toSums(columns));
      const complete = new Set(touched(columns, false));
      let [lower, upper] = [0, [...asked].some((sum) => sums.own[sum]?.includes("")) ? Number.POSITIVE_INFINITY : 0];
      for (const group of ownGroups) {
        if (group.columns.some((sum) => asked.has(sum))) upper += group.total;
        if (group.columns.every((sum) => complete.has(sum))) lower += group.total;
      }
      return { lower, upper };
    },
    bound(columns, largest, whole) {
      const asked = new Set(columns);
      const world = Float64Array.from(actual);
      const binding: number[] = [];
      let value = 0;
      const wanted = touched(columns, largest);
      for (const part of new Set(wanted.map((sum) => partOf[sum]))) {
        if (!part) continue;
        const optimum = solve(programOf(part), local(wanted.filter((sum) => partOf[sum] === part)), largest, whole);
        if (optimum === null) return null;
        value += optimum.value * unit;
        spread(world, part, optimum.solution, asked, largest);
        for (const row of optimum.binding) binding.push(part.rows[row] ?? -1);
      }
      return { value, world, rows: binding.filter((row) => row >= 0 && row < rows.length) };
    },
    reach(columns, target, from, thorough) {
      const upward = target > sumOver(columns, from);
      const sumsThere = Float64Array.from(sums.members, (members) => sumOver(members, from));
      const asked = [...touched(columns, upward)].sort((a, b) => a - b);
      const found = near().reach(asked, target, sumsThere, thorough);
      if (found === null) return null;
      const world = Float64Array.from(from);
      const isAsked = new Set(columns);
      for (const part of parts) {
        if (part.columns.every((sum) => found[sum] === sumsThere[sum])) continue;
        spread(
          world,
          part,
          Float64Array.from(part.columns, (sum) => found[sum] ?? 0),
          isAsked,
          upward,
        );
      }
      return world;
    },
    setBounds(next) {
      ranges = [...next, ...ownRanges];
      for (const part of parts) part.program?.setBounds(part.rows.map(rangeAt));
    },
    dispose() {
      for (const part of parts) {
        part.program?.dispose();
        part.program = null;
      }
    },
  };
}
