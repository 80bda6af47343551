-- What was promised to Parliament, the papers it stands in, and the signals that ask for an answer.
create table parliamentary_paper (
  id uuid primary key,
  key text not null unique,
  dossier text not null,
  number text not null,
  date date not null,
  title text not null,
  kind text not null,
  ministers text[] not null default '{}',
  tk_number text,
  case_number text,
  held_on date,
  asked_on date,
  attachments text[] not null default '{}',
  sources text[] not null default '{}',
  marking tlp not null default 'CLEAR'
);

create table commitment (
  id uuid primary key,
  key text not null unique,
  kind text not null check (kind in ('commitment', 'motion', 'committeeRequest', 'announcement')),
  text text not null check (length(text) between 1 and 1000),
  made_by text not null,
  -- As precise as the source: "2021-11" or a day.
  made_on_text text,
  in_document text,
  paper_key text,
  settled_by_text text,
  settled_by_paper_key text,
  settled_on date,
  settled_paragraph text,
  due_on date,
  status text not null default 'open' check (status in ('open', 'interim', 'delayed', 'settled', 'withdrawn')),
  status_words text,
  scope text not null default 'core' check (scope in ('core', 'adjacent')),
  note text,
  marking tlp not null default 'CLEAR',
  audience audience not null default 'programme',
  owner_partner_id uuid references partner (id),
  audience_partner_ids uuid[] not null default '{}',
  group_id uuid references partner_group (id),
  sources text[] not null default '{}',
  version integer not null default 1
);
create index commitment_by_due_date on commitment (due_on) where status in ('open', 'interim', 'delayed');

create table commitment_change (
  id uuid primary key,
  commitment_id uuid not null references commitment (id),
  changed_on date not null,
  person_id uuid not null,
  verb text not null,
  text text not null
);
create index commitment_change_by_commitment on commitment_change (commitment_id);

create table signal (
  id uuid primary key,
  key text not null unique,
  title text not null,
  kind text not null,
  date_text text,
  reaction_needed boolean not null,
  reacted_in text,
  answered_on date,
  note text,
  status text not null default 'open' check (status in ('open', 'answered')),
  marking tlp not null default 'CLEAR',
  sources text[] not null default '{}',
  version integer not null default 1
);

alter table parliamentary_paper enable row level security;
alter table commitment enable row level security;
alter table commitment_change enable row level security;
alter table signal enable row level security;
grant select on parliamentary_paper to rondetafel_member;
grant select, insert, update on commitment to rondetafel_member;
grant select, insert on commitment_change to rondetafel_member;
grant select, update on signal to rondetafel_member;

create function app_is_policy() returns boolean language sql stable as
  $$ select app_is_office() or 'policyOfficer' = any (app_roles()) $$;

create policy paper_read on parliamentary_paper for select to rondetafel_member using ((select app_is_member()));
create policy commitment_read on commitment for select to rondetafel_member
  using (app_sees(audience, owner_partner_id, audience_partner_ids, group_id));
create policy commitment_add on commitment for insert to rondetafel_member with check ((select app_is_policy()));
create policy commitment_edit on commitment for update to rondetafel_member using ((select app_is_policy()));
create policy commitment_change_read on commitment_change for select to rondetafel_member
  using (exists (select from commitment c where c.id = commitment_id));
create policy commitment_change_add on commitment_change for insert to rondetafel_member
  with check ((select app_is_policy()) and person_id = (select app_person()));
create policy signal_read on signal for select to rondetafel_member using ((select app_is_member()));
create policy signal_edit on signal for update to rondetafel_member using ((select app_is_policy()));
