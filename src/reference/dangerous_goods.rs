//! UN dangerous-goods numbers and their classes.

use super::snapshot::Snapshot;
use hashbrown::HashMap;

pub struct DangerousGoods(HashMap<String, Vec<String>>);

impl DangerousGoods {
    pub(super) fn read(snapshot: &Snapshot) -> Result<Self, String> {
        let classes = |record: &csv::StringRecord| record[1].split('|').map(str::to_owned).collect();
        Ok(Self(snapshot.records()?.iter().map(|(_, record)| (record[0].to_owned(), classes(record))).collect()))
    }

    /// Classes or divisions of a UN number: several where packing or form decides; `None` for a number
    /// the table does not have.
    pub fn classes(&self, un_no: &str) -> Option<&[String]> {
        self.0.get(un_no).map(Vec::as_slice)
    }
}
