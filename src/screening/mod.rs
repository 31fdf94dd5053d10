//! Screening: names of parties made comparable.

mod party_name;

pub use party_name::{PartyName, is_forwarder_name};
