//! Bundles: canonical rows put together again as messages state them, manifest by manifest, bill by bill.

use super::consignment::MOST_CONTAINERS;
use crate::columns::Column;
use crate::tables::ManifestTable;
use std::collections::{HashMap, HashSet};

/// What a message says once of the voyage.
pub(super) const OF_MANIFEST: [Column; 11] = [
    Column::ManifestNo,
    Column::MessageFunction,
    Column::MessageTime,
    Column::CustomsOffice,
    Column::Voyage,
    Column::VesselName,
    Column::VesselImo,
    Column::VesselFlag,
    Column::CarrierCode,
    Column::Etd,
    Column::Eta,
];

/// What it says of a container, whatever bills it is on.
const OF_CONTAINER: [Column; 6] = [
    Column::SizeType,
    Column::LoadStatus,
    Column::Seals,
    Column::SealingParty,
    Column::TemperatureC,
    Column::StowageCell,
];

/// What it says of goods.
const OF_GOODS: [Column; 10] = [
    Column::GoodsDescription,
    Column::ShippingMarks,
    Column::HsCodes,
    Column::UnNo,
    Column::ImdgClass,
    Column::Packages,
    Column::PackageType,
    Column::GrossKg,
    Column::VolumeM3,
    Column::WeightScope,
];

/// What is measured of goods, over a container or over a bill.
const MEASURES: [Column; 4] = [Column::Packages, Column::GrossKg, Column::VolumeM3, Column::WeightScope];

/// What it says of a bill: everything else but the container itself.
fn of_bill() -> impl Iterator<Item = Column> {
    Column::canonical().filter(|column| {
        *column != Column::ContainerNo
            && !matches!(column, Column::VgmKg | Column::DocumentKind)
            && !OF_MANIFEST.contains(column)
            && !OF_CONTAINER.contains(column)
            && !OF_GOODS.contains(column)
    })
}

/// One row of a table.
#[derive(Clone, Copy)]
pub(super) struct Row<'t> {
    table: &'t ManifestTable,
    row: usize,
}

impl<'t> Row<'t> {
    pub fn text(self, column: Column) -> &'t str {
        self.table.text(column).get(self.row).unwrap_or_default()
    }

    pub fn list(self, column: Column) -> Option<Vec<&'t str>> {
        self.table.list(column).get(self.row).map(Iterator::collect)
    }

    /// A number as it is written without rounding; blank where it is not stated.
    pub fn number(self, column: Column) -> String {
        let float = || self.table.float(column, self.row).map(|number| number.to_string());
        match column {
            Column::Packages => self.table.int(column, self.row).map(|number| number.to_string()),
            _ => float(),
        }
        .unwrap_or_default()
    }

    pub fn date(self, column: Column) -> Option<chrono::NaiveDate> {
        self.table.date(column, self.row).and_then(chrono::NaiveDate::from_epoch_days)
    }

    pub fn states(self, column: Column) -> bool {
        !self.table.exactly(column, self.row).is_empty()
    }

    /// What a row says in columns, for comparing.
    pub fn key(self, columns: impl IntoIterator<Item = Column>) -> String {
        columns.into_iter().map(|column| self.table.exactly(column, self.row)).collect::<Vec<_>>().join("\u{1F}")
    }

    /// Whether its mass, volume and packages are those of the whole bill.
    pub fn measures_the_bill(self) -> bool {
        self.text(Column::WeightScope) == "bill"
    }

    /// A container that no bill says anything of: an empty one, as a rule.
    fn is_bare(self) -> bool {
        let silent = |column: &Column| !self.states(*column);
        of_bill().all(|column| silent(&column))
            && OF_GOODS.iter().filter(|c| !matches!(c, Column::GrossKg | Column::WeightScope)).all(silent)
            && self.table.float(Column::GrossKg, self.row) != Some(0.0)
            && !self.measures_the_bill()
    }
}

/// A manifest: what its rows have in common, its bills, and its containers, each once, in the order in which they come.
pub(super) struct Manifest<'t> {
    pub head: Row<'t>,
    pub bills: Vec<Bill<'t>>,
    pub containers: Vec<Container<'t>>,
    equipment: HashMap<&'t str, (String, bool)>,
}

/// A container as a manifest describes it; a bare one is on no bill.
pub(super) struct Container<'t> {
    pub row: Row<'t>,
    pub bare: bool,
}

/// A line of goods with the containers it lies in, and which part of what they say it says.
pub(super) struct GoodsLine<'t> {
    pub rows: Vec<Row<'t>>,
    pub measured: bool,
    pub described: bool,
}

/// A bill: one row per container.
pub(super) struct Bill<'t> {
    pub rows: Vec<Row<'t>>,
    numbers: HashSet<&'t str>,
    bare: bool,
}

