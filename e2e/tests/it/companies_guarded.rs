//! Who may change a company, and when: `If-Match`, one's own company, sub-resellers.

use e2e::{
    Estate,
    asserts::{assert_conflict, assert_error, assert_forbidden, assert_no_company},
    builders::{Fixture, company_path, create, read},
};

#[test]
fn if_match_guards_an_update_and_a_delete() {
    let f = Fixture::start();
    let id = f.company("Guarded");
    let path = company_path(&id);
    let tag = |answer: &e2e::Answer| answer.header("etag").expect("an ETag").to_owned();
    let first = tag(&f.top.get(&path).expect(200));
    assert_eq!(tag(&f.top.get(&path)), first, "nothing changed");
    let form = f.lookups.company("Guarded twice");
    f.top.with("If-Match", &first).multipart("PUT", &path, &form).id();
    let second = tag(&f.top.get(&path));
    assert_ne!(first, second);
    let stale = f.top.with("If-Match", &first);
    let form = f.lookups.company("Guarded thrice");
    assert_error(&stale.multipart("PUT", &path, &form), 412, "PRECONDITION_FAILED");
    assert_error(&stale.delete(&path), 412, "PRECONDITION_FAILED");
    assert_eq!(read(&f.top, &id)["name"], "Guarded twice");
    let either = format!("{first}, {second}");
    f.top.with("If-Match", &either).multipart("PUT", &path, &form).id();
    f.top.with("If-Match", "*").delete(&path).id();
    assert_no_company(&f.top.get(&path));
}

#[test]
fn a_reseller_reads_its_own_company_but_does_not_change_it() {
    let e = Estate::start();
    for (actor, own) in [(&e.by_top, &e.top), (&e.by_s, &e.s)] {
        let path = company_path(&own.id);
        assert_eq!(actor.get(&path).data()["name"], own.name.as_str());
        assert_forbidden(&actor.multipart("PUT", &path, &e.lookups.company("Mine")));
        assert_forbidden(&actor.delete(&path));
        actor.get(&format!("{path}/license-check")).data();
        assert_eq!(actor.get(&path).data()["name"], own.name.as_str());
    }
}

#[test]
fn a_reseller_makes_a_sub_reseller_and_takes_it_back_while_it_is_empty() {
    let e = Estate::start();
    let (path, form) = (company_path(&e.s.id), e.lookups.company(&e.s.name));
    let off = form.clone().and("IsReseller", false);
    assert_conflict(&e.by_top.multipart("PUT", &path, &off));
    e.by_s.get(&company_path(&e.sa.id)).data();
    // An absent flag keeps it.
    e.by_top.multipart("PUT", &path, &form).id();
    assert_conflict(&e.by_top.multipart("PUT", &path, &off));
    for company in [&e.sa, &e.sb] {
        e.by_top.delete(&company_path(&company.id)).id();
    }
    e.by_top.multipart("PUT", &path, &off).id();
    // And a customer becomes one.
    let on = e.lookups.company(&e.b.name).and("IsReseller", true);
    e.by_top.multipart("PUT", &company_path(&e.b.id), &on).id();
    let by_b = e.server.actor(&e.b.id, "Reseller");
    let below = create(&by_b, &e.lookups.company("Below B"));
    assert_eq!(e.by_top.get(&company_path(&below)).data()["name"], "Below B");
    assert_forbidden(&e.by_s.get(&company_path(&below)));
}

#[test]
fn the_top_reseller_creates_a_company_under_a_sub_reseller_by_the_header() {
    let e = Estate::start();
    let under = e.by_top.within(&e.s.id);
    let id = create(&under, &e.lookups.company("Stillwater"));
    assert_eq!(e.by_s.get(&company_path(&id)).data()["name"], "Stillwater");
    assert_forbidden(&e.by_t.get(&company_path(&id)));
}
