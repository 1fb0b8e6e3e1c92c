//! Numbers and moments of a spreadsheet as its formats show them: leading zeros, signs, the letters around them. A
//! format that would hide what the number is, as `4.9E+11` does, is passed over.

use jiff::ToSpan;
use jiff::civil::{Date, date};

/// What a format makes of a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    #[default]
    Number,
    /// A day, a time of a day, or both.
    Moment,
    Duration,
}

impl Kind {
    pub fn of(code: &str) -> Self {
        let first = sections(code)[0];
        let in_brackets = first.split('[').skip(1).filter_map(|rest| rest.split(']').next());
        let is_span = |text: &str| {
            !text.is_empty()
                && ["h", "m", "s"]
                    .iter()
                    .any(|unit| text.to_ascii_lowercase().replace(unit, "").is_empty())
        };
        if in_brackets.into_iter().any(is_span) {
            Self::Duration
        } else if letters(code).contains(['y', 'm', 'd', 'h', 's']) {
            Self::Moment
        } else {
            Self::Number
        }
    }
}

/// A number under a format.
pub fn number(value: f64, code: &str) -> String {
    shown(value, code).unwrap_or_else(|| exact(value))
}

/// The number itself, to the fifteen digits that spreadsheets keep.
fn exact(value: f64) -> String {
    format!("{value:.14e}").parse::<f64>().unwrap_or(value).to_string()
}

fn shown(value: f64, code: &str) -> Option<String> {
    if !value.is_finite() || value.abs() >= 1e15 {
        return None;
    }
    let sections = sections(code);
    let (section, minus) = match (sections.as_slice(), value) {
        ([_, negative, ..], v) if v < 0.0 => (negative, false),
        ([_, _, zero, ..], 0.0) => {
            return Some(Section::parse(zero, true)?.show(0.0).trim().to_owned());
        }
        ([first, ..], v) => (first, v < 0.0),
        ([], _) => return None,
    };
    let text = Section::parse(section, false)?.show(value.abs());
    let sign = if minus && text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { "-" } else { "" };
    Some(format!("{sign}{}", text.trim()))
}

/// The parts of a code between semicolons that are not quoted.
fn sections(code: &str) -> Vec<&str> {
    let (mut parts, mut begin, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in code.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '"' => quoted = !quoted,
            '\\' | '_' | '*' if !quoted => escaped = true,
            ';' if !quoted => {
                parts.push(&code[begin..at]);
                begin = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&code[begin..]);
    parts
}

#[derive(Clone, Copy, PartialEq)]
enum Token {
    Literal(char),
    /// `0`, `#` or `?`.
    Digit(char),
    Point,
}

/// What one section of a format writes.
struct Section {
    tokens: Vec<Token>,
    grouped: bool,
    percent: bool,
}

impl Section {
    /// None if it says something that is better not shown: powers of ten, fractions, conditions, no digit at all (which for
    /// nothing is a word for it).
    fn parse(code: &str, is_zero: bool) -> Option<Self> {
        let mut section = Self { tokens: Vec::new(), grouped: false, percent: false };
        let mut chars = code.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '0' | '#' | '?' => section.tokens.push(Token::Digit(c)),
                '.' => section.tokens.push(Token::Point),
                // Between digits it groups; after the last it leaves three of them out.
                ',' => match (section.tokens.last(), chars.peek()) {
                    (Some(Token::Digit(_)), Some('0' | '#' | '?')) => section.grouped = true,
                    _ => return None,
                },
                '%' => {
                    section.percent = true;
                    section.tokens.push(Token::Literal(c));
                }
                '"' => section
                    .tokens
                    .extend(chars.by_ref().take_while(|c| *c != '"').map(Token::Literal)),
                '\\' => section.tokens.extend(chars.next().map(Token::Literal)),
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                    match inside.strip_prefix('$') {
                        Some(symbol) => {
                            let symbol = symbol.split('-').next().unwrap_or("");
                            section.tokens.extend(symbol.chars().map(Token::Literal));
                        }
                        None if inside.starts_with(['<', '>', '=']) => return None,
                        None => {}
                    }
                }
                // General, E+00, a fraction, a text.
                'G' | 'g' | 'E' | 'e' | '/' | '@' => return None,
                c => section.tokens.push(Token::Literal(c)),
            }
        }
        let points = section.tokens.iter().filter(|token| **token == Token::Point).count();
        let digits = section.tokens.iter().filter(|token| matches!(token, Token::Digit(_))).count();
        (points < 2 && (digits > 0 || is_zero)).then_some(section)
    }

    fn show(&self, value: f64) -> String {
        let value = if self.percent { value * 100.0 } else { value };
        let point = self.tokens.iter().position(|token| *token == Token::Point);
        let (whole, part) = self.tokens.split_at(point.unwrap_or(self.tokens.len()));
        let places = part.iter().filter(|token| matches!(token, Token::Digit(_))).count();
        let digits = format!("{value:.places$}");
        let (digits, decimals) = digits.split_once('.').unwrap_or((&digits, ""));
        self.show_whole(whole, digits.trim_start_matches('0')) + &show_part(part, decimals)
    }

    /// From the right; what has no place of its own stands before the first.
    fn show_whole(&self, tokens: &[Token], digits: &str) -> String {
        let mut rest = digits.chars().rev();
        let mut left = tokens.iter().filter(|token| matches!(token, Token::Digit(_))).count();
        let (mut reversed, mut written) = (Vec::new(), 0);
        let mut push = |reversed: &mut Vec<char>, digit: char| {
            if self.grouped && written > 0 && written % 3 == 0 {
                reversed.push(',');
            }
            written += 1;
            reversed.push(digit);
        };
        for token in tokens.iter().rev() {
            match token {
                Token::Literal(c) => reversed.push(*c),
                Token::Point => {}
                Token::Digit(kind) => {
                    left -= 1;
                    match (rest.next(), kind) {
                        (Some(digit), _) => push(&mut reversed, digit),
                        (None, '0') => push(&mut reversed, '0'),
                        (None, '?') => reversed.push(' '),
                        _ => {}
                    }
                    if left == 0 {
                        rest.by_ref().for_each(|digit| push(&mut reversed, digit));
                    }
                }
            }
        }
        reversed.iter().rev().collect()
    }
}

