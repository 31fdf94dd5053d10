//! US port codes: Schedule K (foreign ports, five digits) and Schedule D (US ports, four digits) as UN/LOCODEs.

use hashbrown::HashMap;
use std::sync::OnceLock;

const SCHEDULE_K: &str = include_str!("data/schedule_k.csv");
const SCHEDULE_D: &str = include_str!("data/schedule_d.csv");

/// The UN/LOCODE of a Schedule K or D code; `None` for one the tables do not have.
pub fn us_port(code: &str) -> Option<&'static str> {
    static PORTS: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let ports = PORTS.get_or_init(|| {
        [SCHEDULE_K, SCHEDULE_D]
            .into_iter()
            .flat_map(|table| table.lines().skip(1))
            .filter_map(|line| {
                let mut fields = line.split(',');
                Some((fields.next()?, fields.next()?))
            })
            .collect()
    });
    ports.get(code).copied()
}
