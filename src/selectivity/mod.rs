//! Selectivity: rank, lanes, and the cut to capacity with like boxes drawn and a random share.

mod groups;
mod random;
mod selection;
mod sentence;

pub use groups::Group;
pub use random::Draw;
pub use selection::{Moved, Ranked, Ranking, SelectionReason, select};
pub use sentence::Told;
