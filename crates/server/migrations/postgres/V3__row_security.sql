-- Row-level security, the second wall: a request's transaction runs as a role that owns nothing and
-- sees what stands at or below the company that the request is about, whatever its statements say.
-- `set local` names that company (tenantry.root; tenantry.alone too, where the tree below is out of
-- reach; tenantry.above, see company) and the API client (tenantry.client). The house's own work runs as the owner.
-- docs/decisions/0007.

do $$
begin
    begin
        if not exists (select 1 from pg_roles where rolname = 'tenantry_app') then
            create role tenantry_app nologin;
        end if;
    exception when duplicate_object or unique_violation then
        -- Another database of this cluster was quicker.
        null;
    end;
    begin
        set local role tenantry_app;
        set local role none;
    exception when insufficient_privilege then
        execute format('grant tenantry_app to %I', current_user);
    end;
exception when insufficient_privilege then
    raise exception using errcode = 'insufficient_privilege', message = format(
        'the role tenantry_app is missing, or not granted to %1$I. As a superuser, run: '
        'create role tenantry_app nologin; grant tenantry_app to %1$I;', current_user);
end $$;

do $$
declare
    root constant text := 'current_setting(''tenantry.root'', true)';
    -- A company at or below the root.
    below constant text := 'exists (select 1 from company_tree t where t.ancestor = '
        || root || ' and t.descendant = %s)';
    reached constant text := '(' || below
        || ' and current_setting(''tenantry.alone'', true) in ('''', %1$s))';
    guarded text[];
    name text;
begin
    execute format('grant usage on schema %I to tenantry_app', current_schema());
    -- Ids and their places, no more: what the policies themselves stand on.
    grant select, insert, delete on company_tree to tenantry_app;

    -- Whoever stands at the top of the tree needs no look into it. Where a caller narrows a request to
    -- one of its companies, the one above is seen too: its name stands in the company's row.
    execute format('create policy tenant on company for select to tenantry_app using (%s)',
        format('(top_id = %s or %s) and current_setting(''tenantry.alone'', true) in ('''', id)
                or id = current_setting(''tenantry.above'', true)', root, format(below, 'id')));
    execute format('create policy tenant_update on company for update to tenantry_app using (%s)',
        format(reached, 'id'));
    execute format('create policy tenant_delete on company for delete to tenantry_app using (%s)',
        format(reached, 'id'));
    -- Before it has a place in the tree.
    execute format('create policy tenant_insert on company for insert to tenantry_app with check (%s)',
        format(reached, 'parent_id'));

    foreach name in array array['company_logo', 'reseller_totals', 'monthly_users', 'target_user', 'api_client'] loop
        execute format('create policy tenant on %I to tenantry_app using (%s)',
            name, format(reached, 'company_id'));
    end loop;
    create policy tenant on client_secret to tenantry_app using (
        exists (select 1 from api_client k where k.id = client_secret.client_id));
    create policy tenant on api_client_role to tenantry_app using (
        exists (select 1 from api_client k where k.id = api_client_role.client_id))
        with check (exists (select 1 from api_client k where k.id = api_client_role.client_id)
            and exists (select 1 from role r where r.id = api_client_role.role_id));

    execute format('create policy tenant on company_group to tenantry_app using (%s)',
        format(reached, 'owner_id'));
    execute format('create policy tenant on company_group_member to tenantry_app using (%s) with check (%1$s and %s)',
        'exists (select 1 from company_group g where g.id = group_id)', format(below, 'company_id'));
    -- A role may be handed to a group of a company above: who is in it must be able to tell.
    execute format('create policy tenant_own on company_group_member for select to tenantry_app
        using (company_id = %s)', root);

    -- Roles are handed down: a role of a company above is seen where it is offered or held, and not
    -- touched. A function of the owner tells, for offers are guarded by their roles.
    execute format('create function role_reaches(role text) returns boolean
        language sql stable security definer set search_path = %1$I, pg_temp return (
            exists (
                select 1 from role r
                join company_tree t on t.ancestor = r.owner_id and t.descendant = %2$s
                join role_offer o on o.role_id = r.id
                where r.id = role_reaches.role and (o.kind = ''AllCompanies'' or o.company_id = %2$s
                    or exists (select 1 from company_group_member m
                        where m.group_id = o.group_id and m.company_id = %2$s)))
            or exists (
                select 1 from api_client_role h join api_client k on k.id = h.client_id
                where h.role_id = role_reaches.role and k.company_id = %2$s))',
        current_schema(), root);
    revoke execute on function role_reaches from public;
    grant execute on function role_reaches to tenantry_app;
    execute format('create policy tenant on role for select to tenantry_app using (
        owner_id is null or %s or role_reaches(id))', format(below, 'owner_id'));
    execute format('create policy tenant_write on role to tenantry_app using (%s)',
        format(reached, 'owner_id'));
    foreach name in array array['role_permission', 'role_offer'] loop
        execute format('create policy tenant on %I for select to tenantry_app using (
            exists (select 1 from role r where r.id = %1$I.role_id))', name);
    end loop;
    execute format('create policy tenant_write on role_permission to tenantry_app using (
        exists (select 1 from role r where r.id = role_id and %s))', format(below, 'r.owner_id'));
    execute format('create policy tenant_write on role_offer to tenantry_app using (%s) with check (%1$s
        and (company_id is null or %s) and (group_id is null or exists (select 1 from company_group g where g.id = group_id)))',
        format('exists (select 1 from role r where r.id = role_id and %s)', format(below, 'r.owner_id')),
        format(below, 'company_id'));

    create policy tenant on idempotency to tenantry_app using (
        client_id = current_setting('tenantry.client', true));

    -- Whoever may read of a change is written down with it; its maker wrote it.
    execute format('create policy tenant on journal for select to tenantry_app using (
        actor = current_setting(''tenantry.client'', true) or exists (
            select 1 from journal_audience a where a.seq = journal.seq and a.ancestor = %s))', root);
    create policy tenant_insert on journal for insert to tenantry_app with check (
        actor = current_setting('tenantry.client', true));
    execute format('create policy tenant on journal_audience for select to tenantry_app using (ancestor = %s)', root);
    create policy tenant_insert on journal_audience for insert to tenantry_app with check (true);

    guarded := array(select distinct tablename::text from pg_policies where schemaname = current_schema());
    foreach name in array guarded loop
        execute format('grant select, insert, update, delete on %I to tenantry_app', name);
        execute format('create policy house on %I using (current_user <> ''tenantry_app'')', name);
        execute format('alter table %I enable row level security', name);
        execute format('alter table %I force row level security', name);
    end loop;
    -- What was written stays.
    revoke update, delete on journal, journal_audience from tenantry_app;
end $$;