/// The point, and digits from the left; zeros at the end only where the format wants them.
fn show_part(tokens: &[Token], decimals: &str) -> String {
    let wanted = decimals.trim_end_matches('0').len();
    let mut text = String::new();
    for (at, token) in tokens.iter().scan(0, |at, token| {
        let here = *at;
        *at += usize::from(matches!(token, Token::Digit(_)));
        Some((here, token))
    }) {
        match token {
            Token::Literal(c) => text.push(*c),
            Token::Point => text.push('.'),
            Token::Digit(kind) if *kind == '0' || at < wanted => text.push_str(&decimals[at..=at]),
            Token::Digit(_) => {}
        }
    }
    text
}

/// Days that calendars of spreadsheets have, from their first on.
const LAST_DAY: f64 = 2_958_466.0;
/// Days between the two beginnings that there are.
const TO_1904: f64 = 1462.0;

/// A moment as `2026-11-27`, `2026-11-27 14:30` or `14:30:05`, by what its format shows. `value` counts days.
pub fn moment(value: f64, is_1904: bool, code: &str) -> String {
    let end = if is_1904 { LAST_DAY - TO_1904 } else { LAST_DAY };
    if !(0.0..end).contains(&value) {
        return exact(value);
    }
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (value * 86_400.0).round() as i64;
    let Some(day) = day(seconds / 86_400, is_1904) else { return exact(value) };
    let second = seconds % 86_400;
    clock_text(code, value, &day, (second / 3600, second / 60 % 60, second % 60))
}

/// Spreadsheets have a 29 February 1900, which never was.
fn day(days: i64, is_1904: bool) -> Option<String> {
    const NEVER_WAS: i64 = 60;
    let first: Date = match days {
        _ if is_1904 => date(1904, 1, 1),
        NEVER_WAS => return Some("1900-02-29".to_owned()),
        ..NEVER_WAS => date(1899, 12, 31),
        _ => date(1899, 12, 30),
    };
    Some(first.checked_add(days.days()).ok()?.to_string())
}

fn clock_text(
    code: &str,
    value: f64,
    date: &str,
    (hour, minute, second): (i64, i64, i64),
) -> String {
    let letters: String = letters(code);
    let has_time = letters.contains(['h', 's']);
    let has_date = letters.contains(['y', 'd']) || letters.contains("mmm");
    // A built-in format of some language, whose code the file does not tell.
    let unknown = !has_time && !has_date;
    let time = if letters.contains('s') || (unknown && second > 0) {
        format!("{hour:02}:{minute:02}:{second:02}")
    } else {
        format!("{hour:02}:{minute:02}")
    };
    match (has_date, has_time) {
        (true, true) => format!("{date} {time}"),
        (false, true) => time,
        _ if unknown && value.fract() != 0.0 => format!("{date} {time}"),
        _ => date.to_owned(),
    }
}

