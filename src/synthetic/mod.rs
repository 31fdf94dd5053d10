//! Synthetic manifests: fictional parties on a real-looking liner network, from a seed.
//!
//! For benches, samples and exercises. Parties follow Zipf's law, loads have plausible masses, volumes
//! and HS codes, and a small part of the rows carries a planted pattern that a truth file names. Seeds have their own numbers, and
//! in longer runs some boxes come back on a later call.

mod calls;
mod goods;
mod network;
mod numbers;
mod patterns;
mod planting;
mod scenario;
mod writer;

pub use numbers::Numbers;
pub use patterns::{Pattern, Planted};
pub use planting::Planting;
pub use scenario::Scenario;
pub use writer::write_truth;
