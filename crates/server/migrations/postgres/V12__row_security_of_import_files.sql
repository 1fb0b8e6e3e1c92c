-- The second wall (V3, docs/decisions/0007) around the files of V11. The list of users whose key is to be made anew is
-- the program's own: no tenant has a policy on it, or a grant.

create policy tenant on user_import_file to tenantry_app using (
    exists (select 1 from user_import i where i.id = user_import_file.import_id));
grant select, insert, update, delete on user_import_file to tenantry_app;
alter table user_import_file enable row level security;
alter table target_user_to_fold enable row level security;