/// The letters of a format that stand for something, in small ones.
fn letters(code: &str) -> String {
    let mut kept = String::new();
    let mut chars = sections(code)[0].chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => chars.by_ref().take_while(|c| *c != '"').for_each(drop),
            '[' => chars.by_ref().take_while(|c| *c != ']').for_each(drop),
            '\\' | '_' | '*' => drop(chars.next()),
            c => kept.push(c.to_ascii_lowercase()),
        }
    }
    if kept == "general" { String::new() } else { kept }
}

/// Days as hours, minutes and seconds.
pub fn duration(days: f64) -> String {
    #[allow(clippy::cast_possible_truncation)]
    let seconds = (days.abs() * 86_400.0).round() as i64;
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_as_its_format_shows_it() {
        for (value, code, text) in [
            (5_551_234_567.0, "0000000000000", "0005551234567"),
            (491_701_234_567.0, "+0", "+491701234567"),
            (491_701_234_567.0, "+##\\ ###\\ #######", "+49 170 1234567"),
            (2_025_550_142.0, "(000) 000\\-0000", "(202) 555-0142"),
            (42.0, "00000", "00042"),
            (42.0, "\"K\"0000", "K0042"),
            (42.0, "0_);(0)", "42"),
            (-42.0, "0_);(0)", "(42)"),
            (-42.0, "0000", "-0042"),
            (0.0, "0;-0;\"none\"", "none"),
            (1_234_567.5, "#,##0.00", "1,234,567.50"),
            (12.0, "#,##0", "12"),
            (0.5, "0%", "50%"),
            (0.25, "0.0##", "0.25"),
            (1.0, "0.0##", "1.0"),
            (7.0, "[Red]000", "007"),
            (7.0, "[$€-407] 0", "€ 7"),
            (491_701_234_567.0, "General", "491701234567"),
            (491_701_234_567.0, "", "491701234567"),
            (491_701_234_567.0, "0.00E+00", "491701234567"),
            (0.5, "# ?/?", "0.5"),
            (7.0, "[>5]0;00", "7"),
            (1_234_567.0, "0,", "1234567"),
            (7.0, "@", "7"),
            (0.1 + 0.2, "General", "0.3"),
            (0.0, "#", ""),
        ] {
            assert_eq!(number(value, code), text, "{value} as {code}");
        }
    }

    #[test]
    fn a_moment_is_told_by_what_its_format_shows() {
        for (value, code, is_1904, text) in [
            (44_620.0, "yyyy-mm-dd", true, "2026-03-01"),
            (46_082.0, "yyyy-mm-dd", false, "2026-03-01"),
            (46_082.604_166_666_7, "dd/mm/yyyy hh:mm", false, "2026-03-01 14:30"),
            (0.604_166_666_7, "h:mm:ss AM/PM", false, "14:30:00"),
            (46_082.0, "General", false, "2026-03-01"),
            (46_082.5, "d. mmm", false, "2026-03-01"),
            (2_958_465.0, "yyyy", false, "9999-12-31"),
            (2_958_466.0, "yyyy", false, "2958466"),
            (-1.0, "yyyy", false, "-1"),
            (59.0, "yyyy-mm-dd", false, "1900-02-28"),
            (60.0, "yyyy-mm-dd", false, "1900-02-29"),
            (61.0, "yyyy-mm-dd", false, "1900-03-01"),
            (0.999_999, "h:mm:ss", false, "00:00:00"),
        ] {
            assert_eq!(moment(value, is_1904, code), text, "{value} as {code}");
        }
        assert_eq!(duration(1.5), "36:00:00");
    }
    #[test]
    fn a_format_says_what_its_number_is() {
        for (code, kind) in [
            ("General", Kind::Number),
            ("#,##0.00;[Red]-#,##0.00", Kind::Number),
            ("0.00E+00", Kind::Number),
            ("\"days\" 0", Kind::Number),
            ("\\d0", Kind::Number),
            ("[$-404]e\"y\"m\"m\"d", Kind::Moment),
            ("DD/MM/YY", Kind::Moment),
            ("h:mm AM/PM", Kind::Moment),
            ("[Magenta]0", Kind::Number),
            ("[h]:mm", Kind::Duration),
            ("[Blue]+[MM]:ss", Kind::Duration),
        ] {
            assert_eq!(Kind::of(code), kind, "{code}");
        }
    }
}
