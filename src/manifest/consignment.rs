//! Consignments: what message formats say of a bill, its containers and its goods, joined to rows.
//!
//! A container's goods are those placed in it; where nothing is placed anywhere, the bill's goods hold for each of
//! its containers. A mass is the container's own where its goods lie in no other container; else it is the bill's, and
//! says so.

use super::Problem;
use super::cell::{Writing, checked_measure, read_cell, tidy_item};
use super::rows::Rows;
use crate::columns::Column;
use crate::domain::tidy_container_no;
use crate::tables::Cell;
use std::collections::HashSet;

/// Containers of one bill; real ones have some hundreds.
pub(super) const MOST_CONTAINERS: usize = 5_000;

/// Problems of a bill that are named in its rejects.
const MOST_PROBLEMS: usize = 10;

/// A value with the column it is of and the name it has in its format.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub column: Column,
    pub name: &'static str,
    pub text: String,
}

/// Facts, the first of each column winning.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts(pub Vec<Fact>);

impl Facts {
    pub fn put(&mut self, column: Column, name: &'static str, text: impl Into<String>) {
        let text = text.into();
        if !text.trim().is_empty() && !self.has(column) {
            self.0.push(Fact { column, name, text });
        }
    }

    /// The text of a column; blank where it is not stated.
    pub fn of(&self, column: Column) -> &str {
        self.0.iter().find(|fact| fact.column == column).map_or("", |fact| &fact.text)
    }

    pub fn has(&self, column: Column) -> bool {
        self.0.iter().any(|fact| fact.column == column)
    }
}

/// A container as a message states it, apart from bills.
#[derive(Debug, Clone, Default)]
pub(super) struct Equipment {
    pub number: String,
    pub line: u64,
    pub facts: Facts,
    /// `None`: seals are not stated.
    pub seals: Option<Vec<String>>,
    /// Mass of the equipment with what is in it.
    pub gross_kg: Option<f64>,
}

/// A line of goods.
#[derive(Debug, Clone, Default)]
pub(super) struct Goods {
    pub descriptions: Vec<String>,
    pub marks: Vec<String>,
    pub hs_codes: Vec<String>,
    pub facts: Facts,
    pub packages: Option<i64>,
    pub gross_kg: Option<f64>,
    pub volume_m3: Option<f64>,
    /// Containers it lies in, with the packages in each where stated.
    pub placed: Vec<(String, Option<i64>)>,
}

