//! Visits: which rows of a container are of one call of a ship.
//!
//! A box that comes back in October is not held against its May voyage. Ship and voyage tell the call; ships are known by name and IMO
//! number together, since papers state one, the other, or both. Rows that do not state both join the one call that fits what they say: of all
//! calls, where they name ship or voyage, else of those their container is on. Where none fits, or several do, they are of the days around
//! which they arrive. A call whose day nobody states takes rows of one arrival, and not of a whole year. Nothing depends on the order of rows.

use crate::columns::Column as C;
use crate::domain::imo_check_digit_ok;
use crate::screening::{vessel_key, voyage_behind_name, voyage_key};
use crate::tables::ManifestTable;
use hashbrown::HashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// Arrivals within so many days of the first are one, where no voyage tells them apart: a day is moved by some days, and lines come every week.
const WINDOW_DAYS: i32 = 5;

/// Arrivals of one voyage that lie further apart are two voyages with one number.
const VOYAGE_DAYS: i32 = 30;

/// The columns that tell a row's call.
pub const TELL_THE_CALL: [C; 5] = [C::ContainerNo, C::VesselName, C::VesselImo, C::Voyage, C::Eta];

/// What a row says of its call, made comparable; blank where it does not say it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Stated {
    name: String,
    imo: String,
    voyage: String,
    eta: Option<i32>,
}

/// The calls that the rows of a batch state of each container: gathered from tables, merged, then settled.
#[derive(Debug, Clone, Default)]
pub struct StatedCalls {
    all: Vec<Stated>,
    numbers: HashMap<Stated, u32>,
    /// Containers as hashes, with the numbers of the calls that their rows state.
    of_containers: Vec<(u64, u32)>,
    compacted: usize,
}

impl StatedCalls {
    pub fn add(&mut self, table: &ManifestTable) {
        let mut same = SameAsBefore::default();
        let numbers = table.text(C::ContainerNo);
        for row in 0..table.height() {
            let call = same.number(table, row, |stated| self.number(stated));
            if let Some(container) = numbers.get(row) {
                self.of_containers.push((xxh3_64(container.as_bytes()), call));
            }
        }
        self.compact();
    }

    fn number(&mut self, stated: Stated) -> u32 {
        let next = self.all.len() as u32;
        *self.numbers.entry(stated).or_insert_with_key(|stated| {
            self.all.push(stated.clone());
            next
        })
    }

    fn compact(&mut self) {
        self.of_containers.sort_unstable();
        self.of_containers.dedup();
        self.compacted = self.of_containers.len();
    }

    /// The union; compacted whenever the list has doubled, so that the work stays near linear.
    pub fn merge(&mut self, other: Self) {
        let ours: Vec<u32> = other.all.into_iter().map(|stated| self.number(stated)).collect();
        self.of_containers.extend(other.of_containers.into_iter().map(|(at, call)| (at, ours[call as usize])));
        if self.of_containers.len() > 2 * self.compacted.max(1 << 18) {
            self.compact();
        }
    }

    /// Says of which call every row is.
    pub fn settle(mut self) -> Visits {
        let ships = Ships::of(&self.all);
        let calls = Calls::of(self.all.iter().map(|stated| ships.said(stated)).collect());
        let mut of_containers = HashMap::new();
        if calls.some_are_unsure() {
            self.compact();
            for of_one in self.of_containers.chunk_by(|a, b| a.0 == b.0) {
                let said: BTreeSet<u32> = of_one.iter().map(|(_, number)| *number).collect();
                calls.settle(of_one[0].0, &said, &mut of_containers);
            }
        }
        Visits { numbers: self.numbers, calls, of_containers }
    }
}

/// Ships by what papers call them: a name and an IMO number that stand together are one ship, with all their other names.
struct Ships<'s> {
    /// Each name or number with another of its ship, or with itself.
    others: BTreeMap<&'s str, &'s str>,
    /// The least name of each ship, by the one that stands for it.
    names: BTreeMap<&'s str, &'s str>,
}

/// Stands before the number of a ship whose name is not stated.
const IMO: &str = "IMO ";

