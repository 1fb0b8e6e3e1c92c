-- Companies, their tree, groups, users, counters, credentials, keys and the journal.
-- Times are epoch milliseconds; *_fold columns hold text folded for comparing (wire/text.rs);
-- lists of texts stand between U+001F separators. A company's top_id is the company at the top of
-- its tree, its own id at the top.

create table company (
    id                            text collate "C" primary key,
    parent_id                     text collate "C" references company (id),
    top_id                        text collate "C" not null,
    is_reseller                   bigint not null,
    name                          text collate "C" not null,
    name_fold                     text collate "C" not null,
    description                   text collate "C",
    industry_id                   text collate "C" not null,
    country_id                    text collate "C" not null,
    address                       text collate "C",
    website_url                   text collate "C",
    logo_url                      text collate "C",
    license_type_id               text collate "C" not null,
    license_modules               text collate "C" not null,
    license_period_id             text collate "C" not null,
    license_start                 bigint not null,
    license_end                   bigint not null,
    is_limited                    bigint not null,
    seats                         bigint not null,
    limit_policy                  text collate "C" not null,
    limit_grace_percent           bigint not null,
    notification_template_type_id text collate "C" not null,
    training_content_type_id      text collate "C" not null,
    smtp_configuration_type_id    text collate "C" not null,
    preferred_language_id         text collate "C" not null,
    is_version_visible            bigint not null,
    is_release_notes_visible      bigint not null,
    release_notes_url             text collate "C",
    status_id                     bigint not null,
    time_zone                     text collate "C" not null,
    date_format                   text collate "C" not null,
    time_format                   text collate "C" not null,
    call_back_count               bigint not null,
    tags                          text collate "C" not null,
    tags_fold                     text collate "C" not null,
    active_users                  bigint not null,
    inactive_users                bigint not null,
    deleted_users                 bigint not null,
    over_limit                    bigint not null,
    create_time                   bigint not null,
    update_time                   bigint not null,
    version                       bigint not null
);
create index company_by_parent on company (parent_id);
create index company_by_name on company (name_fold, id, create_time, over_limit, top_id);
create index company_by_end on company (license_end, id);
create index company_over_limit on company (create_time desc, id) where over_limit = 1;
create index company_resellers on company (name_fold, id) where is_reseller = 1;

-- Every company with itself and with each one above it. The descendant's create_time never
-- changes; it stands here so that a page in its order is a walk of one index.
create table company_tree (
    ancestor    text collate "C"    not null references company (id) on delete cascade,
    descendant  text collate "C"    not null references company (id) on delete cascade,
    create_time bigint not null,
    primary key (ancestor, descendant)
);
create index company_tree_newest on company_tree (ancestor, create_time desc, descendant);
create index company_tree_oldest on company_tree (ancestor, create_time, descendant);
create index company_tree_up on company_tree (descendant);

create table company_logo (
    company_id text collate "C" primary key references company (id) on delete cascade,
    url_key    text collate "C" not null unique,
    content    bytea not null
);

-- What stands below a reseller, itself not counted.
create table reseller_totals (
    company_id text collate "C" primary key references company (id) on delete cascade,
    companies  bigint not null,
    over_limit bigint not null
);

-- Distinct users added in a month (202611 for November 2026, in the company's time zone).
create table monthly_users (
    company_id text collate "C"    not null references company (id) on delete cascade,
    month      bigint not null,
    users      bigint not null,
    primary key (company_id, month)
);

create table target_user (
    id           text collate "C" primary key,
    company_id   text collate "C" not null references company (id) on delete cascade,
    email        text collate "C" not null,
    email_fold   text collate "C" not null,
    first_name   text collate "C",
    last_name    text collate "C",
    department   text collate "C",
    phone_number text collate "C",
    priority     bigint not null,
    status       bigint not null,
    month        bigint not null,
    create_time  bigint not null,
    update_time  bigint not null,
    version      bigint not null
);
create index target_user_by_company on target_user (company_id, create_time, id);

create table company_group (
    id            text collate "C" primary key,
    owner_id      text collate "C" not null references company (id) on delete cascade,
    name          text collate "C" not null,
    name_fold     text collate "C" not null,
    company_count bigint not null,
    create_time   bigint not null,
    update_time   bigint not null,
    version       bigint not null
);
create index company_group_by_owner on company_group (owner_id, create_time, id);

create table company_group_member (
    group_id   text collate "C" not null references company_group (id) on delete cascade,
    company_id text collate "C" not null references company (id) on delete cascade,
    primary key (group_id, company_id)
);
create index company_group_member_by_company on company_group_member (company_id, group_id);

create table api_client (
    id          text collate "C" primary key,
    company_id  text collate "C" not null references company (id) on delete cascade,
    name        text collate "C" not null,
    client_id   text collate "C" not null unique,
    secret_mac  bytea not null,
    role        text collate "C" not null,
    status_id   bigint not null,
    create_time bigint not null
);
create index api_client_by_company on api_client (company_id);

create table signing_key (
    kid         text collate "C" primary key,
    private_key bytea not null,
    x           text collate "C" not null,
    y           text collate "C" not null,
    create_time bigint not null
);

-- What a request with an Idempotency-Key was and what it was answered, for 24 hours.
create table idempotency (
    client_id   text collate "C" not null references api_client (id) on delete cascade,
    key         text collate "C" not null,
    fingerprint bytea not null,
    answer      text collate "C",
    create_time bigint not null,
    primary key (client_id, key)
);

-- Tokens taken back before their end; a row may go once the token has ended anyway.
create table revoked_token (
    jti       text collate "C" primary key,
    client_id text collate "C" not null references api_client (id) on delete cascade,
    expires   bigint not null
);
create index revoked_token_by_client on revoked_token (client_id);

-- One row per change, in the change's own transaction. Append-only, but for the personal data of
-- a deleted company. No foreign keys: it outlives what it tells of.
create table journal (
    seq         bigint generated always as identity primary key,
    company_id  text collate "C" not null,
    reseller_id text collate "C",
    entity      text collate "C" not null,
    entity_id   text collate "C" not null,
    operation   text collate "C" not null,
    actor       text collate "C" not null,
    request_id  text collate "C" not null,
    time        bigint not null,
    reason      text collate "C",
    before      text collate "C",
    after       text collate "C"
);
create index journal_by_company on journal (company_id, seq);
create index journal_by_entity on journal (entity_id, seq);
