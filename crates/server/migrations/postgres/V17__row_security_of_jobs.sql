-- The second wall (V9, docs/decisions/0007).
create policy tenant on job to tenantry_app using (
    company_id = current_setting('tenantry.root', true)
    or exists (select 1 from company_tree t
        where t.ancestor = current_setting('tenantry.tree', true) and t.descendant = company_id));
grant select, insert, update, delete on job to tenantry_app;
alter table job enable row level security;
