//! Reason templates: words with placeholders. `{column}` is the value of the row, `{match}` the words that a list's phrase
//! matched, `{others}` the containers, bills or parties behind a count. `[…]` is said only where everything in it is stated, and of values
//! with nothing but a blank between them those that are stated are said, each once.

use crate::columns::{Column, ColumnType};
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
    /// The values of columns that stand side by side with a blank between them; mostly one.
    Values(Vec<Column>),
    Match,
    Others,
    /// Said only where all of its values are stated.
    Optional(Vec<Part>),
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
        self.0.iter().try_for_each(|part| write!(f, "{part}"))
    }
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Words(words) => f.write_str(words),
            Self::Values(columns) => {
                let placeholders: Vec<String> = columns.iter().map(|column| format!("{{{}}}", column.name())).collect();
                f.write_str(&placeholders.join(" "))
            }
            Self::Match => write!(f, "{{{MATCH}}}"),
            Self::Others => write!(f, "{{{OTHERS}}}"),
            Self::Optional(parts) => {
                f.write_str("[")?;
                parts.iter().try_for_each(|part| write!(f, "{part}"))?;
                f.write_str("]")
            }
        }
    }
}

impl Template {
    pub fn parse(text: &Placed<String>, source: &Source, problems: &mut Vec<Diagnostic>) -> Self {
        let mut parts = Vec::new();
        let mut rest = text.value.as_str();
        while let Some(open) = rest.find('[') {
            let Some(length) = rest[open..].find(']') else { break };
            parts.extend(placeholders(&rest[..open], text, source, problems));
            parts.push(Part::Optional(placeholders(&rest[open + 1..open + length], text, source, problems)));
            rest = &rest[open + length + 1..];
        }
        parts.extend(placeholders(rest, text, source, problems));
        Self(parts)
    }

    fn all(&self) -> impl Iterator<Item = &Part> {
        self.0.iter().flat_map(|part| match part {
            Part::Optional(parts) => &parts[..],
            part => std::slice::from_ref(part),
        })
    }

    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.all()
            .flat_map(|part| match part {
                Part::Values(columns) => &columns[..],
                _ => &[],
            })
            .copied()
    }

    /// Whether it shows the words that a phrase matched.
    pub fn shows_match(&self) -> bool {
        self.all().any(|part| *part == Part::Match)
    }

    pub fn shows_others(&self) -> bool {
        self.all().any(|part| *part == Part::Others)
    }

    /// The reason with the values of one row.
    pub fn filled(&self, table: &ManifestTable, row: usize, filling: &Filling) -> String {
        filled(&self.0, &Saying { table, row, filling })
    }
}

/// Words and placeholders of a text without optional parts.
fn placeholders(piece: &str, text: &Placed<String>, source: &Source, problems: &mut Vec<Diagnostic>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = piece;
    while let Some(open) = rest.find('{') {
        let Some(length) = rest[open..].find('}') else { break };
        if open > 0 {
            parts.push(Part::Words(rest[..open].to_owned()));
        }
        let name = &rest[open + 1..open + length];
        match (name, Column::named(name)) {
            (MATCH, _) => parts.push(Part::Match),
            (OTHERS, _) => parts.push(Part::Others),
            (_, Some(column)) => add_value(column, &mut parts),
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
    parts
}

fn add_value(column: Column, parts: &mut Vec<Part>) {
    match &mut parts[..] {
        [.., Part::Values(columns), Part::Words(between)] if between == " " => {
            columns.push(column);
            parts.pop();
        }
        _ => parts.push(Part::Values(vec![column])),
    }
}

/// What reasons say of one row.
struct Saying<'s> {
    table: &'s ManifestTable,
    row: usize,
    filling: &'s Filling,
}

impl Saying<'_> {
    fn value(&self, column: Column) -> Option<String> {
        // An empty list has nothing to show.
        self.table.shown(column, self.row).filter(|value| !value.is_empty())
    }

    fn is_stated(&self, part: &Part) -> bool {
        match part {
            Part::Values(columns) => columns.iter().any(|column| self.value(*column).is_some()),
            Part::Match => self.filling.matched.is_some(),
            Part::Others => self.filling.others.is_some(),
            Part::Words(_) | Part::Optional(_) => true,
        }
    }

    /// Those of the values that are stated; a text that a column before has said is left out.
    fn series(&self, columns: &[Column]) -> String {
        let mut said: BTreeSet<String> = BTreeSet::new();
        let mut values: Vec<String> = Vec::new();
        for &column in columns {
            let Some(value) = self.value(column) else { continue };
            let left = match column.kind() {
                ColumnType::Text if !said.insert(value.clone()) => continue,
                ColumnType::TextList => {
                    let new: Vec<&str> = value.split(", ").filter(|item| said.insert((*item).to_owned())).collect();
                    new.join(", ")
                }
                _ => value,
            };
            if !left.is_empty() {
                values.push(self.filling.value(column, &left));
            }
        }
        if values.is_empty() { "(not stated)".to_owned() } else { values.join(" ") }
    }
}

fn filled(parts: &[Part], saying: &Saying<'_>) -> String {
    let or = |said: &Option<String>, absent: &str| said.clone().unwrap_or_else(|| absent.to_owned());
    parts
        .iter()
        .map(|part| match part {
            Part::Words(words) => words.clone(),
            Part::Values(columns) => saying.series(columns),
            Part::Match => or(&saying.filling.matched, "(see the text)"),
            Part::Others => or(&saying.filling.others, "no other"),
            Part::Optional(inner) if inner.iter().all(|part| saying.is_stated(part)) => filled(inner, saying),
            Part::Optional(_) => String::new(),
        })
        .collect()
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
