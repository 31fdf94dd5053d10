//! `redlane convert`: manifests of any format as canonical rows.

use super::Voice;
use super::exit::{Exit, Failure};
use super::inputs::{InputArguments, exit_of, say_rejects};
use super::progress::Progress;
use clap::Args;
use redlane::columns::Column;
use redlane::manifest::{CanonicalOut, OutputKind};
use redlane::report::rejects_csv;
use redlane::storage::write_atomically;
use std::path::PathBuf;

#[derive(Args)]
pub struct ConvertArguments {
    #[command(flatten)]
    inputs: InputArguments,
    /// File to write: .parquet, .csv or .ndjson.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// CSV file for the rows that could not be read, with file, line and reason.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
}

pub fn run(arguments: &ConvertArguments, voice: Voice) -> Result<Exit, Failure> {
    let ending = arguments.output.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let Some(kind) = OutputKind::of_ending(ending) else {
        return Err(Failure::new(Exit::Usage, format!("`.{ending}` is no format that can be written"))
            .with_help("name the file .parquet, .csv or .ndjson"));
    };
    let progress = Progress::new(voice.quiet);
    let manifests = arguments.inputs.stage(voice, &progress)?;
    // Only what the inputs can state: of a column that is there, a blank says that it was left out.
    let columns: Vec<Column> = Column::canonical().filter(|column| manifests.stated.contains(column)).collect();
    write_atomically(&arguments.output, |sink| {
        let mut out = CanonicalOut::new(kind, columns.clone(), sink);
        for batch in manifests.batches() {
            out.write(&batch.load(&columns)?)?;
        }
        out.finish()
    })?;
    if let Some(rejects) = &arguments.rejects {
        write_atomically(rejects, |sink| rejects_csv(&manifests.rejects, sink))?;
    }
    progress.clear();
    say_rejects(&manifests, if voice.verbose { 100 } else { 3 }, voice);
    voice.say(format!(
        "{} rows in = {} written + {} rejected, {} columns, in {}",
        manifests.rows_in,
        manifests.rows(),
        manifests.rejects.len(),
        columns.len(),
        arguments.output.display()
    ));
    Ok(exit_of(&manifests))
}
