import type { SyntheticEvent } from "./syntheticEvents.ts";

/** What is so, counted in plain TypeScript and not by the engine's SQL. */
export interface SyntheticTruth {
  /** Devices per exact set of partners ("0", "0+2", …), and how many of them were used for fraud. */
  readonly patterns: Readonly<Record<string, { readonly devices: number; readonly fraud: number }>>;
  /** Euros of fraud, and of that after the first fraud on the same device at another partner. */
  readonly damage: { readonly total: number; readonly preventable: number };
  /** Customers who never committed fraud, and of those who would be hit if fraud devices were shared at once. */
  readonly collateral: { readonly innocent: number; readonly hit: number };
  /** Fraud devices per number of days until another partner saw them; -1: no other partner did. */
  readonly reuse: Readonly<Record<number, number>>;
}

/** By what happened, or by what partners wrote down. */
export type TruthBy = "fraud" | "label";
export interface TruthRule {
  readonly reports: number;
  readonly partners: number;
  readonly kept: number;
}

const isFraud = (event: SyntheticEvent, by: TruthBy): boolean => (by === "fraud" ? event.fraud : event.label === 1);

function byDevice(events: Iterable<SyntheticEvent>): Map<string, SyntheticEvent[]> {
  const devices = new Map<string, SyntheticEvent[]>();
  for (const event of events) {
    const known = devices.get(event.device);
    if (known === undefined) devices.set(event.device, [event]);
    else known.push(event);
  }
  return devices;
}

/** Whether the others had reported enough on earlier days, seen from one event. */
function isStopped(
  event: SyntheticEvent,
  frauds: readonly SyntheticEvent[],
  { reports, partners, kept }: TruthRule,
): boolean {
  const known = frauds.filter(
    ({ partner, day }) => partner !== event.partner && day < event.day && event.day - day <= kept,
  );
  return known.length >= reports && new Set(known.map(({ partner }) => partner)).size >= partners;
}

/** Euros that a rule would have avoided, and innocent customers whom it would have hit. */
export function effectOf(
  events: Iterable<SyntheticEvent>,
  by: TruthBy,
  rule: TruthRule,
): { readonly avoided: number; readonly innocent: number; readonly hit: number } {
  let avoided = 0;
  const [customers, guilty, hit] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const own of byDevice(events).values()) {
    const frauds = own.filter((event) => isFraud(event, by));
    for (const event of own) {
      customers.add(event.customer);
      if (isFraud(event, by)) guilty.add(event.customer);
      if (!isStopped(event, frauds, rule)) continue;
      hit.add(event.customer);
      if (isFraud(event, by)) avoided += event.amount;
    }
  }
  for (const customer of guilty) hit.delete(customer);
  return { avoided, innocent: customers.size - guilty.size, hit: hit.size };
}

/** Days from the first fraud until a partner other than one that saw it that day sees the device; -1 when none does. */
function daysToReuse(own: readonly SyntheticEvent[], frauds: readonly SyntheticEvent[]): number {
  const first = Math.min(...frauds.map(({ day }) => day));
  const finders = new Set(frauds.filter(({ day }) => day === first).map(({ partner }) => partner));
  const later = own.filter(({ day, partner }) => day >= first && (!finders.has(partner) || finders.size > 1));
  return later.length === 0 ? -1 : Math.min(...later.map(({ day }) => day)) - first;
}

/** Fraud after the first fraud of another partner. */
const isPreventable = (event: SyntheticEvent, frauds: readonly SyntheticEvent[]): boolean =>
  frauds.some(({ partner, day }) => partner !== event.partner && day < event.day);

const sumOf = (events: readonly SyntheticEvent[]): number => events.reduce((sum, { amount }) => sum + amount, 0);

/** Counts the answers in memory: for sizes of a test or a demonstration. */
export function truthOf(events: Iterable<SyntheticEvent>, by: TruthBy): SyntheticTruth {
  const all = [...events];
  const patterns: Record<string, { devices: number; fraud: number }> = {};
  const reuse: Record<number, number> = {};
  const damage = { total: 0, preventable: 0 };
  for (const own of byDevice(all).values()) {
    const frauds = own.filter((event) => isFraud(event, by));
    const name = [...new Set(own.map(({ partner }) => partner))].sort((a, b) => a - b).join("+");
    const before = patterns[name] ?? { devices: 0, fraud: 0 };
    patterns[name] = { devices: before.devices + 1, fraud: before.fraud + (frauds.length > 0 ? 1 : 0) };
    if (frauds.length === 0) continue;
    damage.total += sumOf(frauds);
    damage.preventable += sumOf(frauds.filter((event) => isPreventable(event, frauds)));
    const days = daysToReuse(own, frauds);
    reuse[days] = (reuse[days] ?? 0) + 1;
  }
  const { innocent, hit } = effectOf(all, by, { reports: 1, partners: 1, kept: 365 });
  return { patterns, damage, collateral: { innocent, hit }, reuse };
}
