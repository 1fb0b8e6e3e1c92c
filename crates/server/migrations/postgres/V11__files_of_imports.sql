-- An import's file, in pieces, until the import is started: so that it can be read again, as a person says that it is.

create table user_import_file (
    import_id text collate "C" not null references user_import (id) on delete cascade,
    number    bigint not null,
    bytes     bytea not null,
    primary key (import_id, number)
);

-- What the file was taken for, as JSON.
alter table user_import add column shape text collate "C";

-- Users whose address may have another key now: one with what cannot be seen in it, or a domain of other letters than
-- ASCII's. A server that starts makes their keys anew and takes them off this list.
create table target_user_to_fold (
    user_id text collate "C" primary key references target_user (id) on delete cascade
);
insert into target_user_to_fold (user_id)
select id from target_user where length(email) <> octet_length(email) or email_fold like '%xn--%';
