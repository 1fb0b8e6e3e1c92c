-- A role's writer is looked up in the tree for each role. Where there were many roles, the planner read the whole tree of the
-- caller instead, once for each time a statement names the table; an `exists` with an offset is one that it leaves alone.

alter policy tenant on role using (owner_id is null
    or exists (select 1 from company_tree t
        where t.ancestor = current_setting('tenantry.root', true) and t.descendant = owner_id limit 1 offset 0)
    or role_reaches(id, owner_id));
