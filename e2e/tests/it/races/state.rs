//! What the database holds, read beside the program and told without ids and times.

use e2e::Server;
use postgres::{Client, NoTls, Statement, types::ToSql};
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;

/// A connection of our own to the database below the program.
pub enum Eyes {
    Sqlite(Connection),
    /// With what is prepared already.
    Postgres(Box<Client>, BTreeMap<&'static str, Statement>),
}

/// A reseller, the companies below it, and how many of them are over their limit.
pub type Total = (String, i64, i64);

/// Everything of a world: what bears its mark, and what belongs to such. The one statement speaks to
/// both engines.
const STATE: &str = "
select 'company ' || c.name || ' below ' || p.name || ': reseller ' || c.is_reseller ||
    ', seats ' || c.seats || ', status ' || c.status_id || ', active ' || c.active_users ||
    ', inactive ' || c.inactive_users || ', deleted ' || c.deleted_users || ', over ' ||
    c.over_limit || ', in the month ' || c.month_users || ', version ' || c.version
from company c join company p on p.id = c.parent_id where c.name like $1
union all
select 'tree: ' || d.name || ' below ' || a.name
from company_tree t join company a on a.id = t.ancestor join company d on d.id = t.descendant
where d.name like $1
union all
select 'totals of ' || c.name || ': companies ' || t.companies || ', over ' || t.over_limit
from reseller_totals t join company c on c.id = t.company_id where c.name like $1
union all
select 'group ' || g.name || ' of ' || o.name || ': companies ' || g.company_count ||
    ', version ' || g.version
from company_group g join company o on o.id = g.owner_id where g.name like $1
union all
select 'member of ' || g.name || ': ' || c.name
from company_group_member m join company_group g on g.id = m.group_id
join company c on c.id = m.company_id where g.name like $1 or c.name like $1
union all
select 'role ' || r.name || ' of ' || o.name || ': version ' || r.version
from role r join company o on o.id = r.owner_id where r.name like $1
union all
select 'permission of ' || r.name || ': ' || p.permission
from role_permission p join role r on r.id = p.role_id where r.name like $1
union all
select 'offer of ' || r.name || ': ' || f.kind || ' ' || coalesce(c.name, g.name, 'none')
from role_offer f join role r on r.id = f.role_id
left join company c on c.id = f.company_id left join company_group g on g.id = f.group_id
where r.name like $1
union all
select 'client ' || k.name || ' of ' || c.name || ': status ' || k.status_id || ', secrets ' ||
    (select count(*) from client_secret s where s.client_id = k.id) || ', version ' || k.version
from api_client k join company c on c.id = k.company_id where k.name like $1
union all
select 'held by ' || k.name || ': ' || r.name
from api_client_role h join api_client k on k.id = h.client_id join role r on r.id = h.role_id
where k.name like $1
union all
select 'user ' || u.email || ' of ' || c.name || ': ' || coalesce(u.first_name, 'nameless') ||
    ', status ' || u.status || ', version ' || u.version
from target_user u join company c on c.id = u.company_id where u.email like $1
union all
select 'target group ' || g.name || ' of ' || c.name || ': users ' || g.user_count ||
    ', version ' || g.version
from target_group g join company c on c.id = g.company_id where g.name like $1
union all
select 'in ' || g.name || ': ' || u.email
from target_group_member m join target_group g on g.id = m.group_id
join target_user u on u.id = m.user_id where g.name like $1 or u.email like $1
union all
select 'import ' || i.name || ' of ' || c.name || ', ' || i.status || ', rows ' || i.row_count ||
    ', new ' || i.new_rows || ', existing ' || i.existing_rows || ', invalid ' || i.invalid_rows ||
    ', done ' || i.done_rows || ', added ' || i.added || ', restored ' || i.restored ||
    ', refused ' || i.refused || ', mapping ' || i.mapping || ', chunks ' ||
    (select count(*) from user_import_chunk n where n.import_id = i.id) || ', version ' || i.version
from user_import i join company c on c.id = i.company_id where i.name like $1
union all
select 'month of ' || c.name || ': users ' || m.users || ', peak ' || m.peak || ', at its end ' ||
    m.active_at_end
from monthly_users m join company c on c.id = m.company_id where c.name like $1
union all
select 'events of ' || c.name || ': ' || e.kind || ' ' || count(*)
from seat_event e join company c on c.id = e.company_id where c.name like $1
group by c.name, e.kind";

const TOTALS: &str = "
select c.name || '/' || t.companies || '/' || t.over_limit
from reseller_totals t join company c on c.id = t.company_id
where c.name in ('First reseller', 'Second reseller', 'Zephyrine') order by c.name";

const USERS: &str = "select u.id from target_user u where u.email like $1 order by u.email";

/// What must hold of the whole estate, whatever happened.
const BROKEN: &str = "
select 'member that its group''s owner does not manage: ' || c.name || ' in ' || g.name
from company_group_member m join company_group g on g.id = m.group_id
join company c on c.id = m.company_id
where not exists (select 1 from company_tree t
                  where t.ancestor = g.owner_id and t.descendant = c.id and g.owner_id <> c.id)
union all
select 'role offered to a company that its owner does not manage: ' || r.name || ' to ' || c.name
from role_offer f join role r on r.id = f.role_id join company c on c.id = f.company_id
where not exists (select 1 from company_tree t
                  where t.ancestor = r.owner_id and t.descendant = c.id)
union all
select 'role held where its owner does not manage: ' || r.name || ' by ' || k.name
from api_client_role h join role r on r.id = h.role_id join api_client k on k.id = h.client_id
where r.owner_id is not null and not exists (
    select 1 from company_tree t where t.ancestor = r.owner_id and t.descendant = k.company_id)
union all
select 'tree without the parent''s row: ' || c.name
from company c join company_tree p on p.descendant = c.parent_id
where not exists (select 1 from company_tree t
                  where t.ancestor = p.ancestor and t.descendant = c.id)
union all
select 'tree with a row that the parent has not: ' || c.name || ' below ' || a.name
from company_tree t join company c on c.id = t.descendant join company a on a.id = t.ancestor
where t.ancestor <> t.descendant and not exists (
    select 1 from company_tree p where p.ancestor = t.ancestor and p.descendant = c.parent_id)";

impl Eyes {
    pub fn on(server: &Server) -> Self {
        if let Some(database) = server.database() {
            let client = Client::connect(database.url(), NoTls).unwrap();
            return Self::Postgres(Box::new(client), BTreeMap::new());
        }
        let path = server.folder().join("data/tenantry.db");
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        Self::Sqlite(connection.unwrap())
    }