impl Goods {
    fn measures_something(&self) -> bool {
        self.packages.is_some() || self.gross_kg.is_some() || self.volume_m3.is_some()
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
pub(super) struct Consignment {
    pub line: u64,
    /// For rejects: the way to it in the message.
    pub path: String,
    pub facts: Facts,
    pub transshipments: Vec<String>,
    pub goods: Vec<Goods>,
    pub whole: Whole,
    /// Containers named by the bill itself.
    pub containers: Vec<Equipment>,
    /// Values that could not be taken.
    pub problems: Vec<Problem>,
}

impl Consignment {
    /// Its containers in the order in which they are named, each once; `other` is equipment that is no container.
    pub fn numbers(&self, other: &HashSet<String>) -> Vec<String> {
        let named = self.containers.iter().map(|container| &container.number);
        let placed = self.goods.iter().flat_map(|goods| goods.placed.iter().map(|(number, _)| number));
        let mut seen: HashSet<&String> = HashSet::new();
        named.chain(placed).filter(|number| !other.contains(*number) && seen.insert(number)).cloned().collect()
    }

    /// One row per container. `header` is what the message says of the voyage, `known` finds a container that the
    /// message states apart, `alone` says whether a container carries no other bill.
    pub fn rows<'e>(
        &'e self,
        header: &Facts,
        known: &dyn Fn(&str) -> Option<&'e Equipment>,
        alone: &dyn Fn(&str) -> bool,
        other: &HashSet<String>,
        rows: &mut Rows,
    ) {
        let numbers = self.numbers(other);
        if numbers.is_empty() {
            let mut said = self.facts.clone();
            said.0.extend(header.0.iter().cloned());
            return rows.without_container(self.line, &self.path, &said, self.without_container(other));
        }
        if numbers.len() > MOST_CONTAINERS {
            let reason = format!("the bill names {} containers; {MOST_CONTAINERS} is the limit", numbers.len());
            return rows.row(self.line, &self.path, Vec::new(), vec![Problem::new("", "", reason)]);
        }
        for number in &numbers {
            // The bill may only name it (RFF+AAQ); what the message says of it stands apart.
            let stated = known(number).or_else(|| self.containers.iter().find(|c| c.number == *number));
            self.row(header, number, stated, numbers.len() == 1, alone(number), rows);
        }
    }

    fn without_container(&self, other: &HashSet<String>) -> String {
        let placed = self.goods.iter().flat_map(|goods| &goods.placed).map(|(number, _)| number);
        match placed.into_iter().find(|number| other.contains(*number)) {
            Some(number) => format!("{number} is no container; only containers are scored"),
            None => "the bill names no container (loose cargo); only containers are scored".into(),
        }
    }

    fn row(
        &self,
        header: &Facts,
        number: &str,
        container: Option<&Equipment>,
        only: bool,
        alone: bool,
        rows: &mut Rows,
    ) {
        let goods = self.goods_of(number);
        let joined = |texts: &dyn Fn(&Goods) -> String| -> String {
            let texts: Vec<String> = goods.iter().map(|goods| texts(goods)).filter(|text| !text.is_empty()).collect();
            texts.join(" / ")
        };
        let (description, marks) =
            (joined(&|goods| goods.descriptions.join("\n")), joined(&|goods| goods.marks.join("\n")));
        let codes = codes_of(&goods);
        let mut row = RowCells::default();
        // A thousand bad values of a bill say no more than ten, in each of its rows.
        row.problems.extend(self.problems.iter().take(MOST_PROBLEMS).cloned());
        row.text(Column::ContainerNo, "container", number);
        let of_container = container.map(|container| &container.facts);
        let of_goods = goods.iter().map(|goods| &goods.facts);
        let all = of_container.into_iter().chain([&self.facts]).chain(of_goods).chain([header]);
        for fact in all.flat_map(|facts| &facts.0) {
            row.text(fact.column, fact.name, &fact.text);
        }
        if !self.transshipments.is_empty() {
            row.list(Column::TransshipmentPorts, &self.transshipments);
        }
        if let Some(seals) = container.and_then(|container| container.seals.as_ref()) {
            row.list(Column::Seals, seals);
        }
        row.text(Column::GoodsDescription, "description", &description);
        row.text(Column::ShippingMarks, "marks", &marks);
        if !codes.is_empty() {
            row.list(Column::HsCodes, &codes);
        }
        self.measures(number, container, &goods, only, alone, &mut row);
        rows.states(row.cells.iter().map(|(column, _)| *column));
        let path = format!("{}/{number}", self.path);
        rows.row(container.map_or(self.line, |c| c.line.max(1)), &path, row.cells, row.problems);
    }

    /// The goods placed in a container; all of the bill's where none is placed anywhere.
    fn goods_of(&self, number: &str) -> Vec<&Goods> {
        if self.goods.iter().all(|goods| goods.placed.is_empty()) {
            return self.goods.iter().collect();
        }
        self.goods.iter().filter(|goods| goods.placed.iter().any(|(placed, _)| placed == number)).collect()
    }

    fn measures(
        &self,
        number: &str,
        container: Option<&Equipment>,
        goods: &[&Goods],
        only: bool,
        alone: bool,
        row: &mut RowCells,
    ) {
        let here_only = |goods: &Goods| only || matches!(&goods.placed[..], [(placed, _)] if placed == number);
        let own = !goods.is_empty() && goods.iter().all(|goods| here_only(goods));
        let sum = |value: &dyn Fn(&Goods) -> Option<f64>| -> Option<f64> {
            let values: Vec<f64> = goods.iter().filter_map(|goods| value(goods)).collect();
            (!values.is_empty()).then(|| values.iter().sum())
        };
        // The mass stated of equipment includes its tare; where there are goods, theirs is meant.
        let stated = container.and_then(|container| container.gross_kg).filter(|_| alone && goods.is_empty());
        let (gross, scope) = match (own.then(|| sum(&|g| g.gross_kg)).flatten(), stated) {
            (Some(gross), _) => (Some(gross), "container"),
            (None, Some(gross)) => (Some(gross), "container"),
            (None, None) if self.says_more_than(goods) => return self.whole_measures(number, goods, only, row),
            (None, None) if goods.is_empty() => (None, "container"),
            (None, None) => (sum(&|g| g.gross_kg), if own { "container" } else { "bill" }),
        };
        row.number(Column::GrossKg, gross);
        if scope == "bill" || own {
            row.number(Column::VolumeM3, sum(&|g| g.volume_m3));
        }
        let packages = match packages_in(number, goods) {
            Some(placed) if scope == "container" => Some(placed),
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

    /// Whether the bill states a mass, or packages, that its goods do not.
    fn says_more_than(&self, goods: &[&Goods]) -> bool {
        let packages = || self.whole.packages.is_some() && goods.iter().all(|goods| goods.packages.is_none());
        self.whole.gross_kg.is_some() || packages()
    }

    /// The bill's own measures: those of its only container, or of all of them together.
    fn whole_measures(&self, number: &str, goods: &[&Goods], only: bool, row: &mut RowCells) {
        let whole = &self.whole;
        row.number(Column::GrossKg, whole.gross_kg);
        row.number(Column::VolumeM3, whole.volume_m3);
        row.packages(whole.packages.or_else(|| packages_in(number, goods).filter(|_| only)));
        row.text(Column::WeightScope, "scope", if only { "container" } else { "bill" });
    }
}

/// The HS codes of goods, each once, in their order.
fn codes_of(goods: &[&Goods]) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in goods.iter().flat_map(|goods| &goods.hs_codes) {
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    codes
}

/// Packages of goods that are said to lie in a container.
fn packages_in(number: &str, goods: &[&Goods]) -> Option<i64> {
    let here = goods.iter().flat_map(|goods| &goods.placed).filter(|(placed, _)| placed == number);
    total(here.map(|(_, packages)| *packages).filter(Option::is_some))
}

/// The sum of numbers of packages; nothing where one is not stated, or there is none.
fn total(packages: impl Iterator<Item = Option<i64>>) -> Option<i64> {
    packages.reduce(|sum, packages| Some(sum?.saturating_add(packages?))).flatten()
}

/// The cells of a row in the making, the first of each column winning.
#[derive(Default)]
struct RowCells<'a> {
    cells: Vec<(Column, Cell<'a>)>,
    problems: Vec<Problem>,
}

impl<'a> RowCells<'a> {
    fn text(&mut self, column: Column, name: &str, text: &'a str) {
        if self.cells.iter().any(|(known, _)| *known == column) {
            return;
        }
        match read_cell(column, text, &Writing::default()) {
            Ok(Some(cell)) => self.cells.push((column, cell)),
            Ok(None) => {}
            Err(reason) => self.problems.push(Problem::new(name, text, reason)),
        }
    }

    fn number(&mut self, column: Column, number: Option<f64>) {
        match number.map(|number| checked_measure(column, number)) {
            Some(Ok(number)) => self.cells.push((column, Cell::Float(number))),
            Some(Err(reason)) => self.problems.push(Problem::new(column.name(), "", reason)),
            None => {}
        }
    }

    fn packages(&mut self, packages: Option<i64>) {
        let Some(packages) = packages else { return };
        match checked_measure(Column::Packages, packages as f64) {
            Ok(_) => self.cells.push((Column::Packages, Cell::Int(packages))),
            Err(reason) => self.problems.push(Problem::new(Column::Packages.name(), &packages.to_string(), reason)),
        }
    }

    fn list(&mut self, column: Column, items: &'a [String]) {
        let items = items.iter().map(|item| tidy_item(column, item.trim()));
        self.cells.push((column, Cell::List(items.filter(|item| !item.is_empty()).collect())));
    }
}

/// A container number as it is compared.
pub(super) fn container_key(text: &str) -> String {
    tidy_container_no(text.trim()).into_owned()
}

/// A measure in kilograms or cubic metres; an unknown unit is a problem, not a guess.
pub(super) fn measured(text: &str, unit: &str) -> Result<f64, String> {
    let plain = if text.contains('.') { text.to_owned() } else { text.replace(',', ".") };
    let number: f64 = plain.parse().map_err(|_| format!("`{text}` is not a number"))?;
    let factor = match unit.to_ascii_uppercase().as_str() {
        "KGM" | "KG" | "K" | "KGS" | "MTQ" | "CBM" | "M3" | "X" | "" => 1.0,
        "TNE" | "MT" | "T" => 1_000.0,
        "GRM" | "DMQ" | "LTR" => 0.001,
        "LBR" | "LB" | "L" => 0.453_592_37,
        "FTQ" | "E" => 0.028_316_846_592,
        other => return Err(format!("the unit `{other}` is not known")),
    };
    Ok(number * factor)
}
