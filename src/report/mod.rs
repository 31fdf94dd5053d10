//! Reports: what a run gives to people and programs.

mod counted;
mod coverage;
mod degraded;
mod explanation_text;
mod explanations;
mod hits;
mod instruments;
mod lacks;
mod ranking;
mod rejects;
mod run_id;
mod run_info;
mod safe_csv;
mod terminal;
mod under_the_list;

pub use counted::counted;
pub use coverage::{Coverage, RuleCoverage, StoppedList};
pub use degraded::{Degradation, FailOn, Findings};
pub use explanation_text::{Layout, explanation_text};
pub use explanations::{ContainerExplanation, Evidence, ExplanationsFile, explanations_file};
pub use hits::HitsOut;
pub use instruments::{InstrumentMatrix, instruments_page, shares_text};
pub use lacks::{Lack, lacks};
pub use ranking::{RankingTable, sources_csv};
pub use rejects::{rejects_csv, unreadable_csv};
pub use run_id::{RunId, RunStamp};
pub use run_info::{Counts, Occasion, RunInfo, StageTime};
pub use terminal::ranking_text;
pub use under_the_list::{mix_text, not_scored_text};
