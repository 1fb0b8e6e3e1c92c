-- The second wall (V3, docs/decisions/0007), cheaper for each row: what is asked most comes first. tenantry.tree
-- is the root again, or nothing where the tree below is out of reach; it takes the place of tenantry.alone.

do $$
declare
    root constant text := 'current_setting(''tenantry.root'', true)';
    tree constant text := 'current_setting(''tenantry.tree'', true)';
    below constant text := 'exists (select 1 from company_tree t where t.ancestor = ' || tree
        || ' and t.descendant = %1$s)';
    reached constant text := '(%1$s = ' || root || ' or ' || below || ')';
    name text;
begin
    execute format('alter policy tenant on company using (top_id = %s or %s or id = current_setting(''tenantry.above'', true))',
        tree, format(reached, 'company.id'));
    execute format('alter policy tenant_update on company using (%s)', format(reached, 'company.id'));
    execute format('alter policy tenant_delete on company using (%s)', format(reached, 'company.id'));
    execute format('alter policy tenant_insert on company with check (%s)', format(reached, 'parent_id'));
    foreach name in array array['company_logo', 'reseller_totals', 'monthly_users', 'target_user', 'api_client',
        'seat_event', 'target_group', 'user_import'] loop
        execute format('alter policy tenant on %I using (%s)', name, format(reached, 'company_id'));
    end loop;
    execute format('alter policy tenant on company_group using (%s)', format(reached, 'owner_id'));
    execute format('alter policy tenant_write on role using (%s)', format(reached, 'owner_id'));
end $$;
