//! The stages in order: profile pass, scoring pass, ranking, detail pass.
//!
//! Nothing here knows how a stage works, and no stage knows another: they meet in tables.

use crate::columns::Column;
use crate::domain::Capacity;
use crate::explanation::{Explainer, Explanation, Look, ShownVisits, asked_keys};
use crate::history::{
    AskedKeys, BatchProfile, ProfileBuilder, Relation, StatedCalls, TELL_THE_CALL, Visits, Witnesses,
};
use crate::hits::{HitPlan, HitTable};
use crate::indicators::{Context, IndicatorPlan};
use crate::manifest::{Batch, StagedManifests};
use crate::reference::{Lists, Reference};
use crate::report::Coverage;
use crate::rulepack::RulePack;
use crate::scores::{Patterns, RollUp, Score, Scorer};
use crate::selectivity::{Draw, Ranking, Told, select};
use crate::tables::ManifestTable;
use chrono::NaiveDate;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// What a run is asked for, beside inputs and rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    pub capacity: Capacity,
    pub seed: u64,
    /// The day of the run.
    pub run_date: NaiveDate,
    /// The day lists and reviews are judged by; another than the run's where an old night is run again.
    pub lists_as_of: NaiveDate,
    /// How many containers are explained besides the selected ones, best first.
    pub explained: usize,
}

/// The part of the work that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Profile,
    Score,
    Rank,
    Explain,
    Write,
}

impl Stage {
    pub fn name(self) -> &'static str {
        match self {
            Self::Profile => "profile",
            Self::Score => "score",
            Self::Rank => "rank",
            Self::Explain => "explain",
            Self::Write => "write",
        }
    }
}

/// Told what the run is doing: the stage, and how many of its rows are done.
pub type Observer<'o> = &'o dyn Fn(Stage, u64);

/// A finished run.
pub struct Run<'p> {
    pub scorer: Scorer<'p>,
    pub rollup: RollUp,
    /// Per pattern.
    pub scores: Vec<Score>,
    pub ranking: Ranking,
    pub coverage: Coverage,
    /// In rank order.
    pub explanations: Vec<Explanation>,
}

/// Gets the verdicts of each table of rows, in the order of the input.
pub type HitSink<'s> = &'s mut dyn FnMut(&ManifestTable, &HitTable) -> Result<(), String>;

/// Batches worked on at once: enough for every core, few enough to keep memory flat.
fn batches_at_once() -> usize {
    2 * rayon::current_num_threads()
}

/// Scores, ranks, selects and explains.
pub fn score<'p>(
    manifests: &StagedManifests,
    pack: &'p RulePack,
    reference: &Reference,
    settings: &Settings,
    mut hit_sink: Option<HitSink<'_>>,
    observe: Observer<'_>,
) -> Result<Run<'p>, String> {
    let hits = HitPlan::new(pack, settings.lists_as_of, &reference.deciding_words);
    let mut wanted = hits.columns();
    wanted.extend(RollUp::NEEDS);
    let indicators = IndicatorPlan::new(wanted);
    let explainer = Explainer::new(pack, &hits, settings.lists_as_of);
    let visits = visits(manifests, observe)?;
    let profile = profile(manifests, &[&indicators, explainer.indicators()], reference, &visits, observe)?;
    let context =
        Context { reference, profile: &profile, visits: &visits, stated: &manifests.stated, beside: &manifests.beside };

    let mut rollup = RollUp::new(hits.rules.len());
    let columns = indicators.manifest_columns();
    let keep_hits = hit_sink.is_some();
    let score = |batch: &Batch| {
        let mut table = batch.load(&columns)?;
        indicators.compute(&mut table, &context.of(manifests, batch));
        let verdicts = hits.evaluate(&table);
        let mut patterns = Patterns::new(hits.rules.len());
        let rows = patterns.of_rows(&verdicts);
        Ok((table, keep_hits.then_some(verdicts), patterns, rows))
    };
    let done = each_batch(manifests, Stage::Score, observe, score, |(table, verdicts, patterns, rows)| {
        rollup.add(&table, &rows, &patterns);
        match (hit_sink.as_mut(), verdicts) {
            (Some(sink), Some(verdicts)) => sink(&table, &verdicts),
            _ => Ok(()),
        }
    })?;
    check_accounts(manifests, done)?;
    rollup.finish();

    observe(Stage::Rank, 0);
    let scorer = Scorer::new(pack, &hits.rules);
    let scores: Vec<Score> = rollup.patterns().all().par_iter().map(|pattern| scorer.score(pattern)).collect();
    let draw = Draw::new(settings.seed);
    let ranking = select(&rollup, &scores, settings.capacity, &pack.selectivity.like_boxes, draw);
    let coverage = Coverage::of(&scorer, &rollup, pack, settings.lists_as_of);
    let explanations = explain(
        manifests,
        &hits,
        &pack.lists,
        &explainer,
        &scorer,
        &rollup,
        &scores,
        &ranking,
        &context,
        settings,
        observe,
    )?;
    Ok(Run { scorer, rollup, scores, ranking, coverage, explanations })
}

