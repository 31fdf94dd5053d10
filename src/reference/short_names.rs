//! Short names: ports, countries and towns whose names have five letters, as the codes of UN/LOCODE have. CADIZ is no place of Canada,
//! and IRBID is none of Iran.

use super::{Reference, port_of};
use crate::wording::folded;
use hashbrown::HashMap;
use std::collections::BTreeSet;
use std::sync::OnceLock;

const LETTERS_OF_A_CODE: usize = 5;

/// The codes of the ports, else of the country, that a name of five letters means, if it is not itself the code of a port. Several ports
/// have one name.
pub fn codes_of_short_name(name: &str) -> &'static [&'static str] {
    static CODES: OnceLock<HashMap<String, Vec<&'static str>>> = OnceLock::new();
    let codes = CODES.get_or_init(|| {
        let (ports, countries) = (Reference::embedded().routes.ports(), &Reference::embedded().countries);
        let mut by_name: HashMap<String, BTreeSet<&'static str>> = HashMap::new();
        let port_names: Vec<(String, &'static str)> =
            ports.iter().map(|port| (folded(without_addition(&port.name)), port_of(&port.locode))).collect();
        let is_code = |name: &str| port_of(name) != name || ports.iter().any(|port| port.locode == name);
        let mut name_of = |name: &str, code: &'static str| {
            let name = name.trim();
            if name.len() == LETTERS_OF_A_CODE && !name.contains(' ') && !is_code(name) {
                by_name.entry_ref(name).or_default().insert(code);
            }
        };
        port_names.iter().for_each(|(name, code)| name_of(name, code));
        let is_port = |name: &str| port_names.iter().any(|(port, _)| port == name);
        countries.names().filter(|(name, _)| !is_port(name)).for_each(|(name, code)| name_of(name, code));
        by_name.into_iter().map(|(name, codes)| (name, codes.into_iter().collect())).collect()
    });
    let found = match name.bytes().any(|letter| letter.is_ascii_lowercase()) {
        true => codes.get(name.to_ascii_uppercase().as_str()),
        false => codes.get(name),
    };
    found.map_or(&[], Vec::as_slice)
}

/// `Dubai` of `Dubai (Port Rashid)`.
fn without_addition(name: &str) -> &str {
    name.split(" (").next().unwrap_or(name)
}

/// The countries of the towns that have a name of five letters, with blanks between, where it would be the code of a place elsewhere.
/// Ports are not among them.
pub fn countries_of_town(name: &str) -> Option<&'static str> {
    static TOWNS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let towns =
        TOWNS.get_or_init(|| include_str!("data/towns.csv").lines().filter_map(|line| line.split_once(',')).collect());
    towns.get(&*name.to_ascii_uppercase()).copied()
}
