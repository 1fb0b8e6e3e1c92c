//! What a workbook says of itself: its sheets, where its parts are, the day that its dates begin with, and the formats
//! of its numbers.

use std::collections::HashMap;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};

use super::broken;
use super::number_formats::Kind;
use super::package::{Package, attribute};
use crate::error::Result;

/// Formats that a workbook may have: those of cells, and those of numbers.
const MAX_STYLES: usize = 65_536;
const MAX_FORMATS: usize = 4_096;
const MAX_SHEETS: usize = 1_000;
/// Bytes of what is kept of each: a name, a place, a format. Spreadsheets write 255 characters at most.
const MAX_NAME: usize = 1024;

pub struct Sheet {
    pub name: String,
    pub path: String,
    pub has_cells: bool,
    pub is_visible: bool,
}

/// How a cell shows its number.
#[derive(Clone, Default)]
pub struct Format {
    pub code: Rc<str>,
    pub kind: Kind,
}

pub struct Workbook {
    pub sheets: Vec<Sheet>,
    pub is_1904: bool,
    /// By the number that a cell has for its style.
    pub styles: Vec<Format>,
    /// Where the shared texts are.
    pub strings: String,
}

struct Relation {
    kind: String,
    path: String,
}

impl Workbook {
    pub fn read(package: &mut Package) -> Result<Self> {
        let roots = relations(package, "_rels/.rels", "")?;
        let root = roots.into_values().find(|root| root.kind == "officeDocument");
        let path = root.map_or_else(|| "xl/workbook.xml".to_owned(), |root| root.path);
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let related = relations(package, &format!("{folder}/_rels/{name}.rels"), folder)?;
        let (sheets, is_1904) = sheets(package, &path, &related)?;
        // Some writers tell of neither, and put them where everybody does.
        let of_kind = |kind: &str| {
            let told = related.values().find(|part| part.kind == kind);
            told.map_or_else(|| format!("{folder}/{kind}.xml"), |part| part.path.clone())
        };
        let styles = styles(package, &of_kind("styles"))?;
        Ok(Self { sheets, is_1904, styles, strings: of_kind("sharedStrings") })
    }
}

/// The parts that one part names, by their ids.
fn relations(package: &mut Package, path: &str, folder: &str) -> Result<HashMap<String, Relation>> {
    let mut found = HashMap::new();
    let Some(mut events) = package.part(path)? else { return Ok(found) };
    while let Some(event) = events.next()? {
        let Event::Start(tag) = event else { continue };
        if tag.local_name().as_ref() != "Relationship" || found.len() >= MAX_SHEETS {
            continue;
        }
        let (id, kind, target) = (short(&tag, "Id")?, short(&tag, "Type")?, short(&tag, "Target")?);
        let kind = kind.rsplit('/').next().unwrap_or("").to_owned();
        let path = match target.strip_prefix('/') {
            Some(path) => path.to_owned(),
            None if folder.is_empty() => target,
            None => format!("{folder}/{target}"),
        };
        found.insert(id, Relation { kind, path });
    }
    Ok(found)
}

fn sheets(
    package: &mut Package,
    path: &str,
    related: &HashMap<String, Relation>,
) -> Result<(Vec<Sheet>, bool)> {
    let mut events = package.part(path)?.ok_or_else(|| broken("it has no workbook in it"))?;
    let (mut sheets, mut is_1904) = (Vec::new(), false);
    while let Some(event) = events.next()? {
        let Event::Start(tag) = event else { continue };
        match tag.local_name().as_ref() {
            "workbookPr" => {
                let begins = attribute(&tag, "date1904")?;
                is_1904 |= begins.is_some_and(|value| value == "1" || value == "true");
            }
            "sheet" => {
                let id = attribute(&tag, "id")?.unwrap_or_default();
                let part = related.get(&id).ok_or_else(|| broken("a sheet has no part"))?;
                sheets.push(Sheet {
                    name: short(&tag, "name")?,
                    path: part.path.clone(),
                    has_cells: part.kind == "worksheet",
                    is_visible: attribute(&tag, "state")?.is_none_or(|state| state == "visible"),
                });
                if sheets.len() > MAX_SHEETS {
                    return Err(broken(format!("it has more than {MAX_SHEETS} sheets")));
                }
            }
            _ => {}
        }
    }
    Ok((sheets, is_1904))
}

/// The formats of cells. A file may name a format's number as it likes; those below 164 mean something by themselves.
fn styles(package: &mut Package, path: &str) -> Result<Vec<Format>> {
    let Some(mut events) = package.part(path)? else { return Ok(Vec::new()) };
    let mut named: HashMap<u32, Format> = HashMap::new();
    let mut styles = Vec::new();
    let mut of_cells = false;
    while let Some(event) = events.next()? {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "cellXfs" => of_cells = true,
                "numFmt" => {
                    let code: Rc<str> = short(&tag, "formatCode")?.into();
                    let kind = Kind::of(&code);
                    named.insert(number(&tag)?, Format { code, kind });
                }
                "xf" if of_cells => styles.push(number(&tag)?),
                _ => {}
            },
            Event::End(tag) if tag.local_name().as_ref() == "cellXfs" => of_cells = false,
            _ => {}
        }
        if styles.len() > MAX_STYLES || named.len() > MAX_FORMATS {
            return Err(broken(format!(
                "it has more than {MAX_STYLES} formats of cells or {MAX_FORMATS} of numbers"
            )));
        }
    }
    let format = |id: u32| named.get(&id).cloned().unwrap_or_else(|| Format::built_in(id));
    Ok(styles.into_iter().map(format).collect())
}

/// An attribute that is kept.
fn short(tag: &BytesStart, name: &str) -> Result<String> {
    let text = attribute(tag, name)?.unwrap_or_default();
    if text.len() > MAX_NAME {
        return Err(broken(format!("a {name} in it is longer than {MAX_NAME} bytes")));
    }
    Ok(text)
}

fn number(tag: &BytesStart) -> Result<u32> {
    Ok(attribute(tag, "numFmtId")?.and_then(|id| id.parse().ok()).unwrap_or(0))
}

impl Format {
    /// ECMA-376 part 1, §18.8.30. Some are dates of a language, whose code the standard does not tell.
    fn built_in(id: u32) -> Self {
        let code = match id {
            1 => "0",
            2 => "0.00",
            3 => "#,##0",
            4 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14 => "mm-dd-yy",
            15 => "d-mmm-yy",
            16 => "d-mmm",
            17 => "mmm-yy",
            18 => "h:mm AM/PM",
            19 => "h:mm:ss AM/PM",
            20 => "h:mm",
            21 => "h:mm:ss",
            22 => "m/d/yy h:mm",
            37 | 38 => "#,##0 ;(#,##0)",
            39 | 40 => "#,##0.00;(#,##0.00)",
            45 => "mm:ss",
            46 => "[h]:mm:ss",
            47 => "mmss.0",
            49 => "@",
            _ => "",
        };
        let kind = if matches!(id, 27..=36 | 50..=58) { Kind::Moment } else { Kind::of(code) };
        Self { code: code.into(), kind }
    }
}
