//! Screening: names, addresses and numbers made comparable.

mod address_start;
mod keys;
mod legal_forms;
mod name_words;
mod party_name;

pub use keys::{address_key, identifier_key, vessel_key, voyage_behind_name, voyage_key};
pub use party_name::{PartyName, is_forwarder_name};
