//! The ranking as a table: one row per visit of a container, best first.

use super::run_id::RunStamp;
use super::safe_csv::SafeCsv;
use crate::domain::Lanes;
use crate::explanation::Explanation;
use crate::pipeline::Run;
use crate::scores::Score;
use crate::tables::{OutputColumn, ParquetOut, Vector};
use rayon::prelude::*;
use serde::Serialize;
use std::io::Write;

/// Rows per row group of `ranking.parquet`.
const ROWS_PER_GROUP: usize = 65_536;

/// One row of the ranking.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RankingRow {
    pub rank: u64,
    pub container_no: String,
    pub score: u32,
    pub lane: String,
    pub selected: bool,
    pub selection_reason: &'static str,
    pub mandatory: bool,
    /// Threat of the rule that counted most.
    pub threat: Option<&'static str>,
    /// Rules that fired with the points that counted: `PH-021 +35; DQ-007 +2`.
    pub rules: String,
    pub not_evaluable: u64,
    /// Safety rules that fired: `SF-001 Fumigated: measure the air`.
    pub before_opening: String,
    /// Manifest rows of the visit.
    pub rows: u32,
    /// Its call by name, as the column `visit` has it.
    pub visit: String,
    /// The first of its bills.
    pub bill_no: Option<String>,
    pub bills: u64,
    pub vessel_name: Option<String>,
    pub voyage: Option<String>,
    pub eta: Option<String>,
    pub terminal: Option<String>,
    /// Number of its group of like boxes, and how many they are; none where it is like no other.
    pub group: Option<u64>,
    pub like_boxes: Option<u64>,
    /// What its slots are counted for: a manifest, call or day; blank where they are there once.
    pub capacity_of: String,
    pub run_date: String,
    pub run_id: String,
}

/// The ranking of a run, row by row.
pub struct RankingTable<'r, 'p> {
    run: &'r Run<'p>,
    lanes: &'r Lanes,
    stamp: &'r RunStamp,
    /// Per pattern: what does not depend on the container.
    rules: Vec<String>,
    before_opening: Vec<String>,
}

impl<'r, 'p> RankingTable<'r, 'p> {
    pub fn new(run: &'r Run<'p>, lanes: &'r Lanes, stamp: &'r RunStamp) -> Self {
        let rules = run
            .scores
            .iter()
            .map(|score| {
                let each =
                    score.contributions.iter().map(|c| format!("{} {:+}", run.scorer.rules()[c.rule].id, c.counted));
                each.collect::<Vec<_>>().join("; ")
            })
            .collect();
        let warnings = |score: &Score| {
            let rules = score.safety.iter().map(|&rule| run.scorer.rules()[rule]);
            rules.map(|rule| format!("{} {}", rule.id, rule.title)).collect::<Vec<_>>().join("; ")
        };
        let before_opening = run.scores.iter().map(warnings).collect();
        Self { run, lanes, stamp, rules, before_opening }
    }

