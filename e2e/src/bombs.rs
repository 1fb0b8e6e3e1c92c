//! Files that are small as they come and large once they are read: made by somebody who wants the server's memory. The
//! benchmark sends the same ones, larger.
#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// Letters of one event that a reader still takes.
const EVENT: usize = 200 * 1024;
const COLUMNS: usize = 200;
/// Characters of a cell, in a spreadsheet and as ours keeps them.
const CELL: usize = 32_767;
const KEPT: usize = 4_000;

pub struct Bomb {
    pub name: &'static str,
    pub media: &'static str,
    pub bytes: Vec<u8>,
    /// What the answer says of the rule that it breaks; none, if it breaks none and is only heavy.
    pub rule: Option<&'static str>,
}

/// Every kind, each of about so many MiB once it is unpacked; those that are read to their end are smaller.
pub fn all(mib: usize) -> Vec<Bomb> {
    let size = mib * 1024 * 1024;
    let less = size / 8;
    let mut bombs = workbooks(size, less);
    bombs.push(Bomb { rule: Some("more than 1000 parts"), ..directory(mib * 100) });
    bombs.extend(tables(less));
    bombs
}

fn workbooks(size: usize, less: usize) -> Vec<Bomb> {
    let letters = |count: usize| vec![("x".repeat(1024), count / 1024)];
    let cell =
        |inner: Text| sheet(around("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>", inner));
    let pieces = vec![("x".repeat(EVENT) + "<!-- -->", size / EVENT)];
    let long = "x".repeat(EVENT);
    let wide = |characters: usize| {
        let cell = format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", "x".repeat(characters));
        let row = format!("<row>{}</row>", cell.repeat(COLUMNS));
        let rows = (size / row.len()).max(16);
        sheet(vec![(row, rows)])
    };
    let strings =
        |inner: Text| [("xl/sharedStrings.xml", around("<sst>", inner)), sheet(Vec::new())];
    let styles =
        |inner: Text| [("xl/styles.xml", around("<styleSheet>", inner)), sheet(Vec::new())];
    let fault = "<c r=\"A1\" t=\"e\"><v>#N/A</v></c>".to_owned();
    let format = |code: &str| format!("<numFmt numFmtId=\"0\" formatCode=\"{code}\"/>");
    let formats =
        (0..size / 32).map(|n| (format!("<numFmt numFmtId=\"{n}\" formatCode=\"0\"/>"), 1));
    let link = |n: usize| format!("<Relationship Id=\"r{n}\" Type=\"x\" Target=\"{long}\"/>");
    let links = (0..size / EVENT).map(|n| (link(n), 1)).collect();
    let named = format!("<sheet name=\"{long}\" r:id=\"s\"/>");
    let entities =
        "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>";
    vec![
        workbook("a cell", Some("longer than 256 KiB"), [cell(letters(size))]),
        workbook("a cell in pieces", Some("more than 32767 characters"), [cell(pieces.clone())]),
        workbook(
            "a shared text in pieces",
            Some("more than 32767 characters"),
            strings(around("<si><t>", pieces)),
        ),
        workbook(
            "shared texts",
            Some("no rows"),
            strings(vec![("<si><t>x</t></si>".repeat(64), less / (64 * 17))]),
        ),
        workbook(
            "styles",
            Some("more than 65536 formats"),
            styles(around(
                "<cellXfs>",
                vec![("<xf numFmtId=\"0\"/>".repeat(64), size / (64 * 19))],
            )),
        ),
        workbook("formats", Some("more than 65536 formats"), styles(formats.collect())),
        workbook(
            "long formats",
            Some("longer than 1024 bytes"),
            styles(vec![(format(&long), 100)]),
        ),
        workbook("depth", Some("100 deep"), [sheet(vec![("<a>".repeat(1024), size / 3072)])]),
        workbook("a comment", Some("longer than 256 KiB"), [sheet(around("<!--", letters(size)))]),
        workbook(
            "an attribute",
            Some("longer than 256 KiB"),
            [sheet(around("<row x=\"", letters(size)))],
        ),
        workbook("wide rows", Some("more than 4 MiB of text"), [wide(KEPT)]),
        workbook("rows of full cells", Some("more than 4 MiB of text"), [wide(CELL)]),
        workbook(
            "one place again and again",
            Some("row of titles and no other"),
            [sheet(vec![
                ("<row r=\"1\">".to_owned(), 1),
                (fault.repeat(32), less / (32 * fault.len())),
                ("</row>".to_owned(), 1),
            ])],
        ),
        workbook(
            "long links",
            Some("longer than 1024 bytes"),
            [("xl/_rels/workbook.xml.rels", links)],
        ),
        workbook(
            "long names",
            Some("longer than 1024 bytes"),
            [("xl/workbook.xml", around("<workbook><sheets>", vec![(named, size / EVENT)]))],
        ),
        workbook(
            "entities",
            Some("stands for nothing"),
            [(
                "xl/worksheets/sheet1.xml",
                vec![(format!("{entities}<row><c t=\"str\"><v>&b;&b;</v></c></row>"), 1)],
            )],
        ),
    ]
}

