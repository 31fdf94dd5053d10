//! Mentions: which lists the texts of one column mention; equal texts are read once.

use super::kleene::{FALSE, TRUE, Tri, UNKNOWN};
use crate::columns::Column;
use crate::tables::{ManifestTable, PerText, Vector};
use crate::wording::{AskedLists, Mentioned, PhraseMatcher, Scratch};
use hashbrown::HashMap;

/// For each row of a table, what a column's text says of the lists it is asked for.
pub(super) struct Mentions {
    pub column: Column,
    /// Per row, which of `kinds` it is.
    of_row: Vec<u32>,
    kinds: Vec<Mentioned>,
}

impl Mentions {
    pub fn find(table: &ManifestTable, column: Column, phrases: &PhraseMatcher, asked: &AskedLists) -> Self {
        let mut scratch = Scratch::default();
        let nothing = phrases.mentioned("", false, asked, &mut scratch);
        let mut numbers: HashMap<Mentioned, u32> = HashMap::new();
        numbers.insert(nothing.clone(), 0);
        let mut mentions = Self { column, of_row: vec![0; table.height()], kinds: vec![nothing] };
        let Some(Vector::Text(_)) = table.vector(column) else { return mentions };
        let texts = table.text(column);
        let tariff = (column == Column::GoodsDescription).then(|| table.text(Column::TariffCode));
        let mut known = [PerText::default(), PerText::default()];
        for row in 0..table.height() {
            let Some(text) = texts.get(row) else { continue };
            let quoted = tariff.as_ref().is_some_and(|codes| codes.get(row).is_some());
            mentions.of_row[row] = *known[usize::from(quoted)].get(text, |text| {
                let found = phrases.mentioned(text, quoted, asked, &mut scratch);
                *numbers.entry(found).or_insert_with_key(|found| {
                    mentions.kinds.push(found.clone());
                    mentions.kinds.len() as u32 - 1
                })
            });
        }
        mentions
    }

    /// Whether the row's text mentions the list at a place of the matcher; unknown where only its code can say.
    pub fn of(&self, row: usize, place: usize) -> Tri {
        let mentioned = &self.kinds[self.of_row[row] as usize];
        match mentioned.lists.has(place) {
            true => TRUE,
            false if mentioned.judged_by_code.has(place) => UNKNOWN,
            false => FALSE,
        }
    }
}
