-- The research environment: studies, their charters and signatures, deliveries, questions, checks, releases, the end.
-- No table here holds a row of anybody's data: rows live sealed in files, and die with their keys.

create table study (
  id uuid primary key,
  key text not null unique,
  title text not null unique check (length(title) between 1 and 200),
  question text not null check (length(question) between 1 and 1000),
  status text not null default 'preparing' check (status in
    ('preparing', 'declined', 'drafting', 'signing', 'active', 'halted', 'closing', 'closed')),
  -- First and last day on which anything may happen, and the day on which data must be gone.
  starts date,
  ends date check (ends >= starts),
  retention_until date check (retention_until >= ends),
  -- Whether others than the parties, and the public, may know that it exists.
  is_listed boolean not null default false,
  charter_version integer not null default 0,
  is_synthetic boolean not null default false,
  created_by uuid not null,
  created_on date not null,
  version integer not null default 1
);

-- The long pre-phase: each condition gets a verdict from a person, with the reason.
create table study_condition (
  study_id uuid not null references study (id),
  kind text not null check (kind in ('technical', 'organisational', 'legal')),
  verdict text not null check (verdict in ('go', 'noGo')),
  explanation text not null check (length(explanation) between 1 and 2000),
  person_id uuid not null,
  decided_on date not null,
  primary key (study_id, kind)
);

create table study_party (
  study_id uuid not null references study (id),
  partner_id uuid not null references partner (id),
  role text not null check (role in ('dataHolder', 'participant')),
  -- Ed25519 public key of the organisation, base64url.
  signing_key text not null check (length(signing_key) = 43),
  legal_basis text not null check (length(legal_basis) between 1 and 500),
  licence text check (length(licence) <= 300),
  dpia_name text not null check (length(dpia_name) between 1 and 200),
  dpia_sha256 text not null check (dpia_sha256 ~ '^[0-9a-f]{64}$'),
  primary key (study_id, partner_id)
);

create table study_holder (
  study_id uuid not null references study (id),
  holder text not null,
  name text not null,
  url text not null,
  receipt_key text not null check (length(receipt_key) = 43),
  primary key (study_id, holder)
);

create table study_identifier (
  study_id uuid not null references study (id),
  type text not null,
  ceiling integer not null check (ceiling > 0),
  -- As the charter carries it: normaliser, shares, joint key, canaries (src/keyholder/protocol.ts).
  definition jsonb not null,
  primary key (study_id, type)
);

-- Who, by name, asks questions and who checks the answers.
create table study_person (
  study_id uuid not null references study (id),
  person_id uuid not null,
  role text not null check (role in ('researcher', 'checker')),
  primary key (study_id, person_id)
);

-- Every other field of the charter, each with its own visibility: the existence of a study can be public while
-- its content is not.
create table charter_field (
  study_id uuid not null references study (id),
  name text not null,
  value jsonb not null,
  is_open boolean not null default false,
  primary key (study_id, name)
);

-- The exact text that was offered for signature, and its hash.
create table charter_version (
  study_id uuid not null references study (id),
  version integer not null,
  document text not null,
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  offered_by uuid not null,
  offered_on date not null,
  primary key (study_id, version)
);
create table charter_signature (
  study_id uuid not null,
  version integer not null,
  partner_id uuid not null references partner (id),
  person_id uuid not null,
  signature text not null check (length(signature) = 86),
  signed_on date not null,
  primary key (study_id, version, partner_id),
  foreign key (study_id, version) references charter_version (study_id, version)
);
create table study_veto (
  id uuid primary key,
  study_id uuid not null references study (id),
  partner_id uuid not null references partner (id),
  person_id uuid not null,
  reason text not null check (length(reason) between 1 and 1000),
  on_day date not null
);

-- A partner's delivery: one run of its tool. The rows are in sealed files; here is what was promised and what came.
create table delivery (
  id uuid primary key,
  study_id uuid not null references study (id),
  partner_id uuid not null references partner (id),
  -- Known once the manifest has been read.
  type text not null default '',
  run text not null check (run ~ '^[A-Za-z0-9_-]{1,64}$'),
  status text not null default 'receiving' check (status in ('receiving', 'checking', 'accepted', 'refused', 'destroyed')),
  problem text,
  row_count integer,
  distinct_count integer,
  refused_count integer,
  objected_count integer,
  manifest jsonb,
  -- What stood out at the k-check, as counts.
  uniqueness jsonb,
  merkle_root text,
  received_at timestamptz not null default clock_timestamp(),
  unique (study_id, partner_id, run)
);
create index delivery_by_study on delivery (study_id, received_at);
create table delivery_file (
  delivery_id uuid not null references delivery (id),
  name text not null,
  sha256 text not null,
  size bigint not null,
  primary key (delivery_id, name)
);

