-- Series of figures and their observations. A figure is a value with its source, period and doubts.
create table indicator (
  id uuid primary key,
  key text not null unique,
  order_no integer not null default 0,
  name text not null unique check (length(name) between 1 and 200),
  unit text not null check (length(unit) between 1 and 60),
  producer text not null check (length(producer) between 1 and 200),
  series text,
  dimension text,
  caveat text,
  sources text[] not null default '{}',
  marking tlp not null default 'CLEAR'
);

create table observation (
  id uuid primary key,
  indicator_id uuid not null references indicator (id),
  order_no integer not null default 0,
  period text not null check (length(period) between 4 and 80),
  -- Last day of the period: at a reference date only figures whose period had ended are known.
  period_end date not null,
  value numeric not null,
  approximate boolean not null default false,
  note text,
  status text not null default 'realised' check (status in ('realised', 'forecast', 'norm')),
  sources text[] not null default '{}',
  to_verify boolean not null default false,
  confirmed_by uuid,
  confirmed_on date,
  marking tlp not null default 'CLEAR',
  audience audience not null default 'programme',
  owner_partner_id uuid references partner (id),
  audience_partner_ids uuid[] not null default '{}',
  group_id uuid references partner_group (id),
  version integer not null default 1,
  unique (indicator_id, period)
);

-- What a figure said before it was corrected, and why; a correction is never silent.
create table observation_change (
  id uuid primary key,
  observation_id uuid not null references observation (id),
  version integer not null,
  person_id uuid not null,
  changed_on date not null,
  reason text not null check (length(reason) between 1 and 500),
  old_value numeric not null,
  old_note text
);
create index observation_change_by_observation on observation_change (observation_id);

alter table indicator enable row level security;
alter table observation enable row level security;
alter table observation_change enable row level security;
grant select on indicator to rondetafel_member;
grant select, insert, update on observation to rondetafel_member;
grant select, insert on observation_change to rondetafel_member;

create policy indicator_read on indicator for select to rondetafel_member using ((select app_is_member()));
create policy observation_read on observation for select to rondetafel_member
  using (app_sees(audience, owner_partner_id, audience_partner_ids, group_id));
create policy observation_add on observation for insert to rondetafel_member
  with check ((select app_is_office()) or owner_partner_id = (select app_partner()));
create policy observation_edit on observation for update to rondetafel_member
  using ((select app_is_office()) or owner_partner_id = (select app_partner()));
create policy observation_change_read on observation_change for select to rondetafel_member
  using (exists (select from observation o where o.id = observation_id));
create policy observation_change_add on observation_change for insert to rondetafel_member
  with check (person_id = (select app_person()) and exists (select from observation o where o.id = observation_id));
