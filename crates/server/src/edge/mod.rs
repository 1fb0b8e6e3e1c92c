//! The edge of the program: connections and their deadlines, what every answer carries, the
//! operator's listener, the documentation page, the web console.

pub mod base_path;
pub mod conditional;
pub mod console;
pub mod docs;
pub mod drain;
pub mod envelope;
pub mod gate;
mod guests;
mod holding;
mod host;
pub mod known;
pub mod oauth;
pub mod once;
pub mod ops;
pub mod origins;
pub mod path;
mod patience;
mod rate_limit;
pub mod serve;
pub mod unread;

use http::{Extensions, HeaderMap, StatusCode, Version, header};
use tower_http::compression::{CompressionLayer, CompressionLevel, predicate};

/// What may be kept nowhere is a token, and its length is nobody's to watch.
fn not_a_token(_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions) -> bool {
    !headers.contains_key(header::PRAGMA)
}

/// Zstandard, Brotli or gzip for whoever asks, not for what is small or compressed already.
pub fn compression() -> CompressionLayer<impl predicate::Predicate> {
    use predicate::{NotForContentType, Predicate, SizeAbove};
    let worth_it = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/vnd.openxmlformats"))
        .and(not_a_token);
    CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(worth_it)
}
