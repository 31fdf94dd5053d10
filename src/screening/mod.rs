//! Screening: names, addresses and numbers made comparable.

mod keys;
mod party_name;

pub use keys::{address_key, identifier_key, vessel_key, voyage_key};
pub use party_name::{PartyName, is_forwarder_name};
