//! Users from a file: looked at, imported, taken back.

use e2e::{
    Actor, Answer,
    asserts::{assert_conflict, assert_error, assert_invalid, eventually, invalid},
    builders::{Fixture, company_path, create_user, import_path, upload, user_path},
    lists::{column, everything, filtered, one, page},
    operations::UNKNOWN,
};
use serde_json::{Value, json};
use std::{fmt::Write, io::Write as _, time::Duration};

const PATH: &str = "/api/user-imports";

fn send(actor: &Actor, content: impl Into<Vec<u8>>) -> Answer {
    actor.bytes("POST", PATH, "application/octet-stream", content.into())
}

fn id(import: &Value) -> String {
    import["resourceId"].as_str().unwrap().to_owned()
}

fn counts<const N: usize>(import: &Value, names: [&str; N]) -> [i64; N] {
    names.map(|name| import[name].as_i64().unwrap_or_else(|| panic!("{name}: {import}")))
}

const PREVIEW: [&str; 4] = ["rowCount", "newCount", "existingCount", "invalidCount"];
const OUTCOME: [&str; 4] = ["doneCount", "addedCount", "restoredCount", "refusedCount"];

/// Starts an import and waits for its end.
fn import(actor: &Actor, id: &str, body: &Value) -> Value {
    actor.post(&format!("{}/start", import_path(id)), body).expect(200);
    ended(actor, id)
}

fn ended(actor: &Actor, id: &str) -> Value {
    eventually(Duration::from_mins(2), "the import ends", || {
        std::thread::sleep(Duration::from_millis(20));
        actor.get(&import_path(id)).data()["status"] == "Imported"
    });
    actor.get(&import_path(id)).data()
}

fn undo(actor: &Actor, id: &str) -> Answer {
    actor.post(&format!("{}/undo", import_path(id)), &json!({}))
}

/// What the rows of a state are, each with its reasons.
fn rows(actor: &Actor, id: &str, state: &str) -> Vec<Value> {
    let data = actor.get(&format!("{}/rows?state={state}", import_path(id))).data();
    let rows = data["results"].as_array().unwrap();
    assert_eq!(data["totalNumberOfRecords"], rows.len());
    let told = |row: &Value| json!([row["row"], row["reasons"]]);
    rows.iter().map(told).collect()
}

fn emails(actor: &Actor) -> Vec<String> {
    column(&actor.post("/api/target-users/search", &page(1, 100, "Email", true)).data(), "email")
}

