//! Bay plans: what one says of the containers of a manifest, and which containers only the plan has.
//!
//! A plan holds for the rows of its ship and voyage alone. Rows that do not say whose they are may be of any.

use super::call::{Call, Difference};
use super::misfit::Misfit;
use crate::columns::Column;
use crate::domain::Locode;
use crate::reference::port_of;
use crate::tables::ManifestTable;
use hashbrown::{HashMap, HashSet};
use std::collections::BTreeSet;
use xxhash_rust::xxh3::xxh3_64;

/// A container as the plan has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stowage {
    /// Container and goods together.
    pub weight_kg: Option<f64>,
    pub load_status: Option<String>,
    pub size_type: Option<String>,
    pub discharge: Option<String>,
}

/// Of the fewer of a plan's and the manifests' containers at least one in so many must be on both.
const LEAST_IN_COMMON: usize = 10;

/// Bay plans, a call each, looked up by container.
#[derive(Debug, Clone, Default)]
pub struct BayPlan {
    plans: Vec<Planned>,
    /// Whether they hold for rows of every ship: somebody insists.
    of_any: bool,
    /// Whether a plan breaks off: what is not on it may stand in the part that is missing.
    breaks_off: bool,
    /// Calls that the manifests state.
    manifests: BTreeSet<Call>,
    /// Containers that only plans have, with the plans that have them: each becomes one row, however many papers list it.
    taken: HashSet<(String, Vec<usize>)>,
    pub counts: Counts,
}

/// Containers of the plans, by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub planned: usize,
    /// In no manifest.
    pub unmanifested: usize,
    /// Of those, left aside because they are for other ports.
    pub elsewhere: usize,
}

/// The plan of one call.
#[derive(Debug, Clone, Default)]
struct Planned {
    call: Call,
    stowed: HashMap<String, Stowage>,
    /// Its containers that manifests name.
    manifested: HashSet<String>,
    /// Rows of manifests that it holds for, and the containers they name, as hashes.
    rows: usize,
    named: HashSet<u64>,
    /// Ports of discharge that those state, under their main codes.
    ports: BTreeSet<String>,
}

impl BayPlan {
    /// What of manifests is held against a plan.
    pub const NEEDED: [Column; 5] =
        [Column::ContainerNo, Column::PlaceOfDischarge, Column::VesselImo, Column::VesselName, Column::Voyage];

    /// No plan yet; `of_any` takes them for rows of every ship, `breaks_off` says that one is not whole.
    pub fn new(of_any: bool, breaks_off: bool) -> Self {
        Self { of_any, breaks_off, ..Self::default() }
    }

    /// Takes the rows of a plan. Where a container stands in two plans of a call the first holds.
    pub fn add(&mut self, table: &ManifestTable) {
        let text = |column: Column, row: usize| table.text(column).get(row).map(str::to_owned);
        for row in 0..table.height() {
            let Some(number) = text(Column::ContainerNo, row) else { continue };
            let call = Call::of(table, row);
            let at = self.plans.iter().position(|planned| planned.call == call).unwrap_or_else(|| {
                self.plans.push(Planned { call, ..Planned::default() });
                self.plans.len() - 1
            });
            self.plans[at].stowed.entry(number).or_insert_with(|| Stowage {
                weight_kg: table.float(Column::VgmKg, row),
                load_status: text(Column::LoadStatus, row),
                size_type: text(Column::SizeType, row),
                discharge: text(Column::PlaceOfDischarge, row),
            });
        }
        self.counts.planned = self.plans.iter().flat_map(|planned| planned.stowed.keys()).collect::<HashSet<_>>().len();
    }

