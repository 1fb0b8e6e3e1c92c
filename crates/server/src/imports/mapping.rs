//! Which column of a file holds which field of a user: a suggestion by the titles, and what a person says.

use crate::input::fields::{Fields, whole};
use crate::input::json::{Json, same_name};
use crate::input::text::plain;
use crate::users::FIELDS;

const MAX_TITLE: usize = 100;

/// For each of a user's fields the column that holds it, counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(pub [Option<usize>; FIELDS.len()]);

/// Titles that lists of people have, folded, without blanks and signs.
const TITLES: [&[&str]; FIELDS.len()] = [
    &[
        "email",
        "emailaddress",
        "mail",
        "mailaddress",
        "eposta",
        "epostaadresi",
        "emailadresse",
        "correo",
        "correoelectronico",
        "courriel",
        "adressemail",
        "userprincipalname",
        "upn",
        "username",
        "login",
    ],
    &[
        "firstname",
        "givenname",
        "forename",
        "first",
        "vorname",
        "prenom",
        "nombre",
        "nome",
        "ad",
        "adi",
    ],
    &[
        "lastname",
        "surname",
        "familyname",
        "last",
        "nachname",
        "familienname",
        "nom",
        "nomdefamille",
        "apellido",
        "apellidos",
        "cognome",
        "soyad",
        "soyadi",
    ],
    &[
        "department",
        "dept",
        "team",
        "division",
        "abteilung",
        "service",
        "departement",
        "departamento",
        "dipartimento",
        "departman",
        "bolum",
        "organizationalunit",
    ],
    &[
        "phone",
        "phonenumber",
        "telephone",
        "tel",
        "mobile",
        "mobilephone",
        "telefon",
        "telefonnummer",
        "telefono",
        "cep",
        "ceptelefonu",
        "handy",
    ],
    &["priority", "prioritat", "priorite", "prioridad", "oncelik"],
    &[
        "isactive",
        "active",
        "status",
        "enabled",
        "accountenabled",
        "aktiv",
        "actif",
        "activo",
        "aktif",
        "durum",
    ],
];

impl Mapping {
    /// What the titles say; where none says email, the first column that holds an address does.
    pub fn suggest(titles: &[String], first: &[String]) -> Self {
        let titles: Vec<String> = titles.iter().map(|title| plain(title)).collect();
        let mut mapping = Self::default();
        let mut used = vec![false; titles.len()];
        for (field, known) in TITLES.iter().enumerate() {
            // The better title first: a file may have a login beside an address.
            let at = known.iter().find_map(|known| {
                titles.iter().enumerate().position(|(at, title)| title == known && !used[at])
            });
            if let Some(at) = at {
                used[at] = true;
                mapping.0[field] = Some(at);
            }
        }
        if mapping.0[0].is_none() {
            let holds = |at: &usize| {
                !used.get(*at).is_some_and(|used| *used)
                    && first.get(*at).is_some_and(|cell| cell.contains('@'))
            };
            mapping.0[0] = (0..first.len()).find(holds);
        }
        mapping
    }

    /// Whether a row looks like one of titles: one of them is that of an e-mail.
    pub fn are_titles(cells: &[String]) -> bool {
        cells.iter().any(|cell| TITLES[0].contains(&plain(cell).as_str()))
    }

    /// `mapping` of a body: `[{column, field}]`, columns counted from 1; none if it is absent.
    pub fn read(fields: &mut Fields, columns: usize) -> Option<Self> {
        let mut mapping = Self::default();
        let Json::Array(items) = fields.raw("mapping")? else {
            fields.fault("mapping must be an array of {column, field}");
            return None;
        };
        for (i, item) in items.into_iter().enumerate().take(FIELDS.len() + 1) {
            let (column, field) = match item {
                Json::Object(parts) => parse(&parts),
                _ => (None, None),
            };
            let column = column.filter(|at| (1..=columns).contains(at));
            match (column, field) {
                (Some(column), Some(_)) if mapping.0.contains(&Some(column - 1)) => {
                    fields.fault(format!("mapping[{i}]: column {column} is mapped more than once"));
                }
                (Some(column), Some(field)) if mapping.0[field].is_none() => {
                    mapping.0[field] = Some(column - 1);
                }
                (_, Some(field)) if mapping.0[field].is_some() => {
                    fields
                        .fault(format!("mapping[{i}]: {} is mapped more than once", FIELDS[field]));
                }
                _ => fields.fault(format!(
                    "mapping[{i}] must have a column from 1 to {columns} and a field: one of {}",
                    FIELDS.join(", ")
                )),
            }
        }
        if mapping.0[0].is_none() {
            fields.fault("mapping must say which column is the email");
        }
        Some(mapping)
    }

