//! Reason templates: words with placeholders. `{column}` is the value of the row, `{match}` the words that a list's phrase
//! matched, `{others}` the containers, bills or parties behind a count.

use crate::columns::Column;
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::reference::with_code_words;
use crate::rulepack::fields::Placed;
use crate::tables::ManifestTable;
use crate::wording::{cut, excerpt};
use std::collections::BTreeSet;
use std::ops::Range;

/// Longest value put into a reason; descriptions can be pages.
const LONGEST_VALUE: usize = 160;
/// Of a long text, what is shown on either side of the words that the rule looked for.
const AROUND: usize = 60;
/// What is shown of a long text that was quoted before.
const QUOTED_AGAIN: usize = 40;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Value(Column),
    Match,
    Others,
}

/// The names of the placeholders that are no columns.
const MATCH: &str = "match";
const OTHERS: &str = "others";

/// What the evidence of a row puts into its reason.
#[derive(Debug, Clone, Default)]
pub struct Filling {
    /// The words that a phrase matched, with what stands around them.
    pub matched: Option<String>,
    pub others: Option<String>,
    /// Where, in the text of a column, the words stand that the rule looked for.
    pub places: Vec<(Column, Range<usize>)>,
    /// Columns whose long text a reason beside this one quotes already.
    pub quoted: BTreeSet<Column>,
}

/// As it was written, with its placeholders.
impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Words(words) => f.write_str(words),
            Part::Value(column) => write!(f, "{{{}}}", column.name()),
            Part::Match => write!(f, "{{{MATCH}}}"),
            Part::Others => write!(f, "{{{OTHERS}}}"),
        })
    }
}

impl Template {
    pub fn parse(text: &Placed<String>, source: &Source, problems: &mut Vec<Diagnostic>) -> Self {
        let mut parts = Vec::new();
        let mut rest = text.value.as_str();
        while let Some(open) = rest.find('{') {
            let Some(length) = rest[open..].find('}') else { break };
            if open > 0 {
                parts.push(Part::Words(rest[..open].to_owned()));
            }
            let name = &rest[open + 1..open + length];
            match (name, Column::named(name)) {
                (MATCH, _) => parts.push(Part::Match),
                (OTHERS, _) => parts.push(Part::Others),
                (_, Some(column)) => parts.push(Part::Value(column)),
                (_, None) => {
                    let written = source.text.get(text.span.clone()).unwrap_or_default();
                    let span = match written.find(&format!("{{{name}}}")) {
                        Some(at) => text.span.start + at..text.span.start + at + name.len() + 2,
                        None => text.span.clone(),
                    };
                    problems.push(
                        Diagnostic::new(Code::UnknownPlaceholder, source, span, format!("no column `{name}`"))
                            .did_you_mean(name, Column::ALL.iter().map(|column| column.name())),
                    );
                }
            }
            rest = &rest[open + length + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Words(rest.to_owned()));
        }
        Self(parts)
    }

    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.0.iter().filter_map(|part| match part {
            Part::Value(column) => Some(*column),
            Part::Words(_) | Part::Match | Part::Others => None,
        })
    }

    /// Whether it shows the words that a phrase matched.
    pub fn shows_match(&self) -> bool {
        self.0.contains(&Part::Match)
    }

    pub fn shows_others(&self) -> bool {
        self.0.contains(&Part::Others)
    }

    /// The reason with the values of one row.
    pub fn filled(&self, table: &ManifestTable, row: usize, filling: &Filling) -> String {
        let or = |value: Option<String>, absent: &str| value.unwrap_or_else(|| absent.into());
        self.0
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.clone(),
                Part::Value(column) => {
                    or(table.shown(*column, row).map(|value| filling.value(*column, &value)), "(not stated)")
                }
                Part::Match => or(filling.matched.clone(), "(see the text)"),
                Part::Others => or(filling.others.clone(), "no other"),
            })
            .collect()
    }
}

impl Filling {
    /// Of a long text the part that the rule looked for, else its beginning.
    fn value(&self, column: Column, value: &str) -> String {
        if !is_long(value) {
            return on_one_line(&with_code_words(column, value));
        }
        match self.places.iter().find(|(of, _)| *of == column) {
            Some((_, place)) => excerpt(value, place.clone(), AROUND),
            None if self.quoted.contains(&column) => cut(value, QUOTED_AGAIN),
            None => on_one_line(value),
        }
    }
}

/// Whether a reason cannot show the whole of a value.
pub fn is_long(value: &str) -> bool {
    value.len() > LONGEST_VALUE && value.chars().count() > LONGEST_VALUE
}

/// Line breaks and runs of blanks become one blank; long values are cut.
pub fn on_one_line(value: &str) -> String {
    cut(value, LONGEST_VALUE)
}