/// Rows in = rows scored + rows rejected, or the run is wrong and must not be believed.
fn check_accounts(manifests: &StagedManifests, scored: u64) -> Result<(), String> {
    let rejected = manifests.rejects.len() as u64;
    match manifests.rows_in == scored + rejected {
        true => Ok(()),
        false => Err(format!(
            "{} rows in, but {scored} scored and {rejected} rejected: this is a fault of redlane; please report it",
            manifests.rows_in
        )),
    }
}

/// Rows up to which the profile is made of all relations at once. Beyond, a few relations at a time: the
/// keys are read more often, but the pairs of only those few are in memory.
const ROWS_PROFILED_AT_ONCE: u64 = 1_500_000;
const RELATIONS_AT_ONCE: usize = 2;

/// Finds out which rows of a container are of one visit.
fn visits(manifests: &StagedManifests, observe: Observer<'_>) -> Result<Visits, String> {
    let stated = |batch: &Batch| {
        let mut calls = StatedCalls::default();
        calls.add(&batch.load(&TELL_THE_CALL)?);
        Ok(calls)
    };
    let mut all = StatedCalls::default();
    each_batch(manifests, Stage::Profile, observe, stated, |calls| {
        all.merge(calls);
        Ok(())
    })?;
    Ok(all.settle())
}

/// The profile pass: only the columns that keys and values are made of.
fn profile(
    manifests: &StagedManifests,
    plans: &[&IndicatorPlan],
    reference: &Reference,
    visits: &Visits,
    observe: Observer<'_>,
) -> Result<BatchProfile, String> {
    let relations: BTreeSet<Relation> = plans.iter().flat_map(|plan| plan.relations()).collect();
    let relations: Vec<Relation> = relations.into_iter().collect();
    let at_once = match manifests.rows() {
        0..=ROWS_PROFILED_AT_ONCE => relations.len().max(1),
        _ => RELATIONS_AT_ONCE,
    };
    let mut profile = BatchProfile::default();
    for some in relations.chunks(at_once) {
        profile.extend(profile_of(some, manifests, reference, visits, observe)?);
    }
    Ok(profile)
}

fn profile_of(
    relations: &[Relation],
    manifests: &StagedManifests,
    reference: &Reference,
    visits: &Visits,
    observe: Observer<'_>,
) -> Result<BatchProfile, String> {
    let needed = IndicatorPlan::new(relations.iter().flat_map(|relation| relation.needs().iter().copied()));
    let columns = needed.manifest_columns();
    let nothing = BatchProfile::default();
    let context =
        Context { reference, profile: &nothing, visits, stated: &manifests.stated, beside: &manifests.beside };
    let part = |batch: &Batch| {
        let mut table = batch.load(&columns)?;
        needed.compute(&mut table, &context.of(manifests, batch));
        let mut part = ProfileBuilder::new(relations);
        part.add(&table);
        Ok(part)
    };
    let mut whole = ProfileBuilder::new(relations);
    each_batch(manifests, Stage::Profile, observe, part, |part| {
        whole.merge(part);
        Ok(())
    })?;
    Ok(whole.finish())
}

/// The detail pass: every column, but only the rows of containers that will be shown.
#[allow(clippy::too_many_arguments, reason = "the last stage sees what all before it made")]
fn explain(
    manifests: &StagedManifests,
    hits: &HitPlan<'_>,
    lists: &Lists,
    explainer: &Explainer<'_>,
    scorer: &Scorer<'_>,
    rollup: &RollUp,
    scores: &[Score],
    ranking: &Ranking,
    context: &Context<'_>,
    settings: &Settings,
    observe: Observer<'_>,
) -> Result<Vec<Explanation>, String> {
    let mut shown = ShownVisits::default();
    for (at, ranked) in ranking.containers.iter().enumerate() {
        if at < settings.explained || ranked.reason.selected() {
            shown.insert(rollup.container_no(ranked.place), rollup.name(ranked.place), at);
        }
    }
    let columns: Vec<Column> = Column::as_read().collect();
    let mut parts: Vec<ManifestTable> = Vec::new();
    let found = |batch: &Batch| {
        let mut part = rows_shown(batch, &shown, &columns)?;
        if let Some(part) = &mut part {
            explainer.indicators().compute(part, &context.of(manifests, batch));
        }
        Ok(part)
    };
    each_batch(manifests, Stage::Explain, observe, found, |found| {
        parts.extend(found);
        Ok(())
    })?;
    let parts: Vec<&ManifestTable> = parts.iter().collect();
    let table = ManifestTable::stacked(&parts);
    let verdicts = hits.evaluate(&table);
    let grounds = hits.grounds(&table);
    let witnesses = witnesses(manifests, &asked_keys(&grounds, &table), context, observe)?;
    let look = Look { plan: hits, lists, table: &table, grounds: &grounds, witnesses: &witnesses };
    let told = Told { rollup, scores, draw: Draw::new(settings.seed) };
    Ok(explainer.explain(&look, &verdicts, &shown, scorer, ranking, told))
}

