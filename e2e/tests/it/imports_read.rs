//! Files as strangers write them: text in any encoding, sheets as a person sees them, and what is chosen otherwise.

use e2e::{
    Actor,
    asserts::{assert_conflict, assert_error, assert_invalid, invalid},
    builders::{Fixture, import_path, upload},
    workbook::Book,
};
use serde_json::{Value, json};
use std::fmt::Write;

const PATH: &str = "/api/user-imports";

/// The cells of every row of an import.
fn cells(actor: &Actor, import: &Value) -> Value {
    told(actor, import, |row| row["cells"].clone())
}

/// The rules that every row of an import breaks.
fn rules(actor: &Actor, import: &Value) -> Value {
    told(actor, import, |row| {
        row["reasons"].as_array().unwrap().iter().map(|reason| reason["rule"].clone()).collect()
    })
}

fn told(actor: &Actor, import: &Value, tell: impl Fn(&Value) -> Value) -> Value {
    let path = format!("{}/rows", import_path(import["resourceId"].as_str().unwrap()));
    actor.get(&path).data()["results"].as_array().unwrap().iter().map(tell).collect()
}

fn titles(import: &Value) -> Vec<&str> {
    import["columns"].as_array().unwrap().iter().map(|c| c["title"].as_str().unwrap()).collect()
}

fn fields(import: &Value) -> Vec<Option<&str>> {
    import["columns"].as_array().unwrap().iter().map(|c| c["field"].as_str()).collect()
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn put(actor: &Actor, import: &Value, body: &Value) -> Value {
    actor.put(&import_path(import["resourceId"].as_str().unwrap()), body).data()
}

#[test]
fn text_is_decoded_before_it_is_split() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    // Both letters have the byte of a separator in UTF-16.
    for title in ["氏名", "Účet", "Ȭȩ", "ܼ"] {
        let import = upload(&a, utf16(&format!("{title}\tEmail\r\nx\ta@x.example\r\n")));
        assert_eq!(titles(&import), [title, "Email"]);
        assert_eq!((&import["charset"], &import["separator"]), (&json!("UTF-16LE"), &json!("\t")));
    }
    // In Windows' Turkish: Ayşe;Işık.
    let file = b"Ad;Soyad\xfd;E-posta\nAy\xfee;I\xfe\xfdk;ayse@x.example\n";
    let said =
        |charset: &str| a.bytes("POST", PATH, &format!("text/csv; charset={charset}"), &file[..]);
    for charset in ["windows-1254", "\"CP1254\"", "iso-8859-9"] {
        let import = said(charset).data();
        assert_eq!(import["charset"], "windows-1254");
        assert_eq!(fields(&import), [Some("firstName"), Some("lastName"), Some("email")]);
        assert_eq!(cells(&a, &import), json!([["Ayşe", "Işık", "ayse@x.example"]]));
    }
    assert!(invalid(&said("klingon"))[0].contains("klingon is unknown"));
    // Nobody said so: it is guessed, told, and put right.
    let import = upload(&a, &b"Email;First Name\na@x.example;Zo\xeb\n"[..]);
    assert_eq!(import["charset"], "windows-1252");
    assert_eq!(cells(&a, &import), json!([["a@x.example", "Zoë"]]));
    let import = put(&a, &import, &json!({ "charset": "windows-1251" }));
    assert_eq!(import["charset"], "windows-1251");
    assert_eq!(cells(&a, &import), json!([["a@x.example", "Zoл"]]));
}

#[test]
fn one_wrong_byte_spoils_its_own_row_only() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let file = [
        "Email;First Name;Note\na@x.example;José;\n".as_bytes(),
        b"b@x.example;Zo\xeb;\nc@x.example;Ann;\xeb\n",
        "d@x.example;Jürgen;\n".as_bytes(),
    ];
    let import = upload(&a, file.concat());
    assert_eq!((&import["charset"], &import["invalidCount"]), (&json!("UTF-8"), &json!(1)));
    // A column that is passed over may hold what it likes.
    let wrong = "the cell has bytes that are no text in UTF-8";
    assert_eq!(rules(&a, &import), json!([[], [wrong], [], []]));
    assert_eq!(cells(&a, &import)[3], json!(["d@x.example", "Jürgen"]));
}

