//! Conditions: SQL boolean expressions over catalogue columns, parsed, type-checked and ready to lower.
//!
//! The tree keeps only what conditions may say. Nulls follow SQL: what a rule needs and does not have
//! makes it not evaluable.

mod check;
mod functions;
mod never_true;
mod parse;

pub use functions::{FUNCTIONS, FunctionSpec};
pub use never_true::never_true;
pub use parse::{Located, parse_sql, without_layout};

use super::fold::Fold;
use crate::columns::Column;
use crate::reference::ListId;
use std::collections::BTreeSet;

pub use check::{Scope, check};

/// Types of expressions. Integers and decimals are both numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Bool,
    Number,
    Text,
    TextList,
    Date,
    /// The literal NULL, which fits anywhere.
    Null,
}

impl Type {
    pub fn name(self) -> &'static str {
        match self {
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::Text => "text",
            Self::TextList => "a text list",
            Self::Date => "a date",
            Self::Null => "NULL",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arithmetic {
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// A checked expression. `ty` of each is known from its form.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    // Boolean
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    IsNull(Box<Expr>),
    /// IS TRUE and IS FALSE: never null.
    Is(Box<Expr>, bool),
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Text or number among literals; the flag says whether NULL is among them.
    InTexts(Box<Expr>, BTreeSet<String>, bool),
    InNumbers(Box<Expr>, Vec<f64>, bool),
    Like {
        text: Box<Expr>,
        pattern: String,
        any_case: bool,
    },
    InList(Box<Expr>, ListId),
    Mentions(Column, ListId),
    Contains(Box<Expr>, Box<Expr>),
    StartsWith(Box<Expr>, Box<Expr>),
    EndsWith(Box<Expr>, Box<Expr>),
    /// A rule's result, in combination rules.
    Fired(String),
    // Values of any type
    Column(Column),
    Bool(bool),
    Number(f64),
    Text(String),
    /// Days since 1970-01-01.
    Date(i32),
    Null,
    Case {
        branches: Vec<(Expr, Expr)>,
        otherwise: Option<Box<Expr>>,
        ty: Type,
    },
    Coalesce(Vec<Expr>, Type),
    // Numbers and dates
    Calculate(Arithmetic, Box<Expr>, Box<Expr>, Type),
    Abs(Box<Expr>),
    Length(Box<Expr>),
    ListSize(Box<Expr>),
    Month(Box<Expr>),
    Year(Box<Expr>),
    // Text
    Upper(Box<Expr>),
    Lower(Box<Expr>),
}

impl Expr {
    pub fn ty(&self) -> Type {
        use crate::columns::ColumnType as C;
        match self {
            Self::Column(column) => match column.kind() {
                C::Text => Type::Text,
                C::TextList => Type::TextList,
                C::Int | C::Float => Type::Number,
                C::Date => Type::Date,
                C::Bool => Type::Bool,
            },
            Self::Number(_) | Self::Abs(_) | Self::Length(_) | Self::ListSize(_) | Self::Month(_) | Self::Year(_) => {
                Type::Number
            }
            Self::Text(_) | Self::Upper(_) | Self::Lower(_) => Type::Text,
            Self::Date(_) => Type::Date,
            Self::Null => Type::Null,
            Self::Case { ty, .. } | Self::Coalesce(_, ty) | Self::Calculate(_, _, _, ty) => *ty,
            _ => Type::Bool,
        }
    }

    /// Calls `visit` on this expression and every one below it.
    pub fn walk<'e>(&'e self, visit: &mut impl FnMut(&'e Expr)) {
        visit(self);
        match self {
            Self::And(items) | Self::Or(items) | Self::Coalesce(items, _) => items.iter().for_each(|e| e.walk(visit)),
            Self::Not(e)
            | Self::IsNull(e)
            | Self::Is(e, _)
            | Self::InTexts(e, ..)
            | Self::InNumbers(e, ..)
            | Self::Like { text: e, .. }
            | Self::InList(e, _)
            | Self::Abs(e)
            | Self::Length(e)
            | Self::ListSize(e)
            | Self::Month(e)
            | Self::Year(e)
            | Self::Upper(e)
            | Self::Lower(e) => e.walk(visit),
            Self::Compare(_, a, b)
            | Self::Contains(a, b)
            | Self::StartsWith(a, b)
            | Self::EndsWith(a, b)
            | Self::Calculate(_, a, b, _) => {
                a.walk(visit);
                b.walk(visit);
            }
            Self::Case { branches, otherwise, .. } => {
                for (condition, result) in branches {
                    condition.walk(visit);
                    result.walk(visit);
                }
                if let Some(otherwise) = otherwise {
                    otherwise.walk(visit);
                }
            }
            Self::Mentions(..)
            | Self::Fired(_)
            | Self::Column(_)
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::Date(_)
            | Self::Null => {}
        }
    }

    /// The columns the expression reads.
    pub fn columns(&self) -> BTreeSet<Column> {
        let mut columns = BTreeSet::new();
        self.walk(&mut |e| {
            if let Self::Column(column) | Self::Mentions(column, _) = e {
                columns.insert(*column);
            }
        });
        columns
    }

    /// What the values of this expression are compared as with the entries of a list.
    pub fn fold(&self) -> Fold {
        match self {
            Self::Column(column) => Fold::of(*column),
            Self::Coalesce(items, _) => {
                let folds = items.iter().filter(|item| item.ty() != Type::Null).map(Self::fold);
                folds.reduce(Fold::or).unwrap_or(Fold::AS_WRITTEN)
            }
            _ => Fold::AS_WRITTEN,
        }
    }

    /// The lists of values the expression asks, and what each is asked of.
    pub fn asked_values(&self) -> Vec<(ListId, &Expr)> {
        let mut asked = Vec::new();
        self.walk(&mut |e| {
            if let Self::InList(inner, list) = e {
                asked.push((*list, &**inner));
            }
        });
        asked
    }

    /// The lists the expression asks.
    pub fn lists(&self) -> BTreeSet<ListId> {
        let mut lists = BTreeSet::new();
        self.walk(&mut |e| {
            if let Self::InList(_, list) | Self::Mentions(_, list) = e {
                lists.insert(*list);
            }
        });
        lists
    }

    /// The rules a combination names.
    pub fn rules(&self) -> BTreeSet<&str> {
        let mut rules = BTreeSet::new();
        self.walk(&mut |e| {
            if let Self::Fired(id) = e {
                rules.insert(id.as_str());
            }
        });
        rules
    }
}
