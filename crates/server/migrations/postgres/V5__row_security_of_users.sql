-- The second wall (V3, docs/decisions/0007) around the tables of V4.

do $$
declare
    reached constant text := '(exists (select 1 from company_tree t
        where t.ancestor = current_setting(''tenantry.root'', true) and t.descendant = company_id)
        and current_setting(''tenantry.alone'', true) in ('''', company_id))';
    name text;
begin
    foreach name in array array['seat_event', 'target_group'] loop
        execute format('create policy tenant on %I to tenantry_app using (%s)', name, reached);
    end loop;
    create policy tenant on target_group_member to tenantry_app using (
        exists (select 1 from target_group g where g.id = target_group_member.group_id));
    foreach name in array array['seat_event', 'target_group', 'target_group_member'] loop
        execute format('grant select, insert, update, delete on %I to tenantry_app', name);
        execute format('create policy house on %I using (current_user <> ''tenantry_app'')', name);
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;
