-- What keeps pages quick when there are a hundred times as many actions and reports.

-- The newest reports, whatever the action: read from the end of an index instead of by sorting all of them.
create index progress_update_newest on progress_update (recorded_at desc);

-- The one visibility rule again, in the same words, now written out in each policy. A function with subselects cannot
-- be folded into the query, so it was called for every row (13 µs each on the embedded engine); written out, each
-- setting is read once per query. One text makes both the function and the policies, so that they stay equal.
do $$
declare
  rule constant text := $rule$
  case %1$s
    when 'programme' then (select app_is_member())
    when 'coreGroup' then (select app_is_office() or 'coreGroupMember' = any (app_roles()) or 'policyOfficer' = any (app_roles()))
    when 'group' then (select app_is_office()) or %4$s = any ((select app_groups())::uuid[])
    when 'partners' then (select app_is_office()) or %2$s = (select app_partner()) or (select app_partner()) = any (%3$s)
    when 'ownOrganisation' then %2$s = (select app_partner())
    when 'office' then (select app_is_office())
    else false
  end$rule$;
  owned constant text[][] := array[
    ['action', 'action_read', 'lead_partner_id'],
    ['observation', 'observation_read', 'owner_partner_id'],
    ['progress_update', 'update_read', 'partner_id'],
    ['commitment', 'commitment_read', 'owner_partner_id']];
  one text[];
begin
  execute format(
    'create or replace function app_sees(row_audience audience, row_owner uuid, row_partners uuid[], row_group uuid) returns boolean language sql stable as $f$ select %s $f$',
    format(rule, 'row_audience', 'row_owner', 'row_partners', 'row_group'));
  foreach one slice 1 in array owned loop
    execute format('alter policy %I on %I using (%s)', one[2], one[1],
      format(rule, 'audience', one[3], 'audience_partner_ids', 'group_id'));
  end loop;
end $$;
