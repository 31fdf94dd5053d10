//! Hit plans: rules made ready to run, with their lists as look-ups and their phrases in a matcher.

use super::kernel::Kernel;
use super::kleene::Tri;
use super::lookups::Lookups;
use super::mentions::Mentions;
use crate::columns::Column;
use crate::reference::{DecidingWords, ListId, Lists};
use crate::rulepack::condition::Expr;
use crate::rulepack::{Condition, Rule, RulePack, Verdict};
use crate::tables::ManifestTable;
use crate::wording::{AskedLists, PhraseMatcher};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// The row rules of a pack, ready to run.
pub struct HitPlan<'p> {
    pub rules: Vec<&'p Rule>,
    /// For each rule, whether it asks a list that is not in force.
    without_lists: Vec<bool>,
    pub(super) lists: &'p Lists,
    pub(super) lookups: Lookups,
    phrases: PhraseMatcher,
    /// For each text column, the lists that are asked of it.
    asked: Vec<(Column, AskedLists)>,
}

/// The verdicts of every row rule on every row of a table.
pub struct HitTable {
    /// Per rule, in the order of the plan.
    pub verdicts: Vec<Vec<Tri>>,
    pub height: usize,
}

impl HitTable {
    pub fn verdict(&self, rule: usize, row: usize) -> Verdict {
        match self.verdicts[rule][row] {
            super::kleene::FALSE => Verdict::Quiet,
            super::kleene::UNKNOWN => Verdict::NotEvaluable,
            _ => Verdict::Fired,
        }
    }
}

impl<'p> HitPlan<'p> {
    /// Rules of `pack` that run, as of a day. Names in lists are read with the words that decide what a name is, which must be
    /// those the indicators read names with.
    pub fn new(pack: &'p RulePack, on: NaiveDate, words: &DecidingWords) -> Self {
        Self::of(pack.running().collect(), &pack.lists, Some(on), words)
    }

    /// Some rules, with lists as of a day; without a day every list and every entry counts.
    pub fn of(rules: Vec<&'p Rule>, lists: &'p Lists, as_of: Option<NaiveDate>, words: &DecidingWords) -> Self {
        let rules: Vec<&Rule> = rules.into_iter().filter(|rule| matches!(rule.condition, Condition::Row(_))).collect();
        let mut asked: BTreeMap<Column, BTreeSet<ListId>> = BTreeMap::new();
        for condition in conditions(&rules) {
            condition.walk(&mut |e| {
                if let Expr::Mentions(column, list) = e {
                    asked.entry(*column).or_default().insert(*list);
                }
            });
        }
        let phrases = PhraseMatcher::new(&lists.phrase_lists(asked.values().flatten().copied(), as_of));
        let lookups = Lookups::of(conditions(&rules), lists, as_of, words, &phrases);
        let names = |ids: BTreeSet<ListId>| ids.into_iter().map(|id| lists.get(id).name.as_str()).collect::<Vec<_>>();
        let asked = asked.into_iter().map(|(column, ids)| (column, phrases.asked(Some(&names(ids))))).collect();
        let without_lists =
            conditions(&rules).map(|condition| condition.lists().into_iter().any(|list| !lookups.has(list))).collect();
        Self { rules, without_lists, lists, lookups, phrases, asked }
    }

    /// The columns the rules read, and which of them could not be read; where they look for phrases in the goods, also whether
    /// these are a tariff's wording.
    pub fn columns(&self) -> BTreeSet<Column> {
        let asks_goods = self.asked.iter().any(|(column, _)| *column == Column::GoodsDescription);
        let wording = asks_goods.then_some(Column::TariffCode);
        let read = self.rules.iter().flat_map(|rule| match &rule.condition {
            Condition::Row(expr) => expr.columns(),
            Condition::Combination(_) => BTreeSet::new(),
        });
        read.chain(wording).chain([Column::UnreadableCells]).collect()
    }

    /// The lists of phrases that the rules ask, made ready.
    pub fn phrases(&self) -> &PhraseMatcher {
        &self.phrases
    }

    pub(super) fn lookups(&self) -> &Lookups {
        &self.lookups
    }

    /// The lists that are asked of a text column.
    pub(super) fn asked_of(&self, column: Column) -> Option<&AskedLists> {
        self.asked.iter().find(|(asked, _)| *asked == column).map(|(_, lists)| lists)
    }

    pub(super) fn mentions(&self, table: &ManifestTable) -> Vec<Mentions> {
        self.asked.iter().map(|(column, asked)| Mentions::find(table, *column, &self.phrases, asked)).collect()
    }

    pub fn evaluate(&self, table: &ManifestTable) -> HitTable {
        let mentions = self.mentions(table);
        let kernel = Kernel::new(table, &self.lookups, &mentions);
        let verdicts = self
            .rules
            .iter()
            .zip(&self.without_lists)
            .map(|(rule, without_lists)| match &rule.condition {
                Condition::Row(expr) if *without_lists => kernel.truths_without_lists(expr),
                Condition::Row(expr) => kernel.truths(expr),
                Condition::Combination(_) => unreachable!("only row rules are planned"),
            })
            .collect();
        HitTable { verdicts, height: table.height() }
    }
}

/// The conditions of row rules, in their order.
fn conditions<'r>(rules: &[&'r Rule]) -> impl Iterator<Item = &'r Expr> {
    rules.iter().filter_map(|rule| match &rule.condition {
        Condition::Row(expr) => Some(expr),
        Condition::Combination(_) => None,
    })
}
