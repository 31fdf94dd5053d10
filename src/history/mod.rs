//! Profiles: small tables of what a batch holds per seal, bill, container and party.

mod profile;
mod relation;
mod witnesses;

pub use profile::{BatchProfile, Peers, ProfileBuilder};
pub use relation::{Relation, container_grams, millionths};
pub use witnesses::{AskedKeys, NAMED, Others, Witnesses};
