//! What the exports are held against: `sqlite3 -csv` on the same database, and `rust_xlsxwriter`
//! on the same cells.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rust_xlsxwriter::{Format, Workbook};

use crate::estates::Estate;
use crate::processes;
use crate::requests::Request;
use crate::server::Server;

const LIMIT: Duration = Duration::from_secs(300);
const INDUSTRY: u32 = 2;
const LICENSE_TYPE: u32 = 3;

/// The list as the server's own statement walks it, formatted in SQL. `{…}` are filled in.
const SELECT: &str = "
    select c.name as \"Company Name\", coalesce(p.name, '') as \"Reseller Name\",
        {industry} as \"Industry\", {license} as \"License Type\",
        c.active_users as \"Target Users\", c.inactive_users as \"Inactive Users\",
        c.deleted_users as \"Deleted Users\", coalesce(m.users, 0) as \"Monthly Users\",
        case when c.is_limited = 1 then c.seats else 'Unlimited' end as \"License Limit\",
        replace(trim(c.tags, char(31)), char(31), ', ') as \"Tags\",
        strftime('%Y-%m-%d', c.license_end / 1000, 'unixepoch') as \"Renewal Date\",
        case c.create_time % 1000
            when 0 then strftime('%Y-%m-%dT%H:%M:%SZ', c.create_time / 1000, 'unixepoch')
            else strftime('%Y-%m-%dT%H:%M:%fZ', c.create_time / 1000.0, 'unixepoch')
        end as \"Date Created\",
        c.id as \"Company ID\"
    from company_tree t cross join company c
    left join company p on p.id = c.parent_id
    left join monthly_users m on m.company_id = c.id and m.month = {month}
    where t.ancestor = {top} and t.descendant <> {top} and c.id = t.descendant
    order by t.create_time desc, t.descendant;";

/// `sqlite3 -csv` printing the whole list.
pub struct Script {
    database: PathBuf,
    sql: tempfile::NamedTempFile,
}

impl Script {
    /// The names of lookups come from the API, as they would for anybody.
    pub fn new(estate: &Estate) -> anyhow::Result<Self> {
        let server = Server::start(estate)?;
        let industry = names(&server, INDUSTRY, "c.industry_id")?;
        let license = names(&server, LICENSE_TYPE, "c.license_type_id")?;
        server.stop()?;
        let today = jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC);
        let month = i32::from(today.year()) * 100 + i32::from(today.month());
        let select = SELECT
            .replace("{industry}", &industry)
            .replace("{license}", &license)
            .replace("{month}", &month.to_string())
            .replace("{top}", &quoted(&estate.company));
        let mut sql = tempfile::NamedTempFile::new()?;
        sql.write_all(select.as_bytes())?;
        Ok(Self { database: estate.place.data_dir.join("tenantry.db"), sql })
    }

    /// Seconds from the start of `sqlite3` to its end.
    pub fn run(&self, into: &Path) -> anyhow::Result<f64> {
        let mut command = processes::within(LIMIT, "sqlite3");
        command.args(["-init", "/dev/null", "-bail", "-batch", "-header", "-csv"]);
        command.arg(&self.database).stdin(File::open(self.sql.path())?);
        command.stdout(File::create(into)?);
        let begun = Instant::now();
        let status = command.status()?;
        let seconds = begun.elapsed().as_secs_f64();
        if !status.success() {
            bail!("sqlite3: {status}");
        }
        Ok(seconds)
    }
}

