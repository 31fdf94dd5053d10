//! Conditions that can never be true, found without looking at data.
//!
//! Looks at conjunctions: ranges that exclude each other, texts that cannot be equal to two things,
//! values a column never has, a column that is null and compared at once. What it does not see it
//! lets pass; what it reports is certain.

use super::{Comparison, Expr};
use crate::columns::{Column, ColumnType, Stage};
use std::collections::{BTreeMap, BTreeSet};

/// Why the condition can never be true, if that is so.
pub fn never_true(condition: &Expr) -> Option<String> {
    match condition {
        Expr::Bool(false) => Some("it is FALSE".into()),
        Expr::Null => Some("it is NULL".into()),
        Expr::Or(branches) => {
            let reasons: Option<Vec<String>> = branches.iter().map(never_true).collect();
            reasons.map(|reasons| reasons.join("; and "))
        }
        Expr::And(items) => items.iter().find_map(never_true).or_else(|| contradiction(items)),
        other => contradiction(std::slice::from_ref(other)),
    }
}

/// What a conjunction demands of one column.
#[derive(Default)]
struct Demand {
    null: bool,
    value: bool,
    texts: Option<BTreeSet<String>>,
    excluded: BTreeSet<String>,
    at_least: Option<(f64, bool)>,
    at_most: Option<(f64, bool)>,
}

fn contradiction(items: &[Expr]) -> Option<String> {
    let mut demands: BTreeMap<Column, Demand> = BTreeMap::new();
    for item in items {
        demand(item, &mut demands);
    }
    demands.iter().find_map(|(column, demand)| demand.contradiction(*column))
}

fn demand(item: &Expr, demands: &mut BTreeMap<Column, Demand>) {
    match item {
        Expr::And(items) => items.iter().for_each(|item| demand(item, demands)),
        Expr::IsNull(inner) => {
            if let Expr::Column(column) = **inner {
                demands.entry(column).or_default().null = true;
            }
        }
        Expr::Not(inner) => match &**inner {
            Expr::IsNull(inner) => {
                if let Expr::Column(column) = **inner {
                    demands.entry(column).or_default().value = true;
                }
            }
            Expr::InTexts(inner, texts, _) => {
                if let Expr::Column(column) = **inner {
                    let demand = demands.entry(column).or_default();
                    demand.value = true;
                    demand.excluded.extend(texts.iter().cloned());
                }
            }
            _ => {}
        },
        Expr::InTexts(inner, texts, _) => {
            if let Expr::Column(column) = **inner {
                demands.entry(column).or_default().one_of(texts);
            }
        }
        Expr::InList(inner, _) => {
            if let Expr::Column(column) = **inner {
                demands.entry(column).or_default().value = true;
            }
        }
        Expr::Mentions(column, _) => demands.entry(*column).or_default().value = true,
        Expr::Compare(op, left, right) => match (&**left, &**right) {
            (Expr::Column(column), literal) => demands.entry(*column).or_default().compare(*op, literal),
            (literal, Expr::Column(column)) => demands.entry(*column).or_default().compare(mirrored(*op), literal),
            _ => {}
        },
        _ => {}
    }
}

fn mirrored(op: Comparison) -> Comparison {
    match op {
        Comparison::Less => Comparison::Greater,
        Comparison::LessOrEqual => Comparison::GreaterOrEqual,
        Comparison::Greater => Comparison::Less,
        Comparison::GreaterOrEqual => Comparison::LessOrEqual,
        same => same,
    }
}

impl Demand {
    fn one_of(&mut self, texts: &BTreeSet<String>) {
        self.value = true;
        self.texts = Some(match self.texts.take() {
            Some(earlier) => earlier.intersection(texts).cloned().collect(),
            None => texts.clone(),
        });
    }

    fn compare(&mut self, op: Comparison, literal: &Expr) {
        self.value = true;
        let number = match literal {
            Expr::Text(text) => {
                match op {
                    Comparison::Equal => self.one_of(&BTreeSet::from([text.clone()])),
                    Comparison::NotEqual => {
                        self.excluded.insert(text.clone());
                    }
                    _ => {}
                }
                return;
            }
            Expr::Number(number) => *number,
            Expr::Date(days) => f64::from(*days),
            _ => return,
        };
        match op {
            Comparison::Equal => {
                self.raise(number, true);
                self.lower(number, true);
            }
            Comparison::Greater => self.raise(number, false),
            Comparison::GreaterOrEqual => self.raise(number, true),
            Comparison::Less => self.lower(number, false),
            Comparison::LessOrEqual => self.lower(number, true),
            Comparison::NotEqual => {}
        }
    }

    fn raise(&mut self, bound: f64, inclusive: bool) {
        if self.at_least.is_none_or(|(old, old_inclusive)| bound > old || (bound == old && old_inclusive)) {
            self.at_least = Some((bound, inclusive));
        }
    }

    fn lower(&mut self, bound: f64, inclusive: bool) {
        if self.at_most.is_none_or(|(old, old_inclusive)| bound < old || (bound == old && old_inclusive)) {
            self.at_most = Some((bound, inclusive));
        }
    }

    fn contradiction(&self, column: Column) -> Option<String> {
        let name = column.name();
        if self.null && self.value {
            return Some(format!("`{name}` cannot be NULL and have a value at once"));
        }
        if let Some(texts) = &self.texts {
            let left: Vec<&String> = texts.difference(&self.excluded).collect();
            if left.is_empty() {
                return Some(format!("no text of `{name}` meets all its conditions"));
            }
            if let Some(known) = words_of(column)
                && left.iter().all(|text| !known.contains(&text.as_str()))
            {
                return Some(format!("`{name}` is only ever one of {}", known.join(", ")));
            }
        }
        let least = self.at_least.unwrap_or((f64::NEG_INFINITY, true));
        let most = self.at_most.unwrap_or((f64::INFINITY, true));
        if least.0 > most.0 || (least.0 == most.0 && !(least.1 && most.1)) {
            return Some(format!("no value of `{name}` is in both ranges"));
        }
        if never_negative(column) && (most.0 < 0.0 || (most.0 == 0.0 && !most.1)) {
            return Some(format!("`{name}` is never negative"));
        }
        None
    }
}

/// Columns that redlane itself fills from a closed set of words.
fn words_of(column: Column) -> Option<&'static [&'static str]> {
    match column {
        Column::HsSource => Some(&["declared", "text"]),
        Column::ContainerCategory => Some(&["U", "J", "Z"]),
        _ => None,
    }
}

fn never_negative(column: Column) -> bool {
    let measure = matches!(column.kind(), ColumnType::Float | ColumnType::Int);
    measure && column.stage() != Stage::Provenance && !matches!(column, Column::TemperatureC | Column::VoyageDays)
}
