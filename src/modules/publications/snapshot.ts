/** What the public site knows: copies made at publication. This file is all that `site/` may know of a module. */
export interface PublicAction {
  readonly key: string;
  readonly year: number;
  readonly title: string;
  readonly description: string;
  readonly objectiveKey: string | null;
  readonly leadName: string | null;
  readonly partnerNames: readonly string[];
  readonly status: "onTrack" | "atRisk" | "late" | "awaitingLaw" | "done" | "stopped" | "notReported";
  readonly statusWords: string | null;
  readonly scope: "core" | "adjacent";
  readonly sources: readonly string[];
}

export interface PublicSeries {
  readonly name: string;
  readonly points: readonly {
    /** To know it again when it is taken back. Absent in what was published before there were withdrawals. */
    observation?: string;
    label: string;
    value: number;
    text: string;
    approx: boolean;
    status: "forecast" | "norm" | null;
    note: string | null;
    sources: readonly string[];
  }[];
}

export interface PublicIndicator {
  readonly key: string;
  readonly name: string;
  readonly unit: string;
  readonly producer: string;
  readonly caveat: string | null;
  readonly sources: readonly string[];
  readonly newest: { value: string; period: string } | null;
  readonly series: readonly PublicSeries[];
}

export interface SiteData {
  readonly referenceDate: string;
  readonly programme: {
    name: string;
    shortName: string;
    goal: string;
    evaluation: string | null;
    funding: string | null;
    sources: readonly string[];
  };
  readonly objectives: readonly { key: string; title: string; orderNo: number }[];
  readonly plans: readonly { year: number; title: string }[];
  readonly actions: readonly PublicAction[];
  readonly indicators: readonly PublicIndicator[];
  readonly commitments: readonly {
    text: string;
    kind: string;
    madeBy: string;
    madeOn: string | null;
    open: boolean;
    state: string;
    settledBy: string | null;
    sources: readonly string[];
  }[];
  readonly partners: readonly {
    name: string;
    kind: string;
    role: string | null;
    core: boolean;
    inCoreGroup: boolean;
    sources: readonly string[];
  }[];
}
