//! Reports: what a run gives to people and programs.

mod coverage;
mod degraded;
mod explanations;
mod hits;
mod instruments;
mod ranking;
mod rejects;
mod run_id;
mod run_info;
mod safe_csv;
mod terminal;

pub use coverage::{Coverage, RuleCoverage, StoppedList};
pub use degraded::{Degradation, FailOn, Findings};
pub use explanations::{ContainerExplanation, ExplanationsFile, explanations_file};
pub use hits::HitsOut;
pub use instruments::{InstrumentMatrix, instruments_page, shares_text};
pub use ranking::{RankingTable, sources_csv};
pub use rejects::rejects_csv;
pub use run_id::{RunId, RunStamp};
pub use run_info::{Counts, Occasion, RunInfo, StageTime};
pub use terminal::{explanation_text, ranking_text};
