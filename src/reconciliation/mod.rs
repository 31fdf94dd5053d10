//! Reconciliation: what stands beside the last version of the manifests, the ship's bay plan and earlier versions.

mod bayplan;
mod call;
mod earlier;
mod misfit;

pub use bayplan::{BayPlan, Ports, RowsBeside, Stowage, known_port};
pub use earlier::EarlierVersions;
pub use misfit::Misfit;

/// What the manifests are held against.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// The plan of the ship, where one is given.
    pub bayplan: Option<BayPlan>,
    /// Ports of this call, where they are stated.
    pub ports: Ports,
    /// Versions of bills that a later one took the place of.
    pub earlier: EarlierVersions,
}
