-- People, what they are in the programme, invitations; the accounts behind them; mail that waits to be sent.

-- Accounts, as better-auth 1.7 keeps them (its column names in snake_case). Only the owner of the database comes
-- here: neither members nor the site have any right on this schema.
create schema auth;

-- Somebody we know. Without an account (no row in auth."user") a person can be named but cannot sign in.
create table person (
  id uuid primary key default gen_random_uuid(),
  name text not null check (length(name) between 1 and 200),
  job_title text check (length(job_title) <= 200),
  is_example boolean not null default false,
  created_at timestamptz not null default now()
);

-- The account has the id of its person. This is the only place where an e-mail address is kept.
create table auth."user" (
  id uuid primary key references person (id) on delete cascade,
  name text not null default '', -- better-auth wants it; the name that counts is person.name
  email text not null check (email = lower(email) and length(email) <= 254),
  email_verified boolean not null default false,
  image text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create unique index user_email on auth."user" (lower(email));

create table auth.session (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth."user" (id) on delete cascade,
  token text not null unique,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index session_by_user on auth.session (user_id);
create index session_expiry on auth.session (expires_at);

create table auth.account (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth."user" (id) on delete cascade,
  provider_id text not null,
  account_id text not null,
  password text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  unique (provider_id, account_id)
);
create index account_user on auth.account (user_id);

create table auth.verification (
  id uuid primary key default gen_random_uuid(),
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index verification_identifier on auth.verification (identifier);
create index verification_expiry on auth.verification (expires_at);

-- What a person is in the programme, and until when. partner_id has no foreign key: partners rank above people.
create table membership (
  id uuid primary key default gen_random_uuid(),
  person_id uuid not null references person (id) on delete cascade,
  partner_id uuid,
  roles text[] not null check (
    roles <@ array['programmeOffice', 'partnerContact', 'coreGroupMember', 'policyOfficer', 'reader']
    and cardinality(roles) > 0),
  valid_from date not null,
  valid_until date check (valid_until >= valid_from) -- the last day on which it holds
);
create unique index membership_open on membership (person_id) where valid_until is null;
create index membership_person on membership (person_id);
create index membership_partner on membership (partner_id);

-- Only a hash of the token is kept, so that reading this table gives nobody a way in.
create table invitation (
  id uuid primary key default gen_random_uuid(),
  email text not null check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 200),
  partner_id uuid,
  roles text[] not null check (
    roles <@ array['programmeOffice', 'partnerContact', 'coreGroupMember', 'policyOfficer', 'reader']
    and cardinality(roles) > 0),
  token_hash text not null unique,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  invited_by uuid references person (id) on delete set null,
  created_at timestamptz not null default now()
);

-- A member sees that people exist and what they do; an address is for the office and for the person.
-- The view runs with the rights of its owner and is the only way from a member to auth."user".
create view person_contact with (security_barrier) as
  select id as person_id, email from auth."user"
  where (select app_is_office()) or id = (select app_person());

alter table person enable row level security;
grant select on person to rondetafel_member;
grant insert (id, name, job_title), update (name, job_title) on person to rondetafel_member;
create policy person_read on person for select to rondetafel_member
  using ((select app_is_member()) or id = (select app_person()));
create policy person_add on person for insert to rondetafel_member with check ((select app_is_office()));
create policy person_change on person for update to rondetafel_member
  using ((select app_is_office()) or id = (select app_person()));

alter table membership enable row level security;
grant select, insert, update (valid_until) on membership to rondetafel_member;
create policy membership_read on membership for select to rondetafel_member
  using ((select app_is_member()) or person_id = (select app_person()));
create policy membership_add on membership for insert to rondetafel_member with check ((select app_is_office()));
create policy membership_end on membership for update to rondetafel_member using ((select app_is_office()));

alter table invitation enable row level security;
grant select, insert, update (expires_at) on invitation to rondetafel_member;
create policy invitation_office on invitation to rondetafel_member
  using ((select app_is_office())) with check ((select app_is_office()));

grant select on person_contact to rondetafel_member;

-- Mail leaves after its transaction has committed. A confidential mail holds a link that signs somebody in: the
-- office does not see it on the outbox page, and its text is emptied once it is sent.
create table mail_message (
  id uuid primary key default gen_random_uuid(),
  to_address text not null check (length(to_address) between 3 and 254),
  subject text not null,
  body_text text not null,
  confidential boolean not null default false,
  status text not null default 'queued' check (status in ('queued', 'sent', 'failed', 'shown')),
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz not null default clock_timestamp(),
  sent_at timestamptz
);
create index mail_message_newest on mail_message (created_at desc);

alter table mail_message enable row level security;
grant select on mail_message to rondetafel_member;
grant insert (id, to_address, subject, body_text, confidential, status) on mail_message to rondetafel_member;
create policy mail_add on mail_message for insert to rondetafel_member with check ((select app_is_member()) and status in ('queued', 'shown'));
create policy mail_read on mail_message for select to rondetafel_member
  using ((select app_is_office()) and not confidential);