#[test]
fn a_file_is_looked_at_and_imported_as_the_preview_said() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    create_user(&a, "OLD@x.example");
    let gone = create_user(&a, "gone@x.example");
    a.delete(&user_path(&gone)).id();
    let file = "\u{feff}Vorname;E-Mail;Priorität;Aktiv\r\n\
                Zoë;zoe@x.example;high;yes\r\n\
                Old;old@x.example;;\r\n\
                \r\n\
                Gone;Gone@x.example;;no\r\n\
                Bad;nobody;urgent;\r\n\
                Twin;ZOE@X.EXAMPLE;;\r\n\
                ;;;\r\n\
                None;;;maybe\r\n";
    let preview = upload(&a, file);
    assert_eq!(preview["status"], "Previewed");
    assert_eq!(counts(&preview, PREVIEW), [6, 2, 1, 3]);
    assert_eq!(
        preview["columns"],
        json!([
            { "column": 1, "title": "Vorname", "field": "firstName" },
            { "column": 2, "title": "E-Mail", "field": "email" },
            { "column": 3, "title": "Priorität", "field": "priority" },
            { "column": 4, "title": "Aktiv", "field": "isActive" },
        ])
    );
    let id = id(&preview);
    let address = "email must be an address such as name@company.example";
    let priority = "priority must be VeryLow, Low, Medium, High or VeryHigh";
    let active = "isActive must be true or false, yes or no, Active or Inactive";
    assert_eq!(
        rows(&a, &id, "Invalid"),
        [
            json!([6, [{ "column": "E-Mail", "rule": address }, { "column": "Priorität", "rule": priority }]]),
            json!([7, [{ "column": "E-Mail", "rule": "email is the same as in row 2" }]]),
            json!([9, [{ "column": "E-Mail", "rule": "email is required" }, { "column": "Aktiv", "rule": active }]]),
        ]
    );
    assert_eq!(rows(&a, &id, "existing"), [json!([3, []])]);
    assert_eq!(emails(&a), ["OLD@x.example"], "nothing is imported yet");

    assert_conflict(
        &a.post(&format!("{}/start", import_path(&id)), &json!({ "stopOnInvalid": true })),
    );
    let done = import(&a, &id, &json!({}));
    assert_eq!(counts(&done, OUTCOME), [6, 1, 1, 0]);
    assert_eq!(emails(&a), ["Gone@x.example", "OLD@x.example", "zoe@x.example"]);
    // The same person, who had been deleted; inactive, as the file says.
    let back = a.get(&user_path(&gone)).data();
    assert_eq!((&back["firstName"], &back["status"]), (&json!("Gone"), &json!("Inactive")));
    assert_eq!(rows(&a, &id, "Restored"), [json!([5, []])]);
    assert_eq!(rows(&a, &id, "Invalid").len(), 3, "each refused row is told of afterwards");
    assert_conflict(&a.post(&format!("{}/start", import_path(&id)), &json!({})));
    let list = a.get(PATH).data();
    assert_eq!((list.as_array().unwrap().len(), &list[0]), (1, &done));
    f.server.assert_checks();
}

#[test]
fn an_import_is_undone_as_if_it_had_not_been() {
    let f = Fixture::start();
    let company = f.company("Ash");
    let a = f.top.within(&company);
    let seats = || {
        let mut data = f.top.get(&format!("{}/seats", company_path(&company))).data();
        for name in ["events", "peakTime"] {
            data.as_object_mut().unwrap().remove(name);
        }
        (data, a.get("/api/target-users/count-summary").data())
    };
    create_user(&a, "first@x.example");
    let gone = create_user(&a, "gone@x.example");
    a.delete(&user_path(&gone)).id();
    let before = seats();
    let file = "email\na@x.example\nb@x.example\nc@x.example\ngone@x.example\n";
    let one = id(&upload(&a, file));
    assert_conflict(&undo(&a, &one));
    assert_eq!(counts(&import(&a, &one, &json!({})), OUTCOME), [4, 3, 1, 0]);
    // What becomes of its users meanwhile goes with them.
    let found = a.post("/api/target-users/search", &page(1, 1, "Email", true)).data();
    let first = found["results"][0]["resourceId"].as_str().unwrap().to_owned();
    let team = json!({ "name": "Team", "targetUserResourceIds": [first, gone] });
    let team = a.post("/api/target-groups", &team).id();
    a.delete(&user_path(&first)).id();
    // Somebody else comes in between, and stays.
    let two = id(&upload(&a, "email\nd@x.example\n"));
    import(&a, &two, &json!({}));
    assert_conflict(&undo(&a, &one));
    undo(&a, &two).expect(200);
    undo(&a, &one).expect(200);
    assert_eq!(seats(), before);
    assert_eq!(emails(&a), ["first@x.example"]);
    assert_error(&a.get(&user_path(&gone)), 404, "NOT_FOUND");
    assert_eq!(a.get(&format!("/api/target-groups/{team}")).data()["userCount"], 0);
    assert_eq!(a.get(&import_path(&one)).data()["status"], "Undone");
    assert_conflict(&undo(&a, &one));
    f.server.assert_checks();

    let three = id(&upload(&a, file));
    import(&a, &three, &json!({}));
    create_user(&a, "later@x.example");
    undo(&a, &three).expect(200);
    assert_eq!(emails(&a), ["first@x.example", "later@x.example"]);
    f.server.assert_checks();
}

