-- The programme itself: what it is for, its objectives, the kinds of fraud, its history and its obstacles.
create table programme (
  id uuid primary key,
  key text not null unique,
  name text not null,
  short_name text not null,
  goal text not null,
  lead_ministry text,
  lead_unit text,
  co_ministries text[] not null default '{}',
  started text,
  collaboration_space text,
  funding text,
  evaluation text,
  policy_instruments text[] not null default '{}',
  steering_levels jsonb not null default '[]',
  sources text[] not null default '{}'
);

create table objective (
  id uuid primary key,
  key text not null unique,
  order_no integer not null,
  title text not null check (length(title) between 1 and 200),
  valid_from integer not null,
  valid_until integer check (valid_until >= valid_from),
  sources text[] not null default '{}',
  version integer not null default 1
);

create table fraud_type (
  id uuid primary key,
  key text not null unique,
  title text not null,
  focus boolean not null default false,
  focus_since integer,
  aliases text[] not null default '{}',
  note text,
  sources text[] not null default '{}'
);

-- What happened, with the date as precisely as the source gives it ("2024-Q1").
create table programme_event (
  id uuid primary key,
  order_no integer not null,
  date_text text not null,
  title text not null,
  sources text[] not null default '{}'
);

create table obstacle (
  id uuid primary key,
  order_no integer not null,
  theme text not null,
  text text not null,
  sources text[] not null default '{}'
);

-- Publications by or about the programme that already exist elsewhere.
create table reference_publication (
  id uuid primary key,
  order_no integer not null,
  title text not null,
  year integer,
  kind text not null,
  publisher text not null,
  published_on date,
  attachment_to text,
  sources text[] not null default '{}'
);

do $$
declare name text;
begin
  foreach name in array array['programme', 'objective', 'fraud_type', 'programme_event', 'obstacle', 'reference_publication'] loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select on %I to rondetafel_member', name);
    execute format('create policy %I on %I for select to rondetafel_member using ((select app_is_member()))', name || '_read', name);
  end loop;
end $$;
grant update on objective to rondetafel_member;
create policy objective_edit on objective for update to rondetafel_member using ((select app_is_office()));
