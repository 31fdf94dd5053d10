//! Consignments: what message formats say of a bill, its containers and its goods, joined to rows.
//!
//! A container's goods are those placed in it; where nothing is placed anywhere, the bill's goods hold for each of
//! its containers. A mass is the container's own where its goods lie in no other container; else it is the bill's, and
//! says so.

use super::Problem;
use super::cuscar::ElementOfGoods;
use super::facts::{Facts, Header, RowCells};
use super::placeholder::is_no_container;
use super::reject::brief;
use super::rows::Rows;
use super::text::append;
use crate::columns::Column;
use crate::domain::tidy_container_no;
use hashbrown::{HashMap, HashSet};
use std::borrow::Cow;
use std::fmt;
use std::rc::Rc;

/// Containers of one bill; real ones have some hundreds.
pub(super) const MOST_CONTAINERS: usize = 5_000;

/// Problems of a bill that are named in its rejects.
const MOST_PROBLEMS: usize = 10;

/// A container as a message states it, apart from bills.
#[derive(Debug, Clone, Default)]
pub(super) struct Equipment<'t> {
    pub number: Cow<'t, str>,
    pub line: u64,
    pub facts: Facts<'t>,
    /// `None`: seals are not stated.
    pub seals: Option<Vec<Cow<'t, str>>>,
    /// Mass of the equipment with what is in it.
    pub gross_kg: Option<f64>,
}

/// A line of goods.
#[derive(Debug, Clone, Default)]
pub(super) struct Goods<'t> {
    pub descriptions: Vec<Cow<'t, str>>,
    pub marks: Vec<Cow<'t, str>>,
    pub hs_codes: Vec<Cow<'t, str>>,
    pub facts: Facts<'t>,
    pub packages: Option<i64>,
    pub gross_kg: Option<f64>,
    /// The code under which a message states the mass of the line as a whole.
    pub mass_code: Option<Cow<'t, str>>,
    pub volume_m3: Option<f64>,
    /// Containers it lies in.
    pub placed: Vec<Placement<'t>>,
    /// Values that could not be taken: they reject the containers it lies in, and no other of the bill.
    pub problems: Vec<Problem>,
}

/// A container that goods lie in, with the part of them that does, where it is stated.
#[derive(Debug, Clone, Default)]
pub(super) struct Placement<'t> {
    pub number: Cow<'t, str>,
    pub packages: Option<i64>,
    pub gross_kg: Option<f64>,
    /// The code under which a message states the mass of the part.
    pub mass_code: Option<Cow<'t, str>>,
}

impl Goods<'_> {
    fn measures_something(&self) -> bool {
        self.packages.is_some() || self.gross_kg.is_some() || self.volume_m3.is_some()
    }

    /// The volume, unless it is the mass once more: some senders fill in both fields with one number.
    fn volume_m3(&self) -> Option<f64> {
        self.volume_m3.filter(|volume| *volume < 1_000.0 || Some(*volume) != self.gross_kg)
    }
}

/// The path to a part of a message, for rejects: `UNH[1]/CNI[B123]`. Most are never written out.
#[derive(Debug, Clone, Default)]
pub(super) struct PartPath<'t> {
    pub message: Rc<str>,
    /// Name and number of the segment; without a name the message itself.
    pub part: (&'static str, Cow<'t, str>),
}

impl From<Rc<str>> for PartPath<'_> {
    fn from(message: Rc<str>) -> Self {
        Self { message, part: Default::default() }
    }
}

impl fmt::Display for PartPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { message, part: (name, number) } = self;
        match name.is_empty() {
            true => write!(f, "{message}"),
            false => write!(f, "{message}/{name}[{number}]"),
        }
    }
}

/// What a bill states over all its goods, for containers whose goods state nothing themselves.
#[derive(Debug, Clone, Default)]
pub(super) struct Whole {
    pub packages: Option<i64>,
    pub gross_kg: Option<f64>,
    pub volume_m3: Option<f64>,
}

/// A bill.
#[derive(Debug, Clone, Default)]
pub(super) struct Consignment<'t> {
    pub line: u64,
    pub path: PartPath<'t>,
    pub facts: Facts<'t>,
    pub transshipments: Vec<Cow<'t, str>>,
    pub goods: Vec<Goods<'t>>,
    /// What of the last line of goods is being described.
    pub within: ElementOfGoods,
    /// Words on the goods that stand before their first line.
    pub description: Vec<Cow<'t, str>>,
    pub whole: Whole,
    /// The mass that the bill states for control, before its goods.
    pub own_control_kg: Option<f64>,
    /// The mass that a message states for control behind its only bill.
    pub control_kg: Option<f64>,
    /// Containers named by the bill itself.
    pub containers: Vec<Equipment<'t>>,
    /// Values of the bill itself that could not be taken.
    pub problems: Vec<Problem>,
}

