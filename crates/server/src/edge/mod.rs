//! The edge of the house: connections and their deadlines, what every answer carries, the
//! operator's listener, the documentation page.

pub mod docs;
pub mod envelope;
pub mod ops;
pub mod serve;

use tower_http::compression::{CompressionLayer, CompressionLevel, predicate};

/// Gzip for whoever asks, not for what is small or compressed already.
pub fn compression() -> CompressionLayer<impl predicate::Predicate> {
    use predicate::{NotForContentType, Predicate, SizeAbove};
    let worth_it = SizeAbove::new(1024)
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("application/vnd.openxmlformats"));
    CompressionLayer::new().gzip(true).quality(CompressionLevel::Fastest).compress_when(worth_it)
}
