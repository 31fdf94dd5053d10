//! Mentions: which lists the texts of one column mention; equal texts are read once.

use crate::columns::Column;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::{ListSet, PhraseMatcher, Scratch};

/// For each row of a table, the lists that a column's text mentions.
pub(super) struct Mentions {
    pub column: Column,
    /// Per row, which of the sets it is; the first is empty.
    of_row: Vec<u32>,
    sets: Vec<ListSet>,
}

impl Mentions {
    pub fn find(table: &ManifestTable, column: Column, phrases: &PhraseMatcher, asked: &ListSet) -> Self {
        let none = phrases.no_list();
        let mut mentions = Self { column, of_row: vec![0; table.height()], sets: vec![none.clone()] };
        let Some(Vector::Text(_)) = table.vector(column) else { return mentions };
        let texts = table.text(column);
        let tariff = (column == Column::GoodsDescription).then(|| table.text(Column::TariffCode));
        let mut known = PerText::default();
        let mut scratch = Scratch::default();
        for row in 0..table.height() {
            let Some(text) = texts.get(row) else { continue };
            let quoted = tariff.as_ref().is_some_and(|codes| codes.get(row).is_some());
            mentions.of_row[row] = *known.get(text, |text| {
                let found = phrases.mentioned(text, quoted, asked, &mut scratch);
                if found == none {
                    return 0;
                }
                mentions.sets.push(found);
                mentions.sets.len() as u32 - 1
            });
        }
        mentions
    }

    /// Whether the row's text mentions the list at a place of the matcher.
    pub fn has(&self, row: usize, place: usize) -> bool {
        self.sets[self.of_row[row] as usize].has(place)
    }
}
