//! `hits.parquet`: every rule's state on every row where it is not quiet, for checking by other engines.

use crate::columns::Column;
use crate::hits::HitTable;
use crate::rulepack::{Condition, Rule, Verdict};
use crate::scores::{RollUp, Scorer};
use crate::tables::{ManifestTable, OutputColumn, ParquetOut, Vector};
use std::io::Write;

/// The file in the making.
pub struct HitsOut<W: Write> {
    out: ParquetOut<W>,
}

impl<W: Write> HitsOut<W> {
    pub fn new(sink: W) -> Self {
        Self { out: ParquetOut::new(sink) }
    }

    /// Adds the row rules' states on a table's rows.
    pub fn rows(&mut self, rules: &[&Rule], table: &ManifestTable, hits: &HitTable) -> Result<(), String> {
        let mut lines: Vec<(usize, usize, Verdict)> = Vec::new();
        for row in 0..table.height() {
            for rule in 0..rules.len() {
                match hits.verdict(rule, row) {
                    Verdict::Quiet => {}
                    verdict => lines.push((row, rule, verdict)),
                }
            }
        }
        let (numbers, bills) = (table.text(Column::ContainerNo), table.text(Column::BillNo));
        let visits = table.text(Column::Visit);
        let n = lines.len();
        self.write(
            n,
            Vector::texts(n, |i| numbers.get(lines[i].0)),
            Vector::texts(n, |i| visits.get(lines[i].0)),
            Vector::texts(n, |i| bills.get(lines[i].0)),
            Vector::texts(n, |i| Some(&rules[lines[i].1].id)),
            Vector::texts(n, |i| Some(lines[i].2.name())),
        )
    }

    /// Adds the combinations' states per visit, in the order of `places`, and finishes the file.
    pub fn finish(
        mut self,
        scorer: &Scorer<'_>,
        rollup: &RollUp,
        places: impl Iterator<Item = usize>,
    ) -> Result<(), String> {
        let combinations: Vec<usize> = (0..scorer.rules().len())
            .filter(|&rule| matches!(scorer.rules()[rule].condition, Condition::Combination(_)))
            .collect();
        let per_pattern: Vec<Vec<Verdict>> = rollup.patterns().iter().map(|p| scorer.verdicts(p)).collect();
        let mut lines: Vec<(usize, usize, Verdict)> = Vec::new();
        for place in places {
            for &rule in &combinations {
                match per_pattern[rollup.pattern_of(place) as usize][rule] {
                    Verdict::Quiet => {}
                    verdict => lines.push((place, rule, verdict)),
                }
            }
        }
        let n = lines.len();
        self.write(
            n,
            Vector::texts(n, |i| Some(rollup.container_no(lines[i].0))),
            Vector::texts(n, |i| Some(rollup.name(lines[i].0)).filter(|name| !name.is_empty())),
            Vector::texts(n, |_| None::<&str>),
            Vector::texts(n, |i| Some(&scorer.rules()[lines[i].1].id)),
            Vector::texts(n, |i| Some(lines[i].2.name())),
        )?;
        self.out.finish()
    }

    fn write(
        &mut self,
        n: usize,
        number: Vector,
        visit: Vector,
        bill: Vector,
        rule: Vector,
        state: Vector,
    ) -> Result<(), String> {
        self.out.write(
            n,
            vec![
                OutputColumn::Catalogue(Column::ContainerNo, Some(number)),
                OutputColumn::Catalogue(Column::Visit, Some(visit)),
                OutputColumn::Catalogue(Column::BillNo, Some(bill)),
                OutputColumn::Named("rule", rule),
                OutputColumn::Named("state", state),
            ],
        )
    }
}
