-- Files of users: what was uploaded, what each row is, and what became of it.

-- status: Previewed, Importing, Imported, Undone. The month is the one that the import counts in, and first_seq the
-- last event before it.
create table user_import (
    id            text collate "C" primary key,
    company_id    text collate "C" not null references company (id) on delete cascade,
    name          text collate "C" not null,
    status        text collate "C" not null,
    columns       text collate "C" not null,
    mapping       text collate "C" not null,
    row_count     bigint not null,
    new_rows      bigint not null,
    existing_rows bigint not null,
    invalid_rows  bigint not null,
    chosen        text collate "C",
    done_rows     bigint not null,
    added         bigint not null,
    restored      bigint not null,
    refused       bigint not null,
    month         bigint,
    first_seq     bigint,
    create_time   bigint not null,
    update_time   bigint not null,
    version       bigint not null
);
create index user_import_by_company on user_import (company_id, create_time, id);

-- A thousand rows each, as JSON; counted by what they are, so that a page of one kind skips what has none.
create table user_import_chunk (
    import_id text collate "C" not null references user_import (id) on delete cascade,
    number    bigint not null,
    rows      bytea not null,
    new_rows  bigint not null,
    existing_rows bigint not null,
    invalid_rows  bigint not null,
    refused_rows  bigint not null,
    restored_rows bigint not null,
    primary key (import_id, number)
);

-- The import that a user came with, or came back with.
alter table target_user add column import_id text collate "C";
create index target_user_by_import on target_user (import_id) where import_id is not null;
