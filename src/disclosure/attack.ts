import type { Highs } from "highs";
import type { AttackEvidence, Intruder } from "./assessment.ts";
import { keyOf } from "./columns.ts";
import type { Knowledge, Row } from "./knowledge.ts";
import { SYSTEMS } from "./knowledge.ts";
import type { System } from "./population.ts";
import { isAsNarrow, probe, type Verdict } from "./probe.ts";
import {
  classQuantities,
  distinct,
  type NamedSet,
  type Protected,
  partQuantities,
  type Quantity,
} from "./quantities.ts";
import type { Range } from "./rounding.ts";
import { createView, type View } from "./views.ts";
import { createWorlds, type Worlds } from "./worlds.ts";

/** What somebody could derive, and the cells of this table that let them. */
export interface Leak {
  readonly quantity: Quantity;
  readonly intruder: Intruder;
  readonly verdict: Verdict;
  /** Cells of this table that the derivation rests on; suppressing one may end it. */
  readonly cells: readonly string[];
  readonly releases: readonly string[];
}

export interface AttackInput {
  readonly highs: Highs;
  readonly on: Protected;
  readonly knowledge: Knowledge;
  readonly intruders: readonly Intruder[];
  readonly organisations: readonly string[];
  readonly sets: readonly NamedSet[];
  /** All cells of this table: without any of them, only what was known before is left. */
  readonly allCells: ReadonlySet<string>;
}

export interface Attacker {
  /** Tries everything that is protected; empty: nothing leaks. */
  run(quantities: readonly Quantity[], suppressed: ReadonlySet<string>): readonly Leak[];
  evidence(): readonly AttackEvidence[];
  dispose(): void;
}

interface Finding {
  readonly quantity: Quantity;
  readonly intruder: Intruder;
  readonly verdict: Verdict;
  knownBefore: boolean;
}

interface Front {
  readonly system: System;
  readonly view: View;
  /** Everybody's own rows at once: worlds near the true one that hold for every intruder. */
  readonly everybody: View;
  readonly worlds: Worlds;
  readonly rows: readonly Row[];
  readonly quantities: readonly Quantity[];
  /** No unknown may be larger: a range up to here has no upper end. */
  readonly ceiling: number;
}

function createFronts(input: AttackInput, bounds: Readonly<Record<System, readonly Range[]>>): Front[] {
  const { highs, on, knowledge, intruders, organisations } = input;
  return SYSTEMS.filter((system) => on.systems.has(system)).flatMap((system) => {
    const actual = on.population.actual[system];
    const worlds = createWorlds(actual, organisations);
    const rows = knowledge.rows[system];
    const ceiling = 2 * actual.reduce((sum, value) => sum + value, 0) + 1000;
    const viewOf = (intruder: Intruder, together: readonly Intruder[]): View =>
      createView({
        highs,
        population: on.population,
        system,
        rows,
        bounds: bounds[system],
        intruder,
        together,
        ceiling,
      });
    const everybody = viewOf(organisations, intruders);
    return intruders.map((intruder) => {
      const view = viewOf(intruder, [intruder]);
      const own = [...classQuantities(view.sums, on), ...partQuantities(input.sets, intruder, on)];
      const quantities = own.filter((quantity) => quantity.system === system);
      return { system, view, everybody, worlds, rows, ceiling, quantities };
    });
  });
}

/** Which rows are told more about by this table than by everything before it. */
function informative(
  rows: readonly Row[],
  now: readonly Range[],
  before: readonly Range[],
  suppressed: ReadonlySet<string>,
): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, readonly string[]>();
  rows.forEach(({ cells }, index) => {
    const [a, b] = [now[index], before[index]];
    const shown = cells.filter((cell) => !suppressed.has(cell));
    if (a && b && shown.length > 0 && (a.lower > b.lower || a.upper < b.upper)) found.set(index, shown);
  });
  return found;
}

