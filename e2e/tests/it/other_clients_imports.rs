//! What other clients of this API call (docs/wire.md §17): users from a file, where an import is a transaction.

use e2e::{
    Actor, Answer, Estate, Form,
    asserts::{assert_conflict, assert_error, assert_forbidden, assert_invalid, eventually},
    builders::{Fixture, create_user, import_path, target_group_path, user_path},
    lists::{column, filtered, one, page, with},
    operations::UNKNOWN,
    workbook::Book,
};
use serde_json::{Value, json};
use std::time::Duration;

const UPLOAD: &str = "/api/target-users/upload";
const MAPPING: &str = "/api/target-users/create-mapping";
const GROUPS: &str = "targetGroupResourceIds";
/// Row 2 is new, row 3 has its address again, row 4 has none, row 5 may be there already.
const FILE: &str = "E-mail,Who,Team,\nada@x.example,Ada,Sales,1\nADA@x.example,Eve,Sales,2\n\
                    nobody,Bob,Care,3\nbea@x.example,Bea,Care,4\n";

fn upload(actor: &Actor, content: &[u8]) -> Answer {
    let form = Form::new().file("File", "people.csv", "text/csv", content);
    actor.multipart("POST", UPLOAD, &form)
}

fn transaction(actor: &Actor) -> String {
    let data = upload(actor, FILE.as_bytes()).data();
    data["transactionId"].as_str().unwrap().to_owned()
}

fn path(transaction: &str, what: &str) -> String {
    format!("/api/target-users/{transaction}/{what}")
}

fn mapping(transaction: &str, columns: &[(&str, &str)]) -> Value {
    let mappings: Vec<Value> = columns
        .iter()
        .map(|(title, field)| json!({ "excelColumnName": title, "fieldName": field }))
        .collect();
    json!({ "transactionId": transaction, "fieldMappings": mappings })
}

fn imported(actor: &Actor, transaction: &str, body: &Value) -> Value {
    assert_eq!(actor.post(&path(transaction, "import"), body).id(), transaction);
    eventually(Duration::from_mins(1), "the import ends", || {
        actor.get(&import_path(transaction)).data()["status"] == "Imported"
    });
    actor.get(&import_path(transaction)).data()
}

#[test]
fn an_example_file_is_one_that_an_import_knows() {
    let f = Fixture::start();
    let path = "/api/target-users/example-file";
    for (kind, ending) in [("CSV", "csv"), ("Excel", "xlsx")] {
        let answer = f.top.post(path, &json!({ "exportType": kind })).expect(200);
        let name = format!("Target Users Example.{ending}");
        assert!(answer.header("content-disposition").unwrap().contains(&name));
        let data = upload(&f.top, &answer.bytes).data();
        assert_eq!((&data["rowCount"], &data["columnCount"]), (&json!(1), &json!(7)));
        let id = data["transactionId"].as_str().unwrap();
        // Every column is taken for a field, and the one row is right as it is.
        let import = f.top.get(&import_path(id)).data();
        let fields = import["columns"].as_array().unwrap().iter().map(|column| &column["field"]);
        assert_eq!(
            json!(fields.collect::<Vec<_>>()),
            json!([
                "email",
                "firstName",
                "lastName",
                "department",
                "phoneNumber",
                "priority",
                "isActive"
            ])
        );
        assert_eq!(import["newCount"], 1, "{import}");
    }
    assert_invalid(&f.top.post(path, &json!({})), &["exportType"]);
    assert_invalid(&f.top.post(path, &json!({ "exportType": "PDF" })), &["exportType"]);
}

