//! Bay plans: what one says of the containers of a manifest, and which containers only the plan has.

use crate::columns::Column;
use crate::tables::ManifestTable;
use hashbrown::{HashMap, HashSet};

/// A container as the plan has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Stowage {
    /// Container and goods together.
    pub weight_kg: Option<f64>,
    pub load_status: Option<String>,
    pub size_type: Option<String>,
    pub discharge: Option<String>,
}

/// A bay plan, looked up by container.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct BayPlan {
    stowed: HashMap<String, Stowage>,
    /// Containers on the plan that no manifest names.
    unmanifested: HashSet<String>,
}

impl BayPlan {
    /// Takes the rows of a plan. Where a container stands in two plans the first holds.
    pub fn add(&mut self, table: &ManifestTable) {
        let text = |column: Column, row: usize| table.text(column).get(row).map(str::to_owned);
        for row in 0..table.height() {
            let Some(number) = text(Column::ContainerNo, row) else { continue };
            self.stowed.entry(number).or_insert_with(|| Stowage {
                weight_kg: table.float(Column::VgmKg, row),
                load_status: text(Column::LoadStatus, row),
                size_type: text(Column::SizeType, row),
                discharge: text(Column::PlaceOfDischarge, row),
            });
        }
    }

    /// Says which containers manifests name; those of the plan that remain are unmanifested.
    pub fn manifested<'n>(&mut self, numbers: impl Iterator<Item = &'n str>) {
        let mut left: HashSet<String> = self.stowed.keys().cloned().collect();
        for number in numbers {
            left.remove(number);
        }
        self.unmanifested = left;
    }

    pub fn stowage(&self, container: &str) -> Option<&Stowage> {
        self.stowed.get(container)
    }

    pub fn is_unmanifested(&self, container: &str) -> bool {
        self.unmanifested.contains(container)
    }

    pub fn len(&self) -> usize {
        self.stowed.len()
    }

    pub fn is_empty(&self) -> bool {
        self.stowed.is_empty()
    }

    pub fn unmanifested(&self) -> usize {
        self.unmanifested.len()
    }
}
