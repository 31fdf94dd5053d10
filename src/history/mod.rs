//! Profiles: small tables of what a batch holds per seal, bill, container and party, and which rows are of one visit.
mod profile;
mod relation;
mod visits;
mod witnesses;

pub use profile::{BatchProfile, Peers, ProfileBuilder};
pub use relation::{Reach, Relation, container_grams, millionths};
pub use visits::{CallAndVisit, StatedCalls, TELL_THE_CALL, Visits};
pub use witnesses::{AskedKeys, NAMED, Others, Witnesses};