    /// `fieldMappings` of a body: `[{excelColumnName, fieldName}]`, columns by their titles. None if there are no titles to
    /// hold them against.
    pub fn read_by_title(fields: &mut Fields, titles: Option<&[String]>) -> Option<Self> {
        let Some(Json::Array(items)) = fields.raw("fieldMappings") else {
            fields.fault("fieldMappings must be an array of {excelColumnName, fieldName}");
            return None;
        };
        let titles = titles?;
        let mut mapping = Self::default();
        for (i, item) in items.into_iter().enumerate().take(FIELDS.len() + 1) {
            let at = format!("fieldMappings[{i}]");
            let Ok(mut parts) = Fields::of(item) else {
                fields.fault(format!("{at} must be an object"));
                continue;
            };
            let title = parts.required_text("excelColumnName", MAX_TITLE);
            let field = parts.required_text("fieldName", MAX_TITLE);
            let faults = parts.take_faults();
            if !faults.is_empty() {
                for fault in faults {
                    fields.fault(format!("{at}.{fault}"));
                }
                continue;
            }
            // A column without a title is called by its place, unless a title says just that.
            let by_name = titles.iter().position(|known| same_name(known.trim(), &title));
            let column = by_name.or_else(|| {
                titles.iter().enumerate().position(|(column, known)| {
                    let place = format!("Column {}", column + 1);
                    known.trim().is_empty() && same_name(&place, &title)
                })
            });
            let known = FIELDS.iter().position(|known| same_name(known, &field));
            match (column, known) {
                (None, _) => {
                    fields.fault(format!("{at}.excelColumnName is no title of the file: {title}"));
                }
                (_, None) => {
                    let known = FIELDS.join(", ");
                    fields.fault(format!("{at}.fieldName must be one of {known}"));
                }
                (_, Some(field)) if mapping.0[field].is_some() => {
                    fields.fault(format!("{at}: {} is mapped more than once", FIELDS[field]));
                }
                (Some(column), Some(_)) if mapping.0.contains(&Some(column)) => {
                    fields.fault(format!("{at}: {title} is mapped more than once"));
                }
                (Some(column), Some(field)) => mapping.0[field] = Some(column),
            }
        }
        if mapping.0[0].is_none() {
            fields.fault("fieldMappings must say which column is the email");
        }
        Some(mapping)
    }

    /// The last column that it names, from 0.
    pub fn last(&self) -> Option<usize> {
        self.0.iter().flatten().max().copied()
    }

    pub fn stored(text: &str) -> serde_json::Result<Self> {
        serde_json::from_str(text).map(Self)
    }

    pub fn to_text(&self) -> serde_json::Result<String> {
        serde_json::to_string(&self.0)
    }

    /// A row's values by field.
    pub fn values<'a>(&self, cells: &'a [String]) -> [&'a str; FIELDS.len()] {
        self.0.map(|at| at.and_then(|at| cells.get(at)).map_or("", String::as_str))
    }
}

fn parse(parts: &[(String, Json)]) -> (Option<usize>, Option<usize>) {
    let (mut column, mut field) = (None, None);
    for (name, value) in parts {
        match value {
            Json::Number(n) if same_name(name, "column") => {
                column = whole(n).and_then(|n| usize::try_from(n).ok());
            }
            Json::Text(text) if same_name(name, "field") => {
                field = FIELDS.iter().position(|known| same_name(known, text.trim()));
            }
            _ => {}
        }
    }
    (column, field)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggest(titles: &[&str], first: &[&str]) -> Vec<Option<usize>> {
        let owned = |texts: &[&str]| texts.iter().map(ToString::to_string).collect::<Vec<_>>();
        Mapping::suggest(&owned(titles), &owned(first)).0.to_vec()
    }

    #[test]
    fn titles_are_known_in_the_languages_of_billing_people() {
        let none = None;
        assert_eq!(
            suggest(&["Vorname", "Nachname", "E-Mail-Adresse", "Abteilung"], &[]),
            [Some(2), Some(0), Some(1), Some(3), none, none, none]
        );
        assert_eq!(
            suggest(&["Prénom", "Nom", "Courriel", "Téléphone"], &[]),
            [Some(2), Some(0), Some(1), none, Some(3), none, none]
        );
        assert_eq!(suggest(&["Login", "Email"], &[])[0], Some(1));
        assert_eq!(suggest(&["Who", "Where"], &["Ada", "ada@x.example"])[0], Some(1));
        assert_eq!(suggest(&["Who", "Where"], &["Ada", "London"])[0], None);
    }
}
