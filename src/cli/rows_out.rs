//! Arguments that name a file of rows to write, in the form its ending says.

use super::exit::{Exit, Failure};
use super::run_date::MessageDate;
use clap::Args;
use redlane::manifest::OutputKind;
use std::path::PathBuf;

#[derive(Args)]
pub struct RowsOut {
    /// File to write: .parquet, .csv, .ndjson, .xml (ASYCUDA Awmds) or .edi (UN/EDIFACT CUSCAR).
    #[arg(short, long, value_name = "FILE")]
    pub output: PathBuf,
    #[command(flatten)]
    pub message_date: MessageDate,
}

impl RowsOut {
    pub fn kind(&self) -> Result<OutputKind, Failure> {
        let ending = self.output.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        OutputKind::of_ending(&ending).ok_or_else(|| {
            let known: Vec<String> = OutputKind::ENDINGS.iter().map(|(ending, _)| format!(".{ending}")).collect();
            Failure::new(Exit::Usage, format!("{} does not end as a file that can be written", self.output.display()))
                .with_help(format!("name the file {}", known.join(", ")))
        })
    }
}
