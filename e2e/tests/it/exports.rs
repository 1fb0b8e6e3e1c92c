//! Files: CSV and XLSX, read back by other people's code.

use calamine::{Data, Reader, Xlsx};
use e2e::{
    Actor, Answer, Server,
    asserts::assert_invalid,
    builders::{CUSTOM, Estate, Fixture, create, create_group, group_path},
    lists::{everything, filtered, one, page, with, without},
};
use serde_json::{Value, json};
use std::io::Cursor;

const PATH: &str = "/api/companies/search/export";
const GROUPS: &str = "/api/company-groups/search/export";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const COLUMNS: [&str; 13] = [
    "Company Name",
    "Reseller Name",
    "Industry",
    "License Type",
    "Target Users",
    "Inactive Users",
    "Deleted Users",
    "Monthly Users",
    "License Limit",
    "Tags",
    "Renewal Date",
    "Date Created",
    "Company ID",
];

fn body(kind: &str, all: bool) -> Value {
    with(with(everything(), "exportType", kind), "reportAllPages", all)
}

#[track_caller]
fn csv(answer: Answer) -> Vec<Vec<String>> {
    let answer = answer.expect(200);
    assert_eq!(answer.header("content-type"), Some("text/csv; charset=utf-8"));
    let text = answer.text();
    let text = text.strip_prefix('\u{feff}').expect("a BOM");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "RFC 4180 lines");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect());
    rows.collect()
}

#[track_caller]
fn xlsx(answer: Answer) -> Vec<Vec<Data>> {
    let answer = answer.expect(200);
    assert_eq!(answer.header("content-type"), Some(XLSX));
    let mut book = Xlsx::new(Cursor::new(answer.bytes)).unwrap();
    assert_eq!(book.sheet_names().len(), 1);
    let name = book.sheet_names()[0].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty(), "a cell is a formula");
    book.worksheet_range(&name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

fn file_name(answer: &Answer) -> &str {
    answer.header("content-disposition").expect("a Content-Disposition")
}

/// Names that a spreadsheet or a parser could stumble over.
const NAMES: [&str; 7] = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2",
    "@SUM(A1)",
    "Quote \" and, comma",
    "İstanbul é ß 漢字",
    "Plain",
];

fn difficult() -> Fixture {
    let f = Fixture::start();
    for (n, name) in NAMES.into_iter().enumerate() {
        let form = f.lookups.company(name).with("LicensePeriodTypeResourceId", CUSTOM);
        let form = form.with("LicenseEndDate", "2040-05-06T00:00:00Z");
        let form = form.with("IsNumberOfUsersLimited", n != 6).and("Tags", "=tag");
        create(&f.top, &form.and("Tags", "b"));
    }
    f
}

#[test]
fn a_csv_file_is_rfc_4180_with_a_bom_and_no_formulas() {
    let f = difficult();
    let answer = f.top.post(PATH, &body("CSV", true));
    assert_eq!(file_name(&answer), "attachment; filename=\"Companies.csv\"");
    let rows = csv(answer);
    assert_eq!(rows[0], COLUMNS);
    let search = f.top.post(e2e::lists::COMPANIES, &everything()).data();
    for (n, (row, found)) in rows[1..].iter().zip(search["results"].as_array().unwrap()).enumerate()
    {
        let name = NAMES[n];
        let made_harmless = if n < 4 { format!("'{name}") } else { name.to_owned() };
        let text = |name: &str| found[name].as_str().unwrap().to_owned();
        let limit = if n == 6 { "Unlimited".to_owned() } else { "100".to_owned() };
        let mut expected = vec![made_harmless, text("resellerName"), text("industryName")];
        expected.extend([text("licenseTypeName"), "0".into(), "0".into(), "0".into()]);
        expected.extend(["0".into(), limit, "'=tag, b".into(), "2040-05-06".into()]);
        let created: jiff::Timestamp = row[11].parse().unwrap();
        let shown: jiff::Timestamp = text("createTime").parse().unwrap();
        assert_eq!(created.as_second(), shown.as_second());
        assert!(row[11].ends_with('Z'));
        expected.extend([row[11].clone(), text("resourceId")]);
        assert_eq!(*row, expected);
    }
    assert_eq!(rows.len(), 1 + NAMES.len());
}

