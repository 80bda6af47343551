import type { Actor } from "../../platform/actor.ts";
import type { Tx } from "../../platform/database.ts";
import { listPeople } from "../identity/index.ts";
import { listPartners } from "../partners/index.ts";
import { type CharterTemplate, missingFrom } from "./charter.ts";
import { contentsOf } from "./charterCommands.ts";
import { isResearcher, mayJudgeConditions, mayKeepStudies, speaksFor } from "./permissions.ts";
import { conditionsOf, fieldsOf, getStudy, offeredCharter, vetoesOf } from "./queries.ts";
import {
  destructionsOf,
  drillScore,
  listDeliveries,
  listNotes,
  listQuestions,
  newestSnapshot,
  witnessCount,
} from "./questionQueries.ts";

/** Everything a page about a study shows, read in one transaction; what this actor may not see is simply not there. */
export async function readStudy(tx: Tx, actor: Actor, id: string, known: readonly CharterTemplate[]) {
  const study = await getStudy(tx, id);
  const contents = await contentsOf(tx, study, known);
  const { parties, holders, identifiers, people } = contents;
  const names = new Map((await listPartners(tx)).map((partner) => [partner.id, partner.name]));
  const everybody = await listPeople(tx);
  return {
    ...{ study, parties, holders, identifiers, people, names },
    peopleNames: new Map(everybody.map((person) => [person.id, person.name])),
    everybody,
    fields: await fieldsOf(tx, id),
    missing: missingFrom(contents),
    conditions: await conditionsOf(tx, id),
    offered: await offeredCharter(tx, study),
    vetoes: await vetoesOf(tx, id),
    deliveries: await listDeliveries(tx, id),
    snapshot: await newestSnapshot(tx, id),
    questions: await listQuestions(tx, id),
    notes: await listNotes(tx, id),
    destructions: await destructionsOf(tx, id),
    drills: await drillScore(tx, id),
    witnessed: await witnessCount(tx, id),
    may: {
      keep: mayKeepStudies(actor),
      judge: mayJudgeConditions(actor),
      sign: speaksFor(actor, parties),
      ask: isResearcher(actor, people),
    },
  };
}
export type StudyView = Awaited<ReturnType<typeof readStudy>>;
