//! Rows of a worksheet of an Excel workbook, one at a time, as a person sees them there. Nothing of a workbook is held
//! whole: it may be a thousand times as large as it comes.

mod number_formats;
mod package;
mod shared_strings;
mod workbook;

use std::fs::File;

use quick_xml::events::{BytesStart, Event};

use self::number_formats::Kind;
use self::package::{Events, Package, attribute, put_reference};
use self::shared_strings::{SharedStrings, require_fitting, rich_text, unescaped};
use self::workbook::{Format, Sheet, Workbook};
use super::shape::Choice;
use super::table::{MAX_COLUMNS, Piece, Row, Table, cut, too_wide};
use crate::error::{Error, Result};
use crate::input::text::fold;

const NO_VALUE: &str = "the formula has no stored value; open the workbook in a spreadsheet, let it calculate, and save it";

pub fn read<F: FnMut(Piece) -> Result<()>>(
    file: File,
    choice: &Choice,
    table: &mut Table<F>,
) -> Result<()> {
    let mut package = Package::open(file)?;
    let workbook = Workbook::read(&mut package)?;
    let strings = package.part(&workbook.strings)?;
    let mut strings = strings.map(SharedStrings::read).transpose()?.unwrap_or_default();
    "XLSX".clone_into(&mut table.shape.file_type);
    for sheet in wanted(&workbook, choice, &mut table.shape.sheets)? {
        table.shape.sheet = Some(sheet.name.clone());
        let events = package.part(&sheet.path)?;
        let events = events.ok_or_else(|| broken(format!("the part {} is missing", sheet.path)))?;
        Cells { events, workbook: &workbook, strings: &mut strings }.read(table)?;
        // Workbooks often begin with a sheet that nobody has used.
        if !table.is_empty() {
            break;
        }
    }
    Ok(())
}

/// The sheets to try, in their order: the one that is named, or all that a person sees. Charts have no cells.
fn wanted<'a>(
    workbook: &'a Workbook,
    choice: &Choice,
    names: &mut Vec<String>,
) -> Result<Vec<&'a Sheet>> {
    let sheets: Vec<_> = workbook.sheets.iter().filter(|sheet| sheet.has_cells).collect();
    *names = sheets.iter().map(|sheet| sheet.name.clone()).collect();
    if let Some(name) = &choice.sheet {
        let found = sheets.iter().find(|sheet| sheet.name == *name);
        let found = found.or_else(|| sheets.iter().find(|sheet| fold(&sheet.name) == fold(name)));
        return found.map(|sheet| vec![*sheet]).ok_or_else(|| {
            Error::input(format!("sheet must be one of the workbook's: {}", names.join(", ")))
        });
    }
    let seen: Vec<_> = sheets.into_iter().filter(|sheet| sheet.is_visible).collect();
    match (names.is_empty(), seen.is_empty()) {
        (true, _) => Err(Error::input("The workbook has no worksheet, only charts or nothing")),
        (_, true) => Err(Error::input("The workbook has no worksheet that is visible")),
        _ => Ok(seen),
    }
}

pub fn broken(e: impl std::fmt::Display) -> Error {
    Error::input(format!("The file is no Excel workbook that can be read: {e}"))
}

/// The cells of a sheet.
struct Cells<'a> {
    events: Events<'a>,
    workbook: &'a Workbook,
    strings: &'a mut SharedStrings,
}

/// Where a cell stands: rows from 1, columns from 0.
#[derive(Clone, Copy)]
struct Place {
    row: u32,
    column: usize,
}

/// What a cell's tag says.
struct Head {
    /// What its value is: `s` a shared text, `b` a truth, and so on; a number, if it says nothing.
    kind: String,
    style: usize,
}

