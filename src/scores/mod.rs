//! Scores: from hits per row to points per container.

mod call_facts;
mod consignment;
mod pattern;
mod rollup;
mod scorer;

pub use call_facts::CallFacts;
pub use pattern::{Pattern, PatternId, Patterns};
pub use rollup::{Likeness, RollUp, ScoredVisit};
pub use scorer::{Contribution, Score, Scorer};
