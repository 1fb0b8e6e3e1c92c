//! Creating, reading and changing a company.

use e2e::{
    asserts::{assert_invalid, assert_resource_id},
    builders::{
        COUNTRY, CUSTOM, Fixture, INDUSTRY, LANGUAGE, LICENSE_TYPE, NOTIFICATION, SMTP, TRAINING,
        company_path, create, create_group, read,
    },
    operations::UNKNOWN,
};
use serde_json::{Value, json};

const PATH: &str = "/api/companies";

/// Every name of a company's `data`.
const NAMES: [&str; 42] = [
    "address",
    "callBackNumberBookingCount",
    "companyGroups",
    "countryCode",
    "countryName",
    "countryResourceId",
    "dateFormat",
    "description",
    "industryName",
    "industryResourceId",
    "isNumberOfUsersLimited",
    "isReleaseNotesVisible",
    "isVersionVisible",
    "licenseEndDate",
    "licenseModules",
    "licensePeriodTypeName",
    "licensePeriodTypeResourceId",
    "licenseStartDate",
    "licenseTypeName",
    "licenseTypeResourceId",
    "logoUrl",
    "name",
    "notificationTemplateTypeName",
    "notificationTemplateTypeResourceId",
    "numberOfUsers",
    "preferredLanguageTypeName",
    "preferredLanguageTypeResourceId",
    "releaseNotesUrl",
    "resourceId",
    "smtpConfigurationTypeName",
    "smtpConfigurationTypeResourceId",
    "statusId",
    "statusName",
    "tags",
    "targetUserCount",
    "timeFormat",
    "timeZoneId",
    "trainingContentTypeName",
    "trainingContentTypeResourceId",
    "websiteUrl",
    "limitPolicy",
    "limitGracePercent",
];

