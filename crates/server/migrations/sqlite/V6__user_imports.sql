-- Files of users: what was uploaded, what each row is, and what became of it.

-- status: Previewed, Importing, Imported, Undone. The month is the one that the import counts in, and first_seq the
-- last event before it.
create table user_import (
    id            text primary key,
    company_id    text not null references company (id) on delete cascade,
    name          text not null,
    status        text not null,
    columns       text not null,
    mapping       text not null,
    row_count     integer not null,
    new_rows      integer not null,
    existing_rows integer not null,
    invalid_rows  integer not null,
    chosen        text,
    done_rows     integer not null,
    added         integer not null,
    restored      integer not null,
    refused       integer not null,
    month         integer,
    first_seq     integer,
    create_time   integer not null,
    update_time   integer not null,
    version       integer not null
) strict;
create index user_import_by_company on user_import (company_id, create_time, id);

-- A thousand rows each, as JSON; counted by what they are, so that a page of one kind skips what has none.
create table user_import_chunk (
    import_id text not null references user_import (id) on delete cascade,
    number    integer not null,
    rows      blob not null,
    new_rows  integer not null,
    existing_rows integer not null,
    invalid_rows  integer not null,
    refused_rows  integer not null,
    restored_rows integer not null,
    primary key (import_id, number)
) strict, without rowid;

-- The import that a user came with, or came back with.
alter table target_user add column import_id text;
create index target_user_by_import on target_user (import_id) where import_id is not null;
