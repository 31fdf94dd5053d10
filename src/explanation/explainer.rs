//! From the rows of shown containers to their explanations.

use super::evidence::{Evidence, Look, Readings, stated_columns};
use super::shown::ShownVisits;
use super::what_if::LaneChange;
use crate::columns::{Column, Stage};
use crate::hits::{HitPlan, HitTable};
use crate::indicators::{IndicatorPlan, rests_on};
use crate::rulepack::{Condition, Rule, RulePack, Verdict};
use crate::scores::Scorer;
use crate::selectivity::{Ranking, SelectionReason, Told};
use crate::tables::ManifestTable;
use crate::wording::cut;
use chrono::NaiveDate;
use hashbrown::HashMap;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// One container explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    pub rank: usize,
    pub container_no: String,
    /// The call it is on, by name; blank where nothing is stated.
    pub visit: String,
    pub score: u32,
    pub lane: String,
    pub treatment: String,
    pub reason: SelectionReason,
    /// Why it is selected or not, in words.
    pub sentence: String,
    /// Its like boxes, where there are any.
    pub consignment: Option<LikeBoxesShown>,
    /// Rules that fired; their counted points add up to the score.
    pub fired: Vec<FiredRule>,
    /// Safety rules that fired: what to do before opening.
    pub before_opening: Vec<BeforeOpening>,
    pub not_evaluable: Vec<MissingRule>,
    pub lane_change: LaneChange,
    pub bills: Vec<BillFacts>,
    /// Where its rows stand: file and line.
    pub sources: Vec<(String, i64)>,
}

/// The group of like boxes a container belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LikeBoxesShown {
    /// Counted from 1 in the order of the ranking.
    pub group: usize,
    pub boxes: usize,
    /// Those that are opened.
    pub drawn: Vec<String>,
    /// Of a box that is opened: those that stand by.
    pub standing_by: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FiredRule {
    pub rule: String,
    pub points: i32,
    pub counted: i32,
    pub reason: String,
    /// The bill whose row filled the reason.
    pub bill_no: Option<String>,
    /// What there is to see on that row.
    pub evidence: Vec<Evidence>,
}

/// What to mind before a container is opened, whatever its score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeforeOpening {
    pub rule: String,
    pub reason: String,
    /// The bill whose row filled the reason.
    pub bill_no: Option<String>,
    /// What there is to see on that row.
    pub evidence: Vec<Evidence>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingRule {
    pub rule: String,
    /// Columns the manifest does not state (or cannot give), by name.
    pub missing: Vec<&'static str>,
    /// Lists it asks that do not count, and why.
    pub lists: Vec<String>,
}

/// What a bill says of the container, column by column, for reading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BillFacts(pub Vec<(&'static str, String)>);

/// Longest value of a column that is shown only because a rule read it.
const LONGEST_READ: usize = 400;

/// Columns shown per bill, whatever rules read.
const FACTS: [Column; 24] = [
    Column::BillNo,
    Column::Nature,
    Column::VesselName,
    Column::Voyage,
    Column::Eta,
    Column::Terminal,
    Column::PlaceOfLoading,
    Column::TransshipmentPorts,
    Column::PlaceOfDischarge,
    Column::PlaceOfDelivery,
    Column::FinalDestination,
    Column::ShipperName,
    Column::ConsigneeName,
    Column::NotifyName,
    Column::SizeType,
    Column::LoadStatus,
    Column::Seals,
    Column::Packages,
    Column::GrossKg,
    Column::WeightScope,
    Column::HsCode,
    Column::GoodsDescription,
    Column::UnNo,
    Column::UnreadableCells,
];

/// Makes explanations under one pack.
pub struct Explainer<'p> {
    pack: &'p RulePack,
    row_rules: Vec<&'p Rule>,
    indicators: IndicatorPlan,
    on: NaiveDate,
}

impl<'p> Explainer<'p> {
    pub fn new(pack: &'p RulePack, hits: &HitPlan<'p>, on: NaiveDate) -> Self {
        let reasons = pack.running().flat_map(|rule| rule.reason.columns());
        let indicators =
            IndicatorPlan::new(hits.columns().into_iter().chain(reasons).chain(FACTS).chain([Column::Visit]));
        Self { pack, row_rules: hits.rules.clone(), indicators, on }
    }

    /// What the detail pass must compute: what conditions and reasons name.
    pub fn indicators(&self) -> &IndicatorPlan {
        &self.indicators
    }

