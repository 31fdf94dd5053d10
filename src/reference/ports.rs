//! Container ports and the sea distances between them, along a small network of sea lanes.

use super::port_aliases::port_of;
use super::snapshot::Snapshot;
use hashbrown::HashMap;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Mutex;

/// No two points at sea are farther apart.
const LONGEST_LANE: u32 = 15_000;

/// A container port.
#[derive(Debug, Clone, PartialEq)]
pub struct Port {
    pub locode: String,
    pub name: String,
    pub country: String,
    pub latitude: f64,
    pub longitude: f64,
    pub hub: bool,
}

/// A route by sea: its length and the names of the waypoints taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeaRoute {
    pub nautical_miles: u32,
    pub by: Vec<String>,
}

/// The network of ports, waypoints and lanes.
pub struct SeaRoutes {
    ports: Vec<Port>,
    names: Vec<String>,
    nodes: HashMap<String, usize>,
    lanes: Vec<Vec<(usize, u32)>>,
    /// Shortest ways from a node, worked out when first asked for.
    from: Mutex<HashMap<usize, std::sync::Arc<ShortestWays>>>,
}

struct ShortestWays {
    miles: Vec<u32>,
    before: Vec<usize>,
}

impl SeaRoutes {
    pub(super) fn read(ports: &Snapshot, waypoints: &Snapshot, lanes: &Snapshot) -> Result<Self, String> {
        let mut network = Self {
            ports: Vec::new(),
            names: Vec::new(),
            nodes: HashMap::new(),
            lanes: Vec::new(),
            from: Mutex::new(HashMap::new()),
        };
        for (line, record) in ports.records()? {
            let degrees = |at: usize| {
                let wrong = |_| format!("{} line {line}: `{}` is no coordinate", ports.shown(), &record[at]);
                record[at].parse::<f64>().map_err(wrong)
            };
            network.ports.push(Port {
                locode: record[0].into(),
                name: record[1].into(),
                country: record[2].into(),
                latitude: degrees(3)?,
                longitude: degrees(4)?,
                hub: &record[5] == "true",
            });
            network.node(&record[0], &record[1]);
        }
        for (_, record) in waypoints.records()? {
            network.node(&record[0], &record[1]);
        }
        for (line, record) in lanes.records()? {
            let place = || format!("{} line {line}", lanes.shown());
            let miles = record[2].parse().ok().filter(|miles| *miles <= LONGEST_LANE);
            let miles =
                miles.ok_or_else(|| format!("{}: `{}` is no distance in nautical miles", place(), &record[2]))?;
            let known = |id: &str| {
                network.nodes.get(id).copied().ok_or_else(|| format!("{}: no port or waypoint {id}", place()))
            };
            let (from, to) = (known(&record[0])?, known(&record[1])?);
            network.lanes[from].push((to, miles));
            network.lanes[to].push((from, miles));
        }
        Ok(network)
    }

    fn node(&mut self, id: &str, name: &str) {
        self.nodes.insert(id.to_owned(), self.names.len());
        self.names.push(name.to_owned());
        self.lanes.push(Vec::new());
    }

    pub fn ports(&self) -> &[Port] {
        &self.ports
    }

    /// The node of a port, under its own code or, where the table does not have that, its main one.
    fn port(&self, code: &str) -> Option<usize> {
        self.nodes.get(code).or_else(|| self.nodes.get(port_of(code))).copied()
    }

    /// Nautical miles by sea between two ports; `None` where one is not in the table.
    pub fn miles(&self, from: &str, to: &str) -> Option<u32> {
        let (from, to) = (self.port(from)?, self.port(to)?);
        let miles = self.ways_from(from).miles[to];
        (miles != u32::MAX).then_some(miles)
    }

    /// The shortest way between two ports.
    pub fn way(&self, from: &str, to: &str) -> Option<SeaRoute> {
        let nautical_miles = self.miles(from, to)?;
        let (start, end) = (self.port(from)?, self.port(to)?);
        if start == end {
            return Some(SeaRoute { nautical_miles, by: Vec::new() });
        }
        let ways = self.ways_from(start);
        let mut by: Vec<String> = std::iter::successors(Some(ways.before[end]), |&node| Some(ways.before[node]))
            .take_while(|&node| node != start && node != usize::MAX)
            .map(|node| self.names[node].clone())
            .collect();
        by.reverse();
        Some(SeaRoute { nautical_miles, by })
    }

    fn ways_from(&self, start: usize) -> std::sync::Arc<ShortestWays> {
        let mut known = self.from.lock().expect("not poisoned");
        known.entry(start).or_insert_with(|| std::sync::Arc::new(self.shortest_ways(start))).clone()
    }

    /// Dijkstra's algorithm.
    fn shortest_ways(&self, start: usize) -> ShortestWays {
        let mut ways =
            ShortestWays { miles: vec![u32::MAX; self.names.len()], before: vec![usize::MAX; self.names.len()] };
        ways.miles[start] = 0;
        let mut open = BinaryHeap::from([Reverse((0, start))]);
        while let Some(Reverse((miles, node))) = open.pop() {
            if miles > ways.miles[node] {
                continue;
            }
            // A way calls at no port in between: ports lie at the ends of lanes.
            if node != start && node < self.ports.len() {
                continue;
            }
            for &(next, leg) in &self.lanes[node] {
                if miles + leg < ways.miles[next] {
                    ways.miles[next] = miles + leg;
                    ways.before[next] = node;
                    open.push(Reverse((miles + leg, next)));
                }
            }
        }
        ways
    }
}
