//! What a body says, once it is read: fields with their rules, JSON, texts, addresses. It knows no HTTP.

pub mod emails;
pub mod fields;
pub mod json;
pub mod media_types;
pub mod text;