#[test]
fn a_file_is_uploaded_mapped_and_imported_into_a_group() {
    let f = Fixture::start();
    create_user(&f.top, "bea@x.example");
    let answer = upload(&f.top, FILE.as_bytes());
    let data = answer.data();
    let id = data["transactionId"].as_str().unwrap().to_owned();
    let expected =
        json!({ "transactionId": id, "rowCount": 4, "columnCount": 4, "duplicateCount": 1 });
    assert_eq!(data, expected);
    let preview = f.top.get(&format!("{UPLOAD}/{id}")).data();
    assert_eq!(preview["fileType"], "CSV");
    assert_eq!(preview["sheetNames"], json!([]));
    assert_eq!(preview["fileFieldNames"], json!(["E-mail", "Who", "Team", "Column 4"]));
    assert_eq!(preview["data"][0], json!(["ada@x.example", "Ada", "Sales", "1"]));
    assert_eq!(preview["data"].as_array().unwrap().len(), 4);

    let team = f.top.post("/api/target-groups", &json!({ "name": "Team" })).id();
    let columns = [("e-MAIL", "Email"), ("Who", "lastName"), ("Column 4", "department")];
    let job = f.top.post(MAPPING, &with(mapping(&id, &columns), GROUPS, json!([team]))).id();
    let state = f.top.get(&format!("/api/target-users/mapping-job/{job}")).data();
    assert_eq!(state, json!({ "resourceId": job, "transactionId": id, "status": "Completed" }));

    let body = page(1, 10, "CreateTime", false);
    let answer = f.top.post(&path(&id, "search"), &body).expect(200).json();
    let mut names: Vec<&String> = answer.as_object().unwrap().keys().collect();
    names.sort();
    assert_eq!(
        names,
        ["existingUserCount", "invalidUserCount", "items", "message", "newUserCount", "status"]
    );
    assert_eq!(answer["status"], "SUCCESS");
    let counts =
        ["newUserCount", "existingUserCount", "invalidUserCount"].map(|name| &answer[name]);
    assert_eq!(counts, [1, 1, 2].map(|n| json!(n)).each_ref());
    let rows = answer["items"]["results"].as_array().unwrap().clone();
    assert_eq!(answer["items"]["totalNumberOfRecords"], 4);
    assert_eq!(
        rows[0],
        json!({ "resourceId": "000000000002", "rowNumber": 2,
        "email": "ada@x.example", "firstName": "", "lastName": "Ada", "department": "1",
        "phoneNumber": "", "priority": "", "status": "New", "validationDetail": [] })
    );
    let states = |rows: &[Value]| rows.iter().map(|row| row["status"].clone()).collect::<Vec<_>>();
    assert_eq!(states(&rows), ["New", "Invalid", "Invalid", "Existing"]);
    assert_eq!(
        rows[1]["validationDetail"],
        json!([{ "column": "E-mail",
        "rule": "email is the same as in row 2" }])
    );

    // Filtered, searched, a page at a time.
    let found = |body: &Value| {
        let answer = f.top.post(&path(&id, "search"), body).expect(200).json();
        let of = |names: &Value| column(names, "email");
        (of(&answer["items"]), answer["items"]["totalNumberOfRecords"].as_u64().unwrap())
    };
    let emails = |emails: &[&str], total| (emails.iter().map(|e| (*e).to_owned()).collect(), total);
    let invalid = one("Status", "=", "Invalid");
    assert_eq!(found(&filtered(&invalid)), emails(&["ADA@x.example", "nobody"], 2));
    let second = with(page(2, 1, "CreateTime", true), "filter", invalid);
    assert_eq!(found(&second), emails(&["nobody"], 2));
    assert_eq!(found(&filtered(&one("Email", "=", "ada@X.example"))).1, 2);
    assert_eq!(found(&filtered(&one("LastName", "Contains", "BE"))), emails(&["bea@x.example"], 1));
    // What has no value matches no comparison: no column is the first name.
    assert_eq!(found(&filtered(&one("FirstName", "!=", "x"))).1, 0);
    assert_eq!(found(&filtered(&one("LastName", "!=", "Ada"))).1, 3);
    assert_eq!(found(&filtered(&one("CreateTime", "Contains", "T"))).1, 4);
    assert_eq!(found(&filtered(&one("RowNumber", ">=", "4"))).1, 2);
    assert_eq!(found(&filtered(&json!({ "searchInputTextValue": "eve" }))).1, 1);
    let pasted = json!({ "searchInputTextValue": "000000000004" });
    assert_eq!(found(&filtered(&pasted)), emails(&["nobody"], 1));
    let wrong = filtered(&one("Status", "=", "Wrong"));
    assert_invalid(&f.top.post(&path(&id, "search"), &wrong), &["Status"]);

    let body = with(with(body, "exportType", "CSV"), "reportAllPages", true);
    let file = f.top.post(&path(&id, "search/export"), &body).expect(200);
    let text = file.text();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(
        lines[0],
        "Row,Email,First Name,Last Name,Department,Phone,Priority,Status,Validation Detail"
    );
    assert_eq!(lines[1], "2,ada@x.example,,Ada,1,,,New,");
    assert_eq!(lines[2], "3,ADA@x.example,,Eve,2,,,Invalid,email is the same as in row 2");
    assert_eq!(lines.len(), 5);

    let import = imported(&f.top, &id, &json!({ "importType": "all" }));
    assert_eq!((&import["addedCount"], &import["doneCount"]), (&json!(1), &json!(4)));
    let group = f.top.get(&target_group_path(&team)).data();
    assert_eq!(group["userCount"], 1, "whoever is there already stays as they are");
    let inside =
        f.top.post(&format!("{}/users", target_group_path(&team)), &page(1, 10, "Email", true));
    assert_eq!(column(&inside.data(), "email"), ["ada@x.example"]);
    // What is taken back leaves the group.
    f.top.post(&format!("{}/undo", import_path(&id)), &json!({})).expect(200);
    assert_eq!(f.top.get(&target_group_path(&team)).data()["userCount"], 0);
    f.server.assert_checks();
}