#[test]
fn a_company_of_the_required_fields_has_the_defaults() {
    let f = Fixture::start();
    let answer = f.top.multipart("POST", PATH, &f.lookups.company("Merriweather"));
    assert_eq!(answer.status, 200, "{answer}");
    let id = answer.id();
    assert_resource_id(&json!(id));
    let data = read(&f.top, &id);
    for name in NAMES.iter().filter(|name| !name.starts_with("limit")) {
        assert!(data.get(name).is_some(), "no {name}: {data}");
    }
    for name in data.as_object().unwrap().keys() {
        assert!(NAMES.contains(&name.as_str()), "the contract has no {name}");
    }
    let expected = json!({
        "resourceId": id,
        "name": "Merriweather",
        "description": null,
        "address": null,
        "websiteUrl": null,
        "logoUrl": null,
        "releaseNotesUrl": null,
        "industryResourceId": f.lookups.id(INDUSTRY, 0),
        "industryName": f.lookups.name(INDUSTRY, 0),
        "countryResourceId": f.lookups.id(COUNTRY, 0),
        "countryName": f.lookups.name(COUNTRY, 0),
        "licenseTypeResourceId": f.lookups.id(LICENSE_TYPE, 0),
        "licenseTypeName": f.lookups.name(LICENSE_TYPE, 0),
        "licensePeriodTypeResourceId": "HTHpWWXGJshG",
        "licensePeriodTypeName": "1 Year",
        "isNumberOfUsersLimited": true,
        "numberOfUsers": 100,
        "companyGroups": [],
        "statusId": 1,
        "statusName": "Active",
        "targetUserCount": 0,
        "timeZoneId": "UTC",
        "dateFormat": "dd/MM/yyyy",
        "timeFormat": "24h",
        "tags": [],
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(data[name], *value, "{name}");
    }
}

#[test]
fn every_field_that_is_set_is_read_back() {
    let f = Fixture::start();
    let group = create_group(&f.top, "Everything", &[]);
    let form = f.lookups.company("  Ravensworth  ");
    let form = form
        .with("Description", "Déménagements & fils")
        .with("IndustryResourceId", f.lookups.id(INDUSTRY, 1))
        .with("CountryResourceId", f.lookups.id(COUNTRY, 1))
        .with("Address", "12 Quai d'Été")
        .with("WebsiteUrl", "https://ravensworth.example/a?b=c")
        .with("LicenseTypeResourceId", f.lookups.id(LICENSE_TYPE, 1))
        .with("LicensePeriodTypeResourceId", CUSTOM)
        .with("LicenseStartDate", "2027-01-01T00:00:00Z")
        .with("LicenseEndDate", "2033-03-31T12:30:00+02:00")
        .with("IsNumberOfUsersLimited", true)
        .with("NumberOfUsers", 7)
        .with("NotificationTemplateTypeResourceId", f.lookups.id(NOTIFICATION, 0))
        .with("TrainingContentTypeResourceId", f.lookups.id(TRAINING, 0))
        .with("SmtpConfigurationTypeResourceId", f.lookups.id(SMTP, 0))
        .with("PreferredLanguageTypeResourceId", f.lookups.id(LANGUAGE, 0))
        .with("IsVersionVisible", true)
        .with("IsReleaseNotesVisible", true)
        .with("ReleaseNotesUrl", "https://ravensworth.example/notes")
        .with("StatusId", 0)
        .with("TimeZoneId", "Europe/Istanbul")
        .with("DateFormat", "yyyy/MM/dd")
        .with("TimeFormat", "12h")
        .with("CallBackNumberBookingCount", 12)
        .and("CompanyGroupResourceIdArray", &group)
        .and("Tags", "gold")
        .and("Tags", "été");
    let module = f.lookups.modules()[0];
    let id = create(&f.top, &form.and("LicenseModuleResourceIdArray", module));
    let data = read(&f.top, &id);
    let expected = json!({
        "name": "Ravensworth",
        "description": "Déménagements & fils",
        "industryName": f.lookups.name(INDUSTRY, 1),
        "countryName": f.lookups.name(COUNTRY, 1),
        "address": "12 Quai d'Été",
        "websiteUrl": "https://ravensworth.example/a?b=c",
        "licenseTypeName": f.lookups.name(LICENSE_TYPE, 1),
        "licensePeriodTypeName": "Custom",
        "isNumberOfUsersLimited": true,
        "numberOfUsers": 7,
        "notificationTemplateTypeResourceId": f.lookups.id(NOTIFICATION, 0),
        "notificationTemplateTypeName": f.lookups.name(NOTIFICATION, 0),
        "trainingContentTypeResourceId": f.lookups.id(TRAINING, 0),
        "trainingContentTypeName": f.lookups.name(TRAINING, 0),
        "smtpConfigurationTypeResourceId": f.lookups.id(SMTP, 0),
        "smtpConfigurationTypeName": f.lookups.name(SMTP, 0),
        "preferredLanguageTypeResourceId": f.lookups.id(LANGUAGE, 0),
        "preferredLanguageTypeName": f.lookups.name(LANGUAGE, 0),
        "isVersionVisible": true,
        "isReleaseNotesVisible": true,
        "releaseNotesUrl": "https://ravensworth.example/notes",
        "companyGroups": [{ "resourceId": group, "name": "Everything" }],
        "statusId": 0,
        "statusName": "Inactive",
        "licenseModules": [module],
        "timeZoneId": "Europe/Istanbul",
        "dateFormat": "yyyy/MM/dd",
        "timeFormat": "12h",
        "callBackNumberBookingCount": 12,
    });
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(data[name], *value, "{name}");
    }
    assert_eq!(sorted(&data["tags"]), ["gold", "été"]);
}

fn sorted(list: &Value) -> Vec<String> {
    let texts = list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned());
    let mut texts: Vec<String> = texts.collect();
    texts.sort_unstable();
    texts
}

#[test]
fn an_update_keeps_what_is_absent() {
    let f = Fixture::start();
    let group = create_group(&f.top, "Kept", &[]);
    let full = f.lookups.company("Fairbourne").with("Description", "kept");
    let full = full.and("Tags", "one").and("Tags", "two").and("StatusId", 0);
    let full = full.and("CompanyGroupResourceIdArray", &group);
    let full = full.and("IsNumberOfUsersLimited", false).and("WebsiteUrl", "https://kept.example");
    let id = create(&f.top, &full);
    let mut before = read(&f.top, &id);
    let change = f.lookups.company("Fairbourne the second");
    assert_eq!(f.top.multipart("PUT", &company_path(&id), &change).id(), id);
    before["name"] = json!("Fairbourne the second");
    assert_eq!(read(&f.top, &id), before);
}