#[test]
fn who_an_import_brought_back_is_after_its_undo_what_it_was() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let body = json!({
        "email": "Olga@x.example", "firstName": "Olga", "lastName": "Marsh", "department": "Sales",
        "phoneNumber": "+49 1", "priority": "High",
    });
    let olga = a.post("/api/target-users", &body).id();
    a.delete(&user_path(&olga)).id();
    let deleted = || {
        let filter = filtered(&one("IsDeleted", "=", "true"));
        a.post("/api/target-users/search", &filter).data()["results"].clone()
    };
    let before = deleted();
    let import_id = id(&upload(&a, "email,first name,last name\nOLGA@x.example,Wrong,Other\n"));
    assert_eq!(counts(&import(&a, &import_id, &json!({})), OUTCOME), [1, 0, 1, 0]);
    assert_eq!(a.get(&user_path(&olga)).data()["firstName"], "Wrong");
    undo(&a, &import_id).expect(200);
    assert_eq!(deleted(), before);
    f.server.assert_checks();
}

#[test]
fn columns_are_mapped_by_hand_and_rows_chosen() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let file = "A,B,C\nAda,Birkwell,ada at x\nBea,bea@x.example,\nCid,cid@x.example,Sales\n";
    let preview = upload(&a, file);
    let id = id(&preview);
    assert_eq!(preview["columns"][0]["field"], json!(null));
    assert_conflict(&a.post(&format!("{}/start", import_path(&id)), &json!({})));
    let map = |actor: &Actor, mapping: Value| {
        actor.put(&import_path(&id), &json!({ "mapping": mapping }))
    };
    for wrong in [
        json!([]),
        json!("x"),
        json!([{ "column": 4, "field": "email" }]),
        json!([{ "column": 0, "field": "email" }]),
        json!([{ "column": 1, "field": "shoe" }]),
        json!([{ "column": 1, "field": "firstName" }]),
        json!([{ "column": 1, "field": "email" }, { "column": 2, "field": "Email" }]),
        json!([1]),
    ] {
        assert_invalid(&map(&a, wrong), &["mapping"]);
    }
    let etag = a.get(&import_path(&id)).header("etag").unwrap().to_owned();
    let mapping = json!([
        { "column": 2, "field": "email" }, { "column": 1, "field": "firstName" },
        { "column": 3, "field": "department" },
    ]);
    let judged = map(&a.with("If-Match", &etag), mapping.clone()).data();
    assert_eq!(counts(&judged, PREVIEW), [3, 2, 0, 1]);
    assert_error(&map(&a.with("If-Match", &etag), mapping), 412, "PRECONDITION_FAILED");
    let start = |body: Value| a.post(&format!("{}/start", import_path(&id)), &body);
    for wrong in [json!([]), json!([1]), json!(["2"]), json!("all"), json!([2.5])] {
        assert_invalid(&start(json!({ "rows": wrong })), &["rows"]);
    }
    let done = import(&a, &id, &json!({ "rows": [2, 4] }));
    assert_eq!(counts(&done, OUTCOME), [3, 1, 0, 0]);
    assert_eq!(emails(&a), ["cid@x.example"]);
    assert_eq!(rows(&a, &id, "Skipped"), [json!([3, []])]);
    assert_conflict(&map(&a, json!([{ "column": 2, "field": "email" }])));
    assert_eq!(a.delete(&import_path(&id)).id(), id);
    assert_error(&a.get(&import_path(&id)), 404, "NOT_FOUND");
    assert_eq!(emails(&a), ["cid@x.example"], "what was imported stays");
    assert_error(&undo(&a, UNKNOWN), 404, "NOT_FOUND");
    f.server.assert_checks();
}

