//! Excel workbooks as strangers' programs write them, part by part: what our own writer would never write.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// A workbook in the making.
#[derive(Default)]
pub struct Book {
    sheets: Vec<(String, String, Option<String>)>,
    formats: Vec<String>,
    is_1904: bool,
}

impl Book {
    #[must_use]
    pub fn with_1904(mut self) -> Self {
        self.is_1904 = true;
        self
    }

    /// Styles from 1 on show numbers by these formats.
    #[must_use]
    pub fn with_formats(mut self, formats: &[&str]) -> Self {
        self.formats = formats.iter().map(ToString::to_string).collect();
        self
    }

    /// A sheet of rows; each cell is a text, or XML if it begins with `<`.
    #[must_use]
    pub fn sheet(mut self, name: &str, state: &str, rows: &[&[&str]]) -> Self {
        let mut xml = String::new();
        for (at, row) in rows.iter().enumerate() {
            let number = at + 1;
            write!(xml, "<row r=\"{number}\">").unwrap();
            for (column, cell) in ('A'..='Z').zip(*row) {
                let place = format!("r=\"{column}{number}\"");
                if let Some(rest) = cell.strip_prefix("<c") {
                    write!(xml, "<c {place}{rest}").unwrap();
                } else {
                    write!(xml, "<c {place} t=\"inlineStr\"><is><t>{cell}</t></is></c>").unwrap();
                }
            }
            xml += "</row>";
        }
        self.sheets.push((name.into(), state.into(), Some(xml)));
        self
    }

    /// A sheet of rows as they are given.
    #[must_use]
    pub fn rows(mut self, name: &str, xml: String) -> Self {
        self.sheets.push((name.into(), "visible".into(), Some(xml)));
        self
    }

    /// A sheet that is a chart.
    #[must_use]
    pub fn chart(mut self, name: &str) -> Self {
        self.sheets.push((name.into(), "visible".into(), None));
        self
    }

    pub fn bytes(&self) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let mut part = |name: &str, xml: String| {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(xml.as_bytes()).unwrap();
        };
        let (mut list, mut links) = (String::new(), String::new());
        for (at, (name, state, cells)) in self.sheets.iter().enumerate() {
            let kind = if cells.is_some() { "worksheet" } else { "chartsheet" };
            write!(
                list,
                "<sheet name=\"{name}\" sheetId=\"{at}\" state=\"{state}\" r:id=\"s{at}\"/>"
            )
            .unwrap();
            write!(links, "<Relationship Id=\"s{at}\" Type=\"{OFFICE}/{kind}\" Target=\"{kind}s/sheet{at}.xml\"/>").unwrap();
            let body = cells.as_ref().map(|cells| format!("<sheetData>{cells}</sheetData>"));
            let xml = format!("<{kind} xmlns=\"{MAIN}\">{}</{kind}>", body.unwrap_or_default());
            part(&format!("xl/{kind}s/sheet{at}.xml"), xml);
        }
        part(
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"w\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        );
        let year = if self.is_1904 { "<workbookPr date1904=\"1\"/>" } else { "" };
        part(
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\">{year}<sheets>{list}</sheets></workbook>"
            ),
        );
        part(
            "xl/_rels/workbook.xml.rels",
            format!("<Relationships xmlns=\"{PACKAGE}\">{links}</Relationships>"),
        );
        let mut codes = String::new();
        let mut styles = "<xf numFmtId=\"0\"/>".to_owned();
        for (at, format) in self.formats.iter().enumerate() {
            write!(codes, "<numFmt numFmtId=\"{}\" formatCode=\"{format}\"/>", 164 + at).unwrap();
            write!(styles, "<xf numFmtId=\"{}\"/>", 164 + at).unwrap();
        }
        part(
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>"
            ),
        );
        zip.finish().unwrap().into_inner()
    }
}
