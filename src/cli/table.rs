//! `redlane table`: the full table that rules see.

use super::Voice;
use super::exit::{Exit, Failure};
use super::inputs::{InputArguments, exit_of};
use super::outputs::Outputs;
use super::progress::Progress;
use super::tables::ReferenceArguments;
use clap::Args;
use redlane::columns::Column;
use redlane::pipeline::full_tables;
use redlane::report::counted;
use redlane::storage::write_atomically;
use redlane::tables::{OutputColumn, ParquetOut};
use std::path::PathBuf;

#[derive(Args)]
pub struct TableArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
    /// Parquet file to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub fn run(arguments: &TableArguments, voice: Voice) -> Result<Exit, Failure> {
    let progress = Progress::new(voice.quiet);
    let reference = arguments.reference.load()?;
    let found = arguments.inputs.find();
    Outputs::default().and("--output", Some(&arguments.output)).refuse_inputs(&found)?;
    let manifests = arguments.inputs.stage(found, voice, &progress)?;
    write_atomically(&arguments.output, |sink| {
        let mut out = ParquetOut::new(sink);
        full_tables(
            &manifests,
            reference,
            &mut |table| {
                let columns =
                    Column::ALL.iter().map(|&column| OutputColumn::Catalogue(column, table.vector(column).cloned()));
                out.write(table.height(), columns.collect())
            },
            &|stage, rows| progress.stage(stage, rows),
        )?;
        out.finish()
    })?;
    progress.clear();
    voice.say(format!(
        "{} in = {} written + {} rejected, {}, in {}",
        counted(manifests.rows_in, "row", "rows"),
        manifests.rows(),
        manifests.rejects.len(),
        counted(Column::ALL.len(), "column", "columns"),
        arguments.output.display()
    ));
    Ok(exit_of(&manifests))
}
