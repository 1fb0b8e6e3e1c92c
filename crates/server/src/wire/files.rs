//! Files of rows, CSV and XLSX: written to a temporary file as fast as the database yields, so
//! that a slow client holds no snapshot, then sent from there in small pieces.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use rust_xlsxwriter::{Format, Workbook, Worksheet};
use tokio_util::io::ReaderStream;

use super::lists::FileKind;
use crate::clock::Millis;
use crate::error::{Error, Result};

/// Rows of one sheet, its header included: the format's limit. What is more goes on the next.
const MAX_SHEET_ROWS: u32 = 1_048_576;
/// Characters of one XLSX cell: the format's limit.
const MAX_CELL: usize = 32_767;
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
    writer: JoinHandle<Result<File>>,
}

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
        writer.write_record(columns.iter().map(|column| column.title)).map_err(broken)?;
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
                let buffered = writer.into_inner().map_err(|e| broken(e.error()))?;
                buffered.into_inner().map_err(|e| broken(e.error()))?
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
        let writer = std::thread::Builder::new().name("xlsx".into()).spawn(write)?;
        Ok(Self { batch: Vec::with_capacity(BATCH), rows, writer })
    }

    fn row(&mut self, row: Vec<Cell<'static>>) -> Result<()> {
        self.batch.push(row);
        if self.batch.len() < BATCH {
            return Ok(());
        }
        let batch = std::mem::replace(&mut self.batch, Vec::with_capacity(BATCH));
        // The writer's own failure is told by `finish`; here it only means that nobody listens.
        self.rows.send(batch).map_err(|_| broken("the writer has ended"))
    }

    fn finish(self) -> Result<File> {
        let sent = self.rows.send(self.batch);
        drop(self.rows);
        let written = self.writer.join().map_err(|_| broken("the writer panicked"))?;
        written.and_then(|file| sent.map(|()| file).map_err(|_| broken("the writer has ended")))
    }
}

fn csv_row(writer: &mut csv::Writer<BufWriter<File>>, cells: &[Cell]) -> Result<()> {
    let mut buffer = itoa::Buffer::new();
    for cell in cells {
        match cell {
            Cell::Text(text) if is_formula(text) => writer.write_field(format!("'{text}")),
            Cell::Text(text) => writer.write_field(text.as_bytes()),
            Cell::Number(n) => writer.write_field(buffer.format(*n)),
            Cell::Date(day) => writer.write_field(day.to_string()),
            Cell::Time(time) => writer.write_field(time.rfc3339()),
        }
        .map_err(broken)?;
    }
    writer.write_record(None::<&[u8]>).map_err(broken)
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
) -> std::result::Result<(), rust_xlsxwriter::XlsxError> {
    match cell {
        // A string stays a string, whatever it begins with.
        Cell::Text(text) if text.len() <= MAX_CELL => sheet.write_string(row, at, text)?,
        Cell::Text(text) => {
            sheet.write_string(row, at, text.chars().take(MAX_CELL).collect::<String>())?
        }
        #[allow(clippy::cast_precision_loss)]
        Cell::Number(n) => sheet.write_number(row, at, n as f64)?,
        Cell::Date(day) => {
            let midnight =
                day.to_zoned(TimeZone::UTC).map_or(0, |z| z.timestamp().as_millisecond());
            sheet.write_number(row, at, serial(Millis(midnight)))?
        }
        Cell::Time(moment) => sheet.write_number(row, at, serial(moment))?,
    };
    Ok(())
}

/// Days since the format's own beginning, in UTC.
#[allow(clippy::cast_precision_loss)]
fn serial(time: Millis) -> f64 {
    const DAY: f64 = 86_400_000.0;
    const EPOCH: f64 = 25_569.0;
    EPOCH + time.0 as f64 / DAY
}

fn broken(e: impl std::fmt::Display) -> Error {
    Error::Internal(format!("writing an export: {e}"))
}

/// The answer that carries a finished file.
pub fn attachment(file: File, kind: FileKind, name: &str) -> Result<Response> {
    let (media_type, ending) = match kind {
        FileKind::Csv => ("text/csv; charset=utf-8", "csv"),
        FileKind::Xlsx => {
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
        }
    };
    let length = file.metadata()?.len();
    let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(file), CHUNK);
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{ending}\"")),
    ];
    Ok((headers, Body::from_stream(stream)).into_response())
}
