//! Sets of columns, as bits: asked for every value that a reader finds.

use super::Column;

const WORDS: usize = Column::ALL.len().div_ceil(64);

/// Some columns of the catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ColumnSet([u64; WORDS]);

impl ColumnSet {
    pub fn contains(&self, column: Column) -> bool {
        self.0[column as usize / 64] & Self::bit(column) != 0
    }

    /// Puts a column in; whether it was not there before.
    pub fn insert(&mut self, column: Column) -> bool {
        let is_new = !self.contains(column);
        self.0[column as usize / 64] |= Self::bit(column);
        is_new
    }

    fn bit(column: Column) -> u64 {
        1 << (column as usize % 64)
    }
}
