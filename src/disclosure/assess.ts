import type { AssessedCell, Assessment, AssessmentInput, Refusal, TableRule, Utility } from "./assessment.ts";
import type { Leak } from "./attack.ts";
import { messages } from "./messages.nl.ts";
import { isAtLeastAsStrict, profileHash, STRICT_PROFILE } from "./profile.ts";
import { type ProtectedTable, protectTable } from "./protect.ts";
import { stepOf } from "./publish.ts";
import { publishInterval } from "./rounding.ts";
import { TABLE_RULES } from "./rules.ts";
import { ALL_SAFEGUARDS, type Safeguards } from "./safeguards.ts";
import type { Cell } from "./table.ts";

/** More explanations than this say nothing more. */
const MOST_REFUSALS = 10;

/**
 * Judges a table against the profile and everything released before it. Small cells and what they could be derived from
 * are suppressed; when nothing is left, or a rule about the whole question is broken, the table is refused. The same
 * input gives the same answer, whatever its order. Throws when a cell names an atom that is not in the population.
 */
export const assess = (input: AssessmentInput): Promise<Assessment> => assessWith(input, ALL_SAFEGUARDS);

/** `assess` with some safeguards left out: for tests only. */
export async function assessWith(input: AssessmentInput, safeguards: Safeguards): Promise<Assessment> {
  const broken = safeguards.tableRules.filter((rule) => TABLE_RULES[rule](input.table, input));
  if (broken.length > 0) return refuseTable(input, broken);
  return describe(input, await protectTable(input, input.profile, await strictly(input, safeguards), safeguards));
}

/**
 * Greedy suppression is not monotone: an extra primary cell may spare another. A stricter profile therefore starts from
 * what the strict one suppresses, so that it never shows more.
 */
async function strictly(input: AssessmentInput, safeguards: Safeguards): Promise<ReadonlySet<string>> {
  const { profile } = input;
  if (!isAtLeastAsStrict(profile, STRICT_PROFILE) || isAtLeastAsStrict(STRICT_PROFILE, profile)) return new Set();
  return (await protectTable(input, STRICT_PROFILE, new Set(), safeguards)).suppressed;
}

function refuseTable(input: AssessmentInput, broken: readonly TableRule[]): Assessment {
  const { cells } = input.table;
  return {
    outcome: "refused",
    cells: cells.map(({ id }) => ({ id, state: "suppressed", published: null, explanation: messages.notReleased })),
    refusals: broken.map((rule) => ({ rule, cells: [], intruder: [], explanation: messages.tableRules[rule] })),
    attacks: [],
    utility: utilityOf(cells, new Set(), new Set(cells.map(({ id }) => id))),
    profileHash: profileHash(input.profile),
  };
}

function describe(input: AssessmentInput, result: ProtectedTable): Assessment {
  const { cells } = input.table;
  const nothingLeft = cells.length > 0 && result.suppressed.size === cells.length;
  // What still leaks although nothing can be taken away for it: then nothing at all leaves.
  if (result.open.length > 0) return refuseLeak(input, result);
  return {
    outcome: nothingLeft ? "refused" : "releasable",
    cells: cells.map((cell) => assessedCell(cell, result, input)),
    refusals: nothingLeft ? refusalsOf(input, result, true) : [],
    attacks: result.attacks,
    utility: utilityOf(cells, new Set(result.primary.keys()), result.suppressed),
    profileHash: profileHash(input.profile),
  };
}

function refuseLeak(input: AssessmentInput, result: ProtectedTable): Assessment {
  return { ...refuseTable(input, []), refusals: refusalsOf(input, result, false), attacks: result.attacks };
}

function assessedCell(cell: Cell, result: ProtectedTable, { profile }: AssessmentInput): AssessedCell {
  const { id } = cell;
  if (result.suppressed.has(id)) {
    const rule = result.primary.get(id);
    return {
      id,
      state: "suppressed",
      published: null,
      rule: rule ?? "derivable",
      complementary: rule === undefined,
      explanation: messages.suppressed,
    };
  }
  const published = result.published.get(id)?.value ?? null;
  const base: AssessedCell = { id, state: "shown", published, explanation: messages.shown };
  if (published === null || !cell.interval) return base;
  const interval = publishInterval(
    { value: cell.value, interval: cell.interval },
    published,
    stepOf(cell, published, profile),
  );
  return { ...base, interval };
}

function refusalsOf(input: AssessmentInput, result: ProtectedTable, nothingLeft: boolean): Refusal[] {
  const all = input.table.cells.map(({ id }) => id);
  const first: Refusal[] = nothingLeft
    ? [{ rule: "nothingLeft", cells: all, intruder: [], explanation: messages.nothingLeft }]
    : [];
  const found = new Map<string, Refusal>();
  for (const leak of [...result.open, ...result.mended]) {
    // What one can derive alone needs no second intruder in the story: the smallest coalition comes last.
    const about = `${leak.quantity.system}|${leak.quantity.kind}|${leak.quantity.cells.join()}`;
    found.set(about, refusalOf(leak, input));
  }
  return [...first, ...[...found.values()].slice(0, MOST_REFUSALS)];
}

/** Says which release and which group, never the number. */
function refusalOf({ quantity, intruder, cells, releases }: Leak, { table }: AssessmentInput): Refusal {
  const byId = new Map(table.cells.map((cell) => [cell.id, cell]));
  const named = quantity.cells.map((label) => {
    const cell = byId.get(label);
    return cell ? messages.cell(cell.row, cell.column) : messages.earlierCell(label.split("/")[0] ?? label);
  });
  return {
    rule: "derivable",
    cells,
    intruder,
    explanation: messages.derivable({
      who: messages.intruder(intruder),
      kind: quantity.kind,
      cells: [...new Set(named)],
      releases,
      about: quantity.system,
    }),
  };
}

function utilityOf(cells: readonly Cell[], primary: ReadonlySet<string>, suppressed: ReadonlySet<string>): Utility {
  const weight = (of: readonly Cell[]): number => of.reduce((sum, { tokens }) => sum + tokens, 0);
  const lost = cells.filter(({ id }) => suppressed.has(id));
  const first = lost.filter(({ id }) => primary.has(id)).length;
  const all = weight(cells);
  return {
    cells: cells.length,
    shown: cells.length - lost.length,
    suppressedPrimary: first,
    suppressedComplementary: lost.length - first,
    lostShare: cells.length === 0 ? 0 : lost.length / cells.length,
    lostWeight: all === 0 ? 0 : weight(lost) / all,
  };
}
