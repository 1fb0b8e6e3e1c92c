//! What somebody types to find something: words in any order, each anywhere in what is shown of a row; or an id, pasted,
//! or its beginning.

use super::query::Query;
use crate::ids::LENGTH;
use crate::input::text::fold;

/// Shorter, it is a word that happens to look like one.
const SHORTEST_ID: usize = 6;

/// A word as it was typed, and folded.
#[derive(Clone, Debug)]
pub struct Word {
    pub typed: String,
    pub folded: String,
}

#[derive(Clone, Debug)]
pub struct SearchText {
    words: Vec<Word>,
    id: Option<String>,
}

impl SearchText {
    /// None if there is nothing to look for.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_id = (SHORTEST_ID..=LENGTH).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let word = |typed: &str| Word { typed: typed.to_owned(), folded: fold(typed) };
        let words: Vec<Word> = text.split_whitespace().map(word).collect();
        (!words.is_empty()).then(|| Self { words, id: is_id.then(|| text.to_owned()) })
    }

    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// What ids may begin with.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Appends ` and (…)` to a where clause: what each word must stand in is written by `holds`; `ids` are columns of ids.
    pub fn write(&self, query: &mut Query, ids: &[&str], mut holds: impl FnMut(&Word, &mut Query)) {
        query.push(" and ((");
        for (at, word) in self.words.iter().enumerate() {
            query.push(if at > 0 { " and (" } else { "(" });
            holds(word, query);
            query.push(")");
        }
        query.push(")");
        for column in ids {
            if let Some(begins) = self.begins(column, query) {
                query.push(" or ").push(&begins);
            }
        }
        query.push(")");
    }

    /// Whether an id is the one that was pasted, or begins so.
    pub fn begins(&self, column: &str, query: &mut Query) -> Option<String> {
        let id = self.id.as_ref()?;
        Some(format!("substr({column}, 1, {}) = {}", id.len(), query.keep(id.clone())))
    }
}

/// Appends whether a word stands in one of these folded columns.
pub fn write_in(word: &str, columns: &[&str], position: &str, query: &mut Query) {
    let needle = query.keep(word.to_owned());
    let tests: Vec<String> =
        columns.iter().map(|column| format!("{position}({column}, {needle}) > 0")).collect();
    query.push(&tests.join(" or "));
}