    pub fn len(&self) -> usize {
        self.run.ranking.containers.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn row(&self, at: usize) -> RankingRow {
        let ranked = &self.run.ranking.containers[at];
        let score = &self.run.scores[ranked.pattern as usize];
        let visit = self.run.rollup.visit(ranked.place);
        let boxes = |group: u32| self.run.ranking.groups[group as usize].members.len() as u64;
        RankingRow {
            rank: at as u64 + 1,
            container_no: visit.container_no,
            score: score.points,
            lane: self.lanes.of_container(score.points, score.mandatory).name.clone(),
            selected: ranked.reason.selected(),
            selection_reason: ranked.reason.name(),
            mandatory: score.mandatory,
            threat: score
                .contributions
                .first()
                .filter(|first| first.counted > 0)
                .map(|first| self.run.scorer.rules()[first.rule].threat.name()),
            rules: self.rules[ranked.pattern as usize].clone(),
            not_evaluable: score.not_evaluable.len() as u64,
            before_opening: self.before_opening[ranked.pattern as usize].clone(),
            rows: visit.rows,
            visit: visit.visit,
            bills: visit.bills.len() as u64,
            bill_no: visit.bills.into_iter().next(),
            eta: visit.call.arrival(),
            vessel_name: visit.call.vessel,
            voyage: visit.call.voyage,
            terminal: visit.call.terminal,
            group: ranked.group.map(|group| u64::from(group) + 1),
            like_boxes: ranked.group.map(boxes),
            capacity_of: self.run.ranking.units[ranked.unit as usize].clone(),
            run_date: self.stamp.run_date.to_string(),
            run_id: self.stamp.run_id.as_str().to_owned(),
        }
    }

    pub fn rows(&self) -> impl Iterator<Item = RankingRow> {
        (0..self.len()).map(|at| self.row(at))
    }

    /// Rows that are written together, made on all threads.
    fn group_of_rows(&self, start: usize) -> Vec<RankingRow> {
        (start..self.len().min(start + ROWS_PER_GROUP)).into_par_iter().map(|at| self.row(at)).collect()
    }

    pub fn write_csv(&self, sink: &mut dyn Write) -> Result<(), String> {
        let mut out = SafeCsv::new(sink);
        out.line([
            "rank",
            "container_no",
            "score",
            "lane",
            "selected",
            "selection_reason",
            "mandatory",
            "threat",
            "rules",
            "not_evaluable",
            "before_opening",
            "rows",
            "visit",
            "bill_no",
            "bills",
            "vessel_name",
            "voyage",
            "eta",
            "terminal",
            "group",
            "like_boxes",
            "capacity_of",
            "run_date",
            "run_id",
        ])?;
        let number = |number: Option<u64>| number.map_or_else(String::new, |number| number.to_string());
        let groups = (0..self.len()).step_by(ROWS_PER_GROUP).map(|start| self.group_of_rows(start));
        for row in groups.flatten() {
            out.line([
                row.rank.to_string(),
                row.container_no,
                row.score.to_string(),
                row.lane,
                row.selected.to_string(),
                row.selection_reason.to_owned(),
                row.mandatory.to_string(),
                row.threat.unwrap_or_default().to_owned(),
                row.rules,
                row.not_evaluable.to_string(),
                row.before_opening,
                row.rows.to_string(),
                row.visit,
                row.bill_no.unwrap_or_default(),
                row.bills.to_string(),
                row.vessel_name.unwrap_or_default(),
                row.voyage.unwrap_or_default(),
                row.eta.unwrap_or_default(),
                row.terminal.unwrap_or_default(),
                number(row.group),
                number(row.like_boxes),
                row.capacity_of,
                row.run_date,
                row.run_id,
            ])?;
        }
        out.finish()
    }

    pub fn write_parquet(&self, sink: &mut dyn Write) -> Result<(), String> {
        let mut out = ParquetOut::new(sink);
        for start in (0..self.len()).step_by(ROWS_PER_GROUP) {
            let rows = self.group_of_rows(start);
            let n = rows.len();
            out.write(
                n,
                vec![
                    OutputColumn::Named("rank", Vector::ints(n, |i| Some(rows[i].rank as i64))),
                    OutputColumn::Named("container_no", Vector::texts(n, |i| Some(&rows[i].container_no))),
                    OutputColumn::Named("score", Vector::ints(n, |i| Some(i64::from(rows[i].score)))),
                    OutputColumn::Named("lane", Vector::texts(n, |i| Some(&rows[i].lane))),
                    OutputColumn::Named("selected", Vector::bools(n, |i| Some(rows[i].selected))),
                    OutputColumn::Named("selection_reason", Vector::texts(n, |i| Some(rows[i].selection_reason))),
                    OutputColumn::Named("mandatory", Vector::bools(n, |i| Some(rows[i].mandatory))),
                    OutputColumn::Named("threat", Vector::texts(n, |i| rows[i].threat)),
                    OutputColumn::Named("rules", Vector::texts(n, |i| Some(&rows[i].rules))),
                    OutputColumn::Named("not_evaluable", Vector::ints(n, |i| Some(rows[i].not_evaluable as i64))),
                    OutputColumn::Named("before_opening", Vector::texts(n, |i| Some(&rows[i].before_opening))),
                    OutputColumn::Named("rows", Vector::ints(n, |i| Some(i64::from(rows[i].rows)))),
                    OutputColumn::Named("visit", Vector::texts(n, |i| Some(&rows[i].visit))),
                    OutputColumn::Named("bill_no", Vector::texts(n, |i| rows[i].bill_no.as_ref())),
                    OutputColumn::Named("bills", Vector::ints(n, |i| Some(rows[i].bills as i64))),
                    OutputColumn::Named("vessel_name", Vector::texts(n, |i| rows[i].vessel_name.as_ref())),
                    OutputColumn::Named("voyage", Vector::texts(n, |i| rows[i].voyage.as_ref())),
                    OutputColumn::Named("eta", Vector::texts(n, |i| rows[i].eta.as_ref())),
                    OutputColumn::Named("terminal", Vector::texts(n, |i| rows[i].terminal.as_ref())),
                    OutputColumn::Named("group", Vector::ints(n, |i| rows[i].group.map(|group| group as i64))),
                    OutputColumn::Named(
                        "like_boxes",
                        Vector::ints(n, |i| rows[i].like_boxes.map(|boxes| boxes as i64)),
                    ),
                    OutputColumn::Named("capacity_of", Vector::texts(n, |i| Some(&rows[i].capacity_of))),
                    OutputColumn::Named("run_date", Vector::texts(n, |i| Some(&rows[i].run_date))),
                    OutputColumn::Named("run_id", Vector::texts(n, |i| Some(&rows[i].run_id))),
                ],
            )?;
        }
        out.finish()
    }
}

/// Where the rows of explained containers stand: kept apart from the explanations, which must not
/// depend on how the input was cut into files.
pub fn sources_csv(explanations: &[Explanation], sink: &mut dyn Write) -> Result<(), String> {
    let mut out = SafeCsv::new(sink);
    out.line(["rank", "container_no", "file", "line"])?;
    for explanation in explanations {
        let mut sources = explanation.sources.clone();
        sources.sort();
        for (file, line) in sources {
            out.line([explanation.rank.to_string(), explanation.container_no.clone(), file, line.to_string()])?;
        }
    }
    out.finish()
}
