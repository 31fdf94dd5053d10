//! Container size-types and their typical measures.

use super::snapshot::Snapshot;
use crate::domain::SizeType;
use hashbrown::HashMap;

/// Typical measures of a container. Makers differ by a few per cent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    pub tare_kg: f64,
    pub payload_kg: f64,
}

pub struct SizeTypes {
    by_code: HashMap<String, Measures>,
    /// For codes the table does not have: of the same length, height and kind the one that carries most, so
    /// that nothing is called too heavy for want of a code.
    by_kind: HashMap<SizeType, Measures>,
}

impl SizeTypes {
    pub(super) fn read(snapshot: &Snapshot) -> Result<Self, String> {
        let mut sizes = Self { by_code: HashMap::new(), by_kind: HashMap::new() };
        for (line, record) in snapshot.records()? {
            let number = |at: usize| {
                record[at].parse::<f64>().map_err(|_| {
                    format!(
                        "{} line {line}: {} `{}` is no number",
                        snapshot.shown(),
                        snapshot.table.columns()[at],
                        &record[at]
                    )
                })
            };
            let measures = Measures { tare_kg: number(5)?, payload_kg: number(6)? };
            if !(measures.tare_kg > 0.0 && measures.payload_kg > 0.0 && measures.payload_kg < 200_000.0) {
                return Err(format!("{} line {line}: no container has such masses", snapshot.shown()));
            }
            // A code that says no more than the length stands for no kind.
            if let Some(kind) = SizeType::parse(&record[0]).filter(|kind| kind.group.is_some()) {
                let usual = sizes.by_kind.entry(kind).or_insert(measures);
                if usual.payload_kg < measures.payload_kg {
                    *usual = measures;
                }
            }
            sizes.by_code.insert(record[0].to_owned(), measures);
        }
        Ok(sizes)
    }

    pub fn knows(&self, code: &str) -> bool {
        self.by_code.contains_key(code)
    }

    /// Measures of a code, or of its kind; of a bare length, those of the general-purpose container.
    pub fn measures(&self, code: &str) -> Option<Measures> {
        if let Some(exactly) = self.by_code.get(code) {
            return Some(*exactly);
        }
        let kind = SizeType::parse(code)?;
        let general = SizeType { group: Some(b'G'), ..kind };
        let standard = SizeType { high_cube: false, ..general };
        [kind, general, standard].iter().find_map(|kind| self.by_kind.get(kind)).copied()
    }
}