-- The data as they stood: every accepted delivery makes a new snapshot.
create table study_snapshot (
  study_id uuid not null references study (id),
  number integer not null,
  hash text not null,
  rows integer not null,
  delivery_ids uuid[] not null,
  -- The sealed shards, as the engine wants them.
  files jsonb not null,
  set_sizes jsonb not null,
  made_on date not null,
  primary key (study_id, number)
);

create table study_question (
  id uuid primary key,
  study_id uuid not null references study (id),
  template text not null,
  template_version integer not null,
  parameters jsonb not null,
  reason text not null check (length(reason) between 1 and 1000),
  status text not null default 'asked' check (status in
    ('asked', 'refused', 'failed', 'inCheck', 'escalated', 'rejected', 'released', 'withdrawn')),
  -- What a researcher may know of a refusal; never a number that was withheld.
  refusals jsonb not null default '[]',
  problem text,
  snapshot_number integer,
  snapshot_hash text,
  sql_hash text,
  profile_hash text,
  table_hash text,
  -- How it was computed: engine versions, isolation, second computation.
  computation jsonb,
  -- Evidence of the disclosure check, as counts and outcomes.
  evidence jsonb,
  charter_hash text,
  asked_by uuid not null,
  asked_on date not null,
  released_on date,
  withdrawn_reason text,
  is_drill boolean not null default false,
  version integer not null default 1
);
create index study_question_by_study on study_question (study_id, asked_on);

-- The table as it would be published: suppressed and rounded. Exact numbers are nowhere. Seen by checkers, and by the
-- study once it is released.
create table question_table (
  question_id uuid primary key references study_question (id),
  study_id uuid not null references study (id),
  content jsonb not null,
  -- For an exercise with a table that is wrong on purpose: which rule it breaks. Shown after the vote only.
  drill_rule text
);

create table output_check (
  question_id uuid not null references study_question (id),
  person_id uuid not null,
  partner_id uuid not null references partner (id),
  verdict text not null check (verdict in ('approve', 'reject')),
  remark text not null check (length(remark) <= 1000),
  -- The hash of the table that was looked at.
  table_hash text not null,
  decided_at timestamptz not null default clock_timestamp(),
  primary key (question_id, person_id)
);

create table research_note (
  id uuid primary key,
  study_id uuid not null references study (id),
  question_id uuid references study_question (id),
  person_id uuid not null,
  text text not null check (length(text) between 1 and 10000),
  written_at timestamptz not null default clock_timestamp()
);

-- A figure of an indicator that came out of a release.
create table released_figure (
  question_id uuid not null references study_question (id),
  cell_id text not null,
  observation_id uuid not null references observation (id),
  primary key (question_id, cell_id)
);

-- Signatures of the key holders under our audit chain, and what was destroyed when.
create table study_witness (
  study_id uuid not null references study (id),
  holder text not null,
  position bigint not null,
  signed jsonb not null,
  signature text not null,
  primary key (study_id, holder, position)
);
create table study_destruction (
  study_id uuid not null references study (id),
  step text not null check (step in ('share', 'dataKey', 'files', 'backup', 'evaluationFails', 'decryptionFails')),
  subject text not null default '',
  certificate jsonb not null,
  signature text,
  done_at timestamptz not null default clock_timestamp(),
  primary key (study_id, step, subject)
);

-- Where a figure came from when it came out of a study, and that it was taken back.
alter table observation add column provenance jsonb;
alter table observation add column withdrawn_reason text;
alter table observation add column withdrawn_on date;

-- Who is in a study: the office, people of its parties, and the people named in it. Runs as its owner, because the
-- policies of the tables it reads call it.
create function app_in_study(of_study uuid) returns boolean language sql stable security definer set search_path = public as $$
  select app_is_office()
    or (app_roles() && array['partnerContact', 'coreGroupMember']
        and exists (select from study_party p where p.study_id = of_study and p.partner_id = app_partner()))
    or exists (select from study_person n where n.study_id = of_study and n.person_id = app_person())
$$;
create function app_study_role(of_study uuid, wanted text) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from study_person n where n.study_id = of_study and n.person_id = app_person() and n.role = wanted) $$;
create function app_is_party(of_study uuid) returns boolean language sql stable security definer set search_path = public as $$
  select 'partnerContact' = any (app_roles())
    and exists (select from study_party p where p.study_id = of_study and p.partner_id = app_partner())