impl<'s> Ships<'s> {
    fn of(stated: &'s [Stated]) -> Self {
        let mut ships = Self { others: BTreeMap::new(), names: BTreeMap::new() };
        let pairs: BTreeSet<(&str, &str)> = stated.iter().map(|said| (&*said.name, &*said.imo)).collect();
        for (name, imo) in pairs {
            let (one, other) = match (name.is_empty(), imo.is_empty()) {
                (true, true) => continue,
                (false, true) => (name, name),
                (true, false) => (imo, imo),
                (false, false) => (name, imo),
            };
            let (one, other) = (ships.first(one), ships.first(other));
            ships.others.insert(one, one.min(other));
            ships.others.insert(other, one.min(other));
        }
        for said in stated.iter().filter(|said| !said.name.is_empty()) {
            let ship = ships.first(&said.name);
            let least = ships.names.entry(ship).or_insert(&said.name);
            *least = (*least).min(&*said.name);
        }
        ships
    }

    fn first(&self, mut name: &'s str) -> &'s str {
        while let Some(other) = self.others.get(name).filter(|other| **other != name) {
            name = other;
        }
        name
    }

    /// What is said, with the ship by its one name.
    fn said(&self, stated: &'s Stated) -> Said {
        let ship = match (stated.name.is_empty(), stated.imo.is_empty()) {
            (true, true) => None,
            (false, _) => Some(self.first(&stated.name)),
            (true, false) => Some(self.first(&stated.imo)),
        };
        let named = |ship: &str| self.names.get(ship).map_or_else(|| format!("{IMO}{ship}"), |name| (*name).to_owned());
        let ship = ship.map(named).unwrap_or_default();
        Said { ship, name: stated.name.clone(), voyage: stated.voyage.clone(), eta: stated.eta }
    }
}

/// What a row says, of a known ship.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    ship: String,
    /// As it is called here.
    name: String,
    voyage: String,
    eta: Option<i32>,
}

impl Said {
    fn is_complete(&self) -> bool {
        !self.ship.is_empty() && !self.voyage.is_empty()
    }

    /// Whether it says nothing of ship or voyage.
    fn is_of_no_ship(&self) -> bool {
        self.ship.is_empty() && self.voyage.is_empty()
    }

    /// How many days its arrival may lie from the call's: the number of the voyage ties them.
    fn reach(&self) -> i32 {
        if self.voyage.is_empty() { WINDOW_DAYS } else { VOYAGE_DAYS }
    }

    /// Whether a call is what this says, as far as it says anything.
    fn fits(&self, call: &Call) -> bool {
        let agrees = |mine: &str, other: &str| mine.is_empty() || mine == other;
        agrees(&self.ship, &call.ship)
            && agrees(&self.voyage, &call.voyage)
            && self.eta.is_none_or(|day| call.is_near(day, self.reach()))
    }
}

/// A call, or days around which something arrives.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    ship: String,
    voyage: String,
    /// The days of arrival that are stated.
    days: Option<(i32, i32)>,
    /// Whether the rows that could be of it, were it not that its day is not stated, arrive on days too far apart.
    is_of_any_day: bool,
    name: Option<Arc<str>>,
}

impl Call {
    fn new(ship: &str, voyage: &str, days: Option<(i32, i32)>, by_day: bool) -> Self {
        let both = !ship.is_empty() && !voyage.is_empty();
        let day = days.filter(|_| by_day).and_then(|(first, _)| chrono::NaiveDate::from_epoch_days(first));
        let day = day.map(|day| format!("arriving {day}")).unwrap_or_default();
        let of_ship = if both { format!("{ship} / {voyage}") } else { format!("{ship}{voyage}") };
        let said: Vec<String> = [of_ship, day].into_iter().filter(|part| !part.is_empty()).collect();
        let name = (!said.is_empty()).then(|| said.join(", ").into());
        Self { ship: ship.to_owned(), voyage: voyage.to_owned(), days, is_of_any_day: false, name }
    }

    fn is_near(&self, day: i32, reach: i32) -> bool {
        match self.days {
            Some((first, last)) => (first - reach..=last + reach).contains(&day),
            None => !self.is_of_any_day,
        }
    }

    /// Tells a call whose day is not stated on which days rows arrive that could be of it.
    fn note_days(&mut self, days: BTreeSet<i32>) {
        self.is_of_any_day = self.days.is_none() && runs(days, within_window).len() > 1;
    }
}

