-- The second wall (V3, V9, docs/decisions/0007), whoever owns the tables. Policies bind the role that requests run as
-- and nobody else: the owner passes by owning, as PostgreSQL has it, not by a policy that lets it through. An owner that
-- is a member of tenantry_app was bound by the tenant's policies too, and the one of role asks a function of the owner,
-- which reads what the role's policy guards: it never ended. So no table forces its policies on its owner, and
-- the function is told who wrote the role instead of reading it.

do $$
declare
    root constant text := 'current_setting(''tenantry.root'', true)';
    guarded text[];
    name text;
begin
    guarded := array(select tablename::text from pg_policies
        where schemaname = current_schema() and policyname = 'house');
    foreach name in array guarded loop
        execute format('drop policy house on %I', name);
        execute format('alter table %I no force row level security', name);
    end loop;

    execute format('create function role_reaches(role text, writer text) returns boolean
        language sql stable security definer set search_path = %1$I, pg_temp return (
            exists (
                select 1 from company_tree t
                join role_offer o on o.role_id = role_reaches.role
                where t.ancestor = role_reaches.writer and t.descendant = %2$s
                  and (o.kind = ''AllCompanies'' or o.company_id = %2$s
                    or exists (select 1 from company_group_member m
                        where m.group_id = o.group_id and m.company_id = %2$s)))
            or exists (
                select 1 from api_client_role h join api_client k on k.id = h.client_id
                where h.role_id = role_reaches.role and k.company_id = %2$s))',
        current_schema(), root);
    revoke execute on function role_reaches(text, text) from public;
    grant execute on function role_reaches(text, text) to tenantry_app;
    execute format('alter policy tenant on role using (owner_id is null
        or exists (select 1 from company_tree t where t.ancestor = %s and t.descendant = owner_id)
        or role_reaches(id, owner_id))', root);
    drop function role_reaches(text);
end $$;
