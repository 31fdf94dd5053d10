//! `redlane generate`: synthetic manifests.

use super::Voice;
use super::exit::{Exit, Failure};
use super::outputs::Outputs;
use super::rows_out::RowsOut;
use clap::Args;
use redlane::report::counted;
use redlane::storage::write_atomically;
use redlane::synthetic::{Numbers, Planting, Scenario, write_truth};
use std::path::PathBuf;

#[derive(Args)]
pub struct GenerateArguments {
    /// Rows to make (one per container and bill).
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=Numbers::MOST_ROWS))]
    rows: u64,
    /// The same seed makes the same bytes; seeds that follow on each other share no container, seal, bill or voyage.
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Containers that carry a planted pattern: exactly so many (8), or a share of the rows (1.5%).
    #[arg(long, value_name = "N|PERCENT", default_value = "1.5%")]
    planted: Planting,
    #[command(flatten)]
    out: RowsOut,
    /// CSV file that says which containers carry which planted pattern.
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

pub fn run(arguments: &GenerateArguments, voice: Voice) -> Result<Exit, Failure> {
    let kind = arguments.out.kind()?;
    let output = &arguments.out.output;
    let (rows, planted) = (arguments.rows, arguments.planted.containers(arguments.rows));
    Outputs::default().and("--output", Some(output)).and("--truth", arguments.truth.as_ref()).refuse_one_for_two()?;
    if planted > rows {
        let planted = counted(planted, "container is", "containers are");
        let message = format!("{planted} to be planted on {}", counted(rows, "row", "rows"));
        return Err(Failure::new(Exit::Usage, message).with_help("ask for more --rows, or for fewer with --planted"));
    }
    let scenario = Scenario { rows, seed: arguments.seed, planted };
    let mut planted = Vec::new();
    write_atomically(output, |out| {
        planted = scenario.write(kind, arguments.out.message_date.day(), out)?;
        Ok(())
    })?;
    if let Some(truth) = &arguments.truth {
        write_atomically(truth, |out| write_truth(&planted, out))?;
    }
    voice.say(format!("{}, {} planted, in {}", counted(rows, "row", "rows"), planted.len(), output.display()));
    Ok(Exit::Done)
}