/// What is said, where a voyage without the direction behind its number (417) is the one of its ship and days that has one (417S).
fn with_directions(mut said: Vec<Said>) -> Vec<Said> {
    let without = |voyage: &str| voyage.trim_end_matches(['N', 'E', 'S', 'W']).to_owned();
    let is_number = |voyage: &str| voyage.ends_with(|sign: char| sign.is_ascii_digit());
    /// Voyages with a direction, and a day on which each arrives.
    type Directed = BTreeSet<(String, Option<i32>)>;
    let mut directed: BTreeMap<(String, String), Directed> = BTreeMap::new();
    for said in said.iter().filter(|said| said.is_complete() && !is_number(&said.voyage)) {
        let numbered = (said.ship.clone(), without(&said.voyage));
        directed.entry(numbered).or_default().insert((said.voyage.clone(), said.eta));
    }
    for said in said.iter_mut().filter(|said| said.is_complete() && is_number(&said.voyage)) {
        let Some(others) = directed.get(&(said.ship.clone(), said.voyage.clone())) else { continue };
        let is_near = |day: &Option<i32>| day.zip(said.eta).is_none_or(|(day, mine)| (day - mine).abs() <= WINDOW_DAYS);
        let near: BTreeSet<&String> = others.iter().filter(|(_, day)| is_near(day)).map(|(voyage, _)| voyage).collect();
        if let (1, Some(only)) = (near.len(), near.first()) {
            said.voyage = (*only).clone();
        }
    }
    said
}

/// Days in runs: a day belongs to a run while `joins` says so of the run's first and last day.
fn runs(days: BTreeSet<i32>, joins: impl Fn(i32, i32, i32) -> bool) -> Vec<(i32, i32)> {
    let mut runs: Vec<(i32, i32)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((first, last)) if joins(*first, *last, day) => *last = day,
            _ => runs.push((day, day)),
        }
    }
    runs
}

fn within_window(first: i32, _: i32, day: i32) -> bool {
    day - first <= WINDOW_DAYS
}

fn within_voyage(_: i32, last: i32, day: i32) -> bool {
    day - last <= VOYAGE_DAYS
}

/// The calls of a batch, and which of them each statement means.
#[derive(Debug, Clone, Default)]
struct Calls {
    said: Vec<Said>,
    calls: Vec<Call>,
    /// By the number of the statement; none where it names no ship and no voyage.
    meant: Vec<Option<u32>>,
    /// Whether only the other rows of its container can tell.
    unsure: Vec<bool>,
}

impl Calls {
    fn of(said: Vec<Said>) -> Self {
        let (meant, unsure) = (vec![None; said.len()], vec![false; said.len()]);
        let said = with_directions(said);
        let mut calls = Self { said, calls: Vec::new(), meant, unsure };
        calls.settle_alike(Said::is_complete, within_voyage);
        calls.note_days();
        // What names ship or voyage alone means the one call that fits it. Those that state their day come first: they may be calls themselves.
        let is_dated = |said: &Said| !said.is_complete() && !said.is_of_no_ship() && said.eta.is_some();
        let is_undated = |said: &Said| !said.is_complete() && !said.is_of_no_ship() && said.eta.is_none();
        calls.settle_incomplete(is_dated);
        calls.settle_incomplete(is_undated);
        for (unsure, said) in calls.unsure.iter_mut().zip(&calls.said) {
            *unsure |= said.is_of_no_ship();
        }
        calls
    }

    /// Tells calls without a day on which days rows arrive that name the ship or the voyage alone.
    fn note_days(&mut self) {
        for call in self.calls.iter_mut().filter(|call| call.days.is_none()) {
            let could_be =
                self.said.iter().filter(|said| !said.is_complete() && !said.is_of_no_ship() && said.fits(call));
            let days = could_be.filter_map(|said| said.eta).collect();
            call.note_days(days);
        }
    }

    fn settle_incomplete(&mut self, wanted: impl Fn(&Said) -> bool + Copy) {
        let before = self.calls.len() as u32;
        for number in 0..self.said.len() {
            if wanted(&self.said[number]) {
                self.meant[number] = self.only(&self.said[number], 0..before);
                self.unsure[number] = self.meant[number].is_none();
            }
        }
        // The number of a voyage ties days that a window would part.
        self.settle_alike(|said| wanted(said) && !said.voyage.is_empty(), within_voyage);
        self.settle_alike(|said| wanted(said) && said.voyage.is_empty(), within_window);
    }

