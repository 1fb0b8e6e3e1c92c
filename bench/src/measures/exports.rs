//! Exports of the whole list: their time against other programs, and the server's memory. Every
//! export is asked of a server that was started for it.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::time::Instant;

use super::{Bench, baselines};
use crate::estates::{Engine, Estate};
use crate::report::{Required, Row};
use crate::requests::{self, Request};
use crate::server::Server;
use crate::stats::{Pair, in_turn};

const CSV: &str = "CSV";
const XLSX: &str = "XLSX";
/// MiB.
const MEMORY: f64 = 64.0;

pub fn csv(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let folder = tempfile::tempdir()?;
    let (ours, theirs) = (folder.path().join("ours.csv"), folder.path().join("theirs.csv"));
    let mut peaks = Vec::new();
    let mut rows = Vec::new();
    if bench.engine == Engine::Sqlite {
        let script = baselines::Script::new(&estate)?;
        export(&estate, CSV, &ours)?;
        script.run(&theirs)?;
        let note = baselines::compare(&ours, &theirs)?;
        let pair = in_turn(
            bench.options.rounds(),
            || Ok(time(&mut peaks, &export(&estate, CSV, &ours)?)),
            || script.run(&theirs),
        )?;
        let required = Required::RatioAtMost(0.9);
        rows.push(Row::pair("CSV against sqlite3 -csv", bench.engine, "s", pair, required));
        rows = rows.into_iter().map(|row| row.noted(&note)).collect();
    } else {
        let mut times = Vec::new();
        for _ in 0..bench.options.rounds() {
            times.push(time(&mut peaks, &export(&estate, CSV, &ours)?));
        }
        rows.push(Row::figure("CSV", bench.engine, "s", times, Required::Nothing));
    }
    rows.push(peak(bench, "CSV, peak memory", peaks));
    Ok(rows)
}

pub fn xlsx(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let estate = bench.estate()?;
    let folder = tempfile::tempdir()?;
    let (csv, ours) = (folder.path().join("ours.csv"), folder.path().join("ours.xlsx"));
    export(&estate, CSV, &csv)?;
    let cells = baselines::Cells::read(&csv)?;
    let mut peaks = Vec::new();
    let pair = in_turn(
        bench.options.rounds(),
        || Ok(time(&mut peaks, &export(&estate, XLSX, &ours)?)),
        || cells.write(),
    )?;
    let required = Required::RatioAtMost(1.2);
    let name = "XLSX against rust_xlsxwriter";
    Ok(vec![
        Row::pair(name, bench.engine, "s", pair, required),
        peak(bench, "XLSX, peak memory", peaks),
    ])
}

/// The peak memory of a CSV export of a million rows against that of ten thousand.
pub fn csv_memory(bench: &Bench) -> anyhow::Result<Vec<Row>> {
    let (some, many) = (bench.options.medium(), bench.options.large());
    let name = format!("CSV, peak memory, {many} against {some} rows");
    let Some(large) = bench.large()? else {
        return Ok(vec![Row::skipped(name, bench.engine, "the large estate takes long to make")]);
    };
    let medium = bench.estates.get(some)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("ours.csv");
    let pair: Pair = in_turn(
        bench.options.rounds(),
        || Ok(export(&large, CSV, &file)?.peak),
        || Ok(export(&medium, CSV, &file)?.peak),
    )?;
    Ok(vec![Row::pair(name, bench.engine, "MiB", pair, Required::RatioAtMost(1.2))])
}

struct Export {
    seconds: f64,
    /// MiB.
    peak: f64,
}

/// Puts the peak by, and gives the time.
fn time(peaks: &mut Vec<f64>, export: &Export) -> f64 {
    peaks.push(export.peak);
    export.seconds
}

fn peak(bench: &Bench, name: &str, peaks: Vec<f64>) -> Row {
    Row::figure(name, bench.engine, "MiB", peaks, Required::AtMost(MEMORY))
}

/// From the request to the last byte in a file.
fn export(estate: &Estate, kind: &str, path: &Path) -> anyhow::Result<Export> {
    let server = Server::start(estate)?;
    let request = Request::json(requests::EXPORT, &requests::export(kind));
    let request = request.bearing(server.token());
    let mut connection = server.connect()?;
    let begun = Instant::now();
    connection.download(&request, &mut BufWriter::new(File::create(path)?))?;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = server.peak_memory()?;
    drop(connection);
    server.stop()?;
    Ok(Export { seconds, peak })
}
