//! `tenantry doctor`: is this machine fit to serve, and if not, what is to be done. It changes nothing.

mod checks;

use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::config::Settings;
use crate::output::{say, table};

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Ok,
    Warn,
    Fail,
}

/// What was looked at, how it is, and what to do about it.
#[derive(Serialize)]
struct Finding {
    check: &'static str,
    verdict: Verdict,
    text: String,
    #[serde(rename = "whatToDo", skip_serializing_if = "Option::is_none")]
    todo: Option<String>,
}

impl Finding {
    fn ok(check: &'static str, text: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Ok, text: text.into(), todo: None }
    }

    fn warn(check: &'static str, text: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Warn, text: text.into(), todo: Some(todo.into()) }
    }

    fn fail(check: &'static str, text: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, verdict: Verdict::Fail, text: text.into(), todo: Some(todo.into()) }
    }
}

/// Ends with 1 if anything fails.
pub fn run(settings: &Settings, json: bool) -> anyhow::Result<ExitCode> {
    let findings = checks::all(settings)?;
    let failed = findings.iter().filter(|f| f.verdict == Verdict::Fail).count();
    let warned = findings.iter().filter(|f| f.verdict == Verdict::Warn).count();
    let rows = findings.iter().map(|finding| {
        let verdict = match finding.verdict {
            Verdict::Ok => "ok",
            Verdict::Warn => "warn",
            Verdict::Fail => "FAIL",
        };
        let todo = finding.todo.as_ref().map(|todo| format!("\n-> {todo}")).unwrap_or_default();
        vec![verdict.to_owned(), finding.check.to_owned(), format!("{}{todo}", finding.text)]
    });
    let sum = match (failed, warned) {
        (0, 0) => "All is well.".to_owned(),
        (0, warned) => format!("It can serve; {warned} to look at."),
        (failed, warned) => {
            format!("It cannot serve as it is: {failed} failed, {warned} to look at.")
        }
    };
    let text = format!("{}\n\n{sum}", table(&["", "CHECK", "FOUND"], rows));
    say(json, &json!({"ok": failed == 0, "findings": findings}), &text)?;
    Ok(if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
