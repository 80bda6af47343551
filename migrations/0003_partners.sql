-- Organisations round the table, the groups they sit in, and who speaks for them.
create table partner (
  id uuid primary key,
  key text not null unique,
  name text not null check (length(name) between 1 and 200),
  short_name text not null check (length(short_name) between 1 and 60),
  kind text not null check (kind in ('public', 'private', 'civilSociety')),
  category text check (length(category) <= 100),
  role text,
  since text,
  scope text not null default 'core' check (scope in ('core', 'adjacent')),
  sources text[] not null default '{}',
  marking tlp not null default 'CLEAR',
  version integer not null default 1
);

create table partner_group (
  id uuid primary key,
  key text not null unique,
  name text not null check (length(name) between 1 and 200),
  kind text not null check (kind in ('coreGroup', 'executiveGroup', 'workingGroup')),
  description text
);

create table group_partner (
  group_id uuid not null references partner_group (id),
  partner_id uuid not null references partner (id),
  primary key (group_id, partner_id)
);

-- Who represents a partner, in general or in one group, and since when; an ended term stays as history.
create table representative (
  id uuid primary key,
  partner_id uuid not null references partner (id),
  person_id uuid not null,
  group_id uuid references partner_group (id),
  since date not null,
  until date check (until >= since)
);
create index representative_by_partner on representative (partner_id);

alter table partner enable row level security;
alter table partner_group enable row level security;
alter table group_partner enable row level security;
alter table representative enable row level security;
grant select, insert, update on partner, partner_group, representative to rondetafel_member;
grant select, insert, delete on group_partner to rondetafel_member;

create policy partner_read on partner for select to rondetafel_member using ((select app_is_member()));
create policy partner_add on partner for insert to rondetafel_member with check ((select app_is_office()));
create policy partner_edit on partner for update to rondetafel_member using ((select app_is_office()));
create policy group_read on partner_group for select to rondetafel_member using ((select app_is_member()));
create policy group_add on partner_group for insert to rondetafel_member with check ((select app_is_office()));
create policy seat_read on group_partner for select to rondetafel_member using ((select app_is_member()));
create policy seat_add on group_partner for insert to rondetafel_member with check ((select app_is_office()));
create policy seat_remove on group_partner for delete to rondetafel_member using ((select app_is_office()));
create policy representative_read on representative for select to rondetafel_member using ((select app_is_member()));
create policy representative_add on representative for insert to rondetafel_member with check ((select app_is_office()));
create policy representative_edit on representative for update to rondetafel_member using ((select app_is_office()));
