-- What the other clients of this API keep of a user and of a target group, and the target groups that an import
-- puts its users into.

alter table target_user add column manager_first_name text;
alter table target_user add column manager_last_name text;
alter table target_user add column manager_email text;
alter table target_group add column priority integer not null default 3;
alter table user_import add column target_groups text;
