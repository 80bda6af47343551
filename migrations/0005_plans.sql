-- The action plans, their actions, and the whole history of how each action stood.
create table action_plan (
  id uuid primary key,
  key text not null unique,
  year integer not null unique,
  title text not null,
  kind text not null check (kind in ('forerunner', 'actionPlan')),
  parliamentary_paper text,
  presented_on date,
  note text,
  objective_keys text[] not null default '{}',
  sources text[] not null default '{}'
);

create table action (
  id uuid primary key,
  key text not null unique,
  plan_id uuid not null references action_plan (id),
  order_no integer not null default 0,
  objective_id uuid references objective (id),
  -- The link to the objective is our reading, not the source's.
  objective_inferred boolean not null default false,
  title text not null check (length(title) between 1 and 200),
  description text not null default '' check (length(description) <= 4000),
  lead_partner_id uuid references partner (id),
  lead_text text,
  -- Co-partners that the source names but that have no record of their own.
  partner_texts text[] not null default '{}',
  due_text text,
  due_on date,
  scope text not null default 'core' check (scope in ('core', 'adjacent')),
  status text not null default 'notReported'
    check (status in ('onTrack', 'atRisk', 'late', 'awaitingLaw', 'done', 'stopped', 'notReported')),
  status_words text,
  status_on date,
  last_reported_on date,
  marking tlp not null default 'CLEAR',
  audience audience not null default 'programme',
  audience_partner_ids uuid[] not null default '{}',
  group_id uuid references partner_group (id),
  sources text[] not null default '{}',
  version integer not null default 1
);
create index action_by_plan on action (plan_id, objective_id, order_no);
create index action_by_status on action (plan_id, objective_id, status);
create index action_by_report on action (plan_id, last_reported_on nulls first);

create table action_partner (
  action_id uuid not null references action (id),
  partner_id uuid not null references partner (id),
  primary key (action_id, partner_id)
);
create index action_partner_by_partner on action_partner (partner_id);

create table action_milestone (
  id uuid primary key,
  action_id uuid not null references action (id),
  title text not null check (length(title) between 1 and 200),
  due_on date not null,
  done_on date
);
create index action_milestone_by_action on action_milestone (action_id);

-- Every state an action ever had: what a source said, and what partners reported.
create table action_state (
  id uuid primary key,
  action_id uuid not null references action (id),
  status text not null,
  words text,
  -- From when it counts: a reference date sees the newest state up to that day.
  effective_on date not null,
  new_due_on date,
  reason text,
  person_id uuid,
  partner_id uuid,
  marking tlp not null default 'CLEAR',
  recorded_at timestamptz not null default clock_timestamp()
);
create index action_state_by_action on action_state (action_id, effective_on);

-- What people changed in the text of an action.
create table action_change (
  id uuid primary key,
  action_id uuid not null references action (id),
  version integer not null,
  changed_on date not null,
  person_id uuid not null,
  fields text[] not null,
  before jsonb not null
);
create index action_change_by_action on action_change (action_id);

-- May this actor touch the action: the office, or its lead partner.
create function app_leads_action(wanted uuid) returns boolean language sql stable as $$
  select (select app_is_office()) or exists (
    select from action a where a.id = wanted and a.lead_partner_id = (select app_partner()))
$$;

do $$
declare name text;
begin
  foreach name in array array['action_plan', 'action', 'action_partner', 'action_milestone', 'action_state', 'action_change'] loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select on %I to rondetafel_member', name);
  end loop;
  -- What hangs on an action is seen by whoever sees the action: its own policy answers that.
  foreach name in array array['action_partner', 'action_milestone', 'action_state', 'action_change'] loop
    execute format('create policy %I on %I for select to rondetafel_member using (exists (select from action a where a.id = action_id))', name || '_read', name);
  end loop;
end $$;

create policy plan_read on action_plan for select to rondetafel_member using ((select app_is_member()));
create policy action_read on action for select to rondetafel_member
  using (app_sees(audience, lead_partner_id, audience_partner_ids, group_id));
grant insert, update on action, action_milestone to rondetafel_member;
grant insert, delete on action_partner to rondetafel_member;
grant insert on action_state, action_change to rondetafel_member;
create policy action_add on action for insert to rondetafel_member with check ((select app_is_office()));
create policy action_edit on action for update to rondetafel_member
  using ((select app_is_office()) or lead_partner_id = (select app_partner()));
create policy action_partner_add on action_partner for insert to rondetafel_member with check (app_leads_action(action_id));
create policy action_partner_remove on action_partner for delete to rondetafel_member using (app_leads_action(action_id));
create policy action_milestone_add on action_milestone for insert to rondetafel_member with check (app_leads_action(action_id));
create policy action_milestone_edit on action_milestone for update to rondetafel_member using (app_leads_action(action_id));
create policy action_state_add on action_state for insert to rondetafel_member
  with check (app_leads_action(action_id) and person_id = (select app_person()));
create policy action_change_add on action_change for insert to rondetafel_member
  with check (app_leads_action(action_id) and person_id = (select app_person()));