    fn some_are_unsure(&self) -> bool {
        self.unsure.contains(&true)
    }

    /// The one of some calls that fits.
    fn only(&self, said: &Said, among: impl Iterator<Item = u32>) -> Option<u32> {
        let mut fitting = among.filter(|call| said.fits(&self.calls[*call as usize]));
        fitting.next().filter(|_| fitting.next().is_none())
    }

    /// Makes calls of statements that say the same of ship and voyage, one for each run of days.
    fn settle_alike(&mut self, wanted: impl Fn(&Said) -> bool, joins: impl Fn(i32, i32, i32) -> bool + Copy) {
        let mut alike: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        for (number, said) in self.said.iter().enumerate() {
            if self.meant[number].is_none() && wanted(said) {
                alike.entry((said.ship.clone(), said.voyage.clone())).or_default().push(number);
            }
        }
        for ((ship, voyage), numbers) in alike {
            let runs = runs(numbers.iter().filter_map(|number| self.said[*number].eta).collect(), joins);
            // A voyage needs a day beside it only where its number is used again.
            let by_day = runs.len() > 1 || ship.is_empty() || voyage.is_empty();
            let first = self.calls.len() as u32;
            // A ship has other names on other voyages; this one is called as its own papers call it.
            let name_on = |days: Option<(i32, i32)>| {
                let is_on = |said: &&Said| match (said.eta, days) {
                    (Some(day), Some((begins, ends))) => (begins..=ends).contains(&day),
                    (day, days) => day.is_none() && (days.is_none() || runs.len() == 1),
                };
                let said = numbers.iter().map(|number| &self.said[*number]).filter(is_on);
                said.map(|said| &*said.name).filter(|name| !name.is_empty()).min().unwrap_or(&ship).to_owned()
            };
            let new = |days| Call { ship: ship.clone(), ..Call::new(&name_on(days), &voyage, days, by_day) };
            let mut made: Vec<Call> = runs.iter().map(|days| new(Some(*days))).collect();
            let undated = match runs.len() {
                1 => first,
                _ => first + made.len() as u32,
            };
            if runs.len() != 1 && numbers.iter().any(|number| self.said[*number].eta.is_none()) {
                made.push(new(None));
            }
            self.calls.append(&mut made);
            for number in numbers {
                let run = |day| runs.iter().position(|(begins, ends)| (*begins..=*ends).contains(&day));
                let of_day = self.said[number].eta.and_then(run).map(|run| first + run as u32);
                self.meant[number] = Some(of_day.unwrap_or(undated));
            }
        }
    }

    /// Settles the rows of one container that do not tell their call: by its other rows, else, where they name no ship either, by
    /// days of their own.
    fn settle(&self, container: u64, said: &BTreeSet<u32>, settled: &mut HashMap<(u64, u32), Arc<Call>>) {
        let (silent, sure): (Vec<u32>, Vec<u32>) = said.iter().partition(|number| self.unsure[**number as usize]);
        if silent.is_empty() {
            return;
        }
        let own: BTreeSet<u32> = sure.into_iter().filter_map(|number| self.meant[number as usize]).collect();
        let days: BTreeSet<i32> = silent.iter().filter_map(|number| self.said[*number as usize].eta).collect();
        let has_days = runs(days, within_window).len() > 1;
        let mut left = Vec::new();
        for number in silent {
            let said = &self.said[number as usize];
            let call = self.only(said, own.iter().copied()).map(|call| &self.calls[call as usize]);
            // The day of the call is not stated, and this box came on several.
            match call.filter(|call| !(has_days && call.days.is_none() && said.eta.is_some())) {
                Some(call) => _ = settled.insert((container, number), Arc::new(call.clone())),
                None if self.said[number as usize].is_of_no_ship() => left.push(number),
                None => {}
            }
        }
        let day = |number: &u32| self.said[*number as usize].eta;
        let windows = runs(left.iter().filter_map(day).collect(), within_window);
        for number in left {
            let of_day =
                day(&number).and_then(|day| windows.iter().find(|(first, last)| (*first..=*last).contains(&day)));
            // What says nothing at all is of the only arrival there is.
            let only = || if own.is_empty() && windows.len() == 1 { windows.first() } else { None };
            if let Some(window) = of_day.or_else(only) {
                settled.insert((container, number), Arc::new(Call::new("", "", Some(*window), true)));
            }
        }
    }
}

