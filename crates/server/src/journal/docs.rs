//! The shapes of the audit log's bodies and answers, for the OpenAPI document only; see
//! `wire::docs`.
#![allow(dead_code)]

use super::entry::Entry;
use crate::wire::docs::{list_bodies, page_answer};

list_bodies!(SearchAuditLogs, ExportAuditLogs, AuditLogOrder { Time, CreateTime, LogDate });
page_answer!(AuditLogsAnswer, AuditLogsPage { Entry });