    /// The one column of every row; the parameter, where there is one, is a pattern of names.
    fn texts(&mut self, sql: &'static str, pattern: Option<&str>) -> Vec<String> {
        match self {
            Self::Sqlite(connection) => {
                let mut statement = connection.prepare_cached(sql).unwrap();
                let rows = statement.query_map(rusqlite::params_from_iter(pattern), |r| r.get(0));
                rows.unwrap().map(Result::unwrap).collect()
            }
            Self::Postgres(client, prepared) => {
                let statement = prepared.entry(sql).or_insert_with(|| client.prepare(sql).unwrap());
                let pattern = pattern.as_ref().map(|pattern| pattern as &(dyn ToSql + Sync));
                let rows = client.query(statement, pattern.as_slice()).unwrap();
                rows.iter().map(|row| row.get(0)).collect()
            }
        }
    }

    pub fn state(&mut self, mark: &str, before: &[Total]) -> Vec<String> {
        let rows = self.texts(STATE, Some(&format!("%{mark}%")));
        let mut state: Vec<String> =
            rows.iter().map(|row| row.replace(mark, "").replace("  ", " ")).collect();
        let now = self.totals();
        state.extend(now.iter().zip(before).map(|((name, companies, over), old)| {
            format!("totals of {name}: companies {:+}, over {:+}", companies - old.1, over - old.2)
        }));
        state.sort_unstable();
        state
    }

    /// Of the resellers that stay.
    pub fn totals(&mut self) -> Vec<Total> {
        let rows = self.texts(TOTALS, None);
        let read = |row: &String| {
            let mut parts = row.split('/');
            let mut next = || parts.next().unwrap();
            (next().to_owned(), next().parse().unwrap(), next().parse().unwrap())
        };
        rows.iter().map(read).collect()
    }

    pub fn users(&mut self, mark: &str) -> Vec<String> {
        self.texts(USERS, Some(&format!("%{mark}%")))
    }

    pub fn broken(&mut self) -> Vec<String> {
        self.texts(BROKEN, None)
    }
}
