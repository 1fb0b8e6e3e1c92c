//! How the operations on what a company keeps are called: its users, their groups, files of them.

use super::{
    ways::{Body, Way},
    world::Need::{Done, Import, Users},
};
use e2e::Form;
use serde_json::json;

pub const TARGET_GROUPS: &[Way] = &[
    Way {
        operation: "POST /api/target-groups",
        how: "",
        needs: &[Users],
        call: |s| {
            let users = s.both(&s.world.users[0], &s.world.users[1]);
            let body = json!({ "name": s.named("Team made"), "targetUserResourceIds": users });
            s.company("", Body::Json(body))
        },
    },
    Way {
        operation: "PUT /api/target-groups/{resourceId}",
        how: "",
        needs: &[Users],
        call: |s| {
            let users = [&s.world.users[1]];
            let body = json!({ "name": s.named("Team renamed"), "targetUserResourceIds": users });
            s.company(&s.world.team, Body::Json(body))
        },
    },
    Way {
        operation: "DELETE /api/target-groups/{resourceId}",
        how: "",
        needs: &[Users],
        call: |s| s.company(&s.world.team, Body::Nothing),
    },
    Way {
        operation: "PUT /api/target-groups/{resourceId}/users",
        how: "",
        needs: &[Users],
        call: |s| {
            let body = json!({ "targetUserResourceIds": [s.world.users[1]] });
            s.company(&s.world.team, Body::Json(body))
        },
    },
    Way {
        operation: "PUT /api/target-groups/users",
        how: "",
        needs: &[Users],
        call: |s| {
            let body = json!({ "targetGroupResourceIds": [s.world.team], "selectAll": true });
            s.company("", Body::Json(body))
        },
    },
    Way {
        operation: "DELETE /api/target-groups/{resourceId}/users",
        how: "",
        needs: &[Users],
        call: |s| {
            let body = json!({ "targetUserResourceIds": [s.world.users[0]] });
            s.company(&s.world.team, Body::Json(body))
        },
    },
];

pub const TARGET_USERS: &[Way] = &[
    Way {
        operation: "POST /api/target-users",
        how: "",
        needs: &[Users],
        // Both sides the same e-mail, which a file has as well.
        call: |s| {
            let body = json!({
                "email": s.world.email("third"), "firstName": s.named("Made"),
                "targetGroupResourceIds": [s.world.team],
            });
            s.company("", Body::Json(body))
        },
    },
    Way {
        operation: "PUT /api/target-users/{resourceId}",
        how: "",
        needs: &[Users],
        call: |s| {
            // Where the file is imported, the third is somebody else.
            let email = s.world.email(if s.world.is_done { "fourth" } else { "third" });
            let body = json!({
                "email": email, "firstName": s.named("Changed"), "isActive": false,
                "targetGroupResourceIds": [s.world.team],
            });
            s.company(&s.world.users[1], Body::Json(body))
        },
    },
    Way {
        operation: "DELETE /api/target-users/{resourceId}",
        how: "",
        needs: &[Users],
        call: |s| s.company(&s.world.users[1], Body::Nothing),
    },
    Way {
        operation: "DELETE /api/target-users/bulk-delete",
        how: "",
        needs: &[Users],
        call: |s| {
            let items = s.both(&s.world.users[0], &s.world.users[1]);
            s.company("", Body::Json(json!({ "items": items })))
        },
    },
];

pub const IMPORTS: &[Way] = &[
    Way {
        operation: "POST /api/user-imports",
        how: "",
        needs: &[],
        call: |s| {
            let mut call = s.company("", Body::File(s.world.file()));
            let name = format!("{}{}", s.world.mark, ["A", "B"][s.side]);
            call.by = call.by.with_query("fileName", &name);
            call
        },
    },
    Way {
        operation: "PUT /api/user-imports/{resourceId}",
        how: "",
        needs: &[Import],
        call: |s| {
            let field = ["lastName", "department"][s.side];
            let columns =
                [json!({ "column": 1, "field": "email" }), json!({ "column": 2, "field": field })];
            s.company(&s.world.import, Body::Json(json!({ "mapping": columns })))
        },
    },
    Way {
        operation: "DELETE /api/user-imports/{resourceId}",
        how: "",
        needs: &[Import],
        call: |s| s.company(&s.world.import, Body::Nothing),
    },
    Way {
        operation: "POST /api/user-imports/{resourceId}/start",
        how: "",
        needs: &[Import],
        call: |s| s.company(&s.world.import, Body::Json(json!({}))),
    },
    Way {
        operation: "POST /api/target-users/upload",
        how: "",
        needs: &[],
        call: |s| {
            let file = s.world.file();
            let form = Form::new().file("File", "people.csv", "text/csv", file.as_bytes());
            s.company("", Body::Form(form))
        },
    },
    Way {
        operation: "POST /api/target-users/create-mapping",
        how: "into the team",
        needs: &[Import, Users],
        call: |s| {
            let field = ["lastName", "department"][s.side];
            let columns = [("E-mail", "email"), ("First Name", field)]
                .map(|(title, field)| json!({ "excelColumnName": title, "fieldName": field }));
            let body = json!({ "transactionId": s.world.import, "fieldMappings": columns,
                "targetGroupResourceIds": [s.world.team] });
            s.company("", Body::Json(body))
        },
    },
    Way {
        operation: "POST /api/target-users/{transactionId}/import",
        how: "",
        needs: &[Import],
        call: |s| s.company(&s.world.import, Body::Json(json!({ "importType": "All" }))),
    },
    Way {
        operation: "POST /api/user-imports/{resourceId}/undo",
        how: "",
        needs: &[Import, Done],
        call: |s| s.company(&s.world.import, Body::Nothing),
    },
];