    /// Explains the containers of `shown` (number → place in the ranking) from their rows.
    #[allow(clippy::too_many_arguments, reason = "an explanation is made of everything the run knows")]
    pub fn explain(
        &self,
        look: &Look<'_, '_>,
        hits: &HitTable,
        shown: &ShownVisits,
        scorer: &Scorer<'_>,
        ranking: &Ranking,
        told: Told<'_>,
    ) -> Vec<Explanation> {
        let table = look.table;
        let (numbers, visits) = (table.text(Column::ContainerNo), table.text(Column::Visit));
        let mut rows: Vec<(usize, Vec<usize>)> = Vec::new();
        let mut by_place: HashMap<usize, usize> = HashMap::new();
        for row in 0..table.height() {
            let visit = visits.get(row).unwrap_or_default();
            // Of a container that is shown another visit may not be.
            let Some(place) = numbers.get(row).and_then(|number| shown.place(number, visit)) else { continue };
            let at = *by_place.entry(place).or_insert_with(|| {
                rows.push((place, Vec::new()));
                rows.len() - 1
            });
            rows[at].1.push(row);
        }
        rows.sort_unstable_by_key(|(place, _)| *place);
        rows.par_iter_mut()
            .map(|(place, rows)| {
                // The order of rows in the input must not show.
                rows.sort_by_cached_key(|&row| row_key(table, row));
                self.one(look, hits, rows, *place, scorer, ranking, told)
            })
            .collect()
    }

    #[allow(clippy::too_many_arguments, reason = "see explain")]
    fn one(
        &self,
        look: &Look<'_, '_>,
        hits: &HitTable,
        rows: &[usize],
        place: usize,
        scorer: &Scorer<'_>,
        ranking: &Ranking,
        told: Told<'_>,
    ) -> Explanation {
        let ranked = &ranking.containers[place];
        let verdicts = scorer.verdicts(told.rollup.patterns().get(ranked.pattern));
        let score = scorer.score_verdicts(&verdicts);
        let lanes = &self.pack.selectivity.lanes;
        let lane = lanes.of_container(score.points, score.mandatory);
        let table = look.table;
        let mut teller = Teller {
            explainer: self,
            look,
            hits,
            rows,
            scorer,
            verdicts: &verdicts,
            readings: Readings::default(),
            quoted: BTreeSet::new(),
        };
        let before_opening = score
            .safety
            .iter()
            .map(|&rule| {
                let Telling { reason, bill_no, evidence } = teller.tell(rule);
                BeforeOpening { rule: scorer.rules()[rule].id.clone(), reason, bill_no, evidence }
            })
            .collect();
        let fired = score
            .contributions
            .iter()
            .map(|contribution| {
                let Telling { reason, bill_no, evidence } = teller.tell(contribution.rule);
                FiredRule {
                    rule: scorer.rules()[contribution.rule].id.clone(),
                    points: contribution.points,
                    counted: contribution.counted,
                    reason,
                    bill_no,
                    evidence,
                }
            })
            .collect();
        let mentioned = score.safety.iter().copied().chain(score.contributions.iter().map(|one| one.rule));
        let read = columns_read(mentioned.map(|rule| scorer.rules()[rule]));
        let not_evaluable = score
            .not_evaluable
            .iter()
            .map(|&rule| MissingRule {
                rule: scorer.rules()[rule].id.clone(),
                missing: missing(scorer.rules()[rule], table, rows),
                lists: scorer.rules()[rule]
                    .lists_not_in_force(&self.pack.lists, self.on)
                    .map(|(list, standing)| format!("{} {standing}", list.name))
                    .collect(),
            })
            .collect();
        Explanation {
            rank: place + 1,
            container_no: table.shown(Column::ContainerNo, rows[0]).unwrap_or_default(),
            visit: told.rollup.name(ranked.place).to_owned(),
            score: score.points,
            lane: lane.name.clone(),
            treatment: lane.treatment.clone(),
            reason: ranked.reason,
            sentence: ranking.sentence(place, told),
            consignment: like_boxes(ranking, place, told),
            fired,
            before_opening,
            not_evaluable,
            lane_change: LaneChange::of(scorer, lanes, &verdicts, &score),
            bills: rows.iter().map(|&row| facts(table, row, &read)).collect(),
            sources: rows
                .iter()
                .map(|&row| {
                    let file = table.shown(Column::SourceFile, row).unwrap_or_default();
                    (file, table.int(Column::SourceLine, row).unwrap_or(0))
                })
                .collect(),
        }
    }

    /// The first row of the container on which a row rule fired.
    fn row_of(&self, rule: usize, hits: &HitTable, rows: &[usize]) -> Option<usize> {
        (rule < self.row_rules.len())
            .then(|| rows.iter().copied().find(|&row| hits.verdict(rule, row) == Verdict::Fired))
            .flatten()
    }
}

/// The like boxes of a container, those that stand by only where it is opened: else every box would name all others.
fn like_boxes(ranking: &Ranking, place: usize, told: Told<'_>) -> Option<LikeBoxesShown> {
    let ranked = &ranking.containers[place];
    let group = ranked.group?;
    let numbers = |is_one: fn(SelectionReason) -> bool| {
        let those = ranking.of_group(group).filter(|other| is_one(other.reason));
        those.map(|other| told.rollup.container_no(other.place)).collect::<Vec<String>>()
    };
    // A box for which no slot was left does not stand by: it is not what the drawn box was drawn for.
    let stands_by = |reason| reason == SelectionReason::Consignment;
    Some(LikeBoxesShown {
        group: group as usize + 1,
        boxes: ranking.of_group(group).count(),
        drawn: numbers(SelectionReason::selected),
        standing_by: if ranked.reason.selected() { numbers(stands_by) } else { Vec::new() },
    })
}

