//! The texts that the cells of a workbook share. They may be many: they stand in a temporary file, and only the blocks
//! that are being read are in memory.

use std::io::Write;

use quick_xml::events::Event;

use super::broken;
use super::package::{Events, put_reference};
use crate::blocks::{self, Blocks};
use crate::error::Result;
use crate::imports::table::MAX_CELL;

/// Characters of a cell: the format's limit.
const MAX_CHARACTERS: usize = 32_767;
const MAX_STRINGS: u64 = 16_000_000;
/// Bytes of an offset in the index.
const OFFSET: u64 = 8;

#[derive(Default)]
pub struct SharedStrings {
    count: u64,
    /// Where each begins among the texts, and where the last one ends.
    index: Option<Blocks>,
    texts: Option<Blocks>,
}

impl SharedStrings {
    pub fn read(mut events: Events) -> Result<Self> {
        let (mut index, mut texts) = (blocks::writer(), blocks::writer());
        let (mut count, mut end): (u64, u64) = (0, 0);
        while let Some(event) = events.next()? {
            if !matches!(&event, Event::Start(tag) if tag.local_name().as_ref() == "si") {
                continue;
            }
            let mut text = rich_text(&mut events, "si")?;
            // What is longer is cut anyway.
            text.truncate(text.floor_char_boundary(MAX_CELL));
            index.write_all(&end.to_le_bytes())?;
            texts.write_all(text.as_bytes())?;
            end += text.len() as u64;
            count += 1;
            if count > MAX_STRINGS {
                return Err(broken(format!("it has more than {MAX_STRINGS} different texts")));
            }
        }
        index.write_all(&end.to_le_bytes())?;
        Ok(Self { count, index: Some(Blocks::of(index)?), texts: Some(Blocks::of(texts)?) })
    }

    pub fn get(&mut self, at: u64) -> Result<String> {
        let (Some(index), Some(texts)) = (&mut self.index, &mut self.texts) else {
            return Err(broken("a cell has a text that is not there"));
        };
        if at >= self.count {
            return Err(broken("a cell has a text that is not there"));
        }
        let mut bounds = [0; 16];
        index.read(at * OFFSET, &mut bounds).map_err(broken)?;
        let offset =
            |from: usize| bounds[from..].first_chunk().map_or(0, |b| u64::from_le_bytes(*b));
        let (begin, end) = (offset(0), offset(8));
        let mut text = vec![0; usize::try_from(end.saturating_sub(begin)).unwrap_or(0)];
        texts.read(begin, &mut text).map_err(broken)?;
        String::from_utf8(text).map_err(broken)
    }
}

/// The text up to the end of an element: its parts put together, without what only says how it is pronounced.
pub fn rich_text(events: &mut Events, element: &str) -> Result<String> {
    let (mut text, mut part) = (String::new(), None);
    let mut preserved = false;
    let mut is_spoken = false;
    while let Some(event) = events.next()? {
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "rPh" => is_spoken = true,
                "t" if !is_spoken => {
                    preserved =
                        super::package::attribute(&tag, "space")?.is_some_and(|v| v == "preserve");
                    part = Some(String::new());
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "rPh" => is_spoken = false,
                "t" => {
                    let part = part.take().unwrap_or_default();
                    let seen =
                        if preserved { &part } else { part.trim_matches([' ', '\t', '\r', '\n']) };
                    text.push_str(&unescaped(seen));
                }
                name if name == element => return Ok(text),
                _ => {}
            },
            Event::Text(more) => put(&mut part, &more.xml10_content()),
            Event::CData(more) => put(&mut part, &more.xml10_content()),
            Event::GeneralRef(reference) => {
                if let Some(part) = &mut part {
                    put_reference(&reference, part)?;
                }
            }
            _ => {}
        }
        require_fitting(text.len() + part.as_ref().map_or(0, String::len), &text)?;
    }
    Err(broken(format!("its {element} does not end")))
}

fn put(part: &mut Option<String>, more: &str) {
    if let Some(part) = part {
        part.push_str(more);
    }
}

/// Refuses a text that no spreadsheet could have in a cell.
pub fn require_fitting(bytes: usize, text: &str) -> Result<()> {
    // Six bytes and more of a file may be one character: `_x000D_`.
    if bytes > 7 * MAX_CHARACTERS
        || (text.len() > MAX_CHARACTERS && text.chars().count() > MAX_CHARACTERS)
    {
        return Err(broken(format!("a cell has more than {MAX_CHARACTERS} characters")));
    }
    Ok(())
}

/// A text of which `_x000D_` and its like are what they stand for.
pub fn unescaped(text: &str) -> std::borrow::Cow<'_, str> {
    /// `_x`, four digits, `_`.
    const LENGTH: usize = 7;
    let mut plain = String::new();
    let mut from = 0;
    while let Some(at) = text[from..].find("_x").map(|at| from + at) {
        let code = text
            .get(at + 2..at + LENGTH - 1)
            .filter(|_| text.as_bytes().get(at + LENGTH - 1) == Some(&b'_'));
        let digits = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        let known = digits.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let Some(character) = known else {
            plain.push_str(&text[from..at + 2]);
            from = at + 2;
            continue;
        };
        plain.push_str(&text[from..at]);
        plain.push(character);
        from = at + LENGTH;
    }
    if from == 0 {
        return text.into();
    }
    plain.push_str(&text[from..]);
    plain.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_of_spreadsheets_stand_for_characters() {
        for (text, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x00_", "_x00_"),
            ("_xD800_", "_xD800_"),
            ("_x0041__x0042_", "AB"),
            ("ein_xäöü_text", "ein_xäöü_text"),
            ("_x", "_x"),
        ] {
            assert_eq!(unescaped(text), plain, "{text}");
        }
    }
}
