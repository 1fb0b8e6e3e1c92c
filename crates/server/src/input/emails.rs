//! E-mail addresses made comparable: one mailbox has one key, however somebody writes it.

use std::borrow::Cow;

use super::text::{fold_case, is_invisible};

/// An address without what nobody can see. Blanks around it go too.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_invisible) {
        return Cow::Borrowed(text.trim());
    }
    let seen: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    Cow::Owned(seen.trim().to_owned())
}

/// What addresses, and pieces of them that somebody looks for, are compared by: folded; the domain in the one form
/// that its ASCII form (`xn--…`) stands for, so that either way of writing it is the same, and a piece is found.
pub fn key(text: &str) -> String {
    let text = clean(text);
    match text.rsplit_once('@') {
        Some((local, domain)) => format!("{}@{}", fold_case(local), domain_key(domain)),
        None if has_ascii_form(&text) => domain_key(&text),
        None => fold_case(&text),
    }
}

fn domain_key(domain: &str) -> String {
    if domain.is_ascii() && !has_ascii_form(domain) {
        return domain.to_ascii_lowercase();
    }
    match idna::domain_to_unicode(domain) {
        (name, Ok(())) => name,
        // It is no name: compared as any other text.
        _ => fold_case(domain),
    }
}

/// Whether a label of it is an internationalised one in ASCII.
fn has_ascii_form(text: &str) -> bool {
    text.as_bytes().windows(4).any(|four| four.eq_ignore_ascii_case(b"xn--"))
}

#[cfg(test)]
mod tests {
    use super::{clean, key};

    #[test]
    fn what_cannot_be_seen_makes_no_other_address() {
        let plain = key("ada@z.example");
        for same in [
            "ada\u{200b}@z.example",
            "\u{feff}ada@z.example",
            "a\u{ad}da@z.example",
            "ada@z\u{2060}.example\u{200e}",
            " ADA@Z.example ",
            "ada\u{fe0f}@z.example",
            "\u{3164}ada@z.example",
        ] {
            assert_eq!(key(same), plain, "{same:?}");
        }
        assert_eq!(clean("\u{200b} a@b.example \u{200b}"), "a@b.example");
        assert_eq!(clean("zoë@b.example"), "zoë@b.example");
    }

    #[test]
    fn a_domain_has_one_key_however_it_is_written() {
        for (one, other) in [
            ("max@bücher.example", "max@xn--bcher-kva.example"),
            ("max@BÜCHER.example", "Max@XN--BCHER-KVA.Example"),
            ("a@bu\u{308}cher.example", "a@bücher.example"),
            ("a@例え。テスト", "a@xn--r8jz45g.xn--zckzah"),
            ("a@faß.example", "a@xn--fa-hia.example"),
        ] {
            assert_eq!(key(one), key(other), "{one} {other}");
        }
        assert_ne!(key("a@faß.example"), key("a@fass.example"), "two domains");
        assert_eq!(key("xn--bcher-kva.exa"), "bücher.exa");
        assert_eq!(key("BÜCH"), "büch", "a piece is found");
        for nothing in ["a@xn--.example", "a@xn--a-\u{300}.x", "@", ""] {
            assert_eq!(key(nothing), key(&key(nothing)), "{nothing}");
        }
    }
}