    /// Learns from rows of manifests which containers they name, and for which ports.
    pub fn hold_against(&mut self, table: &ManifestTable) {
        let (numbers, places) = (table.text(Column::ContainerNo), table.text(Column::PlaceOfDischarge));
        let mut beside = RowsBeside::new(self, table);
        let holding: Vec<Vec<usize>> = (0..table.height()).map(|row| beside.plans_of(row).to_vec()).collect();
        let calls = beside.calls;
        self.manifests.extend(calls);
        for (row, plans) in holding.into_iter().enumerate() {
            for at in plans {
                let planned = &mut self.plans[at];
                planned.rows += 1;
                planned.ports.extend(places.get(row).and_then(known_port).map(str::to_owned));
                planned.named.extend(numbers.get(row).map(|number| xxh3_64(number.as_bytes())));
                if let Some(number) = numbers.get(row).filter(|number| planned.stowed.contains_key(*number)) {
                    planned.manifested.insert(number.to_owned());
                }
            }
        }
    }

    /// Refuses plans of other ships or voyages than the manifests', and those that share no container, or next to none, with them.
    pub fn check_fit(&self) -> Result<(), Misfit> {
        let misfit = |planned: &Planned| {
            let plan = planned.call.clone();
            if planned.rows == 0 {
                let voyage = Some(Difference::Voyage);
                let is_of_ship = self.manifests.iter().any(|call| call.difference(&plan) == voyage);
                let difference = if is_of_ship { Difference::Voyage } else { Difference::Ship };
                return Some(Misfit::Another { plan, difference, manifests: self.manifests.iter().cloned().collect() });
            }
            let common = planned.manifested.len();
            let fewer = planned.stowed.len().min(planned.named.len());
            // A ship's manifests name what stands on its plan; a tenth of it, for part lists and moves, or nothing is meant.
            let is_too_few = common == 0 || common * LEAST_IN_COMMON < fewer;
            let (planned, manifested) = (planned.stowed.len(), planned.rows);
            is_too_few.then_some(Misfit::LittleInCommon { plan, planned, manifested, common })
        };
        let first = if self.of_any { None } else { self.plans.iter().find_map(misfit) };
        first.map_or(Ok(()), Err)
    }

    /// Rows of a plan's table that only the plan has, each container of a call once. Those for other ports are counted and left
    /// aside, unless all ports are asked for.
    pub fn only_planned(&mut self, table: &ManifestTable, ports: &Ports) -> Vec<usize> {
        let mut taken = std::mem::take(&mut self.taken);
        let mut beside = RowsBeside::new(self, table);
        let mut only: Vec<(usize, bool)> = Vec::new();
        for row in 0..table.height() {
            let number = table.text(Column::ContainerNo).get(row);
            if let Some(number) = number.filter(|_| beside.manifested(row) == Some(false))
                && taken.insert((number.to_owned(), beside.plans_of(row).to_vec()))
            {
                only.push((row, beside.discharged_here(row, ports) == Some(false)));
            }
        }
        self.taken = taken;
        self.counts.unmanifested += only.len();
        let elsewhere = only.iter().filter(|(_, elsewhere)| *elsewhere && !ports.all).count();
        self.counts.elsewhere += elsewhere;
        only.into_iter().filter(|(_, elsewhere)| ports.all || !elsewhere).map(|(row, _)| row).collect()
    }

    /// Ports of discharge that the manifests of the plans' ships state.
    pub fn ports(&self) -> BTreeSet<&str> {
        self.plans.iter().flat_map(|planned| &planned.ports).map(String::as_str).collect()
    }
}

/// The main code of a port; nothing where a place is in words, and nobody knows which port it is.
pub fn known_port(place: &str) -> Option<&str> {
    Locode::parse(place).map(|_| port_of(place))
}

/// Ports of this call, as somebody states them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ports {
    /// Under their main codes; none where nobody states them.
    here: BTreeSet<String>,
    /// Whether containers for other ports are wanted too.
    pub all: bool,
}

impl Ports {
    /// Ports by any of their codes.
    pub fn new(codes: &[String], all: bool) -> Self {
        Self { here: codes.iter().map(|code| port_of(code).to_owned()).collect(), all }
    }

