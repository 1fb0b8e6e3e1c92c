//! Words that lists of people have in the columns of a few known values, in every language whose titles are known.

use crate::input::text::plain;
use crate::priority::Priority;

const YES: &[&str] = &[
    "true",
    "yes",
    "y",
    "1",
    "on",
    "active",
    "enabled", // English
    "wahr",
    "ja",
    "j",
    "aktiv",
    "aktiviert", // German
    "vrai",
    "oui",
    "o",
    "actif",
    "active",
    "activee", // French
    "verdadero",
    "si",
    "s",
    "activo",
    "activa",
    "habilitado", // Spanish
    "vero",
    "attivo",
    "attiva",
    "abilitato", // Italian
    "verdadeiro",
    "sim",
    "ativo",
    "ativa",
    "ativado", // Portuguese
    "dogru",
    "evet",
    "e",
    "aktif",
    "etkin",
    "acik", // Turkish
];

const NO: &[&str] = &[
    "false",
    "no",
    "n",
    "0",
    "off",
    "inactive",
    "disabled", // English
    "falsch",
    "nein",
    "inaktiv",
    "deaktiviert",
    "nichtaktiv", // German
    "faux",
    "non",
    "inactif",
    "desactive",
    "desactivee", // French
    "falso",
    "inactivo",
    "inactiva",
    "deshabilitado",
    "desactivado", // Spanish
    "inattivo",
    "inattiva",
    "disabilitato",
    "disattivato", // Italian
    "nao",
    "inativo",
    "inativa",
    "desativado", // Portuguese
    "yanlis",
    "hayir",
    "h",
    "pasif",
    "etkindegil",
    "devredisi",
    "aktifdegil",
    "kapali", // Turkish
];

/// The priorities from the least on.
const PRIORITIES: [&[&str]; 5] = [
    &[
        "verylow",
        "sehrniedrig",
        "tresfaible",
        "tresbasse",
        "muybaja",
        "muybajo",
        "moltobassa",
        "moltobasso",
        "muitobaixa",
        "muitobaixo",
        "cokdusuk",
    ],
    &[
        "low", "niedrig", "gering", "faible", "basse", "baja", "bajo", "bassa", "basso", "baixa",
        "baixo", "dusuk",
    ],
    &["medium", "normal", "mittel", "moyenne", "moyen", "media", "medio", "orta", "normale"],
    &["high", "hoch", "haute", "elevee", "eleve", "alta", "alto", "yuksek"],
    &[
        "veryhigh",
        "sehrhoch",
        "treshaute",
        "treselevee",
        "muyalta",
        "muyalto",
        "moltoalta",
        "moltoalto",
        "muitoalta",
        "muitoalto",
        "cokyuksek",
    ],
];

/// Whether a word says yes or no.
pub fn truth(text: &str) -> Option<bool> {
    let word = plain(text);
    if YES.contains(&word.as_str()) {
        return Some(true);
    }
    NO.contains(&word.as_str()).then_some(false)
}

pub fn priority(text: &str) -> Option<Priority> {
    let word = plain(text);
    let at = PRIORITIES.iter().position(|words| words.contains(&word.as_str()))?;
    Priority::at(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yes_and_no_are_known_in_each_language() {
        for yes in [
            "WAHR",
            "ja",
            "VRAI",
            "Sí",
            "VERDADERO",
            "Sì",
            "VERO",
            "SIM",
            "DOĞRU",
            "Evet",
            "Aktif",
            "1",
        ] {
            assert_eq!(truth(yes), Some(true), "{yes}");
        }
        for no in [
            "FALSCH",
            "Nein",
            "FAUX",
            "Désactivé",
            "FALSO",
            "Não",
            "YANLIŞ",
            "Hayır",
            "HAYIR",
            "Pasif",
            "0",
        ] {
            assert_eq!(truth(no), Some(false), "{no}");
        }
        for neither in ["maybe", "", "2", "Deleted"] {
            assert_eq!(truth(neither), None, "{neither}");
        }
        assert!(YES.iter().all(|word| !NO.contains(word)));
        assert_eq!(priority("Çok Yüksek").map(Priority::name), Some("VeryHigh"));
        assert_eq!(priority("very low").map(Priority::name), Some("VeryLow"));
    }
}