/// Of which call, and which visit, each row of a batch is.
#[derive(Debug, Clone, Default)]
pub struct Visits {
    numbers: HashMap<Stated, u32>,
    calls: Calls,
    /// Rows that name no ship, by container and what they state.
    of_containers: HashMap<(u64, u32), Arc<Call>>,
}

impl Visits {
    /// The call of every row, and the visit of its container.
    pub fn of(&self, table: &ManifestTable) -> Vec<CallAndVisit> {
        let numbers = table.text(C::ContainerNo);
        let mut known: Vec<(Option<u32>, CallAndVisit)> = Vec::new();
        let mut same = SameAsBefore::default();
        (0..table.height())
            .map(|row| {
                let at = same.number(table, row, |stated| {
                    known.push(self.of_stated(&stated));
                    known.len() as u32 - 1
                });
                let (silent, names) = &known[at as usize];
                let container = silent.and_then(|number| Some((xxh3_64(numbers.get(row)?.as_bytes()), number)));
                match container.and_then(|key| self.of_containers.get(&key)) {
                    None => names.clone(),
                    Some(call) if call.ship.is_empty() => CallAndVisit { visit: call.name.clone(), ..names.clone() },
                    Some(call) => CallAndVisit { call: call.name.clone(), visit: call.name.clone() },
                }
            })
            .collect()
    }

    /// What a statement means by itself, with its number where its container must be asked.
    fn of_stated(&self, stated: &Stated) -> (Option<u32>, CallAndVisit) {
        let both = |name: Option<Arc<str>>| CallAndVisit { visit: name.clone(), call: name };
        let number = self.numbers.get(stated).copied();
        let unsure = number.filter(|number| self.calls.unsure[*number as usize]);
        match number.and_then(|number| self.calls.meant[number as usize]) {
            Some(call) => (unsure, both(self.calls.calls[call as usize].name.clone())),
            None => {
                // A case of a rule is a batch of its own, and nobody asked what it states.
                let ship = if stated.name.is_empty() { &stated.imo } else { &stated.name };
                let days = stated.eta.map(|day| (day, day));
                let by_day = ship.is_empty() || stated.voyage.is_empty();
                (unsure, both(Call::new(ship, &stated.voyage, days, by_day).name))
            }
        }
    }
}

/// A row's call, by which parties and bills are compared, and the visit of its container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallAndVisit {
    pub call: Option<Arc<str>>,
    pub visit: Option<Arc<str>>,
}

/// What stands in a row of its call, as written.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Parts<'t> {
    name: Option<&'t str>,
    imo: Option<&'t str>,
    voyage: Option<&'t str>,
    eta: Option<i32>,
}

impl Parts<'_> {
    fn stated(self) -> Stated {
        // A number with a wrong check digit is nobody's, and says nothing where the name is there.
        let imo = self.imo.filter(|imo| self.name.is_none() || imo_check_digit_ok(imo));
        Stated {
            name: self.name.and_then(vessel_key).unwrap_or_default(),
            imo: imo.unwrap_or_default().to_owned(),
            voyage: self
                .voyage
                .and_then(voyage_key)
                .or_else(|| self.name.and_then(voyage_behind_name))
                .unwrap_or_default(),
            eta: self.eta,
        }
    }
}

/// Numbers of what rows state: the rows of a call stand together, so most are looked up once.
#[derive(Default)]
struct SameAsBefore<'t> {
    last: Option<(Parts<'t>, u32)>,
    known: HashMap<Parts<'t>, u32>,
}

impl<'t> SameAsBefore<'t> {
    fn number(&mut self, table: &'t ManifestTable, row: usize, new: impl FnOnce(Stated) -> u32) -> u32 {
        let text = |column: C| table.text(column).get(row);
        let (name, imo, voyage) = (text(C::VesselName), text(C::VesselImo), text(C::Voyage));
        let parts = Parts { name, imo, voyage, eta: table.date(C::Eta, row) };
        if let Some((_, number)) = self.last.filter(|(last, _)| *last == parts) {
            return number;
        }
        let number = *self.known.entry(parts).or_insert_with(|| new(parts.stated()));
        self.last = Some((parts, number));
        number
    }
}
