//! Explanations: why a container has its score, its lane and its place, from the evaluation that scored it.

mod evidence;
mod explainer;
mod shown;
mod what_if;

pub use evidence::{Evidence, Look, Readings, asked_keys, named};
pub use explainer::{BeforeOpening, BillFacts, Explainer, Explanation, FiredRule, LikeBoxesShown, MissingRule};
pub use shown::ShownVisits;
pub use what_if::{LaneChange, StepDown, StepUp};
