//! Numbers and dates of an expression, a value per row; NaN stands for null.

use super::kernel::Kernel;
use super::kleene::TRUE;
use super::texts::{Texts, lower, upper};
use crate::rulepack::condition::{Arithmetic, Expr};
use crate::tables::Vector;
use chrono::{Datelike, NaiveDate};
use std::borrow::Cow;

impl<'k> Kernel<'k> {
    pub(super) fn numbers(&self, expr: &'k Expr) -> Cow<'k, [f64]> {
        match expr {
            Expr::Column(column) => match self.table.vector(*column) {
                Some(Vector::Float(array)) if array.validity().is_none() => Cow::Borrowed(array.values().as_slice()),
                Some(Vector::Float(array)) => array.iter().map(|n| n.copied().unwrap_or(f64::NAN)).collect(),
                Some(Vector::Int(array)) => array.iter().map(|n| n.map_or(f64::NAN, |n| *n as f64)).collect(),
                Some(Vector::Date(array)) => array.iter().map(|n| n.map_or(f64::NAN, |n| f64::from(*n))).collect(),
                _ => self.filled(f64::NAN),
            },
            Expr::Number(number) => self.filled(*number),
            Expr::Date(days) => self.filled(f64::from(*days)),
            Expr::Calculate(op, a, b, _) => {
                let mut values = self.numbers(a).into_owned();
                values.iter_mut().zip(self.numbers(b).iter()).for_each(|(a, b)| *a = calculated(*op, *a, *b));
                Cow::Owned(values)
            }
            Expr::Abs(inner) => self.mapped(inner, f64::abs),
            Expr::Month(inner) => self.mapped(inner, |days| date_part(days, |date| f64::from(date.month()))),
            Expr::Year(inner) => self.mapped(inner, |days| date_part(days, |date| f64::from(date.year()))),
            Expr::Length(inner) => {
                let texts = self.texts(inner);
                (0..self.height)
                    .map(|row| texts.get(row).map_or(f64::NAN, |text| text.chars().count() as f64))
                    .collect()
            }
            Expr::ListSize(inner) => {
                let Expr::Column(column) = **inner else { return self.filled(f64::NAN) };
                let lists = self.table.list(column);
                (0..self.height).map(|row| lists.get(row).map_or(f64::NAN, |items| items.len() as f64)).collect()
            }
            Expr::Coalesce(items, _) => {
                let mut values = vec![f64::NAN; self.height];
                for item in items {
                    let next = self.numbers(item);
                    values.iter_mut().zip(next.iter()).filter(|(value, _)| value.is_nan()).for_each(|(v, n)| *v = *n);
                }
                Cow::Owned(values)
            }
            Expr::Case { branches, otherwise, .. } => {
                let mut values = match otherwise {
                    Some(otherwise) => self.numbers(otherwise).into_owned(),
                    None => vec![f64::NAN; self.height],
                };
                // From the last branch to the first, so that the first true one has the last word.
                for (condition, result) in branches.iter().rev() {
                    let (holds, results) = (self.truths(condition), self.numbers(result));
                    (0..self.height).filter(|&row| holds[row] == TRUE).for_each(|row| values[row] = results[row]);
                }
                Cow::Owned(values)
            }
            _ => self.filled(f64::NAN),
        }
    }

    fn filled(&self, value: f64) -> Cow<'k, [f64]> {
        Cow::Owned(vec![value; self.height])
    }

    fn mapped(&self, inner: &'k Expr, change: impl Fn(f64) -> f64) -> Cow<'k, [f64]> {
        let mut values = self.numbers(inner).into_owned();
        values.iter_mut().for_each(|value| *value = change(*value));
        Cow::Owned(values)
    }

    pub(super) fn texts(&self, expr: &'k Expr) -> Texts<'k> {
        match expr {
            Expr::Column(column) => Texts::Column(self.table.text(*column)),
            Expr::Text(text) => Texts::Constant(text),
            Expr::Upper(inner) => self.changed(inner, upper),
            Expr::Lower(inner) => self.changed(inner, lower),
            Expr::Coalesce(items, _) => {
                let columns: Vec<Texts<'k>> = items.iter().map(|item| self.texts(item)).collect();
                let first = |row| columns.iter().find_map(|texts| texts.get(row).map(str::to_owned));
                Texts::Made((0..self.height).map(first).collect())
            }
            Expr::Case { branches, otherwise, .. } => {
                let mut values: Vec<Option<String>> = match otherwise {
                    Some(otherwise) => self.texts(otherwise).made(self.height),
                    None => vec![None; self.height],
                };
                for (condition, result) in branches.iter().rev() {
                    let (holds, results) = (self.truths(condition), self.texts(result));
                    for row in (0..self.height).filter(|&row| holds[row] == TRUE) {
                        values[row] = results.get(row).map(str::to_owned);
                    }
                }
                Texts::Made(values)
            }
            _ => Texts::Made(vec![None; self.height]),
        }
    }

    fn changed(&self, inner: &'k Expr, change: impl Fn(&str) -> String) -> Texts<'k> {
        let texts = self.texts(inner);
        Texts::Made((0..self.height).map(|row| texts.get(row).map(&change)).collect())
    }
}

fn calculated(op: Arithmetic, a: f64, b: f64) -> f64 {
    match op {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        // SQL: what is divided by zero is null.
        Arithmetic::Divide if b == 0.0 => f64::NAN,
        Arithmetic::Divide => a / b,
    }
}

fn date_part(days: f64, part: impl Fn(NaiveDate) -> f64) -> f64 {
    if days.is_nan() {
        return f64::NAN;
    }
    NaiveDate::from_epoch_days(days as i32).map_or(f64::NAN, part)
}