    /// Whether a place is a port of this call. `None` where nobody states the ports, or the place is in words.
    pub fn has(&self, place: &str) -> Option<bool> {
        let port = known_port(place)?;
        (!self.here.is_empty()).then(|| self.here.contains(port))
    }

    pub fn stated(&self) -> impl Iterator<Item = &str> {
        self.here.iter().map(String::as_str)
    }
}

/// The rows of a table beside the plans that hold for them.
pub struct RowsBeside<'a> {
    plan: &'a BayPlan,
    table: &'a ManifestTable,
    /// Plans of the ship and voyage met last: neighbouring rows are of one, as a rule.
    last: Option<([Option<&'a str>; 3], Vec<usize>)>,
    calls: BTreeSet<Call>,
}

impl<'a> RowsBeside<'a> {
    pub fn new(plan: &'a BayPlan, table: &'a ManifestTable) -> Self {
        Self { plan, table, last: None, calls: BTreeSet::new() }
    }

    /// Which plans hold for a row.
    fn plans_of(&mut self, row: usize) -> &[usize] {
        let stated = Call::NEEDED.map(|column| self.table.text(column).get(row));
        if self.last.as_ref().is_none_or(|(known, _)| *known != stated) {
            let call = Call::of(self.table, row);
            let holds = |planned: &Planned| self.plan.of_any || planned.call.difference(&call).is_none();
            let plans = (0..self.plan.plans.len()).filter(|&at| holds(&self.plan.plans[at])).collect();
            self.calls.insert(call);
            self.last = Some((stated, plans));
        }
        self.last.as_ref().map_or(&[], |(_, plans)| plans)
    }

    /// What the plan says of a row's container, and whether manifests name it. `None` where no plan holds for the row.
    fn planned(&mut self, row: usize) -> Option<(Option<&'a Stowage>, bool)> {
        let number = self.table.text(Column::ContainerNo).get(row)?;
        let plan = self.plan;
        let plans = self.plans_of(row);
        let stowing = plans.iter().map(|&at| &plan.plans[at]).find(|planned| planned.stowed.contains_key(number));
        let is_named = plans.iter().any(|&at| plan.plans[at].manifested.contains(number));
        match (plans.is_empty(), stowing) {
            (true, _) => None,
            (false, Some(planned)) => Some((planned.stowed.get(number), is_named)),
            (false, None) => Some((None, true)),
        }
    }

    /// Whether the container is on the plan.
    pub fn is_planned(&mut self, row: usize) -> Option<bool> {
        let breaks_off = self.plan.breaks_off;
        self.planned(row).map(|(stowage, _)| stowage.is_some()).filter(|is_there| *is_there || !breaks_off)
    }

    /// Whether a manifest names the container.
    pub fn manifested(&mut self, row: usize) -> Option<bool> {
        self.planned(row).map(|(_, is_named)| is_named)
    }

    /// What the plan says of a container that a manifest names. A row that only the plan gave says the same as the plan: there
    /// is nothing to hold it against.
    pub fn stowage(&mut self, row: usize) -> Option<&'a Stowage> {
        self.planned(row).and_then(|(stowage, is_named)| stowage.filter(|_| is_named))
    }

    /// Whether the container leaves the ship at a port of this call: one that is stated, or one that the manifests of the ship
    /// name. What only a plan says of a port does not make it one.
    pub fn discharged_here(&mut self, row: usize, ports: &Ports) -> Option<bool> {
        let planned = self.planned(row).and_then(|(stowage, _)| stowage?.discharge.as_deref());
        let place = planned.or_else(|| self.table.text(Column::PlaceOfDischarge).get(row))?;
        let (plan, port) = (self.plan, known_port(place)?);
        ports.has(place).or_else(|| {
            let mut known =
                self.plans_of(row).iter().map(|&at| &plan.plans[at].ports).filter(|ports| !ports.is_empty());
            let first = known.next()?;
            Some(first.contains(port) || known.any(|ports| ports.contains(port)))
        })
    }
}
