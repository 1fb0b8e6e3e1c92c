-- The second wall (V3, docs/decisions/0007) around the tables of V6.

do $$
declare
    name text;
begin
    create policy tenant on user_import to tenantry_app using (
        exists (select 1 from company_tree t
            where t.ancestor = current_setting('tenantry.root', true) and t.descendant = company_id)
        and current_setting('tenantry.alone', true) in ('', company_id));
    create policy tenant on user_import_chunk to tenantry_app using (
        exists (select 1 from user_import i where i.id = user_import_chunk.import_id));
    foreach name in array array['user_import', 'user_import_chunk'] loop
        execute format('grant select, insert, update, delete on %I to tenantry_app', name);
        execute format('create policy house on %I using (current_user <> ''tenantry_app'')', name);
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
end $$;
