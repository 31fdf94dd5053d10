//! Earlier versions: the rows of bills that a later message changed or replaced, beside the rows that took their place.

use crate::columns::Column;
use crate::tables::ManifestTable;
use hashbrown::HashMap;

/// Carrier and bill number.
type Bill = (String, String);

/// Rows that are not the last version of their bill, looked up by bill.
#[derive(Debug, Clone, Default)]
pub struct EarlierVersions {
    tables: Vec<ManifestTable>,
    by_bill: HashMap<Bill, Vec<(usize, usize)>>,
}

impl EarlierVersions {
    /// What a row is looked up by, and what it is compared in.
    pub const NEEDED: [Column; 18] = [
        Column::MessageFunction,
        Column::CarrierCode,
        Column::BillNo,
        Column::ContainerNo,
        Column::PlaceOfLoading,
        Column::TransshipmentPorts,
        Column::PlaceOfDischarge,
        Column::PlaceOfDelivery,
        Column::FinalDestination,
        Column::ShipperName,
        Column::ConsigneeName,
        Column::NotifyName,
        Column::LoadStatus,
        Column::Seals,
        Column::GoodsDescription,
        Column::HsCodes,
        Column::Packages,
        Column::GrossKg,
    ];
    /// Those it is looked up by.
    pub const KEYS: &'static [Column] = Self::NEEDED.split_at(4).0;
    const COMPARED: &'static [Column] = Self::NEEDED.split_at(4).1;

    pub fn add(&mut self, table: ManifestTable) {
        for row in 0..table.height() {
            if let Some(bill) = bill_of(&table, row) {
                self.by_bill.entry(bill).or_default().push((self.tables.len(), row));
            }
        }
        self.tables.push(table);
    }

    /// How many earlier versions there are of a row: of its container on its bill.
    pub fn of(&self, table: &ManifestTable, row: usize) -> usize {
        self.same_container(table, row).count()
    }

    /// Columns in which a row differs from an earlier version of its bill. Where no earlier version had the container,
    /// the container itself is what differs.
    pub fn differences(&self, table: &ManifestTable, row: usize) -> Vec<Column> {
        let mut differing: Vec<Column> = Self::COMPARED
            .iter()
            .copied()
            .filter(|&column| {
                let this = table.exactly(column, row);
                self.same_container(table, row).any(|(earlier, at)| earlier.exactly(column, at) != this)
            })
            .collect();
        if self.of(table, row) == 0 && self.of_bill(table, row).next().is_some() {
            differing.push(Column::ContainerNo);
        }
        differing
    }

    fn same_container(&self, table: &ManifestTable, row: usize) -> impl Iterator<Item = (&ManifestTable, usize)> {
        let number = table.text(Column::ContainerNo).get(row).map(str::to_owned);
        let same = move |(earlier, at): &(&ManifestTable, usize)| {
            earlier.text(Column::ContainerNo).get(*at) == number.as_deref()
        };
        self.of_bill(table, row).filter(same)
    }

    fn of_bill(&self, table: &ManifestTable, row: usize) -> impl Iterator<Item = (&ManifestTable, usize)> {
        // Most manifests have no versions at all; then there is nothing to look up.
        let bill = if self.by_bill.is_empty() { None } else { bill_of(table, row) };
        let rows = bill.and_then(|bill| self.by_bill.get(&bill)).into_iter().flatten();
        rows.map(|&(table, row)| (&self.tables[table], row))
    }
}

fn bill_of(table: &ManifestTable, row: usize) -> Option<Bill> {
    let carrier = table.text(Column::CarrierCode).get(row).unwrap_or_default();
    Some((carrier.to_owned(), table.text(Column::BillNo).get(row)?.to_owned()))
}
