-- By which rule the folded columns were made (wire/text.rs). Only Rust can make them: a server that starts makes them anew
-- if its rule is another.

create table fold_rule (
    name text primary key,
    rule integer not null
) strict, without rowid;
insert into fold_rule (name, rule) values ('names', 1);
