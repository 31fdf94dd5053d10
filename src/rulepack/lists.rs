//! Named lists of packs: from their files to [`ReferenceList`]s.

use super::fields::{Fields, Placed, parse_toml};
use super::keys;
use super::loader::file_stem;
use super::model::Instrument;
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::reference::{Entry, Legal, Lists, MatchKind, ReferenceList};
use crate::storage::PackFiles;
use crate::wording::{Language, Reading, folded, is_grammar};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// The pack of lists that stand beside the packs.
pub(super) const SHARED: &str = "shared";

/// Days before its review date in which a list is announced to expire.
const DAYS_OF_WARNING: i64 = 30;

/// Where each list stands, by name.
pub(super) type ListPlaces = BTreeMap<String, ListPlace>;

/// Where a list says what.
pub(super) struct ListPlace {
    pub source: Source,
    pub name: Range<usize>,
    /// How long it counts.
    pub review_by: Range<usize>,
    /// Its entries, in their order.
    pub entries: Vec<Range<usize>>,
}

/// Names of lists that ports fill with their own entries begin so; such a list may hold nothing: nobody is watched.
pub(super) const WATCH: &str = "watch_";

pub(super) fn read_lists(
    files: &PackFiles,
    on: NaiveDate,
    instruments: &[Instrument],
    problems: &mut Vec<Diagnostic>,
) -> (Lists, ListPlaces) {
    let mut lists: Vec<ReferenceList> = Vec::new();
    let mut places = ListPlaces::new();
    let mut unreadable = Vec::new();
    let mut masks: Vec<(Source, Placed<String>)> = Vec::new();
    let of_packs = files.packs.iter().flat_map(|folder| folder.lists.iter().map(|source| (source, &*folder.name)));
    for (source, pack) in files.lists.iter().map(|source| (source, SHARED)).chain(of_packs) {
        let Some((list, name_span)) = read_list(source, pack, on, instruments, (&mut places, &mut masks), problems)
        else {
            unreadable.push(file_stem(source).to_owned());
            continue;
        };
        match lists.iter().find(|earlier| earlier.name == list.name) {
            Some(earlier) => {
                let message = format!("the list `{}` stands in the pack `{}` already", list.name, earlier.pack);
                problems.push(Diagnostic::new(Code::DuplicateId, source, name_span, message));
            }
            None => lists.push(list),
        }
    }
    let lists = Lists::new(lists, unreadable);
    masks.iter().for_each(|(source, mask)| check_mask(source, mask, &lists, problems));
    (lists, places)
}

/// What a list says of how it is read means something: languages that have forms, phrases that can be found.
fn check_reading(fields: &Fields<'_, '_>, list: &ReferenceList, problems: &mut Vec<Diagnostic>) {
    let mut report = |message: String, help: &str| {
        let problem = Diagnostic::new(Code::WrongType, fields.source(), fields.header(), message);
        problems.push(problem.with_help(help.to_owned()));
    };
    let has_traits = list.entries.iter().any(|entry| entry.traits().next().is_some());
    let is_read = list.reading != Reading::Words || !list.masked_by.is_empty() || has_traits;
    if list.match_kind != MatchKind::Phrase {
        if is_read || list.name.starts_with(GRAMMAR) {
            let help = "reading, masked_by, marks of entries and the grammar are for phrases";
            report(format!("`{}` holds no phrases", list.name), help);
        }
        return;
    }
    if list.name.starts_with(GRAMMAR) && !is_grammar(&list.name) {
        report(format!("the grammar has no part `{}`", list.name), "docs/phrases.md names the parts");
    }
    if list.masked_by.iter().any(|mask| *mask == list.name || is_grammar(mask)) {
        report(
            format!("`{}` is masked by itself or by the grammar", list.name),
            "exceptions stand in a list of their own; the grammar needs no naming",
        );
    }
    let has_forms = list.languages.iter().any(|code| Language::named(code).is_some());
    if list.reading != Reading::Words && !has_forms {
        report(
            format!("`{}` is read by forms, and none of its languages has any", list.name),
            "languages are en, fr, es, pt",
        );
    }
    for entry in &list.entries {
        if folded(&entry.value).trim().is_empty() {
            report(format!("`{}` has no word", entry.value), "a phrase has letters or digits");
        }
        if entry.hyphens && !is_registry_number(&entry.value) {
            report(
                format!("`{}` is no CAS number", entry.value),
                "such a number is like 676-99-3 and ends in its check digit",
            );
        }
    }
}

/// Names of grammar lists begin so.
const GRAMMAR: &str = "grammar_";

