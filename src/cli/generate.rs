//! `redlane generate`: synthetic manifests.

use super::Voice;
use super::exit::{Exit, Failure};
use super::rows_out::RowsOut;
use clap::Args;
use redlane::storage::write_atomically;
use redlane::synthetic::{Scenario, write_truth};
use std::path::PathBuf;

#[derive(Args)]
pub struct GenerateArguments {
    /// Rows to make (one per container and bill).
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    rows: u64,
    /// The same seed makes the same bytes.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Part of the rows that carry a planted pattern, in per cent.
    #[arg(long, value_name = "PERCENT", default_value_t = 1.5)]
    planted: f64,
    #[command(flatten)]
    out: RowsOut,
    /// CSV file that says which containers carry which planted pattern.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

pub fn run(arguments: &GenerateArguments, voice: Voice) -> Result<Exit, Failure> {
    let kind = arguments.out.kind()?;
    let output = &arguments.out.output;
    if !(0.0..=100.0).contains(&arguments.planted) {
        return Err(Failure::new(Exit::Usage, "--planted is between 0 and 100"));
    }
    let scenario = Scenario { rows: arguments.rows, seed: arguments.seed, planted_share: arguments.planted / 100.0 };
    let mut planted = Vec::new();
    write_atomically(output, |out| {
        planted = scenario.write(kind, arguments.out.run_date.day(), out)?;
        Ok(())
    })?;
    if let Some(truth) = &arguments.truth {
        write_atomically(truth, |out| write_truth(&planted, out))?;
    }
    voice.say(format!("{} rows, {} planted, in {}", arguments.rows, planted.len(), output.display()));
    Ok(Exit::Done)
}