/// The containers of a message: what it states of them apart from bills, and how many bills each is on.
#[derive(Default)]
pub(super) struct Containers<'t> {
    known: HashMap<Cow<'t, str>, Known>,
    stated: Vec<Equipment<'t>>,
    /// Bills so far.
    pub bills: u32,
}

/// What is known of a container, or of other equipment.
#[derive(Clone, Copy, Default)]
struct Known {
    /// Where it is among what is stated; of containers stated twice the first counts.
    stated: Option<u32>,
    /// Whether it is other equipment: a trailer, break-bulk, a placeholder.
    is_other: bool,
    /// Where other equipment is described.
    line: u64,
    bills: u32,
    last_bill: u32,
}

impl<'t> Containers<'t> {
    /// Takes a container, unless its number is that of something else: the first statement about a number wins.
    pub fn state(&mut self, container: Equipment<'t>) -> bool {
        if is_no_container(&container.number) {
            self.state_other(container.number, container.line);
            return false;
        }
        let known = self.known.entry(container.number.clone()).or_default();
        if !known.is_other {
            known.stated.get_or_insert(self.stated.len() as u32);
            self.stated.push(container);
        }
        !known.is_other
    }

    /// All that are stated, in their order.
    pub fn stated(&self) -> &[Equipment<'t>] {
        &self.stated
    }

    pub fn last_stated(&mut self) -> Option<&mut Equipment<'t>> {
        self.stated.last_mut()
    }

    /// Says that the number is that of a trailer, break-bulk or something else, unless it is that of a container.
    pub fn state_other(&mut self, number: Cow<'t, str>, line: u64) {
        let known = self.known.entry(number).or_default();
        known.is_other = known.stated.is_none();
        known.line = line;
    }

    /// Placeholders for containers that are described and that no bill names, with their lines.
    pub fn placeholders_on_no_bill(&self) -> Vec<(&str, u64)> {
        let other =
            self.known.iter().filter(|(number, known)| known.is_other && known.bills == 0 && is_no_container(number));
        let mut found: Vec<(&str, u64)> = other.map(|(number, known)| (&**number, known.line)).collect();
        found.sort_unstable_by_key(|(number, line)| (*line, *number));
        found
    }

    /// Counts the bill being read on one of its containers.
    pub fn on_bill(&mut self, number: Cow<'t, str>) {
        let known = self.known.entry(number).or_default();
        if known.last_bill != self.bills {
            known.last_bill = self.bills;
            known.bills += 1;
        }
    }

    /// Containers stated that no bill names, each once.
    pub fn on_no_bill(&self) -> impl Iterator<Item = &Equipment<'t>> {
        let first = |at: usize, known: Known| known.stated == Some(at as u32) && known.bills == 0;
        self.stated.iter().enumerate().filter(move |(at, c)| first(*at, self.of(&c.number))).map(|(_, c)| c)
    }

    fn equipment(&self, known: Known) -> Option<&Equipment<'t>> {
        known.stated.map(|at| &self.stated[at as usize])
    }

    fn of(&self, number: &str) -> Known {
        self.known.get(number).copied().unwrap_or_default()
    }
}

/// A container on a bill.
struct OnBill<'a> {
    number: &'a str,
    stated: Option<&'a Equipment<'a>>,
    goods: &'a [&'a Goods<'a>],
    /// Whether the bill has no other container.
    only: bool,
    /// Whether the container is on no other bill.
    alone: bool,
    /// The measures of the bill that each line of its goods repeats.
    repeated: Option<&'a Whole>,
    /// Whether each line of goods repeats the volume of the bill.
    repeats_volume: bool,
}

