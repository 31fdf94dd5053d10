//! The liner network: ports that load, ports that discharge, and the hubs that lie between them.

use crate::reference::SeaRoutes;
use hashbrown::HashMap;

/// Loading ports by weight: most first.
pub const LOADING: [&str; 32] = [
    "CNSHA", "CNNGB", "SGSIN", "KRPUS", "NLRTM", "BEANR", "DEHAM", "BRSSZ", "INMUN", "THLCH", "VNSGN", "IDJKT",
    "TRMER", "ESVLC", "ITGOA", "FRLEH", "GBFXT", "USNYC", "USHOU", "USSAV", "ZADUR", "MACAS", "EGALY", "AEJEA",
    "LKCMB", "CIABJ", "ECGYE", "COCTG", "ARBUE", "PECLL", "AUMEL", "JPYOK",
];

/// Discharge ports by weight.
pub const DISCHARGE: [&str; 20] = [
    "CGPNR", "CIABJ", "GHTEM", "NGAPP", "SNDKR", "CMDLA", "TGLFW", "AOLAD", "GALBV", "KEMBA", "TZDAR", "ZADUR",
    "MACAS", "ESALG", "NLRTM", "PAMIT", "JMKIN", "LKCMB", "AEJEA", "MXZLO",
];

/// Most a hub may lengthen a route and still be natural.
const NATURAL_DETOUR: f64 = 1.15;

/// Routes between the ports, with the hubs that are natural on each.
pub struct Network {
    ways: HashMap<(usize, usize), Ways>,
}

/// Ways by one hub, and by two.
#[derive(Default)]
struct Ways {
    single: Vec<String>,
    double: Vec<[String; 2]>,
}

impl Network {
    pub fn new(routes: &SeaRoutes) -> Self {
        let hubs: Vec<&str> = routes.ports().iter().filter(|port| port.hub).map(|port| port.locode.as_str()).collect();
        let mut ways = HashMap::new();
        for (from, loading) in LOADING.iter().enumerate() {
            for (to, discharge) in DISCHARGE.iter().enumerate() {
                ways.insert((from, to), natural_ways(routes, loading, discharge, &hubs));
            }
        }
        Self { ways }
    }

    /// A natural way by `wanted` hubs (0 to 2), or by as many as there is one for; `choice` picks among
    /// several.
    pub fn hubs(&self, from: usize, to: usize, wanted: usize, choice: usize) -> Vec<String> {
        let ways = &self.ways[&(from, to)];
        match wanted {
            2 if !ways.double.is_empty() => ways.double[choice % ways.double.len()].to_vec(),
            1 | 2 if !ways.single.is_empty() => vec![ways.single[choice % ways.single.len()].clone()],
            _ => Vec::new(),
        }
    }
}

fn natural_ways(routes: &SeaRoutes, loading: &str, discharge: &str, hubs: &[&str]) -> Ways {
    let Some(direct) = routes.miles(loading, discharge).filter(|miles| *miles > 0) else { return Ways::default() };
    let natural = |miles: u32| f64::from(miles) <= f64::from(direct) * NATURAL_DETOUR;
    let by = |stops: &[&str]| -> Option<u32> { stops.windows(2).map(|leg| routes.miles(leg[0], leg[1])).sum() };
    let mut single: Vec<(u32, &str)> = hubs
        .iter()
        .filter(|hub| **hub != loading && **hub != discharge)
        .filter_map(|hub| Some((by(&[loading, hub, discharge])?, *hub)))
        .filter(|(miles, _)| natural(*miles))
        .collect();
    single.sort_unstable();
    single.truncate(4);
    let names: Vec<&str> = single.iter().map(|(_, hub)| *hub).collect();
    let mut double = Vec::new();
    for first in &names {
        for second in names.iter().filter(|second| *second != first) {
            if by(&[loading, first, second, discharge]).is_some_and(natural) {
                double.push([(*first).to_owned(), (*second).to_owned()]);
            }
        }
    }
    Ways { single: names.into_iter().map(str::to_owned).collect(), double }
}
