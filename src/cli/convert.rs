//! `redlane convert`: manifests of any format as canonical rows.

use super::Voice;
use super::exit::{Exit, Failure, warning_line};
use super::inputs::{InputArguments, exit_of, say_rejects, say_unreadable, some_row};
use super::outputs::Outputs;
use super::progress::Progress;
use super::rows_out::RowsOut;
use clap::Args;
use redlane::columns::Column;
use redlane::manifest::CanonicalOut;
use redlane::report::{counted, rejects_csv, unreadable_csv};
use redlane::storage::write_atomically;
use std::path::PathBuf;

#[derive(Args)]
pub struct ConvertArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    out: RowsOut,
    /// CSV file for the rows that could not be read, with file, line and reason.
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// CSV file for the cells of written rows that could not be read, with file, line and reason.
    #[arg(long, value_name = "FILE")]
    unreadable: Option<PathBuf>,
    /// Write every version of a bill that was changed, replaced or cancelled, not only the last.
    #[arg(long)]
    all_versions: bool,
}

pub fn run(arguments: &ConvertArguments, voice: Voice) -> Result<Exit, Failure> {
    let kind = arguments.out.kind()?;
    let output = &arguments.out.output;
    let found = arguments.inputs.find();
    let outputs = Outputs::default()
        .and("--output", Some(output))
        .and("--rejects", arguments.rejects.as_ref())
        .and("--unreadable", arguments.unreadable.as_ref());
    outputs.refuse_one_for_two()?;
    outputs.refuse_inputs(&found)?;
    arguments.inputs.mapping_file().map_or(Ok(()), |mapping| outputs.refuse_inputs(&mapping))?;
    let progress = Progress::new(voice.quiet);
    let manifests = arguments.inputs.read(found, arguments.all_versions, voice, &progress)?;
    if let Some(rejects) = &arguments.rejects {
        write_atomically(rejects, |sink| rejects_csv(&manifests.rejects, sink))?;
    }
    if let Some(unreadable) = &arguments.unreadable {
        write_atomically(unreadable, |sink| unreadable_csv(&manifests.unreadable, sink))?;
    }
    some_row(&manifests, "write")?;
    // Only what the inputs can state: of a column that is there, a blank says that it was left out.
    let columns: Vec<Column> = Column::canonical().filter(|column| manifests.stated.contains(column)).collect();
    let mut no_room = Vec::new();
    write_atomically(output, |sink| {
        let mut out = CanonicalOut::new(kind, columns.clone(), arguments.out.message_date.day(), sink);
        for batch in manifests.batches() {
            out.write(&batch.load(&columns)?)?;
        }
        no_room = out.finish()?;
        Ok(())
    })?;
    progress.clear();
    let shown = if voice.verbose { 100 } else { 3 };
    say_unreadable(&manifests, shown, voice);
    say_rejects(&manifests, shown, voice);
    let left: Vec<&str> = columns.iter().filter(|c| kind.leaves_out().contains(c)).map(|c| c.name()).collect();
    let left: Vec<String> = left.into_iter().map(str::to_owned).chain(no_room).collect();
    if !left.is_empty() {
        let ending = output.extension().unwrap_or_default().display();
        voice.say(warning_line(&format!("a .{ending} file has no room for {}: not written", left.join(", "))));
    }
    voice.say(format!(
        "{} in = {} written + {} rejected, {}, in {}",
        counted(manifests.rows_in, "row", "rows"),
        manifests.rows(),
        manifests.rejects.len(),
        counted(columns.len(), "column", "columns"),
        output.display()
    ));
    Ok(exit_of(&manifests))
}