/// An expression that gives the name of a lookup's id.
fn names(server: &Server, kind: u32, column: &str) -> anyhow::Result<String> {
    let request = Request::get(format!("/api/lookups/{kind}")).bearing(server.token());
    let data = server.connect()?.data(&request)?;
    let mut out = format!("case {column}");
    for entry in data.as_array().context("no lookups")? {
        let text = |name: &str| entry[name].as_str().map(quoted).context("a lookup without it");
        write!(out, " when {} then {}", text("resourceId")?, text("name")?)?;
    }
    Ok(out + " end")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

const RENEWAL_DATE: usize = 10;
const COMPANY_ID: usize = 12;

/// Makes sure that both files tell of the same companies; says where their cells differ.
pub fn compare(ours: &Path, theirs: &Path) -> anyhow::Result<String> {
    let (ours, theirs) = (records(ours)?, records(theirs)?);
    if ours.len() != theirs.len() {
        bail!("the export has {} lines, sqlite3 printed {}", ours.len(), theirs.len());
    }
    let (mut renewals, mut others) = (0, 0);
    for (left, right) in ours.iter().zip(&theirs) {
        if left.len() != COLUMNS.len() || left.get(COMPANY_ID) != right.get(COMPANY_ID) {
            bail!("the export has {left:?}, sqlite3 printed {right:?}");
        }
        for (n, (left, right)) in left.iter().zip(right).enumerate() {
            if left != right {
                *(if n == RENEWAL_DATE { &mut renewals } else { &mut others }) += 1;
            }
        }
    }
    Ok(format!(
        "{} lines; sqlite3 prints {renewals} renewal dates otherwise (it knows no time zones) and \
         {others} other cells",
        ours.len()
    ))
}

fn records(path: &Path) -> anyhow::Result<Vec<csv::StringRecord>> {
    let text = std::fs::read_to_string(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    Ok(reader.records().collect::<Result<_, _>>()?)
}

enum Cell {
    Text(String),
    Number(f64),
    Date(f64),
    Time(f64),
}

type Read = fn(&str) -> anyhow::Result<Cell>;

/// How a column is read, and its width in characters: as the server writes it.
const COLUMNS: [(Read, u16); 13] = [
    (text, 32),
    (text, 28),
    (text, 22),
    (text, 16),
    (count, 13),
    (count, 14),
    (count, 14),
    (count, 14),
    (count, 13),
    (text, 24),
    (date, 13),
    (time, 20),
    (text, 16),
];

// All of one type, so that they fit in a table.
#[allow(clippy::unnecessary_wraps)]
fn text(cell: &str) -> anyhow::Result<Cell> {
    Ok(Cell::Text(cell.to_owned()))
}

fn count(cell: &str) -> anyhow::Result<Cell> {
    if cell == "Unlimited" { text(cell) } else { Ok(Cell::Number(cell.parse()?)) }
}

fn date(cell: &str) -> anyhow::Result<Cell> {
    let day: jiff::civil::Date = cell.parse()?;
    Ok(Cell::Date(serial(day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp())))
}

fn time(cell: &str) -> anyhow::Result<Cell> {
    Ok(Cell::Time(serial(cell.parse()?)))
}

/// Days since the format's own beginning.
#[allow(clippy::cast_precision_loss)] // far below what an f64 holds
fn serial(time: jiff::Timestamp) -> f64 {
    25_569.0 + time.as_millisecond() as f64 / 86_400_000.0
}

/// The cells of an export, ready to be written.
pub struct Cells {
    titles: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Cells {
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let mut records = records(path)?.into_iter();
        let titles = records.next().context("an empty export")?;
        let row = |record: csv::StringRecord| {
            let cells = record.iter().zip(COLUMNS).map(|(cell, (read, _))| read(cell));
            cells.collect::<anyhow::Result<Vec<Cell>>>().with_context(|| format!("{record:?}"))
        };
        let rows = records.map(row).collect::<anyhow::Result<_>>()?;
        Ok(Self { titles: titles.iter().map(str::to_owned).collect(), rows })
    }

    /// Seconds to write them to a file, with nothing else to do.
    pub fn write(&self) -> anyhow::Result<f64> {
        let begun = Instant::now();
        let mut workbook = Workbook::new();
        let (bold, date) = (Format::new().set_bold(), Format::new().set_num_format("yyyy-mm-dd"));
        let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name("Companies")?.set_freeze_panes(1, 0)?;
        for (at, (title, (_, width))) in (0_u16..).zip(self.titles.iter().zip(COLUMNS)) {
            sheet.set_column_width(at, width)?;
            sheet.write_with_format(0, at, title.as_str(), &bold)?;
        }
        for (n, row) in (1_u32..).zip(&self.rows) {
            for (at, cell) in (0_u16..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(n, at, text)?,
                    Cell::Number(number) => sheet.write_number(n, at, *number)?,
                    Cell::Date(day) => sheet.write_number_with_format(n, at, *day, &date)?,
                    Cell::Time(day) => sheet.write_number_with_format(n, at, *day, &time)?,
                };
            }
        }
        let rows = u32::try_from(self.rows.len())?;
        let last = u16::try_from(COLUMNS.len())? - 1;
        sheet.autofilter(0, 0, rows, last)?;
        let mut out = BufWriter::new(tempfile::tempfile()?);
        workbook.save_to_writer(&mut out)?;
        out.flush()?;
        Ok(begun.elapsed().as_secs_f64())
    }
}
