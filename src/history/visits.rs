//! Visits: which rows of a container are of one call of a ship.
//!
//! A box that comes back in October is not held against its May voyage. Where rows state vessel and voyage, these tell the call.
//! Rows that do not (house bills, short lists) join the one call of their container that fits what they state; where none does,
//! or several do, they are a visit of their own, of the days around which they arrive. Nothing depends on the order of rows.

use crate::columns::Column as C;
use crate::screening::{vessel_key, voyage_key};
use crate::tables::ManifestTable;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Arrivals of one container within so many days of the first are one visit.
const WINDOW_DAYS: i32 = 7;

/// The columns that tell a row's call.
pub const TELL_THE_CALL: [C; 5] = [C::ContainerNo, C::VesselName, C::VesselImo, C::Voyage, C::Eta];

/// What a row says of its call, made comparable; blank where it does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Stated {
    vessel: String,
    voyage: String,
    eta: Option<i32>,
}

impl Stated {
    /// Whether vessel and voyage are stated; then the day of arrival says nothing more.
    fn is_complete(&self) -> bool {
        !self.vessel.is_empty() && !self.voyage.is_empty()
    }

    /// Whether a complete call is what this says, as far as it says anything.
    fn fits(&self, call: &Self) -> bool {
        let agrees = |mine: &str, other: &str| mine.is_empty() || mine == other;
        let near = |(mine, other): (i32, i32)| (mine - other).abs() <= WINDOW_DAYS;
        agrees(&self.vessel, &call.vessel)
            && agrees(&self.voyage, &call.voyage)
            && self.eta.zip(call.eta).is_none_or(near)
    }

    /// Vessel and voyage as one text; where one of them is missing, also the day of arrival. `None` where nothing is stated.
    fn name(&self, arriving: Option<i32>) -> Option<Arc<str>> {
        if self.is_complete() {
            return Some(format!("{} / {}", self.vessel, self.voyage).into());
        }
        let day = arriving.and_then(chrono::NaiveDate::from_epoch_days).map(|day| format!("arriving {day}"));
        let parts = [self.vessel.clone(), self.voyage.clone(), day.unwrap_or_default()];
        let said: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        (!said.is_empty()).then(|| said.join(", ").into())
    }
}

/// The calls that the rows of a batch state of each container: gathered from tables, merged, then settled.
#[derive(Debug, Clone, Default)]
pub struct StatedCalls {
    calls: Calls,
    /// Containers as hashes, with the numbers of the calls that their rows state.
    of_containers: Vec<(u64, u32)>,
    compacted: usize,
    /// The names under which a ship's IMO number stands.
    names: BTreeMap<String, BTreeSet<String>>,
}

/// Calls as they are stated, each once, by number.
#[derive(Debug, Clone, Default)]
struct Calls {
    all: Vec<Stated>,
    numbers: HashMap<Stated, u32>,
}

impl Calls {
    fn number(&mut self, stated: Stated) -> u32 {
        let next = self.all.len() as u32;
        *self.numbers.entry(stated).or_insert_with_key(|stated| {
            self.all.push(stated.clone());
            next
        })
    }
}

impl StatedCalls {
    pub fn add(&mut self, table: &ManifestTable) {
        let mut same = SameAsBefore::default();
        let numbers = table.text(C::ContainerNo);
        for row in 0..table.height() {
            let call = same.number(table, row, |parts| {
                if let Some((imo, name)) = parts.imo.zip(parts.name.and_then(vessel_key)) {
                    self.names.entry(imo.to_owned()).or_default().insert(name);
                }
                self.calls.number(parts.stated(&BTreeMap::new()))
            });
            if let Some(container) = numbers.get(row) {
                self.of_containers.push((xxh3_64(container.as_bytes()), call));
            }
        }
        self.compact();
    }

    fn compact(&mut self) {
        self.of_containers.sort_unstable();
        self.of_containers.dedup();
        self.compacted = self.of_containers.len();
    }

    /// The union; compacted whenever the list has doubled, so that the work stays near linear.
    pub fn merge(&mut self, other: Self) {
        let ours: Vec<u32> = other.calls.all.into_iter().map(|stated| self.calls.number(stated)).collect();
        self.of_containers.extend(other.of_containers.into_iter().map(|(at, call)| (at, ours[call as usize])));
        other.names.into_iter().for_each(|(imo, names)| self.names.entry(imo).or_default().extend(names));
        if self.of_containers.len() > 2 * self.compacted.max(1 << 18) {
            self.compact();
        }
    }

    /// Says of every row that does not state its call which one it is of.
    pub fn settle(mut self) -> Visits {
        // A ship that some rows only number is the one that others name, if they name one.
        let names: BTreeMap<String, String> = std::mem::take(&mut self.names)
            .into_iter()
            .filter(|(_, names)| names.len() == 1)
            .filter_map(|(imo, names)| Some((imo, names.into_iter().next()?)))
            .collect();
        let named: Vec<Stated> = self.calls.all.iter().map(|stated| with_name(stated, &names)).collect();
        let mut visits = Visits { names, ..Visits::default() };
        if named.iter().all(Stated::is_complete) {
            return visits;
        }
        self.compact();
        for of_one in self.of_containers.chunk_by(|a, b| a.0 == b.0) {
            let stated: BTreeSet<&Stated> = of_one.iter().map(|(_, call)| &named[*call as usize]).collect();
            visits.settle(of_one[0].0, &stated);
        }
        visits
    }
}

