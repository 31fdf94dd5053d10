//! Reconciliation: what stands beside the last version of the manifests, the ship's bay plan and earlier versions.

mod bayplan;
mod earlier;

pub use bayplan::{BayPlan, Stowage};
pub use earlier::EarlierVersions;

/// What the manifests are held against.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The plan of the ship, where one is given.
    pub bayplan: Option<BayPlan>,
    /// Versions of bills that a later one took the place of.
    pub earlier: EarlierVersions,
}
