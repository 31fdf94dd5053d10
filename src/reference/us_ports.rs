//! US port codes: Schedule K (foreign ports, five digits) and Schedule D (US ports, four digits) as UN/LOCODEs.

use crate::wording::folded;
use hashbrown::HashMap;
use std::sync::OnceLock;

const SCHEDULE_K: &str = include_str!("data/schedule_k.csv");
const SCHEDULE_D: &str = include_str!("data/schedule_d.csv");

/// Names that the public releases of US customs write otherwise than Schedule K.
const OTHER_NAMES: [(&str, &str); 5] =
    [("Anvers", "BEANR"), ("Keelung", "TWKEL"), ("Ningpo", "CNNGB"), ("Pusan", "KRPUS"), ("Tsingtao", "CNTAO")];

/// The UN/LOCODE of a Schedule K or D code; `None` for one the tables do not have.
pub fn us_port(code: &str) -> Option<&'static str> {
    static PORTS: OnceLock<HashMap<String, &'static str>> = OnceLock::new();
    PORTS.get_or_init(|| ports().map(|(code, locode, _)| (code, locode)).collect()).get(code).copied()
}

/// The UN/LOCODE of a port by its name as US customs writes it: `Oakland, California`, `Kaohsiung,China (Taiwan)`. `None`
/// for a name the tables do not have, or have for several ports.
pub fn us_port_named(name: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<String, Option<&'static str>>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let mut names: HashMap<String, Option<&'static str>> = HashMap::new();
        let others = OTHER_NAMES.map(|(name, locode)| (String::new(), locode, name.to_owned()));
        for (_, locode, name) in ports().chain(others) {
            let known = names.entry(squeezed(&name)).or_insert(Some(locode));
            if *known != Some(locode) {
                *known = None;
            }
        }
        names
    });
    let of = |name: &str| names.get(&squeezed(name)).copied().flatten();
    // US ports are named with their State, foreign ones without their country.
    of(name).or_else(|| of(name.rsplit_once(',')?.0))
}

/// Letters and digits alone: Kao Hsiung is Kaohsiung.
fn squeezed(name: &str) -> String {
    folded(name).split_whitespace().collect()
}

/// Code, UN/LOCODE and name of every port of both tables.
fn ports() -> impl Iterator<Item = (String, &'static str, String)> {
    [SCHEDULE_K, SCHEDULE_D].into_iter().flat_map(|table| table.lines().skip(1)).filter_map(|line| {
        let (code, rest) = line.split_once(',')?;
        let (locode, rest) = rest.split_once(',')?;
        // A name with a comma stands in quotes; in the other table a country follows.
        let name = match rest.strip_prefix('"') {
            Some(quoted) => quoted.split('"').next()?,
            None => rest.split(',').next()?,
        };
        Some((code.to_owned(), locode, name.to_owned()))
    })
}
