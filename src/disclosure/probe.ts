import type { AttackEvidence } from "./assessment.ts";
import type { Quantity } from "./quantities.ts";
import type { Range } from "./rounding.ts";
import type { Extreme, View } from "./views.ts";
import { type Witnesses, type Worlds, wholeWorld } from "./worlds.ts";

export interface Verdict {
  readonly safe: boolean;
  readonly proof: AttackEvidence["proof"];
  readonly from: number;
  readonly to: number;
  /** The two worlds, when these are the proof: it holds for as long as both are possible. */
  readonly witnesses?: Witnesses;
  /** Rows that hold an unsafe range in place. */
  readonly rows: readonly number[];
}

const EPSILON = 1e-6;
/** Steps up and down, each from the furthest world so far, before the whole program is solved. */
const STEPS = 4;
/** For everybody's rows at once, where fewer worlds exist and each costs a small program. */
const COMMON_STEPS = 2;

interface Attempt {
  readonly view: View;
  readonly worlds: Worlds;
  readonly quantity: Quantity;
  readonly need: number;
}

/** Counts are whole: a bound of 3.2 is a bound of 4. */
const inward = (value: number, largest: boolean, whole: boolean): number => {
  if (!whole) return value;
  return largest ? Math.floor(value + EPSILON) : Math.ceil(value - EPSILON);
};

function remember({ view, worlds, quantity }: Attempt, extreme: Extreme): boolean {
  const values = quantity.system === "amount" ? extreme.world : wholeWorld(extreme.world);
  if (values !== null) worlds.add(values, view.intruder);
  return values !== null;
}

/** Both ends of the range; `whole` asks for whole units and may be cut off. */
function rangeOf(attempt: Attempt, whole: boolean): (Range & { rows: readonly number[]; certain: boolean }) | null {
  const { view, quantity } = attempt;
  const low = view.bound(quantity.columns, false, whole);
  const high = view.bound(quantity.columns, true, whole);
  if (low === null || high === null) return null;
  const certain = [low, high].map((extreme) => remember(attempt, extreme)).every(Boolean);
  const counts = quantity.system !== "amount";
  return {
    lower: inward(low.value, false, counts),
    upper: inward(high.value, true, counts),
    rows: [...new Set([...low.rows, ...high.rows])],
    certain,
  };
}

const byWitnesses = (found: Witnesses): Verdict => ({
  safe: true,
  proof: "witnesses",
  from: found.from,
  to: found.to,
  witnesses: found,
  rows: [],
});

/** Two worlds close to the true one that are far enough apart: cheap to find, and proof enough. */
function nearby(attempt: Attempt, isEnough: () => Witnesses | null, thorough: boolean, steps: number) {
  const { view, worlds, quantity, need } = attempt;
  if (quantity.system === "amount") return null;
  for (let step = 0; step < steps; step += 1) {
    const { from, to, low, high } = worlds.furthest(quantity.columns, view.intruder, need);
    const upward = step % 2 === 0;
    const target = upward ? from + need : Math.max(0, to - need);
    if (target === (upward ? to : from)) continue;
    const world = view.reach(quantity.columns, target, (upward ? high : low).values, thorough);
    if (world) worlds.add(world, view.intruder);
    const found = isEnough();
    if (found) return found;
  }
  return null;
}

/**
 * How narrowly one intruder can determine one quantity. Null: its own rows tell it already. Worlds first, then the
 * linear program, and whole numbers only when the linear one cannot decide.
 */
export function probe(view: View, everybody: View, worlds: Worlds, quantity: Quantity): Verdict | null {
  const own = view.ownBounds(quantity.columns);
  const need = Math.min(quantity.need, own.upper - own.lower);
  if (need <= 0) return null;
  const attempt: Attempt = { view, worlds, quantity, need };
  const isEnough = (): Witnesses | null => {
    const found = worlds.furthest(quantity.columns, view.intruder, need);
    return found.to - found.from >= need - EPSILON ? found : null;
  };
  const known = isEnough();
  if (known) return byWitnesses(known);
  const common =
    worlds.isFirstTry(quantity.columns) && nearby({ ...attempt, view: everybody }, isEnough, true, COMMON_STEPS);
  if (common) return byWitnesses(common);
  const near = nearby(attempt, isEnough, false, STEPS) ?? nearby(attempt, isEnough, true, STEPS);
  if (near) return byWitnesses(near);
  const linear = rangeOf(attempt, false);
  const unsafe = (proof: Verdict["proof"], { lower, upper }: Range): Verdict => ({
    safe: false,
    proof,
    from: lower,
    to: upper,
    rows: linear?.rows ?? [],
  });
  if (linear === null) return unsafe("undecided", own);
  if (linear.upper - linear.lower < need - EPSILON) return unsafe("linear", linear);
  const seen = isEnough();
  if (seen) return byWitnesses(seen);
  const whole = rangeOf(attempt, true);
  if (whole === null) return unsafe("undecided", linear);
  const found = isEnough();
  return found ? byWitnesses(found) : unsafe("integer", whole);
}

/** Whether the range was as narrow before this table: then the table is not what told it. Bounds are set by the caller. */
export function isAsNarrow(view: View, worlds: Worlds, quantity: Quantity, verdict: Verdict): boolean {
  if (verdict.proof === "undecided") return false;
  const before = rangeOf({ view, worlds, quantity, need: 0 }, verdict.proof === "integer");
  if (before === null) return false;
  const slack = EPSILON * Math.max(1, Math.abs(verdict.to));
  return before.lower >= verdict.from - slack && before.upper <= verdict.to + slack;
}
