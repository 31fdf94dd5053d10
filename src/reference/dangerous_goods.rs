//! UN dangerous-goods numbers and their classes.

use super::snapshot::Snapshot;
use hashbrown::HashMap;

pub struct DangerousGoods(HashMap<String, Vec<String>>);

impl DangerousGoods {
    pub(super) fn read(snapshot: &Snapshot) -> Result<Self, String> {
        let mut classes = HashMap::new();
        for (line, record) in snapshot.records()? {
            let of_number: Vec<String> = record[1].split('|').map(str::to_owned).collect();
            if of_number.iter().any(|class| class.trim().is_empty()) {
                return Err(format!("{} line {line}: UN {} has no class", snapshot.shown(), &record[0]));
            }
            classes.insert(record[0].to_owned(), of_number);
        }
        Ok(Self(classes))
    }

    /// Classes or divisions of a UN number: several where packing or form decides; `None` for a number
    /// the table does not have.
    pub fn classes(&self, un_no: &str) -> Option<&[String]> {
        self.0.get(un_no).map(Vec::as_slice)
    }
}
