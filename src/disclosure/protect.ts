import type { AssessmentInput, AttackEvidence, CellRule, Intruder } from "./assessment.ts";
import { createAttacker, type Leak } from "./attack.ts";
import { gatherKnowledge, SYSTEMS } from "./knowledge.ts";
import { addPhantoms } from "./phantoms.ts";
import { mergeAtoms } from "./population.ts";
import type { DisclosureProfile } from "./profile.ts";
import { type Published, publishTable } from "./publish.ts";
import {
  distinct,
  namedSets,
  type Protected,
  pairQuantities,
  type Quantity,
  suppressedQuantities,
} from "./quantities.ts";
import { repair } from "./repair.ts";
import { CELL_RULES, type RuleContext } from "./rules.ts";
import type { Safeguards } from "./safeguards.ts";
import { loadSolver } from "./solver.ts";
import { intrudersOf } from "./sums.ts";
import type { Cell } from "./table.ts";
import { unionQuantities } from "./unions.ts";

/** A table with everything taken out that could tell too much. */
export interface ProtectedTable {
  readonly primary: ReadonlyMap<string, CellRule>;
  readonly suppressed: ReadonlySet<string>;
  readonly published: ReadonlyMap<string, Published>;
  readonly mended: readonly Leak[];
  readonly open: readonly Leak[];
  readonly attacks: readonly AttackEvidence[];
}

/** The first rule that a cell breaks, in the order of the reference. */
function primaryRules(cells: readonly Cell[], context: RuleContext, rules: readonly CellRule[]): Map<string, CellRule> {
  const broken = new Map<string, CellRule>();
  for (const cell of cells) {
    const rule = rules.find((name) => CELL_RULES[name](cell, context));
    if (rule) broken.set(cell.id, rule);
  }
  return broken;
}

const kindOf = (intruder: Intruder): Safeguards["intruders"][number] => {
  if (intruder.length === 0) return "outsider";
  return intruder.length === 1 ? "single" : "coalition";
};

const byId = (a: { readonly id: string }, b: { readonly id: string }): number => (a.id < b.id ? -1 : 1);

/** Primary rules, attack and repair under one profile. `already`: cells that a looser profile suppresses as well. */
export async function protectTable(
  input: AssessmentInput,
  profile: DisclosureProfile,
  already: ReadonlySet<string>,
  safeguards: Safeguards,
): Promise<ProtectedTable> {
  const cells = [...input.table.cells].sort(byId);
  const past = safeguards.earlier ? input.earlier : [];
  const earlier = [...past].sort((a, b) => byId(a, b) || (a.release < b.release ? -1 : 1));
  const context: RuleContext = {
    profile,
    atoms: new Map(input.atoms.map((atom) => [atom.id, atom])),
    consents: input.consents,
  };
  const primary = primaryRules(cells, context, safeguards.cellRules);
  const extended = safeguards.phantoms
    ? addPhantoms(input.atoms, cells, earlier)
    : { atoms: input.atoms, cells, earlier, missing: new Map<string, string>() };
  const population = mergeAtoms(extended.atoms, [...extended.cells, ...extended.earlier]);
  const printing = safeguards.rounding ? profile : { ...profile, roundCounts: 1, roundMoney: 1, moneyDigits: 15 };
  const knowledge = gatherKnowledge(extended.cells, extended.earlier, population, printing);
  const systems = new Set(SYSTEMS.filter((system) => knowledge.rows[system].length > 0));
  const on: Protected = { profile, population, systems };
  const start = new Set([...primary.keys(), ...already]);
  const sets = namedSets(extended.cells, start, extended.earlier, population);
  const fixed = fixedQuantities(extended.cells, primary, extended.missing, sets, on, safeguards);
  const attacker = createAttacker({
    highs: await loadSolver(),
    on,
    knowledge,
    intruders: intrudersOf(input.organisations, profile.coalition).filter((one) =>
      safeguards.intruders.includes(kindOf(one)),
    ),
    organisations: [...input.organisations].sort(),
    sets,
    allCells: new Set(cells.map(({ id }) => id)),
  });
  try {
    const quantitiesFor = (suppressed: ReadonlySet<string>): readonly Quantity[] =>
      safeguards.union ? distinct([...fixed, ...unionQuantities(extended.cells, suppressed, on, context)]) : fixed;
    const { suppressed, mended, open } = safeguards.repair
      ? repair(cells, start, attacker, quantitiesFor)
      : { suppressed: start, mended: [], open: [] };
    const published = publishTable(extended.cells, suppressed, population, printing);
    return { primary, suppressed, published, mended, open, attacks: attacker.evidence() };
  } finally {
    attacker.dispose();
  }
}

function fixedQuantities(
  cells: readonly Cell[],
  primary: ReadonlyMap<string, CellRule>,
  missing: ReadonlyMap<string, string>,
  sets: Parameters<typeof pairQuantities>[0],
  on: Protected,
  safeguards: Safeguards,
): readonly Quantity[] {
  const hidden = cells.flatMap((cell) => {
    const rule = primary.get(cell.id);
    return rule ? suppressedQuantities(cell, rule, missing.get(cell.id), on) : [];
  });
  return distinct([...hidden, ...(safeguards.pairs ? pairQuantities(sets, on) : [])]);
}
