//! Grounds: the parts of a condition that a verdict rests on, row by row.
//!
//! A part is what AND, OR, NOT and IS join: a comparison, a question to a list. Of an OR that holds, the parts that do
//! not hold decide nothing; of an AND that does not hold, those that hold. So what is left is what an officer must see:
//! take the value of any other column away and the verdict stays.

use super::kernel::Kernel;
use super::kleene::{TRUE, Tri, and_into, not, or_into};
use super::plan::HitPlan;
use crate::columns::Column;
use crate::rulepack::Condition;
use crate::rulepack::condition::{Expr, Type};
use crate::tables::ManifestTable;
use crate::wording::Finding;
use rayon::prelude::*;

/// A part of a rule's condition that its verdict on a row rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ground<'p> {
    pub part: &'p Expr,
    /// Whether the part itself is true; under NOT it is not.
    pub holds: bool,
}

/// The grounds of every rule that fired on the rows of a table.
pub struct Grounds<'p> {
    /// Per rule of the plan, by row.
    of_rule: Vec<Vec<(u32, Ground<'p>)>>,
}

impl<'p> Grounds<'p> {
    /// What a rule that fired on a row rests on, in the order of its condition.
    pub fn of(&self, rule: usize, row: usize) -> impl Iterator<Item = Ground<'p>> + '_ {
        let all = &self.of_rule[rule];
        let first = all.partition_point(|(at, _)| (*at as usize) < row);
        all[first..].iter().take_while(move |(at, _)| *at as usize == row).map(|(_, ground)| *ground)
    }

    /// Every part that counts somewhere, with its rows.
    pub fn all(&self) -> impl Iterator<Item = (usize, Ground<'p>)> + '_ {
        self.of_rule.iter().flatten().map(|(row, ground)| (*row as usize, *ground))
    }
}

impl<'p> HitPlan<'p> {
    /// Looks at the rows again on which a rule fired, and says why.
    pub fn grounds(&self, table: &ManifestTable) -> Grounds<'p> {
        let mentions = self.mentions(table);
        let kernel = Kernel::new(table, self.lookups(), &mentions);
        let of_rule = self.rules.par_iter().map(|rule| {
            let Condition::Row(condition) = &rule.condition else { return Vec::new() };
            let truths = kernel.truths(condition);
            let rows: Vec<usize> = (0..table.height()).filter(|&row| truths[row] == TRUE).collect();
            let mut found: Vec<(u32, Ground<'p>)> = Vec::new();
            kernel.ground(condition, &truths, &rows, &mut found);
            // Stable, so that the parts of a row stay in the order of the condition.
            found.sort_by_key(|(row, _)| *row);
            found
        });
        Grounds { of_rule: of_rule.collect() }
    }

    /// Where phrases of the lists that rules ask of this column stand in a text, also those that are hidden.
    pub fn findings(&self, column: Column, text: &str, quoted: bool) -> Vec<Finding<'_>> {
        let asked = self.asked_of(column);
        asked.map(|lists| self.phrases().findings_of(text, quoted, lists)).unwrap_or_default()
    }
}

impl<'k> Kernel<'k> {
    /// Adds the parts of `expr` that its truth on each of `rows` rests on.
    fn ground<'p: 'k>(&self, expr: &'p Expr, truths: &[Tri], rows: &[usize], found: &mut Vec<(u32, Ground<'p>)>) {
        if rows.is_empty() {
            return;
        }
        match expr {
            Expr::And(items) | Expr::Or(items) => {
                let of_items: Vec<Vec<Tri>> = items.iter().map(|item| self.truths(item)).collect();
                let join = if matches!(expr, Expr::And(_)) { and_into } else { or_into };
                let mut whole = of_items[0].clone();
                of_items[1..].iter().for_each(|item| join(&mut whole, item));
                // The least of an AND and the greatest of an OR decide it.
                for (item, truths) in items.iter().zip(&of_items) {
                    let deciding: Vec<usize> = rows.iter().copied().filter(|&row| truths[row] == whole[row]).collect();
                    self.ground(item, truths, &deciding, found);
                }
            }
            Expr::Not(inner) => {
                let mut inner_truths = truths.to_vec();
                not(&mut inner_truths);
                self.ground(inner, &inner_truths, rows, found);
            }
            Expr::Is(inner, _) => self.ground(inner, &self.truths(inner), rows, found),
            Expr::IsNull(inner) if inner.ty() == Type::Bool && !matches!(**inner, Expr::Column(_)) => {
                self.ground(inner, &self.truths(inner), rows, found);
            }
            part => found.extend(rows.iter().map(|&row| (row as u32, Ground { part, holds: truths[row] == TRUE }))),
        }
    }
}
