/** A generic role, never a real organisation. */
export interface SyntheticPartner {
  readonly name: string;
  readonly role: "bank" | "shop" | "telecom" | "marketplace" | "payment";
}

export interface SyntheticOptions {
  readonly seed: number;
  readonly partners: readonly SyntheticPartner[];
  readonly customersPerPartner: number;
  /** First day, "2026-01-01", and how many days. */
  readonly start: string;
  readonly days: number;
  /** Share of fraud that a partner never notices, and of clean events that it takes for fraud; 0 to 1. */
  readonly labelErrors: { readonly missed: number; readonly falseAlarm: number };
}

/** One event as it happened: `fraud` is the truth, `label` is what the partner wrote down. */
export interface SyntheticEvent {
  readonly partner: number;
  /** Like an IMEI of the test range (TAC 001…): no existing device has it. */
  readonly device: string;
  readonly customer: string;
  readonly day: number;
  readonly amount: number;
  readonly fraud: boolean;
  readonly label: 0 | 1 | 2;
  readonly typology: number;
}

/** What is so, counted in plain TypeScript and not by the engine's SQL. */
export interface SyntheticTruth {
  /** Devices per exact set of partners ("0", "0+2", …), and how many of them were used for fraud. */
  readonly patterns: Readonly<Record<string, { readonly devices: number; readonly fraud: number }>>;
  /** Euros of fraud, and of that after the first fraud on the same device at another partner. */
  readonly damage: { readonly total: number; readonly preventable: number };
  /** Customers who never committed fraud, and of those who would be hit if fraud devices were shared. */
  readonly collateral: { readonly innocent: number; readonly hit: number };
  /** Devices per number of days between the first fraud at one partner and the first fraud at another. */
  readonly reuse: Readonly<Record<number, number>>;
}
export interface SyntheticFile {
  readonly partner: string;
  readonly path: string;
  readonly rows: number;
}
export declare function generate(
  options: SyntheticOptions & { readonly folder: string },
): Promise<{ readonly files: readonly SyntheticFile[]; readonly truth: SyntheticTruth }>;
export declare function syntheticEvents(options: SyntheticOptions): Generator<SyntheticEvent>;
export declare function truthOf(events: Iterable<SyntheticEvent>, by: "fraud" | "label"): SyntheticTruth;