impl<'t> Bill<'t> {
    pub fn head(&self) -> Row<'t> {
        self.rows[0]
    }

    /// Its goods, and the containers each lies in: measures over the whole bill are one line of goods in several
    /// containers, others a line for each. Where containers share measures and not descriptions, a line of measures
    /// alone lies in all of them, and each has one that only describes.
    pub fn goods(&self) -> Vec<GoodsLine<'t>> {
        let mut lines: Vec<GoodsLine<'t>> = Vec::new();
        let mut shared: HashMap<String, usize> = HashMap::new();
        for row in &self.rows {
            if !row.measures_the_bill() {
                lines.push(GoodsLine { rows: vec![*row], measured: true, described: true });
                continue;
            }
            let line = *shared.entry(row.key(MEASURES)).or_insert_with(|| {
                lines.push(GoodsLine { rows: Vec::new(), measured: true, described: true });
                lines.len() - 1
            });
            lines[line].rows.push(*row);
        }
        let mut apart = Vec::new();
        for line in &mut lines {
            let words = |row: &Row<'t>| row.key(OF_GOODS.into_iter().filter(|column| !MEASURES.contains(column)));
            if line.rows.iter().any(|row| words(row) != words(&line.rows[0])) {
                line.described = false;
                apart.extend(line.rows.iter().map(|row| GoodsLine {
                    rows: vec![*row],
                    measured: false,
                    described: true,
                }));
            }
        }
        lines.extend(apart);
        lines
    }
}

/// The rows of tables as manifests that have `head` in common. A container stands once on a bill; a second time it goes
/// into a further bill with the same head. Formats that describe containers `apart` from bills describe each once, so
/// a bill that describes one in another way goes into a further manifest.
pub(super) fn manifests<'t>(tables: &'t [ManifestTable], head: &[Column], apart: bool) -> Vec<Manifest<'t>> {
    let mut manifests: Vec<Manifest<'t>> = Vec::new();
    let mut same_head: HashMap<String, Vec<usize>> = HashMap::new();
    for bill in bills(tables, head, apart) {
        let known = same_head.entry(bill.head().key(head.iter().copied())).or_default();
        let at = match known.iter().copied().find(|&at| !apart || manifests[at].has_room_for(&bill)) {
            Some(at) => at,
            None => {
                manifests.push(Manifest::new(bill.head()));
                known.push(manifests.len() - 1);
                manifests.len() - 1
            }
        };
        manifests[at].take(bill);
    }
    manifests
}

/// Something a form has no room for: in words, and whether a row has it.
pub(super) type NoRoom = (&'static str, fn(Row<'_>) -> bool);

/// What of tables a form has no room for, with the number of rows it is lost of.
pub(super) fn without_room(tables: &[ManifestTable], lost: &[NoRoom]) -> Vec<String> {
    let rows = || tables.iter().flat_map(|table| (0..table.height()).map(move |row| Row { table, row }));
    let count = |holds: fn(Row<'_>) -> bool| rows().filter(|row| holds(*row)).count();
    let counted = lost.iter().map(|(what, holds)| (what, count(*holds)));
    counted.filter(|(_, rows)| *rows > 0).map(|(what, rows)| format!("{what} ({rows} row(s))")).collect()
}

/// The bills of tables in the order in which they begin. A bare container is a bill by itself.
fn bills<'t>(tables: &'t [ManifestTable], head: &[Column], apart: bool) -> Vec<Bill<'t>> {
    let mut bills: Vec<Bill<'t>> = Vec::new();
    let mut same: HashMap<String, Vec<usize>> = HashMap::new();
    let rows = tables.iter().flat_map(|table| (0..table.height()).map(move |row| Row { table, row }));
    for row in rows {
        let number = row.text(Column::ContainerNo);
        if apart && row.is_bare() {
            bills.push(Bill { rows: vec![row], numbers: HashSet::from([number]), bare: true });
            continue;
        }
        let known = same.entry(row.key(head.iter().copied().chain(of_bill()))).or_default();
        let room = |bill: &Bill<'_>| !bill.numbers.contains(number) && bill.rows.len() < MOST_CONTAINERS;
        match known.iter().copied().find(|&bill| room(&bills[bill])) {
            Some(bill) => {
                bills[bill].numbers.insert(number);
                bills[bill].rows.push(row);
            }
            None => {
                known.push(bills.len());
                bills.push(Bill { rows: vec![row], numbers: HashSet::from([number]), bare: false });
            }
        }
    }
    bills
}

impl<'t> Manifest<'t> {
    fn new(head: Row<'t>) -> Self {
        Self { head, bills: Vec::new(), containers: Vec::new(), equipment: HashMap::new() }
    }

    fn has_room_for(&self, bill: &Bill<'t>) -> bool {
        bill.rows.iter().all(|row| match self.equipment.get(row.text(Column::ContainerNo)) {
            None => true,
            Some((described, bare)) => !bare && !bill.bare && *described == row.key(OF_CONTAINER),
        })
    }

    fn take(&mut self, bill: Bill<'t>) {
        for row in &bill.rows {
            let described = (row.key(OF_CONTAINER), bill.bare);
            if self.equipment.insert(row.text(Column::ContainerNo), described).is_none() {
                self.containers.push(Container { row: *row, bare: bill.bare });
            }
        }
        if !bill.bare {
            self.bills.push(bill);
        }
    }
}
