//! Reference data: named lists with owner, source and expiry; ports and sea distances.

mod countries;
mod lists;
mod ports;

pub use countries::CountryNames;
pub use lists::{Entry, Legal, ListId, Lists, MatchKind, ReferenceList, Standing};
pub use ports::{Port, SeaRoutes, Way};