impl Cells<'_> {
    fn read<F: FnMut(Piece) -> Result<()>>(mut self, table: &mut Table<F>) -> Result<()> {
        let mut row = Row { number: 1, ..Row::default() };
        // Who writes no places means the next one.
        let mut next = Place { row: 0, column: 0 };
        while let Some(event) = self.events.next()? {
            let Event::Start(tag) = event else { continue };
            let (place, head) = match tag.local_name().as_ref() {
                "row" => {
                    let told = attribute(&tag, "r")?.and_then(|row| row.parse().ok());
                    next = Place { row: told.unwrap_or(next.row.saturating_add(1)), column: 0 };
                    continue;
                }
                "c" => {
                    let told = attribute(&tag, "r")?.map(|name| place(&name)).transpose()?;
                    (told.unwrap_or(next), head(&tag)?)
                }
                _ => continue,
            };
            next = Place { row: place.row, column: place.column.saturating_add(1) };
            let (text, fault) = self.cell(&head)?;
            if text.is_empty() && fault.is_none() {
                continue;
            }
            if place.column >= MAX_COLUMNS {
                return Err(too_wide(place.row, place.column.saturating_add(1)));
            }
            if place.row != row.number {
                let next = Row { number: place.row, ..Row::default() };
                table.take(std::mem::replace(&mut row, next))?;
            }
            if row.cells.len() <= place.column {
                row.cells.resize(place.column + 1, String::new());
            }
            row.cells[place.column] = cut(text);
            // A place may come again.
            row.faults.retain(|(column, _)| *column != place.column);
            row.faults.extend(fault.map(|rule| (place.column, rule)));
        }
        table.take(row)
    }

    /// A cell as a person sees it, and what is wrong with it.
    fn cell(&mut self, head: &Head) -> Result<(String, Option<String>)> {
        let (mut value, mut inline, mut has_formula) = (None, None, false);
        loop {
            let event = self.events.next()?.ok_or_else(|| broken("a cell does not end"))?;
            match event {
                Event::Start(tag) => match tag.local_name().as_ref() {
                    "v" => value = Some(self.plain_text("v")?),
                    "f" => {
                        has_formula = true;
                        self.plain_text("f")?;
                    }
                    "is" => inline = Some(rich_text(&mut self.events, "is")?),
                    _ => {}
                },
                Event::End(tag) if tag.local_name().as_ref() == "c" => break,
                _ => {}
            }
        }
        if let (Some(text), true) = (inline, matches!(head.kind.as_str(), "inlineStr" | "is")) {
            return Ok((text.trim().to_owned(), None));
        }
        match value {
            None => Ok((String::new(), has_formula.then(|| NO_VALUE.to_owned()))),
            Some(value) if value.is_empty() && head.kind != "str" => {
                Ok((String::new(), has_formula.then(|| NO_VALUE.to_owned())))
            }
            Some(value) => self.shown(head, value),
        }
    }

    /// The text up to the end of an element that has nothing but text.
    fn plain_text(&mut self, element: &str) -> Result<String> {
        let mut text = String::new();
        while let Some(event) = self.events.next()? {
            match event {
                Event::Text(more) => text.push_str(&more.xml10_content()),
                Event::CData(more) => text.push_str(&more.xml10_content()),
                Event::GeneralRef(reference) => put_reference(&reference, &mut text)?,
                Event::End(tag) if tag.local_name().as_ref() == element => return Ok(text),
                _ => {}
            }
            require_fitting(text.len(), &text)?;
        }
        Err(broken(format!("its {element} does not end")))
    }

    fn shown(&mut self, head: &Head, value: String) -> Result<(String, Option<String>)> {
        let text = match head.kind.as_str() {
            "s" => {
                let at = value
                    .trim()
                    .parse()
                    .map_err(|_| broken("a cell has a text that is not there"))?;
                self.strings.get(at)?.trim().to_owned()
            }
            "b" => matches!(value.trim(), "1" | "true").to_string(),
            "e" => {
                let fault = format!("the cell holds the error {value:.40}");
                return Ok((value, Some(fault)));
            }
            "str" => unescaped(&value).trim().to_owned(),
            "" | "n" => match value.trim().parse::<f64>() {
                Ok(number) => self.number(number, head.style),
                Err(_) => value.trim().to_owned(),
            },
            // A moment as a text, or what a later standard may bring.
            _ => value,
        };
        Ok((text, None))
    }

    fn number(&self, value: f64, style: usize) -> String {
        let general = Format::default();
        let format = self.workbook.styles.get(style).unwrap_or(&general);
        match format.kind {
            Kind::Number => number_formats::number(value, &format.code),
            Kind::Moment => number_formats::moment(value, self.workbook.is_1904, &format.code),
            Kind::Duration => number_formats::duration(value),
        }
    }
}

fn head(tag: &BytesStart) -> Result<Head> {
    let style = attribute(tag, "s")?.and_then(|style| style.parse().ok()).unwrap_or(0);
    Ok(Head { kind: attribute(tag, "t")?.unwrap_or_default(), style })
}

/// `B2` as a place.
fn place(name: &str) -> Result<Place> {
    let wrong = || broken(format!("it has a cell at {name:.20}, where none can be"));
    let digits = name.find(|c: char| c.is_ascii_digit()).ok_or_else(wrong)?;
    let (letters, digits) = name.split_at(digits);
    // Three letters at most, and seven digits.
    if letters.is_empty() || letters.len() > 3 || digits.len() > 7 {
        return Err(wrong());
    }
    let mut column = 0;
    for letter in letters.bytes() {
        if !letter.is_ascii_alphabetic() {
            return Err(wrong());
        }
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    let row = digits.parse().ok().filter(|row| *row > 0).ok_or_else(wrong)?;
    Ok(Place { row, column: column - 1 })
}
