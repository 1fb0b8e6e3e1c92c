-- Whose a role or a group is, is looked up in the tree for each of them. The planner takes any company for one that manages
-- three, and read the whole tree of one that manages all of them instead, once for each time that a statement names the
-- table; an `exists` with an offset is one that it leaves alone.

do $$
declare
    below constant text := 'exists (select 1 from company_tree t
        where t.ancestor = current_setting(''tenantry.%s'', true) and t.descendant = owner_id limit 1 offset 0)';
    reached constant text := '(owner_id = current_setting(''tenantry.root'', true) or ' || format(below, 'tree') || ')';
begin
    execute format('alter policy tenant on role using (owner_id is null or %s or role_reaches(id, owner_id))',
        format(below, 'root'));
    execute format('alter policy tenant_write on role using (%s)', reached);
    execute format('alter policy tenant on company_group using (%s)', reached);
end $$;
