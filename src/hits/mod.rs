//! Hits: each rule's condition on each row, three-valued.

mod entries;
mod grounds;
mod kernel;
mod kleene;
mod lookups;
mod mentions;
mod numbers;
mod plan;
mod texts;

pub use grounds::{Ground, Grounds};
pub use kleene::Tri;
pub use plan::{HitPlan, HitTable};
