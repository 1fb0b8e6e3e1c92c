//! One list per table: [`table!`] declares a row's type, and what is read, added and written of it follows. No column is
//! counted by hand, and none stands twice. It knows no table.

use db::{Row, Val};

use crate::clock::Millis;
use crate::lists::filters::SEPARATOR;

type DbResult<T> = Result<T, db::Error>;

/// What a column can hold, besides nothing.
pub trait Stored: Sized {
    /// `None` where the column holds nothing.
    fn found(row: &Row, at: usize) -> DbResult<Option<Self>>;
    fn kept(&self) -> Val<'_>;
}

/// A field that a column stands for: something stored, or an option of it.
pub trait Field: Sized {
    fn read(row: &Row, at: usize) -> DbResult<Self>;
    fn val(&self) -> Val<'_>;
}

impl<T: Stored> Field for T {
    fn read(row: &Row, at: usize) -> DbResult<Self> {
        T::found(row, at)?.ok_or_else(|| db::Error::Other(format!("column {at} is null")))
    }

    fn val(&self) -> Val<'_> {
        self.kept()
    }
}

impl<T: Stored> Field for Option<T> {
    fn read(row: &Row, at: usize) -> DbResult<Self> {
        T::found(row, at)
    }

    fn val(&self) -> Val<'_> {
        self.as_ref().map_or(Val::Null, Stored::kept)
    }
}

impl Stored for String {
    fn found(row: &Row, at: usize) -> DbResult<Option<Self>> {
        row.opt_text(at)
    }

    fn kept(&self) -> Val<'_> {
        self.into()
    }
}

impl Stored for i64 {
    fn found(row: &Row, at: usize) -> DbResult<Option<Self>> {
        row.opt_int(at)
    }

    fn kept(&self) -> Val<'_> {
        (*self).into()
    }
}

impl Stored for bool {
    fn found(row: &Row, at: usize) -> DbResult<Option<Self>> {
        Ok(row.opt_int(at)?.map(|int| int != 0))
    }

    fn kept(&self) -> Val<'_> {
        (*self).into()
    }
}

impl Stored for Millis {
    fn found(row: &Row, at: usize) -> DbResult<Option<Self>> {
        Ok(row.opt_int(at)?.map(Self))
    }

    fn kept(&self) -> Val<'_> {
        self.0.into()
    }
}

impl Stored for Vec<String> {
    fn found(row: &Row, at: usize) -> DbResult<Option<Self>> {
        Ok(row.opt_str(at)?.map(|stored| list_of(stored).map(str::to_owned).collect()))
    }

    fn kept(&self) -> Val<'_> {
        stored_list(self).into()
    }
}

/// Texts between separators, so that one search finds one whole; nothing for none.
pub fn stored_list(texts: &[String]) -> String {
    let mut stored = String::new();
    for text in texts {
        if stored.is_empty() {
            stored.push(SEPARATOR);
        }
        stored.push_str(text);
        stored.push(SEPARATOR);
    }
    stored
}

/// The texts of a stored list.
pub fn list_of(stored: &str) -> impl Iterator<Item = &str> {
    stored.split(SEPARATOR).filter(|text| !text.is_empty())
}

/// What is read of a table.
pub trait Selected: Sized {
    /// How many columns there are.
    const WIDTH: usize;

    /// `c.id, c.name, …`: what [`Selected::from_row`] reads, at the beginning of a row.
    fn columns() -> &'static str;

    fn from_row(row: &Row) -> DbResult<Self>;

    /// The same columns on their way back.
    fn fields(&self) -> Vec<Val<'_>>;
}

/// What is written of one that is always written as a whole.
pub trait Table: Selected {
    /// `company (id, name, …)`, in the order of [`Table::values`].
    fn insert_into() -> &'static str;

    /// `update company set … where id = $1`.
    fn update() -> &'static str;

    fn values(&self) -> Vec<Val<'_>>;
}

