//! Rows that are equal in what a list is ordered by stand by their ids, the smallest first, whichever way
//! the list runs: pages never overlap, and the same page is the same twice.

use e2e::{
    Estate,
    builders::{client, create_group, role, user},
    lists::{column, page, with},
};
use serde_json::json;

#[test]
fn equal_rows_stand_by_id_in_both_directions_on_every_list() {
    let e = Estate::start();
    let members: Vec<String> =
        (0..7).map(|_| e2e::builders::create(&e.by_top, &e.lookups.company("Same"))).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let group = create_group(&e.by_top, "Same", &members);
    for _ in 0..7 {
        e.by_a.post("/api/target-users", &with(user(), "lastName", "Same")).id();
        e.by_a.post("/api/target-groups", &json!({ "name": "Same" })).id();
        create_group(&e.by_top, "Same", &[]);
        e.by_a.post("/api/companies/clients", &with(client(), "name", "Same")).id();
        e.by_top.post("/api/roles", &with(role(), "name", "Same")).id();
    }
    // One moment for all, as an import leaves its users.
    e.server.execute("update target_user set create_time = 1700000000000");
    e.server.execute("update target_group set create_time = 1700000000000");
    let inside = format!("/api/company-groups/{group}/companies/search");
    for (actor, path, order, id) in [
        (&e.by_a, "/api/target-users/search", "Status", "resourceId"),
        (&e.by_a, "/api/target-users/search", "LastName", "resourceId"),
        (&e.by_a, "/api/target-users/search", "CreateTime", "resourceId"),
        (&e.by_a, "/api/target-users/search", "Department", "resourceId"),
        (&e.by_a, "/api/target-groups/search", "Name", "resourceId"),
        (&e.by_a, "/api/target-groups/search", "CreateTime", "resourceId"),
        (&e.by_top, "/api/company-groups/search", "Name", "resourceId"),
        (&e.by_a, "/api/companies/clients/search", "StatusId", "resourceId"),
        (&e.by_top, "/api/roles/search", "UserCount", "resourceId"),
        (&e.by_top, "/api/roles/search", "TypeName", "resourceId"),
        (&e.by_top, "/api/companies/search", "NumberOfUsers", "resourceId"),
        (&e.by_top, "/api/companies/search", "LicenseEndDate", "resourceId"),
        (&e.by_top, &inside, "CompanyName", "companyResourceId"),
    ] {
        for ascending in [true, false] {
            let data = actor.post(path, &page(1, 1000, order, ascending)).data();
            let row = |row: &serde_json::Value| {
                let key = order.to_ascii_lowercase();
                let found = row.as_object().unwrap().iter();
                let key = found.clone().find(|(name, _)| name.to_ascii_lowercase() == key);
                (key.map(|(_, v)| v.clone()), row[id].as_str().unwrap().to_owned())
            };
            let rows: Vec<_> = data["results"].as_array().unwrap().iter().map(row).collect();
            assert!(rows.len() >= 7, "{path}");
            for two in rows.windows(2).filter(|two| two[0].0 == two[1].0) {
                assert!(two[0].1 < two[1].1, "{path} by {order}, {ascending}: {rows:?}");
            }
            // The same rows page by page.
            let ids: Vec<String> = rows.into_iter().map(|(_, id)| id).collect();
            let paged: Vec<String> = (1..=ids.len().div_ceil(2))
                .flat_map(|number| {
                    let number = u64::try_from(number).unwrap();
                    column(&actor.post(path, &page(number, 2, order, ascending)).data(), id)
                })
                .collect();
            assert_eq!(ids, paged, "{path} by {order}, {ascending}");
        }
    }
}
