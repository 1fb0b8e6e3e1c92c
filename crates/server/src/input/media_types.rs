//! The media types of bodies and files.

pub const FILE: &str = "application/octet-stream";
pub const MULTIPART: &str = "multipart/form-data";
pub const URLENCODED: &str = "application/x-www-form-urlencoded";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