#[test]
fn an_xlsx_file_has_real_dates_and_numbers_and_no_formulas() {
    let f = difficult();
    for kind in ["Excel", "xlsx", "XLS"] {
        let answer = f.top.post(PATH, &body(kind, true));
        assert_eq!(file_name(&answer), "attachment; filename=\"Companies.xlsx\"");
        let rows = xlsx(answer);
        let header: Vec<String> = rows[0].iter().map(ToString::to_string).collect();
        assert_eq!(header, COLUMNS);
        assert_eq!(rows.len(), 1 + NAMES.len());
        for (n, row) in rows[1..].iter().enumerate() {
            assert_eq!(row[0], Data::String(NAMES[n].to_owned()));
            for count in &row[4..8] {
                assert!(matches!(count, Data::Float(0.0) | Data::Int(0)), "{count:?}");
            }
            match (&row[8], n) {
                (Data::String(text), 6) => assert_eq!(text, "Unlimited"),
                (Data::Float(100.0) | Data::Int(100), _) => {}
                (other, _) => panic!("{other:?} is no limit"),
            }
            assert_eq!(row[9], Data::String("=tag, b".to_owned()));
            // Days since 1899-12-30.
            let Data::DateTime(end) = &row[10] else { panic!("{:?} is no date", row[10]) };
            assert!((end.as_f64() - 51_262.0).abs() < 0.001, "{end:?}");
            let Data::DateTime(made) = &row[11] else { panic!("{:?} is no date", row[11]) };
            assert!(made.as_f64() > 46_000.0, "{made:?}");
        }
    }
}

#[test]
fn the_kind_of_file_has_no_case_and_no_pdf() {
    let f = Fixture::start();
    for kind in ["CSV", "csv", "Csv"] {
        assert_eq!(csv(f.top.post(PATH, &body(kind, true))).len(), 1, "the header alone");
    }
    for kind in ["PDF", "pdf", "docx", ""] {
        let answer = f.top.post(PATH, &body(kind, true));
        assert_invalid(&answer, &["exportType"]);
        let text = answer.text();
        assert!(text.contains("CSV") && text.contains("Excel"), "it names the two: {text}");
    }
    assert_invalid(&f.top.post(PATH, &everything()), &["exportType"]);
    let bad = without(without(body("PDF", true), "pageSize"), "orderBy");
    assert_invalid(&f.top.post(PATH, &bad), &["exportType", "pageSize", "orderBy"]);
}

#[test]
fn all_pages_or_the_one_page() {
    let f = Fixture::start();
    f.companies(&["Ash", "Birch", "Cedar", "Damson", "Elm"]);
    let export = |all: Option<bool>, filter: Value| {
        let body = with(page(2, 2, "CompanyName", true), "exportType", "CSV");
        let body = with(body, "filter", filter);
        let body = match all {
            Some(all) => with(body, "reportAllPages", all),
            None => body,
        };
        let rows = csv(f.top.post(PATH, &body));
        rows[1..].iter().map(|row| row[0].clone()).collect::<Vec<_>>()
    };
    let whole = ["Ash", "Birch", "Cedar", "Damson", "Elm"];
    assert_eq!(export(Some(true), json!(null)), whole);
    assert_eq!(export(Some(false), json!(null)), ["Cedar", "Damson"]);
    assert_eq!(export(None, json!(null)), ["Cedar", "Damson"]);
    let filter = one("CompanyName", "!=", "Cedar");
    assert_eq!(export(Some(true), filter.clone()), ["Ash", "Birch", "Damson", "Elm"]);
    assert_eq!(export(Some(false), filter), ["Damson", "Elm"]);
}

#[test]
fn an_export_of_everything_is_not_cut_at_a_page() {
    let server = Server::demo(1300, 4);
    let top = server.top();
    let total = top.post(e2e::lists::COMPANIES, &everything()).data();
    let total = usize::try_from(total["totalNumberOfRecords"].as_u64().unwrap()).unwrap();
    assert!(total > 1000);
    let rows = csv(top.post(PATH, &body("CSV", true)));
    assert_eq!(rows.len(), 1 + total);
    let limited = with(body("CSV", true), "isTargetUserCountExceededLimit", true);
    let over = csv(top.post(PATH, &limited));
    assert!(over.len() > 1 && over.len() < rows.len());
    for row in &over[1..] {
        assert!(row[4].parse::<u64>().unwrap() > row[8].parse::<u64>().unwrap(), "{row:?}");
    }
    assert_eq!(xlsx(top.post(PATH, &body("Excel", true))).len(), 1 + total);
}

#[test]
fn a_clustered_export_is_ordered_by_reseller_first() {
    let e = Estate::start();
    let body = with(page(1, 1000, "CompanyName", true), "exportType", "CSV");
    let rows = csv(e.by_top.post(PATH, &with(body, "isClustered", true)));
    let names: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    let expected = [
        "Saltmarsh",
        "Stonewick",
        "Tidewater",
        "Aldermoor",
        "Brackenridge",
        "Silverquill",
        "Thornbury",
    ];
    assert_eq!(names, expected);
}

