-- The newest of a company's months and the users it counts stand on the company itself: lists of companies, and
-- whoever is to add a user, need no look into monthly_users for what is asked most.
alter table company add column month integer;
alter table company add column month_users integer not null default 0;
update company set
    month = (select max(m.month) from monthly_users m where m.company_id = company.id);
update company set
    month_users = (select m.users from monthly_users m where m.company_id = company.id and m.month = company.month)
where month is not null;
