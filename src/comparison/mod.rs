//! Comparison: two versions of the rule packs, as texts and on the same manifests.

mod packs;
mod runs;

pub use packs::{ListChange, PackDifference, Renamed, RuleChange};
pub use runs::{ContainerChange, RuleDelta, RuleTotal, RunDifference, Side};
