//! Text made comparable: the same letters in any case and any spelling fold to the same bytes.

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// Unicode case folding and NFKC: the same letters in any case are the same bytes. For what is told apart by its letters,
/// as addresses are.
pub fn fold_case(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc().default_case_fold().nfkc().collect()
}

/// What names are compared, ordered and found by, the same on both databases: without case, without marks, and with
/// letters that are written for each other made one: the dotted and the dotless i, Arabic's alef, yeh and teh marbuta.
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let letters = text.nfkc().default_case_fold().nfkd();
    letters.filter(|c| !is_mark(*c)).filter_map(one_of_alike).nfc().collect()
}

/// A mark on the letter before it; none of those that are letters of their own, as vowels of Indic scripts are.
fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.general_category() == GeneralCategory::NonspacingMark && !is_vowel(c)
}

/// Scripts whose nonspacing signs are vowels: without them a word is another word.
fn is_vowel(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3099}' | '\u{309a}')
}

fn one_of_alike(c: char) -> Option<char> {
    match c {
        'ı' => Some('i'),
        'ٱ' => Some('ا'),
        'ى' => Some('ي'),
        'ة' => Some('ه'),
        // A hamza of its own, and the stroke that only makes a word longer.
        'ء' | 'ـ' => None,
        _ => Some(c),
    }
}

/// Whether a person who reads it sees anything: more than blanks, controls and format characters.
pub fn shows_something(text: &str) -> bool {
    text.chars().any(|c| !(c.is_whitespace() || c.is_control() || is_invisible(c)))
}

/// What makes a name other than it looks: another line, a control, letters that run the other way.
pub fn misleads(text: &str) -> bool {
    text.contains(|c: char| {
        c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}')
    })
}

/// Whether it is drawn as nothing: a format character (the soft hyphen and the byte order mark are such), a filler, a
/// selector of a glyph.
pub fn is_invisible(c: char) -> bool {
    !c.is_ascii() && (c.general_category() == GeneralCategory::Format || is_filler(c))
}

/// Letters, marks and signs that are drawn as nothing.
fn is_filler(c: char) -> bool {
    matches!(c,
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{2065}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}'
        | '\u{e0100}'..='\u{e01ef}')
}

/// A word without what people write it with: case, accents, blanks, signs.
pub fn plain(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
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
        assert_eq!(fold("ILIK"), fold("ılık"));
        assert_eq!(fold("Çeşme Işık"), "cesme isik");
        assert_eq!(fold("BİLİŞİM"), fold("Bilişim"));
        assert_eq!(fold("مؤسسة الأمل"), fold("موسسه الامل"));
        assert_eq!(fold("Größe"), fold("GRÖSSE"));
        // Vowels are no marks.
        assert_ne!(fold("कि"), fold("क"));
        assert_ne!(fold("が"), fold("か"));
    }
}
