//! The wire: envelope, errors, bodies, forms, files, the OpenAPI document. It knows no capability.

pub mod answer;
mod arriving;
pub mod attachment;
pub mod bodies;
pub mod docs;
pub mod envelope;
pub mod errors;
pub mod forms;
pub mod openapi;
pub mod openapi_3_0;
mod openapi_failures;
mod openapi_links;
pub mod openapi_lists;
mod openapi_schemas;
pub mod routes;
