-- Dossiers of documents, what they said at a reference date, and what the public may see.
create table dossier (
  id uuid primary key,
  key text not null unique,
  title text not null check (length(title) between 1 and 200),
  reference_date date not null,
  paper_key text,
  status text not null default 'draft' check (status in ('draft', 'frozen', 'published', 'withdrawn')),
  version integer not null default 1
);

create table document (
  id uuid primary key,
  dossier_id uuid not null references dossier (id),
  template text not null check (template in ('parliamentaryLetter', 'decisionNote', 'annualReport', 'actionPlan')),
  sort_order integer not null,
  meta jsonb not null default '[]',
  body jsonb not null,
  version integer not null default 1
);
create index document_by_dossier on document (dossier_id, sort_order);

-- Every earlier text of a document: nothing that was written is lost.
create table document_change (
  id uuid primary key,
  document_id uuid not null references document (id),
  version integer not null,
  changed_on date not null,
  person_id uuid not null,
  body jsonb not null
);

-- Officials stand in a document by reference; every output decides what of them is shown.
create table official (
  id uuid primary key,
  dossier_id uuid not null references dossier (id),
  key text not null,
  name text not null,
  function text not null,
  contact text,
  is_example boolean not null default false,
  unique (dossier_id, key)
);

create table snapshot (
  id uuid primary key,
  dossier_id uuid not null references dossier (id),
  reference_date date not null,
  content_hash text not null,
  -- Per document its version and both resolved forms.
  documents jsonb not null,
  -- What the site would show of the same moment, so that page and document can never differ.
  site_data jsonb not null,
  frozen_by uuid not null,
  frozen_at timestamptz not null default clock_timestamp()
);
create index snapshot_by_dossier on snapshot (dossier_id, frozen_at desc);

create function app_writes_dossiers() returns boolean language sql stable as
  $$ select app_is_office() or 'policyOfficer' = any (app_roles()) $$;
create function app_reads_dossiers() returns boolean language sql stable as
  $$ select app_writes_dossiers() or 'coreGroupMember' = any (app_roles()) $$;

do $$
declare name text;
begin
  foreach name in array array['dossier', 'document', 'document_change', 'official', 'snapshot'] loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select, insert, update on %I to rondetafel_member', name);
    execute format('create policy %I on %I for select to rondetafel_member using ((select app_reads_dossiers()))', name || '_read', name);
    execute format('create policy %I on %I for insert to rondetafel_member with check ((select app_writes_dossiers()))', name || '_add', name);
  end loop;
end $$;
create policy dossier_edit on dossier for update to rondetafel_member using ((select app_writes_dossiers()));
create policy document_edit on document for update to rondetafel_member using ((select app_writes_dossiers()));

-- What the public sees: copies, made at publication. The site's role reads this schema and nothing else.
create table published.publication (
  id uuid primary key,
  slug text not null unique,
  title text not null,
  reference_date date not null,
  published_at timestamptz not null,
  status text not null check (status in ('published', 'withdrawn')),
  change_note text not null,
  content_hash text not null
);
create table published.document (
  id uuid primary key,
  publication_id uuid not null references published.publication (id),
  slug text not null,
  sort_order integer not null,
  resolved jsonb not null,
  unique (publication_id, slug)
);
create table published.file (
  document_id uuid not null references published.document (id),
  format text not null,
  file_name text not null,
  media_type text not null,
  sha256 text not null,
  bytes bytea not null,
  primary key (document_id, format)
);
create table published.site_data (
  publication_id uuid primary key references published.publication (id),
  reference_date date not null,
  data jsonb not null
);
create table published.change (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  text text not null,
  slug text not null
);
-- Rises with every change of what is public, so that a cache knows when it is old.
create table published.version (one boolean primary key default true check (one), number bigint not null);
insert into published.version (number) values (0);
grant select on all tables in schema published to rondetafel_site;

-- Publishing is done in the role of the person, who may write here only when writing dossiers is allowed.
grant usage on schema published to rondetafel_member;
do $$
declare name text;
begin
  foreach name in array array['publication', 'document', 'file', 'site_data', 'change', 'version'] loop
    execute format('grant select, insert, update, delete on published.%I to rondetafel_member', name);
    execute format('alter table published.%I enable row level security', name);
    execute format('create policy site_read on published.%I for select to rondetafel_site using (true)', name);
    execute format('create policy member_write on published.%I for all to rondetafel_member using ((select app_writes_dossiers())) with check ((select app_writes_dossiers()))', name);
  end loop;
end $$;
grant usage on all sequences in schema published to rondetafel_member;
