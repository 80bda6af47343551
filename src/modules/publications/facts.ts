import type { Tx } from "../../platform/database.ts";
import { type Commitment, commitmentsAsOf, listPapers, type ParliamentaryPaper } from "../commitments/index.ts";
import { type Indicator, indicatorsAsOf } from "../indicators/index.ts";
import { coreGroupPartners, listPartners, type Partner } from "../partners/index.ts";
import { type ActionAsOf, actionsAsOf, listPlans } from "../plans/index.ts";
import {
  getProgramme,
  listObjectives,
  listObstacles,
  listProgrammeEvents,
  type Objective,
  type Obstacle,
  type Programme,
  type ProgrammeEvent,
} from "../programme/index.ts";

import { messages } from "./messages.nl.ts";

/** Everything a document can refer to, as it was known on one day. Read in one transaction, so it agrees with itself. */
export interface Facts {
  readonly referenceDate: string;
  readonly programme: Programme | null;
  readonly objectives: readonly Objective[];
  readonly partners: readonly Partner[];
  readonly coreGroup: readonly Partner[];
  readonly plans: ReadonlyMap<number, readonly ActionAsOf[]>;
  readonly planTitles: ReadonlyMap<number, string>;
  readonly indicators: readonly Indicator[];
  readonly commitments: readonly Commitment[];
  readonly papers: readonly ParliamentaryPaper[];
  readonly events: readonly ProgrammeEvent[];
  readonly obstacles: readonly Obstacle[];
}

/** The same facts as everybody may know them: of a state that was shared with partners only, just that it is not public. */
export function openFacts(facts: Facts): Facts {
  const open = (action: ActionAsOf): ActionAsOf =>
    action.stateMarking === "CLEAR"
      ? action
      : { ...action, status: "notReported", statusWords: messages.table.stateNotPublic, statusOn: null };
  return { ...facts, plans: new Map([...facts.plans].map(([year, actions]) => [year, actions.map(open)])) };
}

/** Gathers the facts; the caller's transaction decides what is visible and that nothing moves meanwhile. */
export async function gatherFacts(tx: Tx, referenceDate: string): Promise<Facts> {
  const plans = new Map<number, readonly ActionAsOf[]>();
  const planTitles = new Map<number, string>();
  for (const { year, title } of await listPlans(tx)) {
    plans.set(year, await actionsAsOf(tx, { year, referenceDate }));
    planTitles.set(year, title);
  }
  const events = await listProgrammeEvents(tx);
  return {
    referenceDate,
    plans,
    planTitles,
    programme: await getProgramme(tx),
    objectives: await listObjectives(tx),
    partners: await listPartners(tx),
    coreGroup: await coreGroupPartners(tx),
    indicators: await indicatorsAsOf(tx, referenceDate),
    commitments: await commitmentsAsOf(tx, referenceDate),
    papers: (await listPapers(tx)).filter(({ date }) => date <= referenceDate),
    // "2024-Q1" and "2024-06" sort before the days inside them, which is what a reference date asks.
    events: events.filter(
      ({ dateText }) =>
        dateText.replace("-Q1", "-01").replace("-Q2", "-04").replace("-Q3", "-07").replace("-Q4", "-10") <=
        referenceDate,
    ),
    obstacles: await listObstacles(tx),
  };
}
