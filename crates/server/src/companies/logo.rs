//! Logos: pictures are known by their bytes, decoded within bounds, scaled down and encoded anew,
//! so that nothing but pixels of what a caller sent is ever served.

use std::io::Cursor;
use std::sync::{Arc, LazyLock};

use bytes::Bytes;
use image::{ImageFormat, ImageReader, Limits};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::ids;

pub const MEDIA_TYPE: &str = "image/png";
const KEY_LENGTH: usize = 22;
pub const FILE_NAME: &str = "logo.png";
/// The longer side, in pixels, after scaling.
const MAX_SIDE: u32 = 1024;
/// What a picture may claim to be before it is decoded at all.
const MAX_DECLARED_SIDE: u32 = 8192;
const MAX_MEMORY: u64 = 96 * 1024 * 1024;
/// Pictures that may wait for their turn.
const MAX_WAITING: usize = 32;

/// A picture ready to be stored, with the unguessable name that it is served under.
#[derive(Clone)]
pub struct Logo {
    pub url_key: String,
    pub png: Bytes,
}

impl Logo {
    /// The address below this server.
    pub fn path(&self) -> String {
        format!("/logos/{}.png", self.url_key)
    }
}

/// The key of an address that could be one of ours.
pub fn url_key(file: &str) -> Option<String> {
    let key = file.strip_suffix(".png")?;
    let ours = key.len() == KEY_LENGTH && key.bytes().all(|b| b.is_ascii_alphanumeric());
    ours.then(|| key.to_owned())
}

/// Decodes and encodes anew, on a thread where it may take its time.
pub async fn prepare(file: Bytes) -> Result<Logo> {
    // One at a time: the decoded picture is the largest thing that a request can ask for. The turn
    // goes with the work, not with the caller, who may hang up.
    static ONE: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(1)));
    static WAITING: Semaphore = Semaphore::const_new(MAX_WAITING);
    let _place = WAITING
        .try_acquire()
        .map_err(|_| Error::Unavailable("Too many pictures are being read; try again shortly"))?;
    let turn =
        Arc::clone(&ONE).acquire_owned().await.map_err(|e| Error::Internal(e.to_string()))?;
    let work = move || {
        let _turn = turn;
        reencode(&file)
    };
    let png = tokio::task::spawn_blocking(work)
        .await
        .map_err(|e| Error::Internal(format!("decoding a picture: {e}")))??;
    Ok(Logo { url_key: ids::random(KEY_LENGTH), png: png.into() })
}

fn reencode(file: &[u8]) -> Result<Vec<u8>> {
    let refused = || Error::input("File must be a PNG, JPEG, GIF or WebP picture");
    let format = match infer::get(file).map(|kind| kind.mime_type()) {
        Some("image/png") => ImageFormat::Png,
        Some("image/jpeg") => ImageFormat::Jpeg,
        Some("image/gif") => ImageFormat::Gif,
        Some("image/webp") => ImageFormat::WebP,
        _ => return Err(refused()),
    };
    let mut limits = Limits::default();
    limits.max_image_width = Some(MAX_DECLARED_SIDE);
    limits.max_image_height = Some(MAX_DECLARED_SIDE);
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let picture = reader.decode().map_err(|e| match e {
        image::ImageError::Limits(_) => Error::input(format!(
            "File must be a picture of at most {MAX_DECLARED_SIDE} pixels a side"
        )),
        _ => refused(),
    })?;
    let picture = if picture.width().max(picture.height()) > MAX_SIDE {
        picture.thumbnail(MAX_SIDE, MAX_SIDE)
    } else {
        picture
    };
    let mut png = Cursor::new(Vec::new());
    let rgba = image::DynamicImage::ImageRgba8(picture.into_rgba8());
    rgba.write_to(&mut png, ImageFormat::Png)
        .map_err(|e| Error::Internal(format!("encoding a picture: {e}")))?;
    Ok(png.into_inner())
}