#[test]
fn the_separator_is_told_or_ordered_and_quotes_open_only_fields() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    for (file, separator) in [
        ("sep=;\r\nEmail;First Name\r\na@x.example;Ann\r\n", ";"),
        ("\u{feff}\"sep=^\"\nEmail^First Name\na@x.example^Ann\n", "^"),
        ("Email|First Name\na@x.example|Ann\n", "|"),
        ("Staff, all of it\nEmail;First Name\na@x.example;Ann\n", ";"),
    ] {
        let import = upload(&a, file);
        assert_eq!(import["separator"], separator);
        assert_eq!(titles(&import), ["Email", "First Name"]);
        assert_eq!(cells(&a, &import), json!([["a@x.example", "Ann"]]));
    }
    for rows in [5, 9_000] {
        let mut file = "Email;Department\n".to_owned();
        for n in 0..rows {
            let team = if n == 3 { "Screens 24\" wide" } else { "Department of things and others" };
            writeln!(file, "u{n}@x.example;{team}").unwrap();
        }
        let import = upload(&a, file.as_str());
        assert_eq!((&import["rowCount"], &import["newCount"]), (&json!(rows), &json!(rows)));
    }
    for (file, row) in [
        ("Email;Team\na@x.example;A\nb@x.example;\"B\nc@x.example;C\n".to_owned(), "Row 3 "),
        (format!("Email\na@x.example\n{}\n", "x".repeat(300_000)), "Row 3 "),
    ] {
        let answer = a.bytes("POST", PATH, "text/csv", file);
        assert!(invalid(&answer)[0].starts_with(row), "{answer}");
    }
}

#[test]
fn a_table_is_as_wide_as_its_widest_row_and_its_titles_can_be_chosen() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let file =
        "Staff of the north;;;\n\nEmail;First Name;\na@x.example;Ann;Sales;2026\nb@x.example\n";
    let import = upload(&a, file);
    assert_eq!((&import["titleRow"], &import["rowCount"]), (&json!(3), &json!(2)));
    assert_eq!(titles(&import), ["Email", "First Name", "", ""]);
    assert_eq!(cells(&a, &import)[0], json!(["a@x.example", "Ann", "Sales", "2026"]));

    // Whoever means another row says so.
    let first = put(&a, &import, &json!({ "titleRow": 1 }));
    assert_eq!((titles(&first)[0], &first["rowCount"]), ("Staff of the north", &json!(3)));
    let mapping =
        json!([{ "column": 1, "field": "email" }, { "column": 3, "field": "department" }]);
    let none = put(&a, &import, &json!({ "titleRow": 0, "mapping": mapping }));
    assert_eq!((&none["titleRow"], titles(&none)), (&json!(0), vec!["", "", "", ""]));
    assert_eq!(none["rowCount"], 4);
    let column = told(&a, &none, |row| row["reasons"][0]["column"].clone());
    assert_eq!(column, json!(["Column 1", "Column 1", null, null]));
    let again = put(&a, &import, &json!({ "titleRow": 3 }));
    assert_eq!((&again["columns"], &again["newCount"]), (&import["columns"], &json!(2)));

    let path = import_path(import["resourceId"].as_str().unwrap());
    for (wrong, fault) in [
        (json!({ "titleRow": 2 }), "titleRow"),
        (json!({ "titleRow": 99 }), "titleRow"),
        (json!({ "titleRow": -1 }), "titleRow"),
        (json!({ "charset": "klingon" }), "charset"),
        (json!({ "titleRow": 3, "mapping": [{ "column": 9, "field": "email" }] }), "mapping"),
        (json!({}), "mapping"),
    ] {
        let answer = a.put(&path, &wrong);
        assert!(invalid(&answer).iter().any(|text| text.contains(fault)), "{wrong}: {answer}");
    }
    assert_invalid(&a.put(&path, &json!({ "titleRow": 5 })), &["file"]);
    assert_eq!(a.get(&path).data()["rowCount"], 2, "what is refused changes nothing");
    let stale = a.with("If-Match", "\"x\"").put(&path, &json!({ "titleRow": 1 }));
    assert_error(&stale, 412, "PRECONDITION_FAILED");

    a.post(&format!("{path}/start"), &json!({})).expect(200);
    assert_conflict(&a.put(&path, &json!({ "titleRow": 1 })));
    // A list of addresses and nothing else has no titles.
    let bare = upload(&a, "x@x.example\ny@x.example\n");
    assert_eq!((&bare["titleRow"], &bare["newCount"]), (&json!(0), &json!(2)));
    f.server.assert_checks();
}

