-- Roles, the question "who is asking", the audit chain. Roles belong to the whole server, so they may exist already.
do $$
declare role_name text;
begin
  foreach role_name in array array['rondetafel_member', 'rondetafel_site', 'rondetafel_jobs'] loop
    begin
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin', role_name);
      end if;
    exception when duplicate_object or unique_violation then null; -- another process was first
    end;
    if not pg_has_role(current_user, role_name, 'member') then
      execute format('grant %I to current_user', role_name);
    end if;
  end loop;
end $$;

revoke create on schema public from public;
grant usage on schema public to rondetafel_member;

create schema published;
grant usage on schema published to rondetafel_site;

-- Traffic Light Protocol 2.0 (FIRST, 2022), most restrictive last.
create type tlp as enum ('CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED');
-- Who may see a row. 'programme': every participant; 'partners': those named; 'ownOrganisation': the owner alone.
create type audience as enum ('programme', 'coreGroup', 'group', 'partners', 'ownOrganisation', 'office');

create function app_person() returns uuid language sql stable as
  $$ select nullif(current_setting('app.person', true), '')::uuid $$;
create function app_partner() returns uuid language sql stable as
  $$ select nullif(current_setting('app.partner', true), '')::uuid $$;
create function app_groups() returns uuid[] language sql stable as
  $$ select coalesce(nullif(current_setting('app.groups', true), ''), '{}')::uuid[] $$;
create function app_roles() returns text[] language sql stable as
  $$ select coalesce(nullif(current_setting('app.roles', true), ''), '{}')::text[] $$;
create function app_is_office() returns boolean language sql stable as
  $$ select 'programmeOffice' = any (app_roles()) $$;
create function app_is_member() returns boolean language sql stable as
  $$ select coalesce(array_length(app_roles(), 1), 0) > 0 $$;

-- The one visibility rule. Every policy calls it, so that no table can have its own idea of who may see.
-- Each setting is read in a scalar subselect: once per query, not once per row.
create function app_sees(row_audience audience, row_owner uuid, row_partners uuid[], row_group uuid) returns boolean
language sql stable as $$
  select case row_audience
    when 'programme' then (select app_is_member())
    when 'coreGroup' then (select app_is_office() or 'coreGroupMember' = any (app_roles()) or 'policyOfficer' = any (app_roles()))
    when 'group' then (select app_is_office()) or row_group = any ((select app_groups())::uuid[])
    when 'partners' then (select app_is_office()) or row_owner = (select app_partner()) or (select app_partner()) = any (row_partners)
    when 'ownOrganisation' then row_owner = (select app_partner())
    when 'office' then (select app_is_office())
    else false
  end
$$;

-- Who did what, when. The application may only add; only the sequencer links, and it runs as the owner.
create table audit_event (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  person_id uuid,
  verb text not null check (length(verb) between 3 and 100),
  subject_kind text not null,
  subject_id text not null,
  detail jsonb not null default '{}'
);
create table audit_link (
  position bigint primary key check (position > 0),
  event_id bigint not null unique references audit_event (id),
  hash text not null
);
create table audit_head (
  one boolean primary key default true check (one),
  position bigint not null,
  hash text not null
);
insert into audit_head (position, hash) values (0, repeat('0', 64));

alter table audit_event enable row level security;
grant insert on audit_event to rondetafel_member;
grant select on audit_event, audit_link to rondetafel_member;
create policy audit_add on audit_event for insert to rondetafel_member
  with check (person_id is not distinct from (select app_person()));
create policy audit_read on audit_event for select to rondetafel_member
  using ((select app_is_office()) or person_id = (select app_person()));
