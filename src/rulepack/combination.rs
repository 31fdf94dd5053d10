//! Combination rules: a condition over other rules' results for the same container.

use super::condition::Expr;
use super::model::Verdict;

/// A checked combination.
#[derive(Debug, Clone, PartialEq)]
pub struct Combination(Expr);

impl Combination {
    /// Takes a checked condition. The error says why it is no combination.
    pub fn new(condition: Expr) -> Result<Self, String> {
        let mut odd = None;
        condition.walk(&mut |e| {
            if !matches!(e, Expr::And(_) | Expr::Or(_) | Expr::Not(_) | Expr::Is(..) | Expr::Fired(_) | Expr::Bool(_)) {
                odd.get_or_insert_with(|| match e {
                    Expr::Column(column) | Expr::Mentions(column, _) => format!("the column `{}`", column.name()),
                    _ => "something else".to_owned(),
                });
            }
        });
        match odd {
            Some(what) => Err(format!(
                "a combination names only other rules, joined with AND, OR and NOT, but this one also has {what}; put that \
                 into a rule of its own and name it with fired('…')"
            )),
            None => Ok(Self(condition)),
        }
    }

    pub fn rules(&self) -> impl Iterator<Item = &str> {
        self.0.rules().into_iter()
    }

    /// The result for a container, given the results of the rules it names.
    pub fn verdict(&self, of: &impl Fn(&str) -> Verdict) -> Verdict {
        evaluate(&self.0, of)
    }
}

/// Three-valued logic: quiet < not evaluable < fired, AND the least, OR the greatest.
fn evaluate(expr: &Expr, of: &impl Fn(&str) -> Verdict) -> Verdict {
    match expr {
        Expr::And(items) => items.iter().map(|item| evaluate(item, of)).min().unwrap_or(Verdict::Fired),
        Expr::Or(items) => items.iter().map(|item| evaluate(item, of)).max().unwrap_or(Verdict::Quiet),
        Expr::Not(item) => evaluate(item, of).negated(),
        Expr::Is(item, wanted) => {
            let wanted = if *wanted { Verdict::Fired } else { Verdict::Quiet };
            if evaluate(item, of) == wanted { Verdict::Fired } else { Verdict::Quiet }
        }
        Expr::Fired(id) => of(id),
        Expr::Bool(true) => Verdict::Fired,
        _ => Verdict::Quiet,
    }
}
