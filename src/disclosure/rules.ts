import type { CellRule, TableRule, Waiver } from "./assessment.ts";
import type { DisclosureProfile } from "./profile.ts";
import type { Atom, Cell, Contribution, Table } from "./table.ts";

/** What a rule may look at beside the cell itself. */
export interface RuleContext {
  readonly profile: DisclosureProfile;
  readonly atoms: ReadonlyMap<string, Atom>;
  readonly consents: readonly Waiver[];
}

/** True: the cell breaks the rule and is suppressed. */
type Rule = (cell: Cell, context: RuleContext) => boolean;

const tokensOf = (ids: readonly string[], { atoms }: RuleContext): number =>
  ids.reduce((sum, id) => sum + (atoms.get(id)?.tokens ?? 0), 0);
const isSmall = (units: number, { minimumCount }: DisclosureProfile): boolean => units > 0 && units < minimumCount;
const restOfGroup = (cell: Cell, context: RuleContext): number => {
  const inside = new Set(cell.atoms);
  return tokensOf(
    cell.group.filter((id) => !inside.has(id)),
    context,
  );
};
const partOfGroup = (cell: Cell, context: RuleContext): number => {
  const group = new Set(cell.group);
  return tokensOf(
    cell.atoms.filter((id) => group.has(id)),
    context,
  );
};
const isMagnitude = (cell: Cell): boolean => cell.measure === "amount" || cell.shareOf === "amount";

/** Whether every unit of the group is one partner's own: then nothing or everything is said about its customers. */
function isOnePartnersOwn(cell: Cell, { atoms }: RuleContext): boolean {
  const holders = cell.group.map((id) => atoms.get(id)?.holders ?? []);
  return holders[0]?.some((partner) => holders.every((list) => list.includes(partner))) ?? false;
}

/** The partners that hold every unit of the cell. */
function commonHolders(cell: Cell, { atoms }: RuleContext): readonly string[] {
  const holders = cell.atoms.map((id) => atoms.get(id)?.holders ?? []);
  return (holders[0] ?? []).filter((partner) => holders.every((list) => list.includes(partner)));
}

const consented = (kind: Waiver["kind"], cell: Cell, partner: string, { consents }: RuleContext): boolean =>
  consents.some(
    (waiver) =>
      waiver.kind === kind &&
      waiver.organisations.includes(partner) &&
      (waiver.cell === undefined || waiver.cell === cell.id),
  );

/** p%: the second largest, who knows itself, may not estimate the largest to within p percent. */
const breaksPercent = (total: number, first: number, second: number, percent: number): boolean =>
  first > 0 && total - first - second < (percent / 100) * first;

const byAmount = (contributions: readonly Contribution[]): readonly Contribution[] =>
  [...contributions].sort((a, b) => b.amount - a.amount || (a.organisation < b.organisation ? -1 : 1));

/** Euros behind a magnitude: of a share, those of the numerator. */
const totalAmount = (cell: Cell, { atoms }: RuleContext): number =>
  cell.measure === "amount" ? cell.value : cell.atoms.reduce((sum, id) => sum + (atoms.get(id)?.amount ?? 0), 0);

