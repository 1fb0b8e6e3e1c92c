-- Credentials with up to two secrets, address rules and roles; keys that rotate; who may read what
-- the journal records.

-- The built-in roles belong to nobody; a custom role belongs to the company that made it.
create table role (
    id          text collate "C" primary key,
    owner_id    text collate "C" references company (id) on delete cascade,
    name        text collate "C" not null,
    name_fold   text collate "C" not null,
    description text collate "C",
    create_time bigint not null,
    update_time bigint not null,
    version     bigint not null
);
create index role_by_owner on role (owner_id, create_time, id);

insert into role (id, owner_id, name, name_fold, description, create_time, update_time, version)
values
    ('Rs3kQ9vT1mXa', null, 'Reseller', 'reseller', 'Everything, for all companies that the reseller manages', 0, 0, 1),
    ('Ca7pW2nL5dYb', null, 'Company Admin', 'company admin', 'One company: its details, its users and its API clients', 0, 0, 1);

-- What a custom role may call, as path|METHOD.
create table role_permission (
    role_id    text collate "C" not null references role (id) on delete cascade,
    permission text collate "C" not null,
    primary key (role_id, permission)
);

-- To whom a custom role is available: MyCompanyOnly, AllCompanies, Company or CompanyGroup.
create table role_offer (
    id         text collate "C" primary key,
    role_id    text collate "C" not null references role (id) on delete cascade,
    kind       text collate "C" not null,
    company_id text collate "C" references company (id) on delete cascade,
    group_id   text collate "C" references company_group (id) on delete cascade
);
create index role_offer_by_role on role_offer (role_id);
create index role_offer_by_company on role_offer (company_id);
create index role_offer_by_group on role_offer (group_id);

create table api_client_role (
    client_id text collate "C" not null references api_client (id) on delete cascade,
    role_id   text collate "C" not null references role (id),
    primary key (client_id, role_id)
);
create index api_client_role_by_role on api_client_role (role_id, client_id);

insert into api_client_role (client_id, role_id)
select id, case when role = 'Reseller' then 'Rs3kQ9vT1mXa' else 'Ca7pW2nL5dYb' end from api_client;

-- A secret of ours is stored as its HMAC, one that the caller chose as an argon2id hash.
create table client_secret (
    id          text collate "C" primary key,
    client_id   text collate "C" not null references api_client (id) on delete cascade,
    mac         bytea,
    hash        text collate "C",
    create_time bigint not null,
    expires     bigint,
    last_used   bigint
);
create index client_secret_by_client on client_secret (client_id, create_time, id);

insert into client_secret (id, client_id, mac, create_time)
select id, id, secret_mac, create_time from api_client;

alter table api_client drop column role;
alter table api_client drop column secret_mac;
alter table api_client add column name_fold text collate "C" not null default '';
alter table api_client add column is_ip_restricted bigint not null default 0;
alter table api_client add column allowed_ips text collate "C" not null default '';
alter table api_client add column last_used bigint;
alter table api_client add column update_time bigint not null default 0;
alter table api_client add column version bigint not null default 1;
update api_client set name_fold = lower(name), update_time = create_time;
drop index api_client_by_company;
create index api_client_by_company on api_client (company_id, create_time, id);

-- A key is published before it signs, and verifies until the last of its tokens has ended.
alter table signing_key add column signs_from bigint not null default 0;
alter table signing_key add column verifies_until bigint;
update signing_key set signs_from = create_time;

-- From which address a change came, and the companies above the changed one when it happened: they
-- may read of it, whatever becomes of the tree.
alter table journal add column address text collate "C";
-- The reseller that a company was moved to.
alter table journal add column target_id text collate "C";
create table journal_audience (
    ancestor text collate "C"    not null,
    seq      bigint not null,
    primary key (ancestor, seq)
);

insert into journal_audience (ancestor, seq)
select t.ancestor, j.seq from journal j join company_tree t on t.descendant = j.company_id;
insert into journal_audience (ancestor, seq)
select t.ancestor, j.seq from journal j join company_tree t on t.descendant = j.reseller_id
where not exists (select 1 from company c where c.id = j.company_id);
