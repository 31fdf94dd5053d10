//! Hit plans: rules made ready to run, with their lists as look-ups and their phrases in a matcher.

use super::kernel::Kernel;
use super::kleene::Tri;
use super::mentions::Mentions;
use crate::columns::Column;
use crate::reference::{ListId, Lists, MatchKind, ReferenceList};
use crate::rulepack::{Condition, Rule, RulePack, Verdict};
use crate::tables::ManifestTable;
use crate::wording::{AskedLists, PhraseMatcher};
use chrono::NaiveDate;
use hashbrown::HashSet;
use std::collections::{BTreeMap, BTreeSet};

/// The row rules of a pack, ready to run.
pub struct HitPlan<'p> {
    pub rules: Vec<&'p Rule>,
    /// For each rule, whether it asks a list that is not in force.
    without_lists: Vec<bool>,
    lookups: Lookups,
    phrases: PhraseMatcher,
    /// For each text column, the lists that are asked of it.
    asked: Vec<(Column, AskedLists)>,
}

/// Lists in the form they are asked in. A list not in force is not there.
pub(super) struct Lookups(Vec<Option<Lookup>>);

pub(super) enum Lookup {
    Exact(HashSet<String>),
    /// Prefixes by length, shortest first.
    Prefix {
        lengths: Vec<usize>,
        prefixes: HashSet<String>,
    },
    /// The list's place among those of the matcher.
    Phrases {
        place: usize,
    },
}

impl Lookups {
    pub fn get(&self, list: ListId) -> Option<&Lookup> {
        self.0[list.0].as_ref()
    }
}

impl Lookup {
    pub fn holds(&self, value: &str) -> bool {
        match self {
            Self::Exact(values) => values.contains(value),
            Self::Prefix { lengths, prefixes } => {
                lengths.iter().any(|&length| value.get(..length).is_some_and(|start| prefixes.contains(start)))
            }
            Self::Phrases { .. } => false,
        }
    }
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
    /// Rules of `pack` that run, as of a day.
    pub fn new(pack: &'p RulePack, on: NaiveDate) -> Self {
        Self::of(pack.running().collect(), &pack.lists, &|list| list.in_force(on))
    }

    /// Some rules, with the lists that count.
    pub fn of(rules: Vec<&'p Rule>, lists: &Lists, counts: &dyn Fn(&ReferenceList) -> bool) -> Self {
        let rules: Vec<&Rule> = rules.into_iter().filter(|rule| matches!(rule.condition, Condition::Row(_))).collect();
        let mut asked: BTreeMap<Column, BTreeSet<ListId>> = BTreeMap::new();
        for rule in &rules {
            let Condition::Row(expr) = &rule.condition else { continue };
            expr.walk(&mut |e| {
                if let crate::rulepack::condition::Expr::Mentions(column, list) = e {
                    asked.entry(*column).or_default().insert(*list);
                }
            });
        }
        let phrases = PhraseMatcher::new(&lists.phrase_lists(asked.values().flatten().copied()));
        let lookups: Vec<Option<Lookup>> =
            lists.iter().map(|list| counts(list).then(|| lookup(list, &phrases)).flatten()).collect();
        let names = |ids: BTreeSet<ListId>| ids.into_iter().map(|id| lists.get(id).name.as_str()).collect::<Vec<_>>();
        let asked = asked.into_iter().map(|(column, ids)| (column, phrases.asked(Some(&names(ids))))).collect();
        let without_lists = rules
            .iter()
            .map(|rule| match &rule.condition {
                Condition::Row(expr) => expr.lists().into_iter().any(|list| lookups[list.0].is_none()),
                Condition::Combination(_) => false,
            })
            .collect();
        Self { rules, without_lists, lookups: Lookups(lookups), phrases, asked }
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

/// The list as it is asked; a list of phrases that no rule asks is not there.
fn lookup(list: &ReferenceList, phrases: &PhraseMatcher) -> Option<Lookup> {
    let values = || list.values().into_iter().collect::<HashSet<String>>();
    Some(match list.match_kind {
        MatchKind::Exact => Lookup::Exact(values()),
        MatchKind::Prefix => {
            let values = values();
            let lengths: BTreeSet<usize> = values.iter().map(String::len).collect();
            Lookup::Prefix { lengths: lengths.into_iter().collect(), prefixes: values }
        }
        MatchKind::Phrase => Lookup::Phrases { place: phrases.place(&list.name)? },
    })
}
