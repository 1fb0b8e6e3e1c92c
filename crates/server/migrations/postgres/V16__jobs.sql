-- Work that outlives its request. A node holds a job until lease_until and says so again while it is at it; a job whose node
-- is not heard of any more is taken up by another. All times are those of the database's clock. done_time: it has ended,
-- well or, with last_error, given up. starter: who began it, as JSON, for the journal.
create table job (
    key         text collate "C" primary key,
    kind        text collate "C" not null,
    subject     text collate "C" not null,
    company_id  text collate "C" not null references company (id) on delete cascade,
    starter     text collate "C" not null,
    due         bigint not null,
    lease_until bigint,
    node        text collate "C",
    -- How often it was taken up, and how often it failed by its own fault.
    attempts    bigint not null,
    failures    bigint not null,
    last_error  text collate "C",
    create_time bigint not null,
    done_time   bigint
);
create index job_open on job (due) where done_time is null;
create index job_by_company on job (company_id);

-- Imports that lost their server go on by themselves, in the operator's name; files that did end as failed.
insert into job (key, kind, subject, company_id, starter, due, attempts, failures, create_time)
select case status when 'Importing' then 'import:' || id else 'reading:' || id || ':' || version end,
       case status when 'Importing' then 'import' else 'reading' end,
       id, company_id, '{"client":"operator","clientName":"operator"}', update_time, 0, 0, update_time
from user_import where status in ('Importing', 'Reading');
