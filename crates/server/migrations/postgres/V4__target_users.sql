-- Target users as people keep them, their groups, and every change of a seat: what a month's counts
-- are made of, and what explains them.

alter table target_user add column first_name_fold text collate "C";
alter table target_user add column last_name_fold text collate "C";
alter table target_user add column department_fold text collate "C";
alter table target_user add column preferred_language_id text collate "C";
alter table target_user add column time_zone text collate "C";

-- Until now only the demo estate had users, whose names are plain.
update target_user set
    first_name_fold = lower(first_name), last_name_fold = lower(last_name), department_fold = lower(department);

-- Each user stands in one of the two lists, as deleted (2) or not.
drop index target_user_by_company;
create index target_user_listed on target_user (company_id, create_time, id) where status <> 2;
create index target_user_deleted on target_user (company_id, create_time, id) where status = 2;
create unique index target_user_email on target_user (company_id, email_fold) where status <> 2;
create index target_user_email_deleted on target_user (company_id, email_fold) where status = 2;

-- One row per change of a user's seat, in the order of the changes. The month is the company's own,
-- as it was then, and never earlier than that of the change before. counted: the user counts in the month's users from
-- here on; active_after: how many active users the company has now.
create table seat_event (
    seq           bigint generated always as identity primary key,
    company_id    text collate "C" not null references company (id) on delete cascade,
    user_id       text collate "C" not null,
    month         bigint not null,
    time          bigint not null,
    kind          text collate "C" not null,
    counted       bigint not null,
    active_change bigint not null,
    active_after  bigint not null
);
create index seat_event_by_month on seat_event (company_id, month, seq);

insert into seat_event (company_id, user_id, month, time, kind, counted, active_change, active_after)
select company_id, id, month, create_time, 'Added', 1, case when status = 1 then 1 else 0 end,
       sum(case when status = 1 then 1 else 0 end) over (
           partition by company_id order by create_time, id rows unbounded preceding)
from target_user order by company_id, create_time, id;

-- Beside the users added in a month: the most that were active at once, since when, how many were active at
-- its end, and how many changes there were.
alter table monthly_users add column peak bigint not null default 0;
alter table monthly_users add column peak_time bigint;
alter table monthly_users add column active_at_end bigint not null default 0;
alter table monthly_users add column events bigint not null default 0;

update monthly_users set events = users,
    peak = coalesce((select max(e.active_after) from seat_event e
        where e.company_id = monthly_users.company_id and e.month = monthly_users.month), 0),
    active_at_end = coalesce((select max(e.active_after) from seat_event e
        where e.company_id = monthly_users.company_id and e.month = monthly_users.month), 0);
update monthly_users set peak_time = (select min(e.time) from seat_event e
    where e.company_id = monthly_users.company_id and e.month = monthly_users.month
      and e.active_after = monthly_users.peak and e.active_change = 1);

create table target_group (
    id          text collate "C" primary key,
    company_id  text collate "C" not null references company (id) on delete cascade,
    name        text collate "C" not null,
    name_fold   text collate "C" not null,
    user_count  bigint not null,
    create_time bigint not null,
    update_time bigint not null,
    version     bigint not null
);
create index target_group_by_company on target_group (company_id, create_time, id);

-- A deleted user is in no group.
create table target_group_member (
    group_id text collate "C" not null references target_group (id) on delete cascade,
    user_id  text collate "C" not null references target_user (id) on delete cascade,
    primary key (group_id, user_id)
);
create index target_group_member_by_user on target_group_member (user_id, group_id);
