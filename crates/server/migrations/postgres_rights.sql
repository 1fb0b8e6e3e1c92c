-- Asked before each migration: whether the role that the program connects as has the rights that it needs, and which
-- line a superuser must run if it does not. Nothing is changed before all of it is answered. What may be done without a
-- superuser is done here: the role that requests run as (docs/decisions/0007) is made, and granted.

do $$
declare
    me constant text := current_user;
    place constant text := coalesce(current_schema(), 'public');
    has_new_grants constant boolean := current_setting('server_version_num')::int >= 160000;
    is_there constant boolean := exists (select 1 from pg_roles where rolname = 'tenantry_app');
    is_member boolean := false;
    may_make boolean;
    may_grant boolean;
    owner text;
begin
    if current_schema() is null or not has_schema_privilege(place, 'create') then
        raise exception using errcode = 'insufficient_privilege', message = format(
            'the role %1$I may not make tables in the schema %2$I. As a superuser, run: '
            'grant usage, create on schema %2$I to %1$I;', me, place);
    end if;

    select tableowner into owner from pg_tables
    where schemaname = place and tablename in ('company', 'refinery_schema_history')
      and not pg_has_role(me, tableowner, 'usage')
    limit 1;
    if owner is not null then
        raise exception using errcode = 'insufficient_privilege', message = format(
            'the tables belong to the role %1$I, and %2$I is no member of it. Connect as %1$I, or as a superuser, '
            'run: reassign owned by %1$I to %2$I;', owner, me);
    end if;

    select rolsuper or rolcreaterole, rolsuper or (rolcreaterole and not has_new_grants)
    into may_make, may_grant from pg_roles where rolname = me;
    if is_there then
        is_member := pg_has_role(me, 'tenantry_app', case when has_new_grants then 'set' else 'member' end);
        may_grant := may_grant or pg_has_role(me, 'tenantry_app', 'member with admin option');
    end if;
    if not is_there and not may_make then
        raise exception using errcode = 'insufficient_privilege', message = format(
            'the role tenantry_app is missing, and %1$I may not make roles. As a superuser, run: '
            'create role tenantry_app nologin; grant tenantry_app to %1$I;', me);
    end if;
    if is_there and not is_member and not may_grant then
        raise exception using errcode = 'insufficient_privilege', message = format(
            'the role %1$I is no member of tenantry_app. As a superuser, run: grant tenantry_app to %1$I;', me);
    end if;

    -- Roles are the whole cluster's, and another database of it may be doing the same.
    if not is_there then
        begin
            create role tenantry_app nologin;
        exception when duplicate_object or unique_violation then
            null;
        end;
    end if;
    -- It may be another's that is not to be seen yet.
    for try in 1..40 loop
        begin
            exit when pg_has_role(me, 'tenantry_app', case when has_new_grants then 'set' else 'member' end);
            execute format('grant tenantry_app to %I', me);
        exception when internal_error or unique_violation or undefined_object then
            perform pg_sleep(0.05);
        end;
    end loop;
end $$;
