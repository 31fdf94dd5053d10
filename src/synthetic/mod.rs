//! Synthetic manifests: fictional parties on a real-looking liner network, from a seed.
//!
//! For benches, samples and exercises. Parties follow Zipf's law, loads have plausible masses, volumes
//! and HS codes, and a small part of the rows carries a planted pattern that a truth file names.

mod goods;
mod network;
mod patterns;
mod scenario;
mod writer;

pub use patterns::{Pattern, Planted};
pub use scenario::Scenario;
pub use writer::write_truth;