#[test]
fn the_sheet_that_a_person_sees_is_read_and_another_can_be_chosen() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let rows: [&[&str]; 2] = [&["Email", "First Name"], &["seen@x.example", "Vi"]];
    let book = Book::default()
        .chart("Chart")
        .sheet("Left in 2019", "hidden", &[&["Email"], &["gone@x.example"]])
        .sheet("Secret", "veryHidden", &[&["Email"], &["gone@x.example"]])
        .sheet("Empty", "visible", &[])
        .sheet("Users", "visible", &rows);
    let import = upload(&a, book.bytes());
    assert_eq!((&import["fileType"], &import["sheet"]), (&json!("XLSX"), &json!("Users")));
    assert_eq!(import["sheetNames"], json!(["Left in 2019", "Secret", "Empty", "Users"]));
    assert_eq!((&import["charset"], &import["separator"]), (&json!(null), &json!(null)));
    assert_eq!(cells(&a, &import), json!([["seen@x.example", "Vi"]]));
    let old = put(&a, &import, &json!({ "sheet": "left in 2019" }));
    assert_eq!((&old["sheet"], titles(&old)), (&json!("Left in 2019"), vec!["Email"]));
    assert_eq!(cells(&a, &old), json!([["gone@x.example"]]));
    let path = import_path(import["resourceId"].as_str().unwrap());
    assert_eq!(a.get(&path).data(), old);
    let answer = a.put(&path, &json!({ "sheet": "Chart" }));
    assert!(invalid(&answer)[0].contains("Left in 2019, Secret, Empty, Users"), "{answer}");
    for (book, why) in [
        (Book::default().chart("Chart"), "only charts"),
        (Book::default().sheet("Old", "hidden", &rows), "visible"),
        (Book::default().sheet("Empty", "visible", &[]), "no rows"),
    ] {
        let answer = a.bytes("POST", PATH, "application/octet-stream", book.bytes());
        assert!(invalid(&answer)[0].contains(why), "{answer}");
    }
}

#[test]
fn cells_are_read_as_a_spreadsheet_shows_them() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let formats = ["0000000000000", "+0", "yyyy-mm-dd", "000\\-000", "General"];
    let rows: [&[&str]; 6] = [
        &["Email", "Phone", "Department"],
        &["a@x.example", "<c s=\"1\"><v>5551234567</v></c>", "<c s=\"3\"><v>44620</v></c>"],
        &[
            "b@x.example",
            "<c s=\"2\"><v>491701234567</v></c>",
            "<c s=\"5\"><v>0.30000000000000004</v></c>",
        ],
        &["c@x.example", "<c s=\"4\"><v>12345</v></c>", "<c><f>1+1</f><v>2</v></c>"],
        &["d@x.example", "<c><f>A1</f></c>", "<c t=\"str\"><f>\"\"</f><v></v></c>"],
        &["<c><f>B1</f><v/></c>", "1", "<c t=\"e\"><v>#N/A</v></c>"],
    ];
    let book = Book::default().with_1904().with_formats(&formats).sheet("S", "visible", &rows);
    let import = upload(&a, book.bytes());
    assert_eq!(
        cells(&a, &import),
        json!([
            ["a@x.example", "0005551234567", "2026-03-01"],
            ["b@x.example", "+491701234567", "0.3"],
            ["c@x.example", "012-345", "2"],
            ["d@x.example", ""],
            ["", "1", "#N/A"],
        ])
    );
    let unsolved = "the formula has no stored value; open the workbook in a spreadsheet, let it calculate, and save it";
    let error = "the cell holds the error #N/A";
    assert_eq!(rules(&a, &import), json!([[], [], [], [unsolved], [unsolved, error]]));
    assert_eq!(import["invalidCount"], 2);
}

#[test]
fn words_of_truth_and_priority_are_known_in_each_language_of_the_titles() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    for (n, (title, yes, no)) in [
        ("Aktiv", ["WAHR", "ja", "Aktiv"], ["FALSCH", "nein", "inaktiv"]),
        ("Durum", ["DOĞRU", "Evet", "Aktif"], ["YANLIŞ", "Hayır", "Pasif"]),
        ("Actif", ["VRAI", "oui", "Activé"], ["FAUX", "non", "désactivé"]),
        ("Activo", ["VERDADERO", "sí", "activo"], ["FALSO", "no", "inactivo"]),
        ("Status", ["VERO", "Sim", "Active"], ["Não", "disattivato", "Inactive"]),
    ]
    .into_iter()
    .enumerate()
    {
        let mut file = format!("E-Mail;{title}\n");
        for (i, word) in yes.iter().chain(&no).enumerate() {
            writeln!(file, "t{n}-{i}@x.example;{word}").unwrap();
        }
        let import = upload(&a, file);
        assert_eq!(
            (&import["newCount"], &import["invalidCount"]),
            (&json!(6), &json!(0)),
            "{title}"
        );
    }
    let import = upload(&a, "E-Mail;Priorität\na@x.example;sehr hoch\nb@x.example;Çok Düşük\n");
    assert_eq!(import["invalidCount"], 0);
}

#[test]
fn a_packed_upload_is_told_what_is_not_taken() {
    let f = Fixture::start();
    let packed = f.top.with("Content-Encoding", "gzip");
    let answer = packed.bytes("POST", PATH, "text/csv", &b"\x1f\x8b\x08\0"[..]);
    assert!(assert_error(&answer, 415, "UNSUPPORTED_MEDIA_TYPE").contains("gzip"));
    let answer = f.top.bytes("POST", PATH, "text/csv", &b"\x1f\x8b\x08\0"[..]);
    assert!(invalid(&answer)[0].contains("gzip"));
    let plain = f.top.with("Content-Encoding", "identity");
    plain.bytes("POST", PATH, "text/csv", "Email\na@x.example\n").expect(200);
}