/// Tells of the rules of one container, one after the other.
struct Teller<'t, 'p> {
    explainer: &'t Explainer<'p>,
    look: &'t Look<'t, 't>,
    hits: &'t HitTable,
    rows: &'t [usize],
    scorer: &'t Scorer<'p>,
    verdicts: &'t [Verdict],
    readings: Readings<'t>,
    /// Long texts, by row, whose beginning a reason has quoted: the next one is brief.
    quoted: BTreeSet<(usize, Column)>,
}

/// What is told of a rule that fired.
struct Telling {
    reason: String,
    bill_no: Option<String>,
    evidence: Vec<Evidence>,
}

impl Teller<'_, '_> {
    fn tell(&mut self, place: usize) -> Telling {
        let rule = self.scorer.rules()[place];
        let fired_on = self.explainer.row_of(place, self.hits, self.rows);
        let row = fired_on.unwrap_or(self.rows[0]);
        let evidence = match &rule.condition {
            Condition::Row(_) => self.look.evidence(place, row, &mut self.readings),
            Condition::Combination(combination) => {
                let fired = |id: &&str| {
                    let mut all = self.scorer.rules().iter().zip(self.verdicts);
                    all.any(|(rule, verdict)| rule.id == **id && *verdict == Verdict::Fired)
                };
                combination.rules().filter(fired).map(|id| Evidence::Rule(id.to_owned())).collect()
            }
        };
        let quoted = self.quoted.iter().filter(|(of, _)| *of == row).map(|(_, column)| *column).collect();
        let filling = self.look.filling(rule, row, &evidence, &quoted);
        let begun = self.look.quoted_from_the_beginning(rule, row, &filling);
        self.quoted.extend(begun.into_iter().map(|column| (row, column)));
        Telling {
            reason: rule.reason.filled(self.look.table, row, &filling),
            bill_no: fired_on.and_then(|row| self.look.table.shown(Column::BillNo, row)),
            evidence,
        }
    }
}

/// The stated columns that rules read, beside those that are always shown.
fn columns_read<'r>(rules: impl Iterator<Item = &'r Rule>) -> BTreeSet<Column> {
    let of_rule = |rule: &Rule| match &rule.condition {
        Condition::Row(condition) => condition.columns(),
        Condition::Combination(_) => BTreeSet::new(),
    };
    let read: BTreeSet<Column> = rules.flat_map(of_rule).collect();
    let stated: BTreeSet<Column> = read.into_iter().flat_map(stated_columns).collect();
    stated.into_iter().filter(|column| *column != Column::ContainerNo && !FACTS.contains(column)).collect()
}

/// Everything a row states, exactly: equal rows are equal whatever file they came from.
fn row_key(table: &ManifestTable, row: usize) -> Vec<String> {
    let stated = |column: &&Column| column.stage() == Stage::Manifest;
    let bill_first = [Column::BillNo];
    bill_first.iter().chain(Column::ALL.iter().filter(stated)).map(|column| table.exactly(*column, row)).collect()
}

fn facts(table: &ManifestTable, row: usize, read: &BTreeSet<Column>) -> BillFacts {
    let always = FACTS.iter().filter_map(|column| Some((column.name(), table.shown(*column, row)?)));
    let besides =
        read.iter().filter_map(|column| Some((column.name(), cut(&table.shown(*column, row)?, LONGEST_READ))));
    BillFacts(always.chain(besides).collect())
}

/// The columns a rule would need: those of its condition that are null on some row, traced back to what
/// the manifest does not state.
fn missing(rule: &Rule, table: &ManifestTable, rows: &[usize]) -> Vec<&'static str> {
    let Condition::Row(expr) = &rule.condition else { return Vec::new() };
    let null = |column: Column| rows.iter().any(|&row| table.shown(column, row).is_none());
    let mut missing = BTreeSet::new();
    for column in expr.columns().into_iter().filter(|column| null(*column)) {
        let stated: Vec<Column> = rests_on(column).into_iter().filter(|stated| null(*stated)).collect();
        match stated.is_empty() {
            true => {
                missing.insert(column.name());
            }
            false => missing.extend(stated.iter().map(|stated| stated.name())),
        }
    }
    // A description that quotes a tariff states nothing of its own.
    let asks_goods = expr.columns().contains(&Column::GoodsDescription);
    if missing.is_empty() && asks_goods && !null(Column::TariffCode) {
        missing.insert(Column::GoodsDescription.name());
    }
    missing.into_iter().collect()
}
