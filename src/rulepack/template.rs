//! Reason templates: words with `{column}` placeholders for the values of the row.

use crate::columns::Column;
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::rulepack::fields::Placed;
use crate::tables::ManifestTable;
use crate::wording::printable;

/// Longest value put into a reason; descriptions can be pages.
const LONGEST_VALUE: usize = 160;

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Words(String),
    Value(Column),
}

/// As it was written, with its placeholders.
impl std::fmt::Display for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Words(words) => f.write_str(words),
            Part::Value(column) => write!(f, "{{{}}}", column.name()),
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
            match Column::named(name) {
                Some(column) => parts.push(Part::Value(column)),
                None => {
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
            Part::Words(_) => None,
        })
    }

    /// The reason with the values of one row.
    pub fn filled(&self, table: &ManifestTable, row: usize) -> String {
        self.0
            .iter()
            .map(|part| match part {
                Part::Words(words) => words.clone(),
                Part::Value(column) => match table.shown(*column, row) {
                    Some(value) => on_one_line(&value),
                    None => "(not stated)".into(),
                },
            })
            .collect()
    }
}

/// Line breaks and runs of blanks become one blank; long values are cut.
pub fn on_one_line(value: &str) -> String {
    let mut line = String::new();
    for word in value.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        // Control characters of strangers do not reach a terminal.
        line.extend(word.chars().map(printable));
        if let Some((at, _)) = line.char_indices().nth(LONGEST_VALUE) {
            line.truncate(at);
            line.push('…');
            break;
        }
    }
    line
}
