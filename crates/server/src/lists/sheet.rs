//! Files of rows, CSV and XLSX: written to a temporary file as fast as the database yields, so
//! that a slow client holds no snapshot, then sent from there in small pieces.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, IntoInnerError, Seek, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use super::FileKind;
use super::sheet_faults::{broken, broken_csv, panicked, unwritten};
use crate::clock::Millis;
use crate::error::{Error, Result};

/// Rows of one sheet, its header included: the format's limit. What is more goes on the next.
const MAX_SHEET_ROWS: u32 = 1_048_576;
/// UTF-16 units of one XLSX cell: the format's limit, in what the format counts.
const MAX_CELL: usize = 32_767;
/// The end of a text that a cell cannot hold.
const CUT: &str = "… (cut)";
const CHUNK: usize = 64 * 1024;

pub struct Column {
    pub title: &'static str,
    /// In characters, for XLSX.
    pub width: u16,
}

pub enum Cell<'a> {
    Text(Cow<'a, str>),
    Number(i64),
    /// A day: `YYYY-MM-DD` in CSV.
    Date(Date),
    /// A moment: RFC 3339 in CSV.
    Time(Millis),
}

impl<'a> Cell<'a> {
    pub fn text(text: &'a str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }

    fn into_owned(self) -> Cell<'static> {
        match self {
            Self::Text(text) => Cell::Text(Cow::Owned(text.into_owned())),
            Self::Number(n) => Cell::Number(n),
            Self::Date(day) => Cell::Date(day),
            Self::Time(time) => Cell::Time(time),
        }
    }

    /// The seats of a licence, or that there is no limit.
    pub fn limit(is_limited: bool, seats: i64) -> Self {
        if is_limited { Self::Number(seats) } else { Self::text("Unlimited") }
    }
}

/// A file being written.
pub enum Sheet {
    Csv(Box<csv::Writer<BufWriter<File>>>),
    Xlsx(XlsxThread),
}

/// Rows on their way to a thread that writes them: formatting and packing cost as much as reading
/// does, and need not wait for it.
pub struct XlsxThread {
    batch: Vec<Vec<Cell<'static>>>,
    rows: SyncSender<Vec<Vec<Cell<'static>>>>,
    /// None once it has ended before its time.
    writer: Option<JoinHandle<Result<File>>>,
}

/// The name of that thread. If it panics, whoever waits for it tells why.
pub const WRITER: &str = "xlsx";

const BATCH: usize = 256;
/// Batches that may wait; with the batch itself this bounds the memory.
const BATCHES: usize = 8;

struct Xlsx {
    workbook: Workbook,
    file: File,
    title: &'static str,
    columns: &'static [Column],
    header: Format,
    date: Format,
    time: Format,
    sheets: usize,
    next_row: u32,
    /// Columns that bear the format of dates or of times: cells that bear their own cost more.
    formatted: Vec<bool>,
}

impl Sheet {
    pub fn begin(kind: FileKind, title: &'static str, columns: &'static [Column]) -> Result<Self> {
        let mut file = tempfile::tempfile()?;
        if kind == FileKind::Xlsx {
            return XlsxThread::begin(file, title, columns).map(Self::Xlsx);
        }
        // The mark tells spreadsheets that it is UTF-8.
        file.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(BufWriter::with_capacity(CHUNK, file));
        writer.write_record(columns.iter().map(|column| column.title)).map_err(broken_csv)?;
        Ok(Self::Csv(Box::new(writer)))
    }

    pub fn row<const N: usize>(&mut self, cells: [Cell; N]) -> Result<()> {
        match self {
            Self::Csv(writer) => csv_row(writer, &cells),
            Self::Xlsx(xlsx) => xlsx.row(cells.into_iter().map(Cell::into_owned).collect()),
        }
    }

    /// Ends the file and gives it from its beginning.
    pub fn finish(self) -> Result<File> {
        let mut file = match self {
            Self::Csv(writer) => {
                let buffered = writer.into_inner().map_err(|e| unwritten(e.error()))?;
                buffered.into_inner().map_err(IntoInnerError::into_error)?
            }
            Self::Xlsx(xlsx) => xlsx.finish()?,
        };
        file.rewind()?;
        Ok(file)
    }
}