#[test]
fn a_licence_that_refuses_lets_in_as_many_as_there_is_room_for() {
    let f = Fixture::start();
    let form = f.lookups.company("Ash").with("NumberOfUsers", 2).and("LimitPolicy", "Refuse");
    let company = e2e::builders::create(&f.top, &form);
    let a = f.top.within(&company);
    let file =
        "email,active\na@x.example,\nb@x.example,no\nc@x.example,\nd@x.example,\ne@x.example,no\n";
    let id = id(&upload(&a, file));
    let done = import(&a, &id, &json!({}));
    assert_eq!(counts(&done, OUTCOME), [5, 4, 0, 1]);
    let refused = rows(&a, &id, "Refused");
    assert_eq!(refused.len(), 1);
    let rule = refused[0][1][0]["rule"].as_str().unwrap();
    assert!(
        refused[0][0] == 5 && rule.contains("limited to 2") && rule.contains("has 2"),
        "{refused:?}"
    );
    f.server.assert_checks();
}

#[test]
fn a_file_that_is_no_table_is_refused_at_once_and_nothing_kept() {
    let f = Fixture::start();
    let mut wide = String::new();
    (0..10_000).for_each(|n| write!(wide, "c{n},").unwrap());
    wide.push_str("\na@x.example\n");
    let open = format!("email\n\"{}", "x".repeat(400_000));
    let bomb = bomb();
    for (what, bytes) in [
        ("empty", &b""[..]),
        ("blank", b"\n\n , \n"),
        ("titles only", b"email,name\n"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01"),
        ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"),
        ("a zip of something else", b"PK\x03\x04 and no more"),
        ("10,000 columns", wide.as_bytes()),
        ("a quote that is not closed", open.as_bytes()),
        ("a bomb", &bomb[..]),
    ] {
        let answer = send(&f.top, bytes);
        assert_eq!(answer.status, 400, "{what}: {answer}");
        invalid(&answer);
    }
    assert_error(
        &f.top.bytes("POST", PATH, "application/json", "{}"),
        415,
        "UNSUPPORTED_MEDIA_TYPE",
    );
    assert_invalid(
        &f.top.bytes(
            "POST",
            &format!("{PATH}?fileName={}", "x".repeat(201)),
            "text/csv",
            "email\na@x.example\n",
        ),
        &["fileName"],
    );
    assert_eq!(f.top.get(PATH).data(), json!([]));
}

/// A workbook whose sheet unpacks to more than two gibibytes of spaces.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let blank = vec![b' '; 1 << 20];
    zip.start_file("xl/worksheets/sheet1.xml", options).unwrap();
    (0..1100).for_each(|_| zip.write_all(&blank).unwrap());
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_thousand_and_more_rows_come_in_chunks_and_pages() {
    let f = Fixture::start();
    let a = f.top.within(&f.company("Ash"));
    let mut file = "email,last name\n".to_owned();
    for n in 0..2_500 {
        let email = if n % 100 == 7 { "nobody".to_owned() } else { format!("u{n}@x.example") };
        writeln!(file, "{email},Nr {n}").unwrap();
    }
    let preview = upload(&a, file);
    assert_eq!(counts(&preview, PREVIEW), [2_500, 2_475, 0, 25]);
    let id = id(&preview);
    let row = |state: &str, number: u64, size: u64| {
        let path =
            format!("{}/rows?state={state}&pageNumber={number}&pageSize={size}", import_path(&id));
        let data = a.get(&path).data();
        let first = data["results"][0]["row"].as_u64();
        (data["totalNumberOfRecords"].as_u64().unwrap(), first)
    };
    assert_eq!(row("Invalid", 3, 10), (25, Some(2_009)));
    assert_eq!(row("Invalid", 4, 10), (25, None));
    assert_eq!(row("New", 2, 1000), (2_475, Some(1_013)));
    let done = import(&a, &id, &json!({}));
    assert_eq!(counts(&done, OUTCOME), [2_500, 2_475, 0, 0]);
    let summary = a.get("/api/target-users/count-summary").data();
    assert_eq!(summary["totalNumberOfActiveUsers"], 2_475);
    let data = a.post("/api/target-users/search", &everything()).data();
    assert_eq!(data["totalNumberOfRecords"], 2_475);
    f.server.assert_checks();
    undo(&a, &id).expect(200);
    assert_eq!(emails(&a), Vec::<String>::new());
    f.server.assert_checks();
}
