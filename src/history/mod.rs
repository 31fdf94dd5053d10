//! Profiles: small tables of what a batch holds per seal, bill, container and party.

mod profile;
mod relation;
mod visits;

pub use profile::{BatchProfile, Peers, ProfileBuilder};
pub use relation::{Reach, Relation, container_grams, millionths};
pub use visits::{CallAndVisit, StatedCalls, TELL_THE_CALL, Visits};
