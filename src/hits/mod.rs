//! Hits: each rule's condition on each row, three-valued.

mod cases;
mod kernel;
mod kleene;
mod numbers;
mod plan;
mod texts;

pub use cases::{CaseReport, run_cases};
pub use kleene::Tri;
pub use plan::{HitPlan, HitTable};