/// Once more through the batch for the names behind a few keys: only the columns that these are made of.
fn witnesses(
    manifests: &StagedManifests,
    asked: &AskedKeys,
    context: &Context<'_>,
    observe: Observer<'_>,
) -> Result<Witnesses, String> {
    let mut witnesses = Witnesses::default();
    if asked.is_empty() {
        return Ok(witnesses);
    }
    let needed = IndicatorPlan::new(asked.relations().flat_map(|relation| relation.needs().iter().copied()));
    let columns = needed.manifest_columns();
    let part = |batch: &Batch| {
        let mut table = batch.load(&columns)?;
        needed.compute(&mut table, &context.of(manifests, batch));
        Ok(Witnesses::of(asked, &table))
    };
    each_batch(manifests, Stage::Explain, observe, part, |part| {
        witnesses.merge(part);
        Ok(())
    })?;
    Ok(witnesses)
}

impl<'a> Context<'a> {
    /// The same for the rows of a batch, which can state what their file can.
    fn of(self, manifests: &'a StagedManifests, batch: &'a Batch) -> Self {
        Self { stated: manifests.stated_by(batch), ..self }
    }
}

fn rows_shown(batch: &Batch, shown: &ShownVisits, columns: &[Column]) -> Result<Option<ManifestTable>, String> {
    let keys = batch.load(&[Column::ContainerNo])?;
    let numbers = keys.text(Column::ContainerNo);
    let rows: Vec<usize> =
        (0..keys.height()).filter(|&row| numbers.get(row).is_some_and(|number| shown.has(number))).collect();
    if rows.is_empty() {
        return Ok(None);
    }
    let table = batch.load(columns)?;
    Ok(Some(if rows.len() == table.height() { table } else { table.take(&rows) }))
}

/// Every column of the catalogue for every row, table by table: what rules see.
pub fn full_tables(
    manifests: &StagedManifests,
    reference: &Reference,
    sink: &mut dyn FnMut(ManifestTable) -> Result<(), String>,
    observe: Observer<'_>,
) -> Result<(), String> {
    let plan = IndicatorPlan::new(Column::ALL.iter().copied());
    let visits = visits(manifests, observe)?;
    let profile = profile(manifests, &[&plan], reference, &visits, observe)?;
    let context =
        Context { reference, profile: &profile, visits: &visits, stated: &manifests.stated, beside: &manifests.beside };
    let columns = plan.manifest_columns();
    let full = |batch: &Batch| {
        let mut table = batch.load(&columns)?;
        plan.compute(&mut table, &context.of(manifests, batch));
        Ok(table)
    };
    each_batch(manifests, Stage::Write, observe, full, sink).map(|_| ())
}

/// Rules on rows, without scores: the verdicts of a plan with the columns in `also`, in the order of the input.
pub fn evaluate(
    manifests: &StagedManifests,
    hits: &HitPlan<'_>,
    also: &[Column],
    reference: &Reference,
    sink: HitSink<'_>,
    observe: Observer<'_>,
) -> Result<(), String> {
    let plan = IndicatorPlan::new(hits.columns().into_iter().chain(also.iter().copied()));
    let visits = visits(manifests, observe)?;
    let profile = profile(manifests, &[&plan], reference, &visits, observe)?;
    let context =
        Context { reference, profile: &profile, visits: &visits, stated: &manifests.stated, beside: &manifests.beside };
    let columns = plan.manifest_columns();
    let evaluate = |batch: &Batch| {
        let mut table = batch.load(&columns)?;
        plan.compute(&mut table, &context.of(manifests, batch));
        let verdicts = hits.evaluate(&table);
        Ok((table, verdicts))
    };
    each_batch(manifests, Stage::Score, observe, evaluate, |(table, verdicts)| sink(&table, &verdicts)).map(|_| ())
}

/// Works on a few batches at a time, all cores at once, and hands on the results in the order of the
/// input; returns the rows done.
fn each_batch<T: Send>(
    manifests: &StagedManifests,
    stage: Stage,
    observe: Observer<'_>,
    work: impl Fn(&Batch) -> Result<T, String> + Sync,
    mut take: impl FnMut(T) -> Result<(), String>,
) -> Result<u64, String> {
    let mut done = 0;
    observe(stage, done);
    for batches in manifests.batches().chunks(batches_at_once()) {
        let results: Vec<T> = batches.par_iter().map(&work).collect::<Result<_, _>>()?;
        for (batch, result) in batches.iter().zip(results) {
            take(result)?;
            done += batch.rows() as u64;
            observe(stage, done);
        }
    }
    Ok(done)
}