#[test]
fn a_group_that_ends_before_the_import_is_passed_over_and_who_comes_back_joins() {
    let f = Fixture::start();
    let ada = create_user(&f.top, "ada@x.example");
    f.top.delete(&user_path(&ada)).id();
    let [gone, team] = ["Gone", "Team"]
        .map(|name| f.top.post("/api/target-groups", &json!({ "name": name })).id());
    let id = transaction(&f.top);
    let body = with(mapping(&id, &[("E-mail", "email")]), GROUPS, json!([gone, team]));
    f.top.post(MAPPING, &body).id();
    f.top.delete(&target_group_path(&gone)).id();
    let import = imported(&f.top, &id, &json!({ "importType": "All" }));
    assert_eq!((&import["addedCount"], &import["restoredCount"]), (&json!(1), &json!(1)));
    assert_eq!(f.top.get(&target_group_path(&team)).data()["userCount"], 2);
    f.server.assert_checks();
}

#[test]
fn rows_are_selected_by_their_ids() {
    let f = Fixture::start();
    let id = transaction(&f.top);
    let start = |body: &Value| f.top.post(&path(&id, "import"), body);
    for (body, field) in [
        (json!({}), "importType"),
        (json!({ "importType": "Some" }), "importType"),
        (json!({ "importType": "Selected" }), "selectedResourceIds"),
        (json!({ "importType": "Selected", "selectedResourceIds": [] }), "selectedResourceIds"),
        (json!({ "importType": "Selected", "selectedResourceIds": ["5"] }), "selectedResourceIds"),
        (
            json!({ "importType": "Selected", "selectedResourceIds": ["00000000000x"] }),
            "selectedResourceIds",
        ),
    ] {
        assert_invalid(&start(&body), &[field]);
    }
    // A row that the file does not have uses nothing up.
    for wrong in ["000000999999", "+00000000005", "000000000001"] {
        let body =
            json!({ "importType": "Selected", "selectedResourceIds": ["000000000005", wrong] });
        assert_invalid(&start(&body), &["selectedResourceIds"]);
    }
    let rows = json!({ "rows": [5, 999] });
    assert_invalid(&f.top.post(&format!("{}/start", import_path(&id)), &rows), &["rows"]);
    let body = json!({ "importType": "Selected", "selectedResourceIds": ["000000000005"] });
    let import = imported(&f.top, &id, &body);
    assert_eq!(import["addedCount"], 1);
    let users = f.top.post("/api/target-users/search", &page(1, 10, "Email", true)).data();
    assert_eq!(column(&users, "email"), ["bea@x.example"]);
    assert_conflict(&start(&body));
}

#[test]
fn a_mapping_tells_every_fault_and_changes_nothing() {
    let e = Estate::start();
    let a = &e.by_a;
    let id = transaction(a);
    let before = a.get(&import_path(&id)).data();
    let foreign_team =
        e.by_top.within(&e.b.id).post("/api/target-groups", &json!({ "name": "x" })).id();
    let foreign = transaction(&e.by_top.within(&e.b.id));
    let good = [("E-mail", "email")];
    for (body, fields) in [
        (json!({}), vec!["transactionId", "fieldMappings"]),
        (mapping(UNKNOWN, &good), vec!["transactionId"]),
        (mapping(&foreign, &good), vec!["transactionId"]),
        (mapping("x", &good), vec!["transactionId"]),
        (mapping(&id, &[]), vec!["fieldMappings"]),
        (mapping(&id, &[("Team", "department")]), vec!["fieldMappings"]),
        (mapping(&id, &[("E-mail", "email"), ("None", "department")]), vec!["fieldMappings"]),
        (mapping(&id, &[("E-mail", "email"), ("Team", "shoe size")]), vec!["fieldMappings"]),
        (mapping(&id, &[("E-mail", "email"), ("Team", "email")]), vec!["fieldMappings"]),
        (mapping(&id, &[("E-mail", "email"), ("E-mail", "lastName")]), vec!["fieldMappings"]),
        (with(mapping(&id, &good), GROUPS, json!([foreign_team])), vec![GROUPS]),
        (
            with(mapping(&id, &[("None", "email")]), GROUPS, json!([UNKNOWN])),
            vec![GROUPS, "fieldMappings"],
        ),
        (
            json!({ "transactionId": id, "fieldMappings": [1, { "fieldName": "email" }] }),
            vec!["fieldMappings"],
        ),
    ] {
        assert_invalid(&a.post(MAPPING, &body), &fields);
    }
    assert_eq!(a.get(&import_path(&id)).data(), before);
}

