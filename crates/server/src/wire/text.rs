//! Text made comparable: the same letters in any case and any spelling fold to the same bytes.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

/// Unicode case folding and NFKC, so that both databases compare bytes and agree.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().default_case_fold().nfkc().collect()
}

/// Whether a person who reads it sees anything: more than blanks, controls and format characters.
pub fn shows_something(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_format(c) || is_filler(c)))
}

/// What makes a name other than it looks: another line, a control, letters that run the other way.
pub fn misleads(text: &str) -> bool {
    text.contains(|c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}')
    })
}

/// Unicode's format characters (general category Cf).
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{890}'..='\u{891}'
        | '\u{8e2}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{110bd}' | '\u{110cd}' | '\u{13430}'..='\u{1343f}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0001}' | '\u{e0020}'..='\u{e007f}')
}

/// Letters, marks and signs that are drawn as nothing.
fn is_filler(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::{fold, misleads, shows_something};

    #[test]
    fn what_shows_nothing_is_told_from_what_does() {
        for nothing in
            ["", " ", "\u{200b}", "\u{feff}\u{ad} \u{2060}", "\u{3164}", "\u{2800}\u{fe0f}"]
        {
            assert!(!shows_something(nothing), "{nothing:?}");
        }
        for something in ["a", "\u{200b}a", "نام\u{200c}ها", "🏳\u{fe0f}\u{200d}🌈", "."] {
            assert!(shows_something(something) && !misleads(something), "{something:?}");
        }
        for wrong in
            ["a\nb", "a\rb", "a\u{2028}b", "a\u{85}b", "\u{202e}exe.gnp", "a\u{1b}[1m", "a\tb"]
        {
            assert!(misleads(wrong), "{wrong:?}");
        }
    }

    #[test]
    fn letters_of_any_case_and_spelling_fold_alike() {
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_eq!(fold("CAFÉ"), fold("cafe\u{301}"));
        assert_eq!(fold("İZMİR"), fold("i\u{307}zmi\u{307}r"));
        assert_eq!(fold("ﬁ"), "fi");
        assert_ne!(fold("ılık"), fold("ilik"));
    }
}
