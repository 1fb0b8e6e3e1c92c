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

/// A word without what people write it with: case, accents, blanks, signs.
pub fn plain(text: &str) -> String {
    let letters = fold(text);
    let letters = letters.nfd().filter(|c| c.is_alphanumeric());
    letters.map(|c| if c == 'ı' { 'i' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::fold;

    #[test]
    fn letters_of_any_case_and_spelling_fold_alike() {
        assert_eq!(fold("STRASSE"), fold("straße"));
        assert_eq!(fold("CAFÉ"), fold("cafe\u{301}"));
        assert_eq!(fold("İZMİR"), fold("i\u{307}zmi\u{307}r"));
        assert_eq!(fold("ﬁ"), "fi");
        assert_ne!(fold("ılık"), fold("ilik"));
    }
}
