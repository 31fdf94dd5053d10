//! Scores: from hits per row to points per container.

mod pattern;
mod rollup;
mod scorer;

pub use pattern::{Pattern, PatternId, Patterns};
pub use rollup::{ContainerKeys, RollUp, ScoredContainer};
pub use scorer::{Contribution, Score, Scorer};