impl<'t> Consignment<'t> {
    /// The numbers it names, in their order.
    pub fn named(&self) -> impl Iterator<Item = &Cow<'t, str>> {
        let named = self.containers.iter().map(|container| &container.number);
        named.chain(self.goods.iter().flat_map(|goods| goods.placed.iter().map(|placed| &placed.number)))
    }

    /// Whether it names a container, and not only other equipment.
    pub fn names_one_of(&self, containers: &Containers<'_>) -> bool {
        self.named().any(|number| !containers.of(number).is_other && !is_no_container(number))
    }

    /// Whether more may be said of its containers than has been said yet: what they are, and, where the bill itself names
    /// them and their own mass may count, on which other bills they are.
    pub fn waits_for(&self, containers: &Containers<'_>) -> bool {
        let unknown = |number: &str| {
            let known = containers.of(number);
            !known.is_other && known.stated.is_none()
        };
        let has_mass = |number: &str| containers.equipment(containers.of(number)).is_some_and(|c| c.gross_kg.is_some());
        self.containers.iter().any(|container| has_mass(&container.number))
            || self.named().any(|number| unknown(number))
    }

    /// Its containers in the order in which they are named, each once, and other equipment that it names.
    fn numbers(&self, containers: &Containers<'_>) -> (Vec<(&str, Known)>, Vec<&str>) {
        let (mut numbers, mut others): (Vec<(&str, Known)>, Vec<&str>) = (Vec::new(), Vec::new());
        for number in self.named() {
            match containers.of(number) {
                known if known.is_other || is_no_container(number) => others.push(number),
                known => numbers.push((number, known)),
            }
        }
        if numbers.len() > 1 {
            let mut seen: HashSet<&str> = HashSet::new();
            numbers.retain(|(number, _)| seen.insert(number));
        }
        others.sort_unstable();
        others.dedup();
        (numbers, others)
    }

    /// One row per container. `header` is what the message says of the voyage.
    pub fn rows(&self, header: &Header<'_>, containers: &Containers<'_>, rows: &mut Rows) {
        let (numbers, others) = self.numbers(containers);
        if numbers.is_empty() {
            let said = |column| if self.facts.has(column) { &self.facts } else { &header.facts }.of(column);
            let texts = self.goods.iter().flat_map(|goods| goods.descriptions.iter().chain(&goods.marks));
            let goods = texts.chain(&self.description).fold(String::new(), |all, text| all + " " + text);
            return rows.without_container(self.line, &self.path, said, &goods, self.without_container(containers));
        }
        if numbers.len() > MOST_CONTAINERS {
            let reason = format!("the bill names {} containers; {MOST_CONTAINERS} is the limit", numbers.len());
            return rows.row(self.line, &self.path, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        // What lies in them is not scored, and must not vanish beside what is.
        for number in &others {
            let problem = Problem::new("equipment", number, not_scored(number));
            rows.row(self.line, format_args!("{}/{number}", self.path), Vec::new(), vec![problem]);
        }
        let placed = self.placements();
        // Goods that lie nowhere, while others are placed, may lie in any of the containers.
        let adrift = self.goods.iter().filter(|goods| goods.placed.is_empty() && !placed.is_empty());
        let of_all: Vec<&Problem> = self.problems.iter().chain(adrift.flat_map(|goods| &goods.problems)).collect();
        // All lies in the only container; of several nobody knows in which, and that is said.
        let only = numbers.len() == 1 && others.is_empty();
        let is_everywhere = placed.is_empty() || only;
        let everywhere: Vec<&Goods<'t>> = if is_everywhere { self.goods.iter().collect() } else { Vec::new() };
        if !is_everywhere {
            self.goods.iter().filter(|goods| goods.placed.is_empty()).for_each(|_| rows.unused.add(GOODS_IN_NONE));
        }
        let (repeated, repeats_volume) = (self.repeated_whole(), self.repeats_volume());
        for &(number, known) in &numbers {
            let stated = containers.equipment(known);
            let here: Vec<&Goods<'t>> = placed_in(number, &placed).map(|(_, goods)| *goods).collect();
            let container = OnBill {
                number,
                // The bill may only name it (RFF+AAQ); what the message says of it stands apart.
                stated: stated.or_else(|| self.containers.iter().find(|c| c.number == number)),
                goods: if is_everywhere { &everywhere } else { &here },
                only,
                alone: known.bills <= 1,
                repeated: repeated.as_ref(),
                repeats_volume,
            };
            self.row(header, &container, &of_all, rows);
        }
    }

    fn without_container(&self, containers: &Containers<'_>) -> String {
        match self.named().find(|number| containers.of(number).is_other || is_no_container(number)) {
            Some(number) => not_scored(number),
            None => "the bill names no container (loose cargo); only containers are scored".into(),
        }
    }

    fn row(&self, header: &Header<'_>, container: &OnBill<'_>, of_all: &[&Problem], rows: &mut Rows) {
        let OnBill { number, stated, goods, .. } = *container;
        let description = texts_of(goods, |goods| &goods.descriptions);
        let marks = texts_of(goods, |goods| &goods.marks);
        let codes = codes_of(goods);
        let mut row = RowCells::new();
        // A thousand bad values of a bill say no more than ten, in each of its rows.
        let problems = of_all.iter().copied().chain(goods.iter().flat_map(|goods| &goods.problems));
        row.problems.extend(problems.take(MOST_PROBLEMS).cloned());
        row.container(number);
        stated.into_iter().for_each(|container| row.facts(&container.facts));
        row.facts(&self.facts);
        goods.iter().for_each(|goods| row.facts(&goods.facts));
        row.header(header);
        if !self.transshipments.is_empty() {
            row.list(Column::TransshipmentPorts, &self.transshipments);
        }
        if let Some(seals) = stated.and_then(|container| container.seals.as_ref()) {
            row.list(Column::Seals, seals);
        }
        row.text(Column::GoodsDescription, "description", &description);
        row.text(Column::ShippingMarks, "marks", &marks);
        if !codes.is_empty() {
            row.list(Column::HsCodes, codes);
        }
        self.measures(container, &mut row);
        rows.states(row.cells.iter().map(|(column, _)| *column));
        let line = stated.map_or(self.line, |container| container.line.max(1));
        rows.record(line, format_args!("{}/{number}", self.path), row.cells, row.problems);
    }

    /// Which goods are placed in which container, by its number, in the order of the goods.
    fn placements(&self) -> Vec<(&str, &Goods<'t>)> {
        let mut placed: Vec<(&str, &Goods<'t>)> = Vec::new();
        for goods in &self.goods {
            placed.extend(goods.placed.iter().map(|placed| (&*placed.number, goods)));
        }
        placed.sort_by_key(|(number, _)| *number);
        // Named twice in one line of goods it still lies there once.
        placed.dedup_by(|(number, goods), (before, goods_before)| {
            number == before && std::ptr::eq(*goods, *goods_before)
        });
        placed
    }

    fn measures(&self, container: &OnBill<'_>, row: &mut RowCells<'_>) {
        let OnBill { number, stated, goods, only, alone, repeated, .. } = *container;
        if let Some(whole) = repeated {
            row.number(Column::GrossKg, whole.gross_kg);
            row.number(Column::VolumeM3, whole.volume_m3);
            row.packages(whole.packages);
            return row.text(Column::WeightScope, "scope", if only { "container" } else { "bill" });
        }
        let here_only = |goods: &Goods<'_>| only || matches!(&goods.placed[..], [placed] if placed.number == number);
        let own = !goods.is_empty() && goods.iter().all(|goods| here_only(goods));
        let sum = |value: fn(&Goods<'_>) -> Option<f64>| goods.iter().filter_map(|goods| value(goods)).reduce(add);
        // The mass stated of equipment includes its tare; where there are goods, theirs is meant.
        let stated = stated.and_then(|container| container.gross_kg).filter(|_| alone && goods.is_empty());
        let part = || kg_in(number, goods).filter(|_| !own);
        let (gross, scope) = match (own.then(|| sum(|g| g.gross_kg)).flatten().or_else(part), stated) {
            (Some(gross), _) => (Some(gross), "container"),
            (None, Some(gross)) => (Some(gross), "container"),
            (None, None) if self.says_more_than(goods) => return self.whole_measures(container, row),
            (None, None) if goods.is_empty() => (None, "container"),
            (None, None) => (sum(|g| g.gross_kg), if own { "container" } else { "bill" }),
        };
        row.number(Column::GrossKg, gross);
        if (scope == "bill" || own) && !container.repeats_volume {
            row.number(Column::VolumeM3, sum(|goods| goods.volume_m3()));
        }
        let all_are_placed = goods.iter().all(|goods| !goods.placed.is_empty());
        let packages = match packages_in(number, goods) {
            Some(placed) if scope == "container" && all_are_placed => Some(placed),
            _ if (own || scope == "bill") && !goods.is_empty() => {
                // Lines that only describe count nothing.
                total(goods.iter().filter(|goods| goods.measures_something()).map(|goods| goods.packages))
            }
            _ => None,
        };
        row.packages(packages);
        if gross.is_some() || packages.is_some() {
            row.text(Column::WeightScope, "scope", scope);
        }
    }

    /// The measures of the whole bill, where each line of goods repeats its mass: that which the bill or the message states, or,
    /// where none is stated, more than a container holds.
    fn repeated_whole(&self) -> Option<Whole> {
        let gross_kg = self.goods.first()?.gross_kg?;
        let is_placed = |goods: &Goods<'_>| goods.placed.len() == 1;
        let is_of_bill = match self.whole.gross_kg.or(self.own_control_kg).or(self.control_kg) {
            Some(whole) => (whole - gross_kg).abs() < 0.5,
            None => gross_kg > MOST_IN_A_CONTAINER && self.goods.iter().all(is_placed),
        };
        let same = |goods: &Goods<'_>| goods.gross_kg == Some(gross_kg) && goods.placed.len() < 2;
        (is_of_bill && self.goods.len() > 1 && self.goods.iter().all(same)).then(|| {
            let volumes: Vec<f64> = self.goods.iter().filter_map(Goods::volume_m3).collect();
            let is_repeated = volumes.len() == self.goods.len() && volumes.iter().all(|volume| *volume == volumes[0]);
            Whole {
                gross_kg: Some(gross_kg),
                volume_m3: if is_repeated { volumes.first().copied() } else { volumes.into_iter().reduce(add) },
                packages: total(self.goods.iter().map(|goods| goods.packages)),
            }
        })
    }

    /// Whether each line of goods repeats the volume of the whole bill.
    fn repeats_volume(&self) -> bool {
        self.goods.len() > 1
            && self.whole.volume_m3.is_some()
            && self.goods.iter().all(|goods| goods.volume_m3 == self.whole.volume_m3)
    }

    /// Whether the bill states a mass, or packages, that its goods do not.
    fn says_more_than(&self, goods: &[&Goods<'_>]) -> bool {
        let packages = || self.whole.packages.is_some() && goods.iter().all(|goods| goods.packages.is_none());
        self.whole.gross_kg.is_some() || packages()
    }

    /// The bill's own measures: those of its only container, or of all of them together.
    fn whole_measures(&self, container: &OnBill<'_>, row: &mut RowCells<'_>) {
        let whole = &self.whole;
        row.number(Column::GrossKg, whole.gross_kg);
        row.number(Column::VolumeM3, whole.volume_m3);
        row.packages(
            whole.packages.or_else(|| packages_in(container.number, container.goods).filter(|_| container.only)),
        );
        row.text(Column::WeightScope, "scope", if container.only { "container" } else { "bill" });
    }
}

/// More kilograms than any container carries.
const MOST_IN_A_CONTAINER: f64 = 45_000.0;

/// Name of goods that lie in none of the containers of their bill, where others are placed.
pub(super) const GOODS_IN_NONE: &str = "goods placed in no container of their bill";

/// Why equipment is not scored.
pub(super) fn not_scored(number: &str) -> String {
    format!("{} is no container; only containers are scored", brief(number))
}

/// The part of placements, which are sorted by number, that is of one container.
fn placed_in<'p, T>(number: &str, placed: &'p [(&str, T)]) -> impl Iterator<Item = &'p (&'p str, T)> {
    let from = placed.partition_point(|(other, _)| *other < number);
    placed[from..].iter().take_while(move |(other, _)| *other == number)
}

/// The texts of goods, a line for each piece.
fn texts_of<'a>(goods: &[&'a Goods<'a>], texts: fn(&'a Goods<'a>) -> &'a [Cow<'a, str>]) -> Cow<'a, str> {
    let mut all = Cow::default();
    for goods in goods {
        let mut lines = Cow::default();
        texts(goods).iter().for_each(|text| append(&mut lines, "\n", Cow::Borrowed(text)));
        append(&mut all, " / ", lines);
    }
    all
}

fn add(a: f64, b: f64) -> f64 {
    a + b
}

/// The HS codes of goods, each once, in their order.
fn codes_of<'a>(goods: &[&'a Goods<'a>]) -> Vec<&'a Cow<'a, str>> {
    let mut codes: Vec<&Cow<'_, str>> = Vec::new();
    for code in goods.iter().flat_map(|goods| &goods.hs_codes) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// Packages of goods that are said to lie in a container.
fn packages_in(number: &str, goods: &[&Goods<'_>]) -> Option<i64> {
    let here = goods.iter().flat_map(|goods| &goods.placed).filter(|placed| placed.number == number);
    total(here.map(|placed| placed.packages).filter(Option::is_some))
}

/// The mass of the parts of goods that are said to lie in a container; nothing where one of them has no mass of its own.
fn kg_in(number: &str, goods: &[&Goods<'_>]) -> Option<f64> {
    let here = goods.iter().flat_map(|goods| &goods.placed).filter(|placed| placed.number == number);
    here.map(|placed| placed.gross_kg).reduce(|sum, kg| Some(sum? + kg?)).flatten()
}

/// The sum of numbers of packages; nothing where one is not stated, or there is none.
fn total(packages: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    packages.reduce(|sum, packages| Some(sum?.saturating_add(packages?))).flatten()
}

/// A container number as it is compared.
pub(super) fn container_key(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => tidy_container_no(text.trim()),
        Cow::Owned(text) => Cow::Owned(tidy_container_no(text.trim()).into_owned()),
    }
}