#[test]
fn a_transaction_is_one_companys_own() {
    let e = Estate::start();
    let id = transaction(&e.by_a);
    let body = page(1, 10, "CreateTime", true);
    let export = with(body.clone(), "exportType", "CSV");
    let all = json!({ "importType": "All" });
    for (other, status) in [(&e.by_sa, 403), (&e.by_top, 403)] {
        let answers = [
            other.get(&format!("{UPLOAD}/{id}")),
            other.get(&format!("/api/target-users/mapping-job/{id}")),
            other.post(&path(&id, "search"), &body),
            other.post(&path(&id, "search/export"), &export),
            other.post(&path(&id, "import"), &all),
        ];
        for answer in answers {
            assert_eq!(answer.status, status, "{answer}");
            assert_forbidden(&answer);
        }
    }
    for unknown in [UNKNOWN, "x"] {
        let answers = [
            e.by_a.get(&format!("{UPLOAD}/{unknown}")),
            e.by_a.get(&format!("/api/target-users/mapping-job/{unknown}")),
            e.by_a.post(&path(unknown, "search"), &body),
            e.by_a.post(&path(unknown, "search/export"), &export),
            e.by_a.post(&path(unknown, "import"), &all),
        ];
        for answer in answers {
            assert_eq!(assert_error(&answer, 404, "NOT_FOUND"), "Import not found");
        }
    }
    e.by_top.within(&e.a.id).post(&path(&id, "search"), &body).expect(200);
}

#[test]
fn an_upload_is_a_table_in_a_form() {
    let f = Fixture::start();
    assert_invalid(&f.top.multipart("POST", UPLOAD, &Form::of(&[("Name", "x")])), &["File"]);
    assert_invalid(&f.top.post(UPLOAD, &json!({})), &["File"]);
    assert_eq!(upload(&f.top, b"\x1f\x8b\x08\x00packed").status, 400);
    assert_eq!(upload(&f.top, b"E-mail\n").status, 400);
    let large = "a".repeat(2 * 1024 * 1024 + 1);
    assert_error(&upload(&f.top, large.as_bytes()), 413, "PAYLOAD_TOO_LARGE");
    assert_eq!(f.top.get("/api/user-imports").data(), json!([]));
    // A repetition is the first answer again.
    let keyed = f.top.with("Idempotency-Key", "once");
    let first = upload(&keyed, FILE.as_bytes()).data();
    assert_eq!(upload(&keyed, FILE.as_bytes()).data(), first);
    assert_eq!(f.top.get("/api/user-imports").data().as_array().unwrap().len(), 1);
}

#[test]
fn a_title_that_names_a_place_is_a_title() {
    let f = Fixture::start();
    let data = upload(&f.top, b"Email,,Column 2\nc@x.example,BLANK,NAMED\n").data();
    let id = data["transactionId"].as_str().unwrap();
    f.top.post(MAPPING, &mapping(id, &[("Email", "email"), ("column 2", "firstName")])).id();
    let rows = f.top.post(&path(id, "search"), &page(1, 1, "CreateTime", true)).json();
    assert_eq!(rows["items"]["results"][0]["firstName"], "NAMED");
}

#[test]
fn a_damaged_workbook_is_refused_whatever_is_wrong_with_it() {
    let f = Fixture::start();
    for cell in ["ZZZZZZZZ2", "A4294967299", "XFE2"] {
        let text = |place: &str| {
            format!("<c r=\"{place}\" t=\"inlineStr\"><is><t>a@x.example</t></is></c>")
        };
        let rows = format!("<row r=\"1\">{}</row><row r=\"2\">{}</row>", text("A1"), text(cell));
        let answer = upload(&f.top, &Book::default().rows("Users", rows).bytes());
        assert_eq!(answer.status, 400, "{cell}: {answer}");
    }
    assert_eq!(f.top.get("/api/user-imports").data(), json!([]));
}