/** The primary rules of reference §5.2, each on its own, so that a test can leave out any one. */
export const CELL_RULES: Readonly<Record<CellRule, Rule>> = {
  unitMinimum: (cell, { profile }) => isSmall(cell.tokens, profile) || isSmall(cell.cases, profile),

  complement: (cell, context) => cell.group.length > 0 && isSmall(restOfGroup(cell, context), context.profile),

  zeroOrFull: (cell, context) => {
    if (cell.group.length === 0) return false;
    const [part, rest] = [partOfGroup(cell, context), restOfGroup(cell, context)];
    if (part > 0 && rest > 0) return false;
    return part + rest < context.profile.zeroGroupUnits || isOnePartnersOwn(cell, context);
  },

  groupDisclosure: (cell, context) => {
    const [part, rest] = [partOfGroup(cell, context), restOfGroup(cell, context)];
    const whole = part + rest;
    if (whole === 0 || whole >= context.profile.groupUnits || rest === 0 || part === 0) return false;
    const share = part / whole;
    return share >= context.profile.groupShare || share <= 1 - context.profile.groupShare + Number.EPSILON;
  },

  organisations: (cell, { profile }) =>
    isMagnitude(cell) &&
    cell.tokens > 0 &&
    new Set(cell.contributions.filter(({ tokens }) => tokens > 0).map(({ organisation }) => organisation)).size <
      profile.organisations,

  pairOverlap: (cell, context) => {
    const partners = commonHolders(cell, context);
    return partners.length === 2 && !partners.every((partner) => consented("pairOverlap", cell, partner, context));
  },

  personDominance: (cell, context) => {
    if (!isMagnitude(cell)) return false;
    const [total, [first, second]] = [totalAmount(cell, context), cell.largest];
    const { personsPercent, personsTwoLargest } = context.profile;
    return (
      breaksPercent(total, first, second, personsPercent) ||
      (first > 0 && first + second > (personsTwoLargest / 100) * total)
    );
  },

  organisationDominance: (cell, context) => {
    if (!isMagnitude(cell)) return false;
    const [first, second] = byAmount(cell.contributions);
    if (!first) return false;
    const total = cell.contributions.reduce((sum, { amount }) => sum + amount, 0);
    return (
      breaksPercent(total, first.amount, second?.amount ?? 0, context.profile.organisationsPercent) &&
      !consented("dominance", cell, first.organisation, context)
    );
  },

  percentageDenominator: (cell, context) =>
    cell.measure === "share" && tokensOf(cell.group, context) < context.profile.percentageDenominator,

  quantile: (cell, { profile }) =>
    cell.quantile !== undefined && Math.min(cell.quantile.below, cell.quantile.above) < profile.quantileUnits,

  regression: (cell, { profile }) =>
    cell.model !== undefined && (cell.model.saturated || cell.model.residualDegrees < profile.residualDegrees),

  notAdditive: (cell, { atoms }) => !addsUp(cell, atoms),
};

/** What is not the sum of its atoms cannot be held against earlier releases. */
function addsUp(cell: Cell, atoms: ReadonlyMap<string, Atom>): boolean {
  const sum = (ids: readonly string[], of: (atom: Atom) => number | undefined): number =>
    ids.reduce((total, id) => {
      const atom = atoms.get(id);
      return total + ((atom && of(atom)) ?? Number.NaN);
    }, 0);
  if (cell.quantile !== undefined || cell.model !== undefined) return true;
  if (cell.measure === "tokens") return sum(cell.atoms, ({ tokens }) => tokens) === cell.value;
  if (cell.measure === "cases") return sum(cell.atoms, ({ cases }) => cases) === cell.value;
  if (cell.measure === "amount") return Math.abs(sum(cell.atoms, ({ amount }) => amount) - cell.value) <= 1;
  const of = ({ tokens, amount }: Atom): number => (cell.shareOf === "amount" ? amount : tokens);
  const whole = sum(cell.group, of);
  return whole > 0 && Math.abs(sum(cell.atoms, of) / whole - cell.value) < 1e-6;
}

export interface TableContext {
  readonly profile: DisclosureProfile;
  readonly releasesSoFar: number;
  readonly setSizes: readonly { readonly organisation: string; readonly tokens: number }[];
}

/** Rules about the whole question; breaking one refuses the table. */
export const TABLE_RULES: Readonly<Record<TableRule, (table: Table, context: TableContext) => boolean>> = {
  releaseBudget: (_table, { profile, releasesSoFar }) => releasesSoFar >= profile.releasesPerSnapshot,
  setSize: (_table, { profile, setSizes }) => setSizes.some(({ tokens }) => tokens < profile.setSize),
  timeCells: ({ timeCellDays }, { profile }) => timeCellDays !== undefined && timeCellDays < profile.timeCellDays,
};