export function createAttacker(input: AttackInput): Attacker {
  const before = input.knowledge.boundsFor(input.allCells);
  const fronts = createFronts(input, before);
  const verdicts = new Map<string, Finding>();

  const leakOf = (front: Front, quantity: Quantity, verdict: Verdict, told: ReadonlyMap<number, readonly string[]>) => {
    const rows = verdict.rows.length > 0 && verdict.proof === "linear" ? verdict.rows : [...told.keys()];
    const touching = rows.filter((row) => told.has(row));
    const cells = [...new Set(touching.flatMap((row) => told.get(row) ?? []))].sort();
    const releases = [...new Set(verdict.rows.flatMap((row) => front.rows[row]?.releases ?? []))].sort();
    return { quantity, intruder: front.view.intruder, verdict, cells, releases };
  };

  const stillProven = (key: string, need: number): boolean => {
    const { witnesses, from, to } = verdicts.get(key)?.verdict ?? {};
    return witnesses?.low.possible === true && witnesses.high.possible && (to ?? 0) - (from ?? 0) >= need;
  };

  const unsafeAt = ({ view, everybody, worlds, system }: Front, quantities: readonly Quantity[]): Finding[] => {
    const unsafe: Finding[] = [];
    for (const quantity of quantities) {
      const key = `${system}|${view.intruder.join("+")}|${keyOf(quantity.columns)}`;
      const verdict = stillProven(key, quantity.need) ? null : probe(view, everybody, worlds, quantity);
      if (verdict === null) continue;
      const finding: Finding = { quantity, intruder: view.intruder, verdict, knownBefore: false };
      verdicts.set(key, finding);
      if (!verdict.safe) unsafe.push(finding);
    }
    return unsafe;
  };

  const runFront = (
    front: Front,
    quantities: readonly Quantity[],
    now: readonly Range[],
    suppressed: ReadonlySet<string>,
  ): Leak[] => {
    const { view, rows, system } = front;
    const told = informative(rows, now, before[system], suppressed);
    view.setBounds(now);
    const unsafe = unsafeAt(front, distinct([...quantities, ...front.quantities]));
    if (unsafe.length === 0) return [];
    view.setBounds(before[system]);
    // These worlds belong to an earlier day: they may contradict what is shown now.
    const earlierWorlds = createWorlds(input.on.population.actual[system], input.organisations);
    for (const finding of unsafe) {
      const { quantity, verdict } = finding;
      const untouched = verdict.proof === "linear" && !verdict.rows.some((row) => told.has(row));
      finding.knownBefore = untouched || isAsNarrow(view, earlierWorlds, quantity, verdict);
    }
    view.setBounds(now);
    return unsafe
      .filter(({ knownBefore }) => !knownBefore)
      .map(({ quantity, verdict }) => leakOf(front, quantity, verdict, told));
  };

  return {
    run(quantities, suppressed) {
      const bounds = input.knowledge.boundsFor(suppressed);
      for (const { worlds, everybody, rows, system } of new Map(fronts.map((one) => [one.worlds, one])).values()) {
        worlds.keepWithin(rows, bounds[system]);
        everybody.setBounds(bounds[system]);
      }
      return fronts.flatMap((front) =>
        runFront(
          front,
          quantities.filter(({ system }) => system === front.system),
          bounds[front.system],
          suppressed,
        ),
      );
    },
    evidence: () => evidenceOf([...verdicts.values()], new Map(fronts.map(({ system, ceiling }) => [system, ceiling]))),
    dispose: () => {
      for (const { view, everybody } of fronts) {
        view.dispose();
        everybody.dispose();
      }
    },
  };
}

/** Per quantity the intruder who comes closest. */
function evidenceOf(found: readonly Finding[], ceilings: ReadonlyMap<System, number>): AttackEvidence[] {
  const closest = new Map<string, Finding>();
  const width = ({ verdict, knownBefore }: Finding): number =>
    verdict.safe || knownBefore ? verdict.to - verdict.from : -1;
  for (const one of found) {
    const key = `${one.quantity.system}|${keyOf(one.quantity.columns)}`;
    const known = closest.get(key);
    if (!known || width(one) < width(known)) closest.set(key, one);
  }
  return [...closest.values()].map(({ quantity, intruder, verdict, knownBefore }) => ({
    kind: quantity.kind,
    measure: quantity.system,
    cells: quantity.cells,
    intruder,
    interval: [
      Math.round(verdict.from),
      verdict.to < (ceilings.get(quantity.system) ?? 0) ? Math.round(verdict.to) : null,
    ],
    safe: verdict.safe || knownBefore,
    ...(knownBefore && { knownBefore }),
    proof: verdict.proof,
  }));
}
