-- Companies, their tree, groups, users, counters, credentials, keys and the journal.
-- Times are epoch milliseconds; *_fold columns hold text folded for comparing (wire/text.rs);
-- lists of texts stand between U+001F separators. A company's top_id is the company at the top of
-- its tree, its own id at the top.

create table company (
    id                            text primary key,
    parent_id                     text references company (id),
    top_id                        text not null,
    is_reseller                   integer not null,
    name                          text not null,
    name_fold                     text not null,
    description                   text,
    industry_id                   text not null,
    country_id                    text not null,
    address                       text,
    website_url                   text,
    logo_url                      text,
    license_type_id               text not null,
    license_modules               text not null,
    license_period_id             text not null,
    license_start                 integer not null,
    license_end                   integer not null,
    is_limited                    integer not null,
    seats                         integer not null,
    limit_policy                  text not null,
    limit_grace_percent           integer not null,
    notification_template_type_id text not null,
    training_content_type_id      text not null,
    smtp_configuration_type_id    text not null,
    preferred_language_id         text not null,
    is_version_visible            integer not null,
    is_release_notes_visible      integer not null,
    release_notes_url             text,
    status_id                     integer not null,
    time_zone                     text not null,
    date_format                   text not null,
    time_format                   text not null,
    call_back_count               integer not null,
    tags                          text not null,
    tags_fold                     text not null,
    active_users                  integer not null,
    inactive_users                integer not null,
    deleted_users                 integer not null,
    over_limit                    integer not null,
    create_time                   integer not null,
    update_time                   integer not null,
    version                       integer not null
) strict;
create index company_by_parent on company (parent_id);
create index company_by_name on company (name_fold, id, create_time, over_limit, top_id);
create index company_by_end on company (license_end, id);
create index company_over_limit on company (create_time desc, id) where over_limit = 1;
create index company_resellers on company (name_fold, id) where is_reseller = 1;

-- Every company with itself and with each one above it. The descendant's create_time never
-- changes; it stands here so that a page in its order is a walk of one index.
create table company_tree (
    ancestor    text    not null references company (id) on delete cascade,
    descendant  text    not null references company (id) on delete cascade,
    create_time integer not null,
    primary key (ancestor, descendant)
) strict, without rowid;
create index company_tree_newest on company_tree (ancestor, create_time desc, descendant);
create index company_tree_oldest on company_tree (ancestor, create_time, descendant);
create index company_tree_up on company_tree (descendant);

create table company_logo (
    company_id text primary key references company (id) on delete cascade,
    url_key    text not null unique,
    content    blob not null
) strict;

-- What stands below a reseller, itself not counted.
create table reseller_totals (
    company_id text primary key references company (id) on delete cascade,
    companies  integer not null,
    over_limit integer not null
) strict, without rowid;

-- Distinct users added in a month (202611 for November 2026, in the company's time zone).
create table monthly_users (
    company_id text    not null references company (id) on delete cascade,
    month      integer not null,
    users      integer not null,
    primary key (company_id, month)
) strict, without rowid;

create table target_user (
    id           text primary key,
    company_id   text not null references company (id) on delete cascade,
    email        text not null,
    email_fold   text not null,
    first_name   text,
    last_name    text,
    department   text,
    phone_number text,
    priority     integer not null,
    status       integer not null,
    month        integer not null,
    create_time  integer not null,
    update_time  integer not null,
    version      integer not null
) strict;
create index target_user_by_company on target_user (company_id, create_time, id);

create table company_group (
    id            text primary key,
    owner_id      text not null references company (id) on delete cascade,
    name          text not null,
    name_fold     text not null,
    company_count integer not null,
    create_time   integer not null,
    update_time   integer not null,
    version       integer not null
) strict;
create index company_group_by_owner on company_group (owner_id, create_time, id);

create table company_group_member (
    group_id   text not null references company_group (id) on delete cascade,
    company_id text not null references company (id) on delete cascade,
    primary key (group_id, company_id)
) strict, without rowid;
create index company_group_member_by_company on company_group_member (company_id, group_id);

create table api_client (
    id          text primary key,
    company_id  text not null references company (id) on delete cascade,
    name        text not null,
    client_id   text not null unique,
    secret_mac  blob not null,
    role        text not null,
    status_id   integer not null,
    create_time integer not null
) strict;
create index api_client_by_company on api_client (company_id);

create table signing_key (
    kid         text primary key,
    private_key blob not null,
    x           text not null,
    y           text not null,
    create_time integer not null
) strict;

-- What a request with an Idempotency-Key was and what it was answered, for 24 hours.
create table idempotency (
    client_id   text    not null references api_client (id) on delete cascade,
    key         text    not null,
    fingerprint blob not null,
    answer      text,
    create_time integer not null,
    primary key (client_id, key)
) strict, without rowid;

-- Tokens taken back before their end; a row may go once the token has ended anyway.
create table revoked_token (
    jti       text primary key,
    client_id text not null references api_client (id) on delete cascade,
    expires   integer not null
) strict;
create index revoked_token_by_client on revoked_token (client_id);

-- One row per change, in the change's own transaction. Append-only, but for the personal data of
-- a deleted company. No foreign keys: it outlives what it tells of.
create table journal (
    seq         integer primary key autoincrement,
    company_id  text not null,
    reseller_id text,
    entity      text not null,
    entity_id   text not null,
    operation   text not null,
    actor       text not null,
    request_id  text not null,
    time        integer not null,
    reason      text,
    before      text,
    after       text
) strict;
create index journal_by_company on journal (company_id, seq);
create index journal_by_entity on journal (entity_id, seq);