#[test]
fn groups_and_their_companies_are_exported() {
    let f = Fixture::start();
    let ids = f.companies(&["Ash", "=Birch"]);
    let group = create_group(&f.top, "=Trees", &[&ids[0], &ids[1]]);
    let answer = f.top.post(GROUPS, &body("CSV", true));
    assert_eq!(file_name(&answer), "attachment; filename=\"Company Groups.csv\"");
    let rows = csv(answer);
    assert_eq!(rows[0], ["Group Name", "Companies", "Date Created", "Group ID"]);
    assert_eq!((rows[1][0].as_str(), rows[1][1].as_str()), ("'=Trees", "2"));
    assert_eq!(rows[1][3], group);
    let answer = f.top.post(GROUPS, &body("Excel", true));
    assert_eq!(file_name(&answer), "attachment; filename=\"Company Groups.xlsx\"");
    assert_eq!(xlsx(answer)[1][0], Data::String("=Trees".to_owned()));

    let path = format!("{}/companies/search/export", group_path(&group));
    let answer = f.top.post(&path, &body("CSV", true));
    assert_eq!(file_name(&answer), "attachment; filename=\"Company Group Details.csv\"");
    let rows = csv(answer);
    let columns = [
        "Company Name",
        "Industry",
        "License Type",
        "License Limit",
        "Renewal Date",
        "Date Created",
        "Company ID",
    ];
    assert_eq!(rows[0], columns);
    let names: Vec<&str> = rows[1..].iter().map(|row| row[0].as_str()).collect();
    assert_eq!(names, ["Ash", "'=Birch"]);
    assert_eq!(rows[1][6], ids[0]);
    let answer = f.top.post(&path, &body("xlsx", true));
    assert_eq!(file_name(&answer), "attachment; filename=\"Company Group Details.xlsx\"");
    assert_eq!(xlsx(answer).len(), 3);
}

#[test]
fn an_export_shows_only_what_its_caller_manages() {
    let e = Estate::start();
    let names = |actor: &Actor| {
        let rows = csv(actor.post(PATH, &body("CSV", true)));
        rows[1..].iter().map(|row| row[0].clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&e.by_s), ["Saltmarsh", "Stonewick"]);
    assert_eq!(names(&e.by_t), ["Tidewater"]);
    assert_eq!(names(&e.by_top.within(&e.sa.id)), ["Saltmarsh"]);
    let filter = filtered(&one("CompanyName", "=", "Aldermoor"));
    let rows = csv(e.by_s.post(PATH, &with(filter, "exportType", "CSV")));
    assert_eq!(rows.len(), 1);
}

#[test]
fn a_day_is_the_same_day_in_every_zone_and_never_another() {
    let f = Fixture::start();
    let zones =
        ["Pacific/Kiritimati", "Europe/Istanbul", "UTC", "America/New_York", "Pacific/Pago_Pago"];
    for zone in zones {
        let form = f.lookups.company(zone).with("LicensePeriodTypeResourceId", CUSTOM);
        create(&f.top, &form.with("TimeZoneId", zone).with("LicenseEndDate", "9999-12-31"));
    }
    let rows = csv(f.top.post(PATH, &body("CSV", true)));
    let days: Vec<&str> = rows[1..].iter().map(|row| row[10].as_str()).collect();
    assert_eq!(days, ["9999-12-31"; 5]);
    for row in &xlsx(f.top.post(PATH, &body("Excel", true)))[1..] {
        let Data::DateTime(end) = &row[10] else { panic!("{:?} is no date", row[10]) };
        assert_eq!(end.to_ymd_hms_milli(), (9999, 12, 31, 0, 0, 0, 0), "{}", row[0]);
    }
}

#[test]
fn a_text_that_no_cell_can_hold_is_cut_with_a_sign() {
    let f = Fixture::start();
    // What one customer uploads stands in its reseller's audit log: 199 titles of a hundred letters, each of two
    // of the units that the format counts.
    let titles = format!("Email,{}\nx@x.example\n", vec!["😀".repeat(100); 199].join(","));
    let a = f.top.within(&f.company("Ash"));
    let import = e2e::builders::upload(&a, titles);
    let path = e2e::builders::import_path(import["resourceId"].as_str().unwrap());
    a.post(&format!("{path}/start"), &serde_json::json!({})).expect(200);
    e2e::asserts::eventually(std::time::Duration::from_mins(1), "the import ends", || {
        a.get(&path).data()["status"] == "Imported"
    });
    let audit = |kind: &str| {
        let filter = filtered(&one("Entity", "=", "userImport"));
        let body =
            with(with(with(filter, "orderBy", "Time"), "exportType", kind), "reportAllPages", true);
        f.top.post("/api/audit-logs/export", &body)
    };
    let whole = csv(audit("CSV")).pop().unwrap().pop().unwrap();
    serde_json::from_str::<Value>(&whole).expect("CSV has no such limit");
    let cut = xlsx(audit("Excel")).pop().unwrap().pop().unwrap().to_string();
    let kept = cut
        .strip_suffix("… (cut)")
        .unwrap_or_else(|| panic!("no sign: {}", &cut[cut.len() - 40..]));
    assert!(whole.starts_with(kept));
    assert!((32_700..=32_767).contains(&cut.encode_utf16().count()));
}