/// The columns of fields that have one.
pub const fn width(columns: &[Option<&str>]) -> usize {
    let (mut at, mut width) = (0, 0);
    while at < columns.len() {
        if columns[at].is_some() {
            width += 1;
        }
        at += 1;
    }
    width
}

pub fn columns(alias: &str, columns: &[Option<&str>]) -> String {
    let columns = columns.iter().flatten().map(|column| format!("{alias}.{column}"));
    columns.collect::<Vec<_>>().join(", ")
}

fn written<'a>(columns: &'a [Option<&'a str>], made: &'a [&'a str]) -> Vec<&'a str> {
    columns.iter().flatten().chain(made).copied().collect()
}

pub fn insert_into(table: &str, columns: &[Option<&str>], made: &[&str]) -> String {
    format!("{table} ({})", written(columns, made).join(", "))
}

/// The key stands first, and is not written: `SQLite` would look for everything that points at it.
pub fn update(table: &str, key: usize, columns: &[Option<&str>], made: &[&str]) -> String {
    let columns = written(columns, made).into_iter().enumerate();
    let mut equal: Vec<String> =
        columns.map(|(at, column)| format!("{column} = ${}", at + 1)).collect();
    let assignments = equal.split_off(key);
    format!("update {table} set {} where {}", assignments.join(", "), equal.join(" and "))
}

/// Declares the type of a table's rows: a field is a column of its name, or of the one that follows it; `_` says that it
/// stands elsewhere and is empty when read. `made` says what is written beside the fields, each made of them; with it the
/// table is written as a whole, and `key` says how many columns at the beginning are its key.
macro_rules! table {
    (
        $(#[$meta:meta])*
        $vis:vis struct $name:ident in $table:literal as $alias:literal {
            $($(#[$field_meta:meta])* $field_vis:vis $field:ident $(= $column:tt)?: $type:ty),* $(,)?
        }
        $(key $key:literal made { $($made:literal = |$it:ident| $value:expr),* $(,)? })?
    ) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$field_meta])* $field_vis $field: $type),*
        }

        impl $name {
            const COLUMNS: &[Option<&'static str>] = &[$(table!(@column $field $($column)?)),*];
        }

        impl $crate::table::Selected for $name {
            const WIDTH: usize = $crate::table::width(Self::COLUMNS);

            fn columns() -> &'static str {
                static TEXT: std::sync::LazyLock<String> =
                    std::sync::LazyLock::new(|| $crate::table::columns($alias, $name::COLUMNS));
                &TEXT
            }

            fn from_row(row: &db::Row) -> std::result::Result<Self, db::Error> {
                let mut next = 0..;
                let mut at = || next.next().unwrap_or_default();
                Ok(Self { $($field: table!(@read row at $($column)?)),* })
            }

            fn fields(&self) -> Vec<db::Val<'_>> {
                [$(table!(@val self $field $($column)?)),*].into_iter().flatten().collect()
            }
        }

        $(impl $crate::table::Table for $name {
            fn insert_into() -> &'static str {
                static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    $crate::table::insert_into($table, $name::COLUMNS, &[$($made),*])
                });
                &TEXT
            }

            fn update() -> &'static str {
                static TEXT: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| {
                    $crate::table::update($table, $key, $name::COLUMNS, &[$($made),*])
                });
                &TEXT
            }

            fn values(&self) -> Vec<db::Val<'_>> {
                let mut values = $crate::table::Selected::fields(self);
                $({
                    let $it = self;
                    values.push(db::Val::from($value));
                })*
                values
            }
        })?
    };
    (@column $field:ident) => { Some(stringify!($field)) };
    (@column $field:ident _) => { None };
    (@column $field:ident $column:literal) => { Some($column) };
    (@val $self:ident $field:ident _) => { None };
    (@val $self:ident $field:ident $($column:literal)?) => { Some($crate::table::Field::val(&$self.$field)) };
    (@read $row:ident $at:ident _) => { Default::default() };
    (@read $row:ident $at:ident $($column:literal)?) => { $crate::table::Field::read($row, $at())? };
}
pub(crate) use table;
