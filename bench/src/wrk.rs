//! Load from `wrk`: one thread, 64 connections, the same request over and over.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use anyhow::{Context, bail};

use crate::processes;
use crate::requests::Request;

const CONNECTIONS: &str = "-c64";

/// Requests a second.
pub fn rate(address: &str, request: &Request, time: Duration) -> anyhow::Result<f64> {
    let mut script = tempfile::Builder::new().suffix(".lua").tempfile()?;
    script.write_all(lua(request)?.as_bytes())?;
    let mut command = processes::within(time + Duration::from_secs(30), "wrk");
    command.args(["-t1", CONNECTIONS, "--timeout", "10s", "-d"]);
    command.arg(format!("{}s", time.as_secs())).arg("-s").arg(script.path());
    let output = command.arg(format!("http://{address}{}", request.path)).output()?;
    let printed = String::from_utf8_lossy(&output.stdout);
    let numbers = printed.lines().find_map(|line| line.strip_prefix("MEASURED "));
    let numbers = numbers.with_context(|| {
        format!("wrk: {}: {printed}{}", output.status, String::from_utf8_lossy(&output.stderr))
    })?;
    let numbers = numbers.split(' ').map(str::parse).collect::<Result<Vec<f64>, _>>()?;
    let [requests, micros, broken, refused, late] = numbers[..] else {
        bail!("wrk: {printed}");
    };
    if broken + refused + late > 0.0 {
        bail!("under load {broken} connections broke, {refused} answers were errors, {late} late");
    }
    Ok(requests * 1e6 / micros)
}

/// The request as wrk's script; built once, so that the load costs as little as it can.
fn lua(request: &Request) -> anyhow::Result<String> {
    let mut out = format!("wrk.method = {}\n", quoted(request.method));
    for (name, value) in &request.headers {
        writeln!(out, "wrk.headers[{}] = {}", quoted(name), quoted(value))?;
    }
    if !request.body.is_empty() {
        writeln!(out, "wrk.body = {}", quoted(&request.body))?;
    }
    out.push_str(
        "function done(summary, latency, requests)\n\
         local e = summary.errors\n\
         io.write(string.format('MEASURED %d %d %d %d %d\\n', summary.requests,\n\
         summary.duration, e.connect + e.read + e.write, e.status, e.timeout))\nend\n",
    );
    Ok(out)
}

/// A text of Lua: every byte that could mean something else as its number.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' | 0..=31 | 127.. => {
                let _ = write!(out, "\\{byte:03}");
            }
            _ => out.push(char::from(byte)),
        }
    }
    out.push('"');
    out
}