$$;
create function app_study_is_listed(of_study uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from study s where s.id = of_study and s.is_listed) and app_is_member() $$;
-- Blinded: what another checker said is there once two have said it, or for who has nothing more to say.
create function app_check_is_open(of_question uuid) returns boolean language sql stable security definer set search_path = public as $$
  select count(*) >= 2 and (bool_or(c.person_id = app_person())
      or not app_study_role((select q.study_id from study_question q where q.id = of_question), 'checker'))
  from output_check c where c.question_id = of_question
$$;
create function app_is_released(of_question uuid) returns boolean language sql stable security definer set search_path = public as
  $$ select exists (select from study_question q where q.id = of_question and q.status = 'released') $$;

do $$
declare name text;
begin
  foreach name in array array['study', 'study_condition', 'study_party', 'study_holder', 'study_identifier', 'study_person',
    'charter_field', 'charter_version', 'charter_signature', 'study_veto', 'delivery', 'delivery_file', 'study_snapshot',
    'study_question', 'question_table', 'output_check', 'research_note', 'released_figure', 'study_witness', 'study_destruction'] loop
    execute format('alter table %I enable row level security', name);
    execute format('grant select, insert on %I to rondetafel_member', name);
  end loop;
  foreach name in array array['study_condition', 'study_party', 'study_holder', 'study_identifier', 'study_person',
    'charter_version', 'charter_signature', 'study_veto', 'delivery', 'study_snapshot', 'study_question', 'research_note',
    'study_witness', 'study_destruction'] loop
    execute format('create policy %I on %I for select to rondetafel_member using (app_in_study(study_id))', name || '_read', name);
  end loop;
  -- The office keeps the charter while it is being written.
  foreach name in array array['study_condition', 'study_party', 'study_holder', 'study_identifier', 'study_person', 'charter_field'] loop
    execute format('grant update, delete on %I to rondetafel_member', name);
    execute format('create policy %I on %I for insert to rondetafel_member with check ((select app_is_office()))', name || '_add', name);
    execute format('create policy %I on %I for update to rondetafel_member using ((select app_is_office()))', name || '_edit', name);
    execute format('create policy %I on %I for delete to rondetafel_member using ((select app_is_office()))', name || '_remove', name);
  end loop;
end $$;

grant update on study, delivery, study_question to rondetafel_member;
-- The core group judges whether a study can be done, so it knows of all of them; what is in a charter stays with the parties.
create policy study_read on study for select to rondetafel_member
  using (app_in_study(id) or (is_listed and (select app_is_member())) or 'coreGroupMember' = any (app_roles()));
create policy condition_read on study_condition for select to rondetafel_member using ('coreGroupMember' = any (app_roles()));
create policy condition_judge on study_condition for insert to rondetafel_member
  with check ('coreGroupMember' = any (app_roles()) and person_id = (select app_person()));
create policy condition_rejudge on study_condition for update to rondetafel_member
  using ('coreGroupMember' = any (app_roles())) with check (person_id = (select app_person()));
create policy study_add on study for insert to rondetafel_member with check ((select app_is_office()) and created_by = (select app_person()));
-- A signature activates, a veto halts: parties move a study too. What may move is for the command.
create policy study_edit on study for update to rondetafel_member using ((select app_is_office()) or app_is_party(id));
create policy charter_field_read on charter_field for select to rondetafel_member
  using (app_in_study(study_id) or (is_open and app_study_is_listed(study_id)));
create policy charter_version_add on charter_version for insert to rondetafel_member with check ((select app_is_office()));
create policy charter_signature_add on charter_signature for insert to rondetafel_member
  with check (app_is_party(study_id) and partner_id = (select app_partner()) and person_id = (select app_person()));
create policy study_veto_add on study_veto for insert to rondetafel_member
  with check (app_is_party(study_id) and partner_id = (select app_partner()) and person_id = (select app_person()));
create policy delivery_add on delivery for insert to rondetafel_member
  with check (app_is_party(study_id) and partner_id = (select app_partner()));
create policy delivery_edit on delivery for update to rondetafel_member
  using ((select app_is_office()) or (app_is_party(study_id) and partner_id = (select app_partner())));
grant update on delivery_file to rondetafel_member;
create policy delivery_file_read on delivery_file for select to rondetafel_member
  using (exists (select from delivery d where d.id = delivery_id));