/// Two to seven digits, two digits, and a check digit: the digits before it, from the right, times 1, 2, 3 …, modulo ten.
fn is_registry_number(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [first, second, check] = parts[..] else { return false };
    let digits: Vec<u32> = first.chars().chain(second.chars()).rev().filter_map(|digit| digit.to_digit(10)).collect();
    let sum: u32 = digits.iter().zip(1..).map(|(digit, weight)| digit * weight).sum();
    let all_digits = parts.iter().all(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    all_digits && (2..=7).contains(&first.len()) && second.len() == 2 && check.parse() == Ok(sum % 10)
}

/// An exception list is there, and holds phrases.
fn check_mask(source: &Source, mask: &Placed<String>, lists: &Lists, problems: &mut Vec<Diagnostic>) {
    let message = match lists.find(&mask.value) {
        _ if lists.is_unreadable(&mask.value) => return,
        Some(id) if lists.get(id).match_kind == MatchKind::Phrase => return,
        Some(_) => format!("`{}` is no list of phrases and cannot mask any", mask.value),
        None => format!("there is no list `{}`", mask.value),
    };
    let problem = Diagnostic::new(Code::UnknownName, source, mask.span.clone(), message);
    problems.push(problem.did_you_mean(&mask.value, lists.iter().map(|list| list.name.as_str())));
}

fn read_list(
    source: &Source,
    pack: &str,
    on: NaiveDate,
    instruments: &[Instrument],
    (places, masks): (&mut ListPlaces, &mut Vec<(Source, Placed<String>)>),
    problems: &mut Vec<Diagnostic>,
) -> Option<(ReferenceList, Range<usize>)> {
    let document = parse_toml(source, problems);
    let fields = Fields::new(document.get_ref(), 0..0, source, "the list", keys::LIST, problems);
    let name = fields.text("name")?;
    let file = file_stem(source);
    if name.value != file {
        let message = format!("the list is named `{}`, but its file `{file}`", name.value);
        problems.push(Diagnostic::new(Code::WrongFamily, source, name.span.clone(), message));
    }
    let (entries, entry_spans) = read_entries(&fields, problems);
    if entries.is_empty() && !name.value.starts_with(WATCH) {
        let message = "the list has no entry";
        problems.push(Diagnostic::new(Code::WrongType, source, fields.header(), message));
    }
    let review_by = fields.date("review_by", problems)?;
    let days_left = (review_by.value - on).num_days();
    if (0..=DAYS_OF_WARNING).contains(&days_left) {
        let message = format!("the list `{}` expires in {days_left} day(s), on {}", name.value, review_by.value);
        let help = format!("its owner ({}) reviews it and sets review_by", fields.text_or_blank("owner"));
        problems.push(Diagnostic::new(Code::ExpiringList, source, review_by.span.clone(), message).with_help(help));
    }
    let effective = fields.date("effective", problems)?.value;
    if review_by.value < effective {
        let message = format!("the list `{}` is never in force: review_by is before effective", name.value);
        problems.push(Diagnostic::new(Code::WrongType, source, review_by.span.clone(), message));
    }
    masks.extend(fields.placed_texts("masked_by").into_iter().map(|mask| (source.clone(), mask)));
    let place = ListPlace {
        source: source.clone(),
        name: name.span.clone(),
        review_by: review_by.span.clone(),
        entries: entry_spans,
    };
    places.insert(name.value.clone(), place);
    let legal = match fields.table("legal") {
        Some((table, span)) => Some(read_legal(table, span, source, instruments, problems)?),
        None => None,
    };
    let list = ReferenceList {
        name: name.value.clone(),
        pack: pack.to_owned(),
        title: fields.text_or_blank("title"),
        match_kind: MatchKind::named(&fields.text_or_blank("match"))?,
        owner: fields.text_or_blank("owner"),
        source: fields.text_or_blank("source"),
        reason: fields.text_or_blank("reason"),
        effective,
        review_by: review_by.value,
        languages: fields.texts("languages"),
        reading: Reading::named(&fields.text_or_blank("reading")).unwrap_or_default(),
        masked_by: fields.texts("masked_by"),
        legal,
        entries,
    };
    check_reading(&fields, &list, problems);
    Some((list, name.span))
}

/// The entries of a list, each with its place.
pub(super) fn read_entries(fields: &Fields<'_, '_>, problems: &mut Vec<Diagnostic>) -> (Vec<Entry>, Vec<Range<usize>>) {
    let (mut entries, mut spans) = (Vec::new(), Vec::new());
    for item in fields.items("entries") {
        let entry = match item.get_ref() {
            DeValue::String(text) => Entry { value: text.to_string(), ..Entry::default() },
            DeValue::Table(table) => {
                let entry = Fields::new(table, item.span(), fields.source(), "the entry", keys::ENTRY, problems);
                let text = |name| entry.text(name).map(|text| text.value);
                let set = |name| entry.boolean(name).unwrap_or(false);
                Entry {
                    value: entry.text_or_blank("value"),
                    note: text("note"),
                    owner: text("owner"),
                    until: entry.date("until", problems).map(|day| day.value),
                    case: text("case"),
                    exact: set("exact"),
                    hyphens: set("hyphens"),
                    use_after_comma: set("use_after_comma"),
                }
            }
            _ => continue,
        };
        if entry.value.trim().is_empty() {
            problems.push(Diagnostic::new(Code::WrongType, fields.source(), item.span(), "an entry is blank"));
        }
        entries.push(entry);
        spans.push(item.span());
    }
    (entries, spans)
}

fn read_legal(
    table: &DeTable<'_>,
    span: Range<usize>,
    source: &Source,
    instruments: &[Instrument],
    problems: &mut Vec<Diagnostic>,
) -> Option<Legal> {
    let fields = Fields::new(table, span, source, "the legal table", keys::LEGAL, problems);
    let instrument = fields.text("instrument")?;
    if !instruments.is_empty() && !instruments.iter().any(|known| known.id == instrument.value) {
        let message = format!("instruments.toml has no `{}`", instrument.value);
        let problem = Diagnostic::new(Code::UnknownName, source, instrument.span.clone(), message);
        problems.push(problem.did_you_mean(&instrument.value, instruments.iter().map(|known| known.id.as_str())));
    }
    let applies_from = fields.date("applies_from", problems)?.value;
    let applies_until = fields.date("applies_until", problems);
    if let Some(until) = applies_until.as_ref().filter(|until| until.value < applies_from) {
        let message = "the law never applies: applies_until is before applies_from";
        problems.push(Diagnostic::new(Code::WrongType, source, until.span.clone(), message));
    }
    Some(Legal {
        instrument: instrument.value,
        jurisdiction: fields.text_or_blank("jurisdiction"),
        applies_from,
        applies_until: applies_until.map(|day| day.value),
        applied: fields.boolean("applied")?,
    })
}
