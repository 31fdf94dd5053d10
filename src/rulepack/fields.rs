//! Reading a table of a pack file key by key, collecting every problem on the way.

use super::keys::{Form, Key};
use crate::diagnostics::{Code, Diagnostic, Source};
use chrono::NaiveDate;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the place it was written at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed<T> {
    pub value: T,
    pub span: Range<usize>,
}

/// Parses a TOML file as far as it can be; syntax errors become diagnostics.
pub fn parse_toml<'s>(source: &'s Source, problems: &mut Vec<Diagnostic>) -> Spanned<DeTable<'s>> {
    let (table, errors) = DeTable::parse_recoverable(&source.text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        problems.push(
            Diagnostic::new(Code::Syntax, source, span, error.message().to_owned())
                .with_help("text stands in quotes, lists in [ ], dates as 2027-06-30"),
        );
    }
    table
}

/// One table of a file, with the keys it may have.
pub struct Fields<'t, 's> {
    table: &'t DeTable<'s>,
    span: Range<usize>,
    source: &'t Source,
    /// What the table is, for messages: "the rule", "the list".
    what: &'static str,
}

impl<'t, 's> Fields<'t, 's> {
    /// Takes a table; unknown and missing keys are reported at once.
    pub fn new(
        table: &'t DeTable<'s>,
        span: Range<usize>,
        source: &'t Source,
        what: &'static str,
        keys: &'static [Key],
        problems: &mut Vec<Diagnostic>,
    ) -> Self {
        for key in table.keys() {
            let written: &str = key.get_ref();
            if !keys.iter().any(|known| known.name == written) {
                problems.push(
                    Diagnostic::new(Code::UnknownKey, source, key.span(), format!("{what} has no key `{written}`"))
                        .did_you_mean(written, keys.iter().map(|key| key.name)),
                );
            }
        }
        for key in keys.iter().filter(|key| key.required && !table.contains_key(key.name)) {
            problems.push(
                Diagnostic::new(
                    Code::MissingKey,
                    source,
                    header_of(source, &span),
                    format!("{what} needs the key `{}`", key.name),
                )
                .with_help(key.meaning),
            );
        }
        let fields = Self { table, span, source, what };
        keys.iter().for_each(|key| fields.check_form(key, problems));
        fields
    }

    fn check_form(&self, key: &Key, problems: &mut Vec<Diagnostic>) {
        let Some(value) = self.table.get(key.name) else { return };
        let fits = match (key.form, value.get_ref()) {
            (Form::Text, DeValue::String(_))
            | (Form::Boolean, DeValue::Boolean(_))
            | (Form::Integer, DeValue::Integer(_))
            | (Form::Number, DeValue::Integer(_) | DeValue::Float(_))
            | (Form::Date, DeValue::Datetime(_))
            | (Form::Table, DeValue::Table(_)) => true,
            (Form::Word(words), DeValue::String(word)) => {
                if !words.contains(&&**word) {
                    let message = format!("`{}` of {} is one of {}", key.name, self.what, words.join(", "));
                    let problem = Diagnostic::new(Code::WrongType, self.source, value.span(), message);
                    problems.push(problem.did_you_mean(word, words.iter().copied()));
                }
                true
            }
            (Form::TextList, DeValue::Array(items)) => {
                items.iter().all(|item| matches!(item.get_ref(), DeValue::String(_)))
            }
            (Form::Tables(_), DeValue::Array(items)) => {
                items.iter().all(|item| matches!(item.get_ref(), DeValue::Table(_)))
            }
            (Form::Entries, DeValue::Array(items)) => {
                items.iter().all(|item| matches!(item.get_ref(), DeValue::String(_) | DeValue::Table(_)))
            }
            _ => false,
        };
        if !fits {
            let message =
                format!("`{}` of {} is {}, not {}", key.name, self.what, wanted(key.form), found(value.get_ref()));
            problems.push(Diagnostic::new(Code::WrongType, self.source, value.span(), message).with_help(key.meaning));
        }
    }

