import loadHighs, { type Highs, type Model } from "highs";
import type { Columns } from "./columns.ts";
import type { Range } from "./rounding.ts";

/** One linear program whose objective changes and whose basis stays: each next bound starts from the last solution. */
export interface Program {
  /** Null when the solver gave no answer: a bound that is not known is treated as a leak. */
  minimise(columns: Columns): Optimum | null;
  maximise(columns: Columns): Optimum | null;
  /** The same over whole numbers; null when the search was cut off before it was sure. */
  minimiseWhole(columns: Columns): Optimum | null;
  maximiseWhole(columns: Columns): Optimum | null;
  setBounds(bounds: readonly Range[]): void;
  dispose(): void;
}

export interface Optimum {
  readonly value: number;
  readonly solution: Float64Array;
  /** Rows that hold the bound in place. */
  readonly binding: readonly number[];
}

export interface ProgramInput {
  readonly columns: number;
  /** No unknown is larger than this. */
  readonly ceiling: number;
  readonly rows: readonly { readonly columns: Columns; readonly range: Range }[];
  /** Accept the best that a short search over whole numbers finds: enough for a possible world, not for a proof. */
  readonly short?: boolean;
}

const OPTIMAL = 7;
/** Nodes of the search tree: a fixed limit, because a limit in seconds would make the outcome depend on the machine. */
const MOST_NODES = 500;
const SHORT_NODES = 2;
const FEASIBLE = 2;

let loading: Promise<Highs> | undefined;
export function loadSolver(): Promise<Highs> {
  // The declarations describe the CommonJS build, of which the default is a property; an import gets the function.
  const load = loadHighs as unknown as (typeof loadHighs)["default"];
  loading ??= load();
  return loading;
}

function buildModel(highs: Highs, { columns, ceiling, rows, short = false }: ProgramInput): Model {
  const starts = [0];
  const indices: number[] = [];
  for (const row of rows) {
    indices.push(...row.columns);
    starts.push(indices.length);
  }
  const model = highs.createModel({
    numCols: columns,
    numRows: rows.length,
    colCost: new Float64Array(columns),
    colLower: new Float64Array(columns),
    colUpper: new Float64Array(columns).fill(ceiling),
    rowLower: Float64Array.from(rows, ({ range }) => range.lower),
    rowUpper: Float64Array.from(rows, ({ range }) => range.upper),
    matrix: {
      format: "csr",
      numRows: rows.length,
      numCols: columns,
      starts,
      indices,
      values: new Float64Array(indices.length).fill(1),
    },
  });
  model.options.set({
    output_flag: false,
    mip_max_nodes: short ? SHORT_NODES : MOST_NODES,
    mip_rel_gap: 0,
    mip_abs_gap: 0.5,
    // Measured: on programs this small these two cost more than the search itself.
    mip_heuristic_run_feasibility_jump: false,
    mip_detect_symmetry: false,
  });
  return model;
}

export function createProgram(highs: Highs, input: ProgramInput): Program {
  const model = buildModel(highs, input);
  let objective: Columns = [];
  const aim = (columns: Columns, largest: boolean): void => {
    for (const column of objective) model.changeColCost(column, 0);
    for (const column of columns) model.changeColCost(column, 1);
    objective = columns;
    const { minimize, maximize } = highs.constants.objectiveSense;
    model.changeObjectiveSense(largest ? maximize : minimize);
  };
  const read = (): Optimum => {
    const { colValue, rowDual } = model.getSolution();
    const binding: number[] = [];
    rowDual.forEach((dual, row) => {
      if (Math.abs(dual) > 1e-7) binding.push(row);
    });
    return { value: model.getObjectiveValue(), solution: colValue, binding };
  };
  const solve = (columns: Columns, largest: boolean): Optimum | null => {
    aim(columns, largest);
    model.run();
    return model.getModelStatus() === OPTIMAL ? read() : null;
  };
  const all = { kind: "range", from: 0, to: input.columns - 1 } as const;
  const solveWhole = (columns: Columns, largest: boolean): Optimum | null => {
    aim(columns, largest);
    model.changeColsIntegrality(all, new Int32Array(input.columns).fill(1));
    model.run();
    const isGood =
      model.getModelStatus() === OPTIMAL ||
      (input.short === true && model.info.get("primal_solution_status") === FEASIBLE);
    const done = isGood ? read() : null;
    model.clearIntegrality();
    return done;
  };
  return {
    minimise: (columns) => solve(columns, false),
    maximise: (columns) => solve(columns, true),
    minimiseWhole: (columns) => solveWhole(columns, false),
    maximiseWhole: (columns) => solveWhole(columns, true),
    setBounds: (bounds) =>
      void model.changeRowsBounds(
        { kind: "range", from: 0, to: bounds.length - 1 },
        Float64Array.from(bounds, ({ lower }) => lower),
        Float64Array.from(bounds, ({ upper }) => upper),
      ),
    dispose: () => model.dispose(),
  };
}
