export interface Programme {
  readonly name: string;
  readonly shortName: string;
  readonly goal: string;
  readonly leadMinistry: string | null;
  readonly leadUnit: string | null;
  readonly coMinistries: readonly string[];
  readonly started: string | null;
  readonly collaborationSpace: string | null;
  readonly funding: string | null;
  readonly evaluation: string | null;
  readonly policyInstruments: readonly string[];
  readonly steeringLevels: readonly { level: string; task: string }[];
  readonly sources: readonly string[];
}

export interface Objective {
  readonly id: string;
  readonly key: string;
  readonly orderNo: number;
  readonly title: string;
  readonly validFrom: number;
  /** Last year in which it holds; null while it holds. */
  readonly validUntil: number | null;
  readonly sources: readonly string[];
  readonly version: number;
}

export interface FraudType {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly focus: boolean;
  readonly focusSince: number | null;
  readonly aliases: readonly string[];
  readonly note: string | null;
  readonly sources: readonly string[];
}

export interface ProgrammeEvent {
  readonly dateText: string;
  readonly title: string;
  readonly sources: readonly string[];
}

export interface Obstacle {
  readonly theme: string;
  readonly text: string;
  readonly sources: readonly string[];
}

export interface ReferencePublication {
  readonly title: string;
  readonly year: number | null;
  readonly kind: string;
  readonly publisher: string;
  readonly publishedOn: string | null;
  readonly sources: readonly string[];
}

/** Whether an objective counts in a plan year. */
export const holdsIn = (
  { validFrom, validUntil }: Pick<Objective, "validFrom" | "validUntil">,
  year: number,
): boolean => validFrom <= year && (validUntil === null || validUntil >= year);
