//! Selectivity: rank, lanes, and the cut to capacity with a random share.

mod random;
mod selection;

pub use random::Draw;
pub use selection::{Ranked, Ranking, SelectionReason, select};