fn tables(size: usize) -> [Bomb; 4] {
    let long = "x".repeat(EVENT);
    [
        csv("a CSV of one cell", Some("longer than 256 KiB"), &vec![b'x'; size]),
        csv(
            "a CSV of a quote",
            Some("not closed"),
            &[b"\"".as_slice(), &vec![b'\n'; size]].concat(),
        ),
        csv("a CSV of separators", Some("longer than 256 KiB"), &vec![b','; size]),
        csv(
            "a CSV of long rows",
            None,
            &[long.as_bytes(), b"\n"].concat().repeat(2 * size / EVENT),
        ),
    ]
}

/// Pieces of a part, and how often each stands there.
type Text = Vec<(String, usize)>;

fn around(before: &str, inner: Text) -> Text {
    let mut text = vec![(before.to_owned(), 1)];
    text.extend(inner);
    text
}

fn sheet(rows: Text) -> (&'static str, Text) {
    let mut text = around("<worksheet><sheetData>", rows);
    text.push(("</sheetData></worksheet>".to_owned(), 1));
    ("xl/worksheets/sheet1.xml", text)
}

fn workbook<const N: usize>(
    name: &'static str,
    rule: Option<&'static str>,
    parts: [(&'static str, Text); N],
) -> Bomb {
    const LINKS: &str = "<Relationships><Relationship Id=\"s\" Type=\"x/worksheet\" \
        Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"w\" Type=\"x/officeDocument\" \
        Target=\"xl/workbook.xml\"/></Relationships>";
    const WORKBOOK: &str = "<workbook><sheets><sheet name=\"a\" r:id=\"s\"/></sheets></workbook>";
    let mut all: Vec<(&str, Text)> = [
        ("_rels/.rels", LINKS),
        ("xl/workbook.xml", WORKBOOK),
        ("xl/_rels/workbook.xml.rels", LINKS),
    ]
    .map(|(name, text)| (name, vec![(text.to_owned(), 1)]))
    .into();
    for (name, text) in parts {
        all.retain(|(other, _)| *other != name);
        all.push((name, text));
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The fastest packing: it is fast enough at nothing but the same.
    let options = SimpleFileOptions::default().compression_level(Some(1));
    for (name, text) in all {
        zip.start_file(name, options).unwrap();
        for (piece, times) in text {
            for _ in 0..times {
                zip.write_all(piece.as_bytes()).unwrap();
            }
        }
    }
    Bomb {
        name,
        media: "application/octet-stream",
        bytes: zip.finish().unwrap().into_inner(),
        rule,
    }
}

/// A package of so many parts.
fn directory(parts: usize) -> Bomb {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for n in 0..parts {
        zip.start_file(format!("part{n}"), options).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    Bomb { name: "parts", media: "application/octet-stream", bytes, rule: None }
}

fn csv(name: &'static str, rule: Option<&'static str>, bytes: &[u8]) -> Bomb {
    Bomb { name, media: "text/csv", bytes: bytes.to_vec(), rule }
}
