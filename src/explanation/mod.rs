//! Explanations: why a container has its score, its lane and its place, from the evaluation that scored it.

mod explainer;
mod what_if;

pub use explainer::{BillFacts, Explainer, Explanation, FiredRule, MissingRule, Warning};
pub use what_if::{LaneChange, StepDown, StepUp};