fn with_name(stated: &Stated, names: &BTreeMap<String, String>) -> Stated {
    let known = stated.vessel.strip_prefix(IMO).and_then(|imo| names.get(imo));
    Stated { vessel: known.unwrap_or(&stated.vessel).clone(), ..stated.clone() }
}

/// Stands before the number of a ship whose name is not stated.
const IMO: &str = "IMO ";

/// Which call, and which visit, rows are of that do not state vessel and voyage.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    /// Ships by their IMO number, where one name is known.
    names: BTreeMap<String, String>,
    /// By container and what is stated; what is not here is what it states.
    settled: HashMap<(u64, u64), Settled>,
}

#[derive(Debug, Clone)]
enum Settled {
    /// It is this call, which another row of the container states.
    Joins(Stated),
    /// It is of the arrivals from this day on.
    Arrives(i32),
}

impl Visits {
    /// Settles the rows of one container.
    fn settle(&mut self, container: u64, stated: &BTreeSet<&Stated>) {
        let (complete, incomplete): (Vec<&Stated>, Vec<&Stated>) = stated.iter().partition(|call| call.is_complete());
        let mut alone: Vec<&Stated> = Vec::new();
        for call in incomplete {
            let mut fitting: Vec<&Stated> = complete.iter().copied().filter(|other| call.fits(other)).collect();
            // The same call with two days of arrival is one.
            fitting.dedup_by(|a, b| (&a.vessel, &a.voyage) == (&b.vessel, &b.voyage));
            match fitting[..] {
                [only] => _ = self.settled.insert((container, key(call)), Settled::Joins(only.clone())),
                _ => alone.push(call),
            }
        }
        // What is left arrives in windows of days, ship by ship as far as one is stated.
        for of_ship in alone.chunk_by(|a, b| (&a.vessel, &a.voyage) == (&b.vessel, &b.voyage)) {
            let mut first: Option<i32> = None;
            for call in of_ship {
                let Some(day) = call.eta else { continue };
                let begins = first.filter(|first| day - first <= WINDOW_DAYS).unwrap_or(day);
                first = Some(begins);
                if begins != day {
                    self.settled.insert((container, key(call)), Settled::Arrives(begins));
                }
            }
        }
    }

    fn names_of(&self, stated: &Stated, container: Option<&str>) -> CallAndVisit {
        if stated.is_complete() {
            let name = stated.name(None);
            return CallAndVisit { visit: name.clone(), call: name };
        }
        let settled = container.and_then(|number| self.settled.get(&(xxh3_64(number.as_bytes()), key(stated))));
        let call = stated.name(stated.eta);
        match settled {
            None => CallAndVisit { visit: call.clone(), call },
            Some(Settled::Joins(other)) => CallAndVisit { visit: other.name(None), call: other.name(None) },
            Some(Settled::Arrives(first)) => CallAndVisit { visit: stated.name(Some(*first)), call },
        }
    }

    /// The call of every row, and the visit of its container.
    pub fn of(&self, table: &ManifestTable) -> Vec<CallAndVisit> {
        let numbers = table.text(C::ContainerNo);
        let mut known: Vec<(Stated, CallAndVisit)> = Vec::new();
        let mut same = SameAsBefore::default();
        (0..table.height())
            .map(|row| {
                let at = same.number(table, row, |parts| {
                    let stated = parts.stated(&self.names);
                    let names = self.names_of(&stated, None);
                    known.push((stated, names));
                    known.len() as u32 - 1
                });
                let (stated, names) = &known[at as usize];
                match stated.is_complete() || self.settled.is_empty() {
                    true => names.clone(),
                    false => self.names_of(stated, numbers.get(row)),
                }
            })
            .collect()
    }
}

/// A row's call, by which parties and bills are compared, and the visit of its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallAndVisit {
    pub call: Option<Arc<str>>,
    pub visit: Option<Arc<str>>,
}

fn key(stated: &Stated) -> u64 {
    xxh3_64(format!("{}\0{}\0{:?}", stated.vessel, stated.voyage, stated.eta).as_bytes())
}

/// What stands in a row of its call, as written.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Parts<'t> {
    name: Option<&'t str>,
    imo: Option<&'t str>,
    voyage: Option<&'t str>,
    eta: Option<i32>,
}

impl Parts<'_> {
    fn stated(&self, names: &BTreeMap<String, String>) -> Stated {
        let numbered = |imo: &str| names.get(imo).cloned().unwrap_or_else(|| format!("{IMO}{imo}"));
        let named = self.name.and_then(vessel_key);
        let vessel = named.or_else(|| self.imo.map(numbered)).unwrap_or_default();
        Stated { vessel, voyage: self.voyage.and_then(voyage_key).unwrap_or_default(), eta: self.eta }
    }
}

/// Numbers of what rows state: the rows of a call stand together, so most are looked up once.
#[derive(Default)]
struct SameAsBefore<'t> {
    last: Option<(Parts<'t>, u32)>,
    known: HashMap<(Option<&'t str>, Option<&'t str>, Option<&'t str>, Option<i32>), u32>,
}

impl<'t> SameAsBefore<'t> {
    fn number(&mut self, table: &'t ManifestTable, row: usize, new: impl FnOnce(Parts<'t>) -> u32) -> u32 {
        let text = |column: C| table.text(column).get(row);
        let (name, imo, voyage) = (text(C::VesselName), text(C::VesselImo), text(C::Voyage));
        let parts = Parts { name, imo, voyage, eta: table.date(C::Eta, row) };
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == parts) {
            return number;
        }
        let number = *self.known.entry((name, imo, voyage, parts.eta)).or_insert_with(|| new(parts));
        self.last = Some((parts, number));
        number
    }
}
