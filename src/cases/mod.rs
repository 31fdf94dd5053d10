//! Cases: each rule's examples run through the same indicators and kernel as a manifest.

use crate::columns::Column;
use crate::history::{BatchProfile, ProfileBuilder, Visits};
use crate::hits::HitPlan;
use crate::indicators::{Context, IndicatorPlan};
use crate::manifest::read_value;
use crate::reconciliation::Beside;
use crate::reference::Reference;
use crate::rulepack::{Case, Condition, Given, Rule, RulePack, Verdict};
use crate::tables::{Cell, ManifestTable, TableBuilder, Vector};
use std::borrow::Cow;

/// What one case gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseReport {
    pub rule: String,
    pub case: String,
    pub file: String,
    pub line: usize,
    pub expected: Verdict,
    pub found: Verdict,
}

impl CaseReport {
    pub fn validated(&self) -> bool {
        self.expected == self.found
    }

    /// Validated, or what kind of wrong it is.
    pub fn outcome(&self) -> &'static str {
        match (self.expected, self.found) {
            (expected, found) if expected == found => "Validated",
            (Verdict::NotEvaluable, _) | (_, Verdict::NotEvaluable) => "Wrong evaluability",
            (_, Verdict::Fired) => "Noisy",
            (_, _) => "Missing",
        }
    }
}

/// Runs the cases of every rule, whatever its status. Cases say what a rule does when its lists count, so every list and every
/// entry is taken to be in force. A list that a case fills itself holds that and nothing else, so that a port's own entries
/// change no case.
pub fn run_cases(pack: &RulePack, reference: &Reference) -> Vec<CaseReport> {
    pack.rules.iter().flat_map(|rule| rule.cases.iter().map(move |case| report(pack, reference, rule, case))).collect()
}

fn report(pack: &RulePack, reference: &Reference, rule: &Rule, case: &Case) -> CaseReport {
    let found = match (&rule.condition, &case.given) {
        (Condition::Row(_), Given::Row(row)) => {
            let lists = match case.lists.is_empty() {
                true => Cow::Borrowed(&pack.lists),
                false => Cow::Owned(pack.lists.with_entries(&case.lists)),
            };
            let plan = HitPlan::of(vec![rule], &lists, None, &reference.deciding_words);
            plan.evaluate(&with_indicators(row, &plan, reference)).verdict(0, 0)
        }
        (Condition::Combination(combination), Given::Results(results)) => combination.verdict(&|id| {
            results.iter().find(|(given, _)| given == id).map_or(Verdict::Quiet, |(_, verdict)| *verdict)
        }),
        _ => Verdict::NotEvaluable,
    };
    CaseReport {
        rule: rule.id.clone(),
        case: case.name.clone(),
        file: case.file.clone(),
        line: case.line,
        expected: case.expect,
        found,
    }
}

/// Every case's row with every computed column, one below the other, so that another engine can judge them: all rules on all rows,
/// with the lists as they stand in the folder. What cases put into lists is theirs alone.
/// Each row gets a container and a bill of its own where the case gives none; they are what states are
/// compared by.
pub fn case_table(pack: &RulePack, reference: &Reference) -> ManifestTable {
    let everything = IndicatorPlan::new(Column::ALL.iter().copied());
    let rows = pack.rules.iter().flat_map(|rule| &rule.cases).filter_map(|case| match &case.given {
        Given::Row(row) => Some(row),
        Given::Results(_) => None,
    });
    let tables: Vec<ManifestTable> = rows
        .enumerate()
        .map(|(number, row)| {
            let mut table = completed(row, &everything, reference);
            for column in [Column::ContainerNo, Column::BillNo] {
                if table.text(column).get(0).is_none() {
                    table.set(column, Vector::texts(1, |_| Some(format!("CASE{number:05}"))));
                }
            }
            table
        })
        .collect();
    ManifestTable::stacked(&tables.iter().collect::<Vec<_>>())
}

/// What a row rule says of a row that states nothing but a container number.
pub fn verdict_without_data(pack: &RulePack, rule: &Rule) -> Verdict {
    let reference = Reference::embedded();
    let plan = HitPlan::of(vec![rule], &pack.lists, None, &reference.deciding_words);
    let empty = goods_row(None, &[], &plan, reference);
    if plan.rules.is_empty() { Verdict::NotEvaluable } else { plan.evaluate(&empty).verdict(0, 0) }
}

/// A row that states goods, if any, and nothing else, with what the plan's rules ask.
pub fn goods_row(
    description: Option<&str>,
    hs_codes: &[String],
    plan: &HitPlan<'_>,
    reference: &Reference,
) -> ManifestTable {
    let mut builder = TableBuilder::default();
    builder.put(Column::ContainerNo, Cell::Text("MSKU9070323".into()));
    // Read as the cells of a manifest are; what cannot be read is not stated.
    let codes = hs_codes.join(";");
    for (column, text) in [(Column::GoodsDescription, description), (Column::HsCodes, Some(&*codes))] {
        if let Some(Ok(Some(value))) = text.map(|text| read_value(column, text)) {
            builder.put(column, value.into_owned());
        }
    }
    builder.finish_row();
    with_indicators(&builder.finish(), plan, reference)
}

fn with_indicators(row: &ManifestTable, plan: &HitPlan<'_>, reference: &Reference) -> ManifestTable {
    completed(row, &IndicatorPlan::new(plan.columns()), reference)
}

/// The row as a batch of its own.
fn completed(row: &ManifestTable, indicators: &IndicatorPlan, reference: &Reference) -> ManifestTable {
    // A case that leaves a column out means that it could have been stated and was not.
    let stated = Column::canonical().collect();
    let relations = indicators.relations();
    let needed = IndicatorPlan::new(relations.iter().flat_map(|relation| relation.needs().iter().copied()));
    let mut table = row.clone();
    let (nothing, visits, beside) = (BatchProfile::default(), Visits::default(), Beside::default());
    let context = Context { reference, profile: &nothing, visits: &visits, stated: &stated, beside: &beside };
    needed.compute(&mut table, &context);
    let mut builder = ProfileBuilder::new(&relations);
    builder.add(&table);
    indicators.compute(&mut table, &Context { profile: &builder.finish(), ..context });
    table
}
