-- What an API client was called when it made a change: clients are renamed, and deleted. And the list of
-- users from the newest on, where those of one moment stand by id.

alter table journal add column actor_name text collate "C";

update journal set actor_name = coalesce(
    (select m.after::json ->> 'name' from journal m
     where m.entity_id = journal.actor and m.entity = 'apiClient' and m.after is not null
       and m.seq < journal.seq
     order by m.seq desc limit 1),
    (select k.name from api_client k where k.id = journal.actor))
where actor <> 'operator';

drop index target_user_listed;
drop index target_user_deleted;
create index target_user_listed on target_user (company_id, create_time desc, id) where status <> 2;
create index target_user_deleted on target_user (company_id, create_time desc, id) where status = 2;