impl XlsxThread {
    fn begin(file: File, title: &'static str, columns: &'static [Column]) -> Result<Self> {
        let (rows, batches) = sync_channel::<Vec<Vec<Cell<'static>>>>(BATCHES);
        let write = move || {
            let mut xlsx = Xlsx::begin(file, title, columns)?;
            for batch in batches {
                for row in batch {
                    xlsx.row(row)?;
                }
            }
            xlsx.finish()
        };
        let writer = std::thread::Builder::new().name(WRITER.into()).spawn(write)?;
        Ok(Self { batch: Vec::with_capacity(BATCH), rows, writer: Some(writer) })
    }

    fn row(&mut self, row: Vec<Cell<'static>>) -> Result<()> {
        self.batch.push(row);
        if self.batch.len() < BATCH {
            return Ok(());
        }
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // That nobody takes it only means that the writer has ended; why, it says itself.
        if self.rows.send(batch).is_ok() { Ok(()) } else { ended(self.writer.take()).map(drop) }
    }

    fn finish(self) -> Result<File> {
        let Self { batch, rows, writer } = self;
        let sent = rows.send(batch);
        drop(rows);
        let file = ended(writer)?;
        sent.map(|()| file).map_err(|_| ended_early())
    }
}

/// What became of a writer that ends, or has ended.
fn ended(writer: Option<JoinHandle<Result<File>>>) -> Result<File> {
    let writer = writer.ok_or_else(ended_early)?;
    writer.join().unwrap_or_else(|panic| Err(panicked(&*panic)))
}

fn ended_early() -> Error {
    Error::Internal("writing an export: the writer has ended".into())
}

fn csv_row(writer: &mut csv::Writer<BufWriter<File>>, cells: &[Cell]) -> Result<()> {
    let mut buffer = itoa::Buffer::new();
    for cell in cells {
        match cell {
            Cell::Text(text) if is_guarded(text) => writer.write_field(format!("'{text}")),
            Cell::Text(text) => writer.write_field(text.as_bytes()),
            Cell::Number(n) => writer.write_field(buffer.format(*n)),
            Cell::Date(day) => writer.write_field(day.to_string()),
            Cell::Time(time) => writer.write_field(time.rfc3339()),
        }
        .map_err(broken_csv)?;
    }
    writer.write_record(None::<&[u8]>).map_err(broken_csv)
}

/// Whether a CSV file has a `'` before this text: a spreadsheet would run it, or it could be taken for a text that
/// has one.
fn is_guarded(text: &str) -> bool {
    is_formula(text.trim_start_matches('\''))
}

/// A cell of a CSV file without the `'` that an export of ours puts on.
pub fn unguarded(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_guarded(text)).unwrap_or(cell)
}

/// Whether a spreadsheet that opens the CSV would run this cell.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

impl Xlsx {
    fn begin(file: File, title: &'static str, columns: &'static [Column]) -> Result<Self> {
        let mut xlsx = Self {
            workbook: Workbook::new(),
            file,
            title,
            columns,
            header: Format::new().set_bold(),
            date: Format::new().set_num_format("yyyy-mm-dd"),
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            sheets: 0,
            next_row: MAX_SHEET_ROWS,
            formatted: Vec::new(),
        };
        xlsx.begin_sheet()?;
        Ok(xlsx)
    }

    fn finish(mut self) -> Result<File> {
        self.end_sheet()?;
        let out = BufWriter::with_capacity(CHUNK, self.file.try_clone()?);
        self.workbook.save_to_writer(out).map_err(broken)?;
        Ok(self.file)
    }

    fn begin_sheet(&mut self) -> Result<()> {
        self.sheets += 1;
        let name = if self.sheets == 1 {
            self.title.to_owned()
        } else {
            format!("{} {}", self.title, self.sheets)
        };
        let sheet = self.workbook.add_worksheet_with_constant_memory().map_err(broken)?;
        sheet.set_name(name).map_err(broken)?;
        sheet.set_freeze_panes(1, 0).map_err(broken)?;
        for (at, column) in (0_u16..).zip(self.columns) {
            sheet.set_column_width(at, column.width).map_err(broken)?;
            sheet.write_with_format(0, at, column.title, &self.header).map_err(broken)?;
        }
        self.next_row = 1;
        self.formatted = vec![false; self.columns.len()];
        Ok(())
    }

