-- Rounds in which partners say how their actions stand, and what they said.
create table reporting_round (
  id uuid primary key,
  title text not null check (length(title) between 1 and 200),
  plan_id uuid not null references action_plan (id),
  opens_on date not null,
  closes_on date not null check (closes_on >= opens_on),
  status text not null default 'draft' check (status in ('draft', 'open', 'closed')),
  is_example boolean not null default false,
  version integer not null default 1
);

-- The mailed link of one contact in one round. Only a hash is kept: who reads the database cannot use it.
create table round_invitation (
  id uuid primary key,
  round_id uuid not null references reporting_round (id),
  person_id uuid not null,
  partner_id uuid not null references partner (id),
  token_hash text not null unique,
  expires_on date not null,
  unique (round_id, person_id)
);

create table update_request (
  round_id uuid not null references reporting_round (id),
  action_id uuid not null references action (id),
  partner_id uuid not null references partner (id),
  answered_on date,
  primary key (round_id, action_id)
);
create index update_request_open on update_request (round_id, partner_id) where answered_on is null;

create table progress_update (
  id uuid primary key,
  round_id uuid not null references reporting_round (id),
  action_id uuid not null references action (id),
  partner_id uuid not null references partner (id),
  person_id uuid not null,
  status text not null check (status in ('onTrack', 'atRisk', 'late', 'awaitingLaw', 'done', 'stopped')),
  sentence text not null check (length(sentence) between 1 and 280),
  new_due_on date,
  reason text check (length(reason) <= 500),
  submitted_on date not null,
  recorded_at timestamptz not null default clock_timestamp(),
  marking tlp not null default 'GREEN',
  audience audience not null default 'programme',
  audience_partner_ids uuid[] not null default '{}',
  group_id uuid references partner_group (id),
  check (new_due_on is null or reason is not null)
);
create index progress_update_by_action on progress_update (action_id, recorded_at desc);

alter table reporting_round enable row level security;
alter table round_invitation enable row level security;
alter table update_request enable row level security;
alter table progress_update enable row level security;
grant select, insert, update on reporting_round, round_invitation, update_request to rondetafel_member;
grant select, insert on progress_update to rondetafel_member;

create policy round_read on reporting_round for select to rondetafel_member
  using ((select app_is_office()) or ((select app_is_member()) and status <> 'draft'));
create policy round_add on reporting_round for insert to rondetafel_member with check ((select app_is_office()));
create policy round_edit on reporting_round for update to rondetafel_member using ((select app_is_office()));
create policy invitation_office on round_invitation for all to rondetafel_member
  using ((select app_is_office())) with check ((select app_is_office()));
create policy request_read on update_request for select to rondetafel_member using ((select app_is_member()));
create policy request_add on update_request for insert to rondetafel_member with check ((select app_is_office()));
create policy request_answer on update_request for update to rondetafel_member
  using (partner_id = (select app_partner()) or (select app_is_office()));
create policy update_read on progress_update for select to rondetafel_member
  using (app_sees(audience, partner_id, audience_partner_ids, group_id));
create policy update_add on progress_update for insert to rondetafel_member
  with check (partner_id = (select app_partner()) and person_id = (select app_person()) and app_leads_action(action_id));