create policy delivery_file_add on delivery_file for insert to rondetafel_member
  with check (exists (select from delivery d where d.id = delivery_id and d.partner_id = (select app_partner())));
create policy delivery_file_edit on delivery_file for update to rondetafel_member
  using (exists (select from delivery d where d.id = delivery_id and d.partner_id = (select app_partner())));
create policy study_snapshot_add on study_snapshot for insert to rondetafel_member
  with check (app_is_party(study_id) or (select app_is_office()));
create policy study_question_add on study_question for insert to rondetafel_member
  with check ((app_study_role(study_id, 'researcher') or (is_drill and (select app_is_office()))) and asked_by = (select app_person()));
create policy study_question_edit on study_question for update to rondetafel_member
  using ((select app_is_office()) or app_study_role(study_id, 'researcher') or app_study_role(study_id, 'checker'));
create policy question_table_read on question_table for select to rondetafel_member
  using (app_study_role(study_id, 'checker') or (app_in_study(study_id) and app_is_released(question_id)));
create policy question_table_add on question_table for insert to rondetafel_member
  with check (app_study_role(study_id, 'researcher') or (select app_is_office()));
-- The rule that an exercise breaks is not for who still has to find it.
revoke select on question_table from rondetafel_member;
grant select (question_id, study_id, content) on question_table to rondetafel_member;
create function app_drill_rule(of_question uuid) returns text language sql stable security definer set search_path = public as
  $$ select drill_rule from question_table where question_id = of_question and app_check_is_open(of_question) $$;
create policy output_check_read on output_check for select to rondetafel_member
  using (person_id = (select app_person()) or (exists (select from study_question q where q.id = question_id) and app_check_is_open(question_id)));
create policy output_check_add on output_check for insert to rondetafel_member
  with check (person_id = (select app_person()) and partner_id = (select app_partner())
    and exists (select from study_question q where q.id = question_id and app_study_role(q.study_id, 'checker')));
create policy research_note_add on research_note for insert to rondetafel_member
  with check (person_id = (select app_person()) and app_study_role(study_id, 'researcher'));
create policy released_figure_read on released_figure for select to rondetafel_member
  using (exists (select from study_question q where q.id = question_id));
create policy released_figure_add on released_figure for insert to rondetafel_member
  with check ((select app_is_office()) and app_is_released(question_id));
create policy study_witness_add on study_witness for insert to rondetafel_member with check ((select app_is_office()));
create policy study_destruction_add on study_destruction for insert to rondetafel_member with check ((select app_is_office()));

-- What the public may know: the register of studies, and which published figures were taken back.
create table published.study (
  id uuid primary key,
  slug text not null unique,
  title text not null,
  status text not null,
  data jsonb not null,
  updated_at timestamptz not null
);
create table published.withdrawn_figure (
  observation_id uuid primary key,
  reason text not null,
  withdrawn_on date not null
);
grant select on published.study, published.withdrawn_figure to rondetafel_site;
alter table published.study enable row level security;
alter table published.withdrawn_figure enable row level security;
grant select, insert, update, delete on published.study to rondetafel_member;
grant select, insert on published.withdrawn_figure to rondetafel_member;
create policy site_read on published.study for select to rondetafel_site using (true);
create policy site_read on published.withdrawn_figure for select to rondetafel_site using (true);
create policy member_write on published.study for all to rondetafel_member
  using ((select app_writes_dossiers())) with check ((select app_writes_dossiers()));
create policy member_read on published.withdrawn_figure for select to rondetafel_member using ((select app_is_member()));
create policy member_add on published.withdrawn_figure for insert to rondetafel_member with check ((select app_writes_dossiers()));

-- Whoever changes what is public raises the version, so that pages in memory are made anew.
create function published.raise_version() returns trigger language plpgsql security definer set search_path = published as
  $$ begin update published.version set number = number + 1; return null; end $$;
create trigger study_changed after insert or update or delete on published.study
  for each statement execute function published.raise_version();
create trigger figure_withdrawn after insert on published.withdrawn_figure
  for each statement execute function published.raise_version();

-- A released figure may begin a series of its own.
grant insert on indicator to rondetafel_member;
create policy indicator_add on indicator for insert to rondetafel_member with check ((select app_is_office()));

-- Who has voted on a table, and not what: enough to keep the rules of two organisations.
create function app_voters(of_question uuid) returns table (person_id uuid, partner_id uuid)
language sql stable security definer set search_path = public as $$
  select c.person_id, c.partner_id from output_check c
  join study_question q on q.id = c.question_id
  where c.question_id = of_question and app_in_study(q.study_id)
$$;
