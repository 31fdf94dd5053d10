//! Port aliases: UN/LOCODEs that carriers and customs use for one and the same port, each under the port's main code.

use hashbrown::HashMap;
use std::sync::OnceLock;

const ALIASES: &str = include_str!("data/port_aliases.csv");

fn main_codes() -> &'static HashMap<&'static str, &'static str> {
    static CODES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    CODES.get_or_init(|| {
        let line = |line: &'static str| {
            let (alias, rest) = line.split_once(',')?;
            Some((alias, rest.split(',').next()?))
        };
        ALIASES.lines().skip(1).filter_map(line).collect()
    })
}

/// The main code of a port; a code that is no alias is its own.
pub fn port_of(code: &str) -> &str {
    main_codes().get(code).copied().unwrap_or(code)
}

/// The other codes of the port that a code names.
pub fn other_codes(code: &str) -> impl Iterator<Item = &'static str> {
    let port = port_of(code).to_owned();
    let code = code.to_owned();
    let of_port = main_codes().iter().filter(move |(_, main)| **main == port);
    let mut codes: Vec<&'static str> = of_port.flat_map(|(alias, main)| [*alias, *main]).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().filter(move |other| *other != code)
}
