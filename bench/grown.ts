import type { DatabaseHandle } from "../src/platform/database.ts";

/** Synthetic plans, actions and reports in bulk; nothing in them is a fact. Written as the owner, in plain SQL. */

export const PLAN_YEAR = 2026;
export const ACTIONS = 200;
export const REPORTS_PER_ACTION = 3;
export const GROWTH = 100;

const id = (kind: string, key: string): string => `md5('meting:${kind}:' || ${key})::uuid`;

const addPlan = (year: number): string => `
insert into action_plan (id, key, year, title, kind)
  values (${id("plan", `'${year}'`)}, '${year}', ${year}, 'Synthetisch plan ${year}', 'actionPlan');
insert into reporting_round (id, title, plan_id, opens_on, closes_on, status, is_example)
  values (${id("ronde", `'${year}'`)}, 'Synthetische ronde ${year}', ${id("plan", `'${year}'`)}, '${year}-01-01', '${year}-12-31',
    '${year === PLAN_YEAR ? "open" : "closed"}', true);`;

/** Actions `from` to `to` of a plan, spread over objectives, lead partners and statuses, each with its reports. */
const addActions = (year: number, from: number, to: number): string => `
insert into action (id, key, plan_id, order_no, objective_id, title, description, lead_partner_id, status, status_words, status_on, last_reported_on)
select ${id("actie", `'${year}:' || n`)}, '${year}-synthetisch-' || n, ${id("plan", `'${year}'`)}, n,
  (select id from objective order by order_no offset n % (select count(*) from objective) limit 1),
  'Synthetische actie ' || n || ' van ${year}', 'Verzonnen omschrijving voor een meting, ongeveer zo lang als een echte.',
  (select id from partner order by key offset n % (select count(*) from partner) limit 1),
  (array['onTrack','atRisk','late','awaitingLaw','done','stopped','notReported'])[1 + n % 7], 'verzonnen stand',
  date '${year}-06-01', date '${year}-01-01' + n % 300
from generate_series(${from}, ${to}) n;
insert into update_request (round_id, action_id, partner_id, answered_on)
select ${id("ronde", `'${year}'`)}, id, lead_partner_id, case when order_no % 2 = 0 then date '${year}-02-01' end
from action where plan_id = ${id("plan", `'${year}'`)} and order_no between ${from} and ${to};
insert into progress_update (id, round_id, action_id, partner_id, person_id, status, sentence, submitted_on, recorded_at)
select ${id("melding", `a.id || ':' || m`)}, ${id("ronde", `'${year}'`)}, a.id, a.lead_partner_id, ${id("mens", "'1'")}, 'onTrack',
  'Verzonnen zin over de voortgang.', date '${year}-02-01' + m, timestamptz '${year}-02-01' + (a.order_no * 3 + m) * interval '1 minute'
from action a, generate_series(1, ${REPORTS_PER_ACTION}) m
where plan_id = ${id("plan", `'${year}'`)} and order_no between ${from} and ${to};
insert into action_state (id, action_id, status, words, effective_on)
select ${id("stand", `a.id || ':' || m`)}, a.id, 'onTrack', 'verzonnen stand', date '${year}-02-01' + m
from action a, generate_series(1, ${REPORTS_PER_ACTION}) m
where plan_id = ${id("plan", `'${year}'`)} and order_no between ${from} and ${to};`;

/** One plan of ${ACTIONS} actions that everybody works on. */
export const addCurrentPlan = (handle: DatabaseHandle): Promise<void> =>
  handle.exec(`${addPlan(PLAN_YEAR)}${addActions(PLAN_YEAR, 1, ACTIONS)} analyze;`);

/** As a programme grows: a hundred times the actions and reports, in ninety-nine earlier plans. */
export async function growHistory(handle: DatabaseHandle): Promise<void> {
  for (let plan = 1; plan < GROWTH; plan += 1)
    await handle.exec(`${addPlan(PLAN_YEAR - 10 - plan)}${addActions(PLAN_YEAR - 10 - plan, 1, ACTIONS)}`);
  await handle.exec("analyze");
}

/** The worst case: the plan itself a hundred times as long. */
export const growPlan = (handle: DatabaseHandle): Promise<void> =>
  handle.exec(`${addActions(PLAN_YEAR, ACTIONS + 1, ACTIONS * GROWTH)} analyze;`);
