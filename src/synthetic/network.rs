//! The liner network: ports that load, ports that discharge, and the hubs that lie between them.

use crate::reference::SeaRoutes;
use hashbrown::HashMap;

/// Loading ports by weight: most first.
pub const LOADING: [&str; 32] = [
    "CNSHA", "CNNGB", "SGSIN", "KRPUS", "NLRTM", "BEANR", "DEHAM", "BRSSZ", "INMUN", "THLCH", "VNSGN", "IDJKT", "TRMER",
    "ESVLC", "ITGOA", "FRLEH", "GBFXT", "USNYC", "USHOU", "USSAV", "ZADUR", "MACAS", "EGALY", "AEJEA", "LKCMB", "CIABJ",
    "ECGYE", "COCTG", "ARBUE", "PECLL", "AUMEL", "JPYOK",
];

/// Discharge ports by weight.
pub const DISCHARGE: [&str; 20] = [
    "CGPNR", "CIABJ", "GHTEM", "NGAPP", "SNDKR", "CMDLA", "TGLFW", "AOLAD", "GALBV", "KEMBA", "TZDAR", "ZADUR", "MACAS",
    "ESALG", "NLRTM", "PAMIT", "JMKIN", "LKCMB", "AEJEA", "MXZLO",
];

/// Most a hub may lengthen a route and still be natural.
const NATURAL_DETOUR: f64 = 1.15;

/// Routes between the ports, with the hubs that are natural on each.
pub struct Network {
    hubs: HashMap<(usize, usize), Vec<String>>,
}

impl Network {
    pub fn new(routes: &SeaRoutes) -> Self {
        let hub_ports: Vec<&str> = routes.ports().iter().filter(|port| port.hub).map(|port| port.locode.as_str()).collect();
        let mut hubs = HashMap::new();
        for (from, loading) in LOADING.iter().enumerate() {
            for (to, discharge) in DISCHARGE.iter().enumerate() {
                hubs.insert((from, to), natural_hubs(routes, loading, discharge, &hub_ports));
            }
        }
        Self { hubs }
    }

    /// Hubs on the way, the nearest to it first.
    pub fn hubs(&self, from: usize, to: usize) -> &[String] {
        &self.hubs[&(from, to)]
    }
}

fn natural_hubs(routes: &SeaRoutes, loading: &str, discharge: &str, hubs: &[&str]) -> Vec<String> {
    let Some(direct) = routes.miles(loading, discharge).filter(|miles| *miles > 0) else { return Vec::new() };
    let mut on_the_way: Vec<(u32, &str)> = hubs
        .iter()
        .filter(|hub| **hub != loading && **hub != discharge)
        .filter_map(|hub| Some((routes.miles(loading, hub)? + routes.miles(hub, discharge)?, *hub)))
        .filter(|(by_hub, _)| f64::from(*by_hub) <= f64::from(direct) * NATURAL_DETOUR)
        .collect();
    on_the_way.sort_unstable();
    on_the_way.into_iter().take(4).map(|(_, hub)| hub.to_owned()).collect()
}