    pub fn source(&self) -> &'t Source {
        self.source
    }

    /// The line that opens the table.
    pub fn header(&self) -> Range<usize> {
        header_of(self.source, &self.span)
    }

    /// Where a key's value stands.
    pub fn place(&self, name: &str) -> Option<Range<usize>> {
        self.table.get(name).map(Spanned::span)
    }

    pub fn text(&self, name: &str) -> Option<Placed<String>> {
        let value = self.table.get(name)?;
        match value.get_ref() {
            DeValue::String(text) => Some(Placed { value: text.to_string(), span: value.span() }),
            _ => None,
        }
    }

    /// The text, or nothing where it is missing or of another type (which has been reported).
    pub fn text_or_blank(&self, name: &str) -> String {
        self.text(name).map(|text| text.value).unwrap_or_default()
    }

    pub fn texts(&self, name: &str) -> Vec<String> {
        self.placed_texts(name).into_iter().map(|text| text.value).collect()
    }

    /// The texts of a list, each with its place.
    pub fn placed_texts(&self, name: &str) -> Vec<Placed<String>> {
        self.items(name)
            .filter_map(|item| match item.get_ref() {
                DeValue::String(text) => Some(Placed { value: text.to_string(), span: item.span() }),
                _ => None,
            })
            .collect()
    }

    pub fn integer(&self, name: &str, problems: &mut Vec<Diagnostic>) -> Option<Placed<i64>> {
        let value = self.table.get(name)?;
        let DeValue::Integer(number) = value.get_ref() else { return None };
        match i64::from_str_radix(number.as_str(), number.radix()) {
            Ok(number) if number.abs() <= 1_000_000 => Some(Placed { value: number, span: value.span() }),
            _ => {
                let message = format!("`{name}` is too large; a million is the limit");
                problems.push(Diagnostic::new(Code::WrongType, self.source, value.span(), message));
                None
            }
        }
    }

    pub fn number(&self, name: &str) -> Option<Placed<f64>> {
        let value = self.table.get(name)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().parse().ok()?,
            DeValue::Float(number) => number.as_str().parse().ok()?,
            _ => return None,
        };
        Some(Placed { value: number, span: value.span() })
    }

    pub fn boolean(&self, name: &str) -> Option<bool> {
        match self.table.get(name)?.get_ref() {
            DeValue::Boolean(yes) => Some(*yes),
            _ => None,
        }
    }

    pub fn date(&self, name: &str, problems: &mut Vec<Diagnostic>) -> Option<Placed<NaiveDate>> {
        let value = self.table.get(name)?;
        let DeValue::Datetime(datetime) = value.get_ref() else { return None };
        match (datetime.date, datetime.time) {
            (Some(date), None) => {
                let date = NaiveDate::from_ymd_opt(i32::from(date.year), date.month.into(), date.day.into())?;
                Some(Placed { value: date, span: value.span() })
            }
            _ => {
                let message = format!("`{name}` is a day such as 2027-06-30, without a time");
                problems.push(Diagnostic::new(Code::WrongType, self.source, value.span(), message));
                None
            }
        }
    }

    pub fn items(&self, name: &str) -> impl Iterator<Item = &'t Spanned<DeValue<'s>>> + use<'t, 's> {
        match self.table.get(name).map(Spanned::get_ref) {
            Some(DeValue::Array(items)) => items.iter(),
            _ => [].iter(),
        }
    }

    /// The tables of an array of tables, each with its place.
    pub fn tables(&self, name: &str) -> impl Iterator<Item = (&'t DeTable<'s>, Range<usize>)> + use<'t, 's> {
        self.items(name).filter_map(|item| match item.get_ref() {
            DeValue::Table(table) => Some((table, item.span())),
            _ => None,
        })
    }

    pub fn table(&self, name: &str) -> Option<(&'t DeTable<'s>, Range<usize>)> {
        let value = self.table.get(name)?;
        match value.get_ref() {
            DeValue::Table(table) => Some((table, value.span())),
            _ => None,
        }
    }
}

/// The first line of a span: underlining a whole table would hide what is meant.
fn header_of(source: &Source, span: &Range<usize>) -> Range<usize> {
    let rest = source.text.get(span.clone()).unwrap_or_default();
    span.start..span.start + rest.find('\n').unwrap_or(rest.len())
}

fn wanted(form: Form) -> &'static str {
    match form {
        Form::Text | Form::Word(_) => "text in quotes",
        Form::TextList => "a list of texts",
        Form::Integer => "a whole number",
        Form::Number => "a number",
        Form::Boolean => "true or false",
        Form::Date => "a date such as 2027-06-30 (without quotes)",
        Form::Tables(_) => "an array of tables ([[…]])",
        Form::Table => "a table",
        Form::Entries => "a list of texts or of { value, note, owner, until, case }",
    }
}

pub fn found(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