#[test]
fn an_update_clears_what_is_empty_and_replaces_arrays() {
    let f = Fixture::start();
    let (old, new) = (create_group(&f.top, "Old", &[]), create_group(&f.top, "New", &[]));
    let modules = f.lookups.modules();
    let full = f.lookups.company("Fairbourne").and("Description", "x").and("Address", "y");
    let full = full.and("WebsiteUrl", "https://x.example").and("Tags", "one").and("Tags", "two");
    let full = full.and("CompanyGroupResourceIdArray", &old);
    let full = full.and("LicenseModuleResourceIdArray", modules[0]);
    let id = create(&f.top, &full);
    let change = f.lookups.company("Fairbourne").and("Description", "").and("Address", "  ");
    let change = change.and("WebsiteUrl", "").and("Tags", "three");
    let change = change.and("CompanyGroupResourceIdArray", &new);
    let change = change.and("LicenseModuleResourceIdArray", modules[1]);
    f.top.multipart("PUT", &company_path(&id), &change).id();
    let data = read(&f.top, &id);
    for name in ["description", "address", "websiteUrl"] {
        assert_eq!(data[name], json!(null), "{name}");
    }
    assert_eq!(data["tags"], json!(["three"]));
    assert_eq!(data["companyGroups"], json!([{ "resourceId": new, "name": "New" }]));
    assert_eq!(data["licenseModules"], json!([modules[1]]));
    let change = f.lookups.company("Fairbourne").and("Tags", "");
    let change = change.and("CompanyGroupResourceIdArray", "");
    f.top.multipart("PUT", &company_path(&id), &change).id();
    let data = read(&f.top, &id);
    assert_eq!((&data["tags"], &data["companyGroups"]), (&json!([]), &json!([])));
}

#[test]
fn every_broken_rule_of_a_form_is_reported_at_once() {
    let f = Fixture::start();
    let required = [
        "Name",
        "IndustryResourceId",
        "CountryResourceId",
        "LicenseTypeResourceId",
        "LicensePeriodTypeResourceId",
        "NumberOfUsers",
        "TimeZoneId",
        "DateFormat",
        "TimeFormat",
    ];
    assert_invalid(&f.top.multipart("POST", PATH, &e2e::Form::new().and("X", "y")), &required);
    let id = f.company("Unchanged");
    let before = read(&f.top, &id);
    let blank = required.iter().fold(e2e::Form::new(), |form, name| form.and(name, "  "));
    assert_invalid(&f.top.multipart("PUT", &company_path(&id), &blank), &required);
    let bad = required.iter().fold(e2e::Form::new(), |form, name| form.and(name, "\u{1F980}"));
    let bad = bad.with("Name", "n".repeat(65)).and("Description", "d".repeat(301));
    let bad = bad.and("Address", "a".repeat(201)).and("WebsiteUrl", "ftp://x.example");
    let bad = bad.and("StatusId", 2).and("CallBackNumberBookingCount", 13);
    let bad = bad.and("LicenseStartDate", "yesterday").and("IsVersionVisible", "maybe");
    let bad = bad.and("CompanyGroupResourceIdArray", UNKNOWN);
    let bad = bad.and("LicenseModuleResourceIdArray", UNKNOWN).and("Tags", "t".repeat(51));
    let mut all = required.to_vec();
    all.extend([
        "Description",
        "Address",
        "WebsiteUrl",
        "StatusId",
        "CallBackNumberBookingCount",
        "LicenseStartDate",
        "IsVersionVisible",
        "CompanyGroupResourceIdArray",
        "LicenseModuleResourceIdArray",
        "Tags",
    ]);
    assert_invalid(&f.top.multipart("POST", PATH, &bad), &all);
    assert_invalid(&f.top.multipart("PUT", &company_path(&id), &bad), &all);
    assert_eq!(read(&f.top, &id), before);
}
