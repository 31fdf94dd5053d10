//! Plans: which indicators to compute for the columns asked for, in which order, from what.

use super::{Indicator, registry};
use crate::columns::{Column, Stage};
use crate::history::{BatchProfile, Relation, Visits};
use crate::reconciliation::Beside;
use crate::reference::Reference;
use crate::tables::ManifestTable;
use std::collections::BTreeSet;

/// What indicators look things up in.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub reference: &'a Reference,
    pub profile: &'a BatchProfile,
    /// Of which call and visit rows are that do not say so themselves.
    pub visits: &'a Visits,
    /// Columns that the rows at hand can state.
    pub stated: &'a BTreeSet<Column>,
    /// What the manifests are held against: bay plan, earlier versions.
    pub beside: &'a Beside,
}

/// Indicators in an order that works.
pub struct IndicatorPlan {
    order: Vec<&'static Indicator>,
    manifest_columns: BTreeSet<Column>,
}

impl IndicatorPlan {
    /// A plan that gives a table all of the `wanted` columns.
    pub fn new(wanted: impl IntoIterator<Item = Column>) -> Self {
        let mut plan = Self { order: Vec::new(), manifest_columns: BTreeSet::new() };
        wanted.into_iter().for_each(|column| plan.add(column));
        plan
    }

    fn add(&mut self, column: Column) {
        if matches!(column.stage(), Stage::Manifest | Stage::Provenance) {
            self.manifest_columns.insert(column);
            return;
        }
        if self.order.iter().any(|indicator| indicator.column == column) {
            return;
        }
        let indicator = registry().find(|indicator| indicator.column == column);
        let indicator = indicator.expect("every indicator column is in the registry");
        indicator.needs.iter().for_each(|&needed| self.add(needed));
        self.order.push(indicator);
    }

    /// The columns to read from the manifests.
    pub fn manifest_columns(&self) -> Vec<Column> {
        self.manifest_columns.iter().copied().collect()
    }

    /// The batch profiles the plan's indicators look into.
    pub fn relations(&self) -> Vec<Relation> {
        self.order.iter().filter_map(|indicator| Relation::behind(indicator.column)).collect()
    }

    /// Adds the planned indicators to a table. What the table has already is kept: a rule's case may
    /// state an indicator outright.
    pub fn compute(&self, table: &mut ManifestTable, context: &Context<'_>) {
        for indicator in &self.order {
            if !table.has(indicator.column) {
                let vector = (indicator.compute)(table, context);
                table.set(indicator.column, vector);
            }
        }
    }
}
