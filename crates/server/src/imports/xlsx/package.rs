//! A workbook as a package of parts: opened within bounds, and each part read as events of bounded length. What the
//! package says of its own size is not believed: bytes are counted as they are unpacked.

use std::cell::Cell;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek};
use std::rc::Rc;

use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;
use zip::read::ZipFile;

use super::broken;
use crate::error::{Error, Result};

/// All parts together, unpacked.
const MAX_UNPACKED: u64 = 1024 * 1024 * 1024;
const MAX_PARTS: usize = 1000;
/// What the package's directory takes: names, comments and the like.
const MAX_DIRECTORY: usize = 1024 * 1024;
/// A tag, a comment, or the text between two tags. A cell has 32,767 characters at most.
const MAX_EVENT: u64 = 256 * 1024;
/// Elements within each other.
const MAX_DEPTH: usize = 100;

pub struct Package {
    archive: ZipArchive<BufReader<File>>,
    /// Parts by their names, in small letters and with the slashes of the standard.
    places: HashMap<String, usize>,
    /// What may still be unpacked.
    left: Rc<Cell<u64>>,
}

impl Package {
    pub fn open(mut file: File) -> Result<Self> {
        require_small_directory(&mut file)?;
        file.rewind()?;
        let mut archive = ZipArchive::new(BufReader::new(file)).map_err(broken)?;
        let mut places = HashMap::new();
        for at in 0..archive.len() {
            let part = archive.by_index_raw(at).map_err(broken)?;
            places.insert(key(&part.name().map_err(broken)?), at);
        }
        Ok(Self { archive, places, left: Rc::new(Cell::new(MAX_UNPACKED)) })
    }

    /// A part's events; none if there is no such part.
    pub fn part(&mut self, path: &str) -> Result<Option<Events<'_>>> {
        let Some(at) = self.places.get(&key(path)) else { return Ok(None) };
        let part = self.archive.by_index(*at).map_err(broken)?;
        let bounded = Bounded { part: BufReader::new(part), left: Rc::clone(&self.left), event: 0 };
        let mut reader = Reader::from_reader(bounded);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Ok(Some(Events { reader, buffer: Vec::new(), depth: 0 }))
    }
}

fn key(path: &str) -> String {
    path.trim_start_matches('/').replace('\\', "/").to_ascii_lowercase()
}

/// Whoever opens the package holds its whole directory, so that is bounded before. Each entry begins with a mark; a
/// packed part holds the mark by chance once in four gigabytes.
fn require_small_directory(file: &mut File) -> Result<()> {
    const MARK: &[u8] = b"PK\x01\x02";
    /// A whole entry, but for its texts.
    const ENTRY: usize = 46;
    let (mut parts, mut size) = (0, 0);
    let mut block = vec![0; 256 * 1024];
    let mut held = 0;
    loop {
        let more = file.read(&mut block[held..])?;
        let text = &block[..held + more];
        let mut from = 0;
        for at in memchr::memmem::find_iter(text, MARK) {
            from = at;
            let Some(entry) = text.get(at..at + ENTRY) else { break };
            let length = |at: usize| usize::from(u16::from_le_bytes([entry[at], entry[at + 1]]));
            parts += 1;
            size += ENTRY + length(28) + length(30) + length(32);
            from = at + ENTRY;
        }
        if parts > MAX_PARTS || size > MAX_DIRECTORY {
            return Err(Error::input(format!("The workbook has more than {MAX_PARTS} parts")));
        }
        if more == 0 {
            return Ok(());
        }
        // An entry may go on in the next block, and so may its mark.
        let end = text.len();
        let from = if end - from < ENTRY { from } else { end - (MARK.len() - 1) };
        block.copy_within(from..end, 0);
        held = end - from;
    }
}

/// A part as it is unpacked, with an end to what one event may hold.
struct Bounded<'a> {
    part: BufReader<ZipFile<'a, BufReader<File>>>,
    left: Rc<Cell<u64>>,
    /// Bytes of the event so far.
    event: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.fill_buf()?.read(buffer)?;
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Bounded<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.event > MAX_EVENT {
            return Err(io::Error::other(TooLarge::Event));
        }
        if self.left.get() == 0 {
            return Err(io::Error::other(TooLarge::Package));
        }
        self.part.fill_buf()
    }

    fn consume(&mut self, length: usize) {
        let bytes = u64::try_from(length).unwrap_or(u64::MAX);
        self.event = self.event.saturating_add(bytes);
        self.left.set(self.left.get().saturating_sub(bytes));
        self.part.consume(length);
    }
}

#[derive(Debug, thiserror::Error)]
enum TooLarge {
    #[error("a text or a tag in it is longer than 256 KiB")]
    Event,
    #[error("it is larger than 1 GiB when unpacked; save it as .csv")]
    Package,
}

/// A part's XML, event by event.
pub struct Events<'a> {
    reader: Reader<Bounded<'a>>,
    buffer: Vec<u8>,
    depth: usize,
}

impl Events<'_> {
    /// The next event; none at the end.
    pub fn next(&mut self) -> Result<Option<Event<'_>>> {
        self.buffer.clear();
        self.reader.get_mut().event = 0;
        let event = self.reader.read_event_into(&mut self.buffer).map_err(unreadable)?;
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof => return Ok(None),
            _ => {}
        }
        if self.depth > MAX_DEPTH {
            return Err(broken(format!("its elements stand {MAX_DEPTH} deep within each other")));
        }
        Ok(Some(event))
    }
}

fn unreadable(e: quick_xml::Error) -> Error {
    match &e {
        quick_xml::Error::Io(io) => broken(io),
        _ => broken(e),
    }
}

/// An attribute's text, by its name without what stands before a colon.
pub fn attribute(tag: &BytesStart, name: &str) -> Result<Option<String>> {
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(broken)?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(broken)?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

/// Puts what a reference, `&amp;` or `&#xA0;`, stands for.
pub fn put_reference(reference: &BytesRef, text: &mut String) -> Result<()> {
    let name: &str = reference.as_ref();
    match resolve_xml_entity(name) {
        Some(known) => text.push_str(known),
        None => match reference.resolve_char_ref().map_err(broken)? {
            Some(character) => text.push(character),
            None => return Err(broken(format!("&{name}; stands for nothing"))),
        },
    }
    Ok(())
}