    fn row(&mut self, cells: Vec<Cell>) -> Result<()> {
        if self.next_row >= MAX_SHEET_ROWS {
            self.end_sheet()?;
            self.begin_sheet()?;
        }
        let row = self.next_row;
        self.next_row += 1;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1).map_err(broken)?;
        for ((at, cell), formatted) in (0_u16..).zip(cells).zip(&mut self.formatted) {
            let format = match cell {
                Cell::Text(_) | Cell::Number(_) => None,
                Cell::Date(_) => Some(&self.date),
                Cell::Time(_) => Some(&self.time),
            };
            if let Some(format) = format.filter(|_| !*formatted) {
                sheet.set_column_format(at, format).map_err(broken)?;
                *formatted = true;
            }
            write_cell(sheet, row, at, cell).map_err(broken)?;
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<()> {
        let last = u16::try_from(self.columns.len()).unwrap_or(1) - 1;
        let rows = self.next_row - 1;
        let sheet = self.workbook.worksheet_from_index(self.sheets - 1).map_err(broken)?;
        sheet.autofilter(0, 0, rows, last).map_err(broken)?;
        Ok(())
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    at: u16,
    cell: Cell,
) -> std::result::Result<(), XlsxError> {
    match cell {
        // A string stays a string, whatever it begins with.
        Cell::Text(text) => sheet.write_string(row, at, fitting(&text))?,
        #[allow(clippy::cast_precision_loss)]
        Cell::Number(n) => sheet.write_number(row, at, n as f64)?,
        Cell::Date(day) => match days(day) {
            Some(days) => sheet.write_number(row, at, f64::from(days))?,
            None => sheet.write_string(row, at, day.to_string())?,
        },
        Cell::Time(moment) => match serial(moment) {
            Some(serial) => sheet.write_number(row, at, serial)?,
            None => sheet.write_string(row, at, moment.rfc3339())?,
        },
    };
    Ok(())
}

/// A text as long as a cell can be; where something is cut off, it ends in a sign that says so.
fn fitting(text: &str) -> Cow<'_, str> {
    // No text has more units than bytes.
    if text.len() <= MAX_CELL || text.encode_utf16().count() <= MAX_CELL {
        return Cow::Borrowed(text);
    }
    let mut room = MAX_CELL - CUT.encode_utf16().count();
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = if fits { room - c.len_utf16() } else { 0 };
        fits
    };
    Cow::Owned(text.chars().take_while(fits).chain(CUT.chars()).collect())
}

/// The number that Excel has for a day; none before March 1900, where its calendar goes astray.
fn days(day: Date) -> Option<i32> {
    const FIRST: i32 = 61;
    let since = day.since(date(1899, 12, 30)).ok()?.get_days();
    (since >= FIRST).then_some(since)
}

/// Days since the format's own beginning, in UTC.
#[allow(clippy::cast_precision_loss)]
fn serial(time: Millis) -> Option<f64> {
    const DAY: i64 = 86_400_000;
    let days = days(time.date_in(&TimeZone::UTC))?;
    Some(f64::from(days) + time.0.rem_euclid(DAY) as f64 / DAY as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cell_cannot_hold_is_cut_with_a_sign() {
        for (text, kept) in [("😀", 16_380), ("é", 32_760), ("x😀", 10_920)] {
            let long = text.repeat(40_000);
            let cut = fitting(&long);
            assert!(cut.encode_utf16().count() <= MAX_CELL, "{text}");
            assert!(long.starts_with(cut.strip_suffix(CUT).unwrap()), "{text}");
            assert_eq!(cut.matches(text).count(), kept, "{text}");
        }
        let full = "😀".repeat(MAX_CELL / 2) + "x";
        assert_eq!(fitting(&full), full);
    }

    #[test]
    fn days_are_those_that_excel_shows() {
        assert_eq!(days(date(9999, 12, 31)), Some(2_958_465));
        assert_eq!(days(date(1970, 1, 1)), Some(25_569));
        assert_eq!(days(date(1900, 3, 1)), Some(61));
        assert_eq!(days(date(1900, 2, 28)), None);
        assert_eq!(serial(Millis(43_200_000)), Some(25_569.5));
    }

    #[test]
    fn a_guard_is_put_on_and_taken_off() {
        for text in ["=1", "+90", "'+90", "''=x", "'", "''", "'a", "it's", "-", "a'=", "＝1"] {
            let written = if is_guarded(text) { format!("'{text}") } else { text.to_owned() };
            assert_eq!(unguarded(&written), text);
            assert!(!is_formula(&written), "{text}");
        }
    }
}
