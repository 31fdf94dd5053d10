//! Checks over lists and those who ask them: entries that can never be met, stand there twice, or have ended; lists that nobody asks.

use super::condition::Expr;
use super::fields::Placed;
use super::fold::Fold;
use super::lists::{ListPlace, ListPlaces, SHARED};
use super::model::{Condition, Rule};
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::reference::{DecidingWords, ListId, Lists, ReferenceList};
use crate::wording::is_grammar;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// What each list of values is asked of: how its entries are read, and the columns that are read so.
type Asked = BTreeMap<ListId, BTreeMap<Fold, BTreeSet<&'static str>>>;

/// Entries are read as the columns are of which their list is asked. Names are judged by the program's own deciding words; a port's
/// own are asked when its manifests are scored.
pub(super) fn entries(
    rules: &[Rule],
    lists: &Lists,
    places: &ListPlaces,
    on: NaiveDate,
    problems: &mut Vec<Diagnostic>,
) {
    let asked = asked(rules);
    for list in lists.iter() {
        let Some(place) = places.get(&list.name) else { continue };
        if let Some(folds) = lists.find(&list.name).and_then(|id| asked.get(&id)) {
            dead_entries(list, place, folds, problems);
            repeated_entries(list, place, folds, problems);
        }
        ended_entries(list, place, on, problems);
    }
}

fn asked(rules: &[Rule]) -> Asked {
    let mut asked = Asked::new();
    for rule in rules {
        let Condition::Row(expr) = &rule.condition else { continue };
        for (list, of) in expr.asked_values() {
            let columns = asked.entry(list).or_default().entry(of.fold()).or_default();
            columns.extend(of.columns().into_iter().map(|column| column.name()));
        }
    }
    asked
}

type Folds = BTreeMap<Fold, BTreeSet<&'static str>>;

/// An entry is dead where no column of which its list is asked can hold it.
fn dead_entries(list: &ReferenceList, place: &ListPlace, folds: &Folds, problems: &mut Vec<Diagnostic>) {
    let words = DecidingWords::embedded();
    let columns: BTreeSet<&str> = folds.values().flatten().copied().collect();
    for (entry, span) in list.entries.iter().zip(&place.entries).filter(|(entry, _)| !entry.value.trim().is_empty()) {
        let flaws: Vec<String> =
            folds.keys().map_while(|fold| fold.flaw(&entry.value, list.match_kind, words)).collect();
        if flaws.len() < folds.len() {
            continue;
        }
        let named = columns.iter().copied().collect::<Vec<_>>().join(", ");
        let message = format!("`{}` can never be met in {named}", entry.value);
        let mut help: Vec<&str> = flaws.iter().map(String::as_str).collect();
        help.dedup();
        problems
            .push(Diagnostic::new(Code::DeadEntry, &place.source, span.clone(), message).with_help(help.join("; ")));
    }
}

/// Two spellings of one thing need not both stand there; the first is kept by whoever removes one.
fn repeated_entries(list: &ReferenceList, place: &ListPlace, folds: &Folds, problems: &mut Vec<Diagnostic>) {
    let words = DecidingWords::embedded();
    let mut seen: BTreeMap<Vec<Option<String>>, &str> = BTreeMap::new();
    for (entry, span) in list.entries.iter().zip(&place.entries) {
        let values: Vec<Option<String>> = folds.keys().map(|fold| fold.value(&entry.value, words)).collect();
        if values.iter().all(Option::is_none) {
            continue;
        }
        match seen.get(&values) {
            Some(first) => {
                let message = format!("`{}` stands in the list already, as `{first}`", entry.value);
                let help = "accents, punctuation and legal forms make no other entry; one of the two is enough";
                let problem = Diagnostic::new(Code::RepeatedEntry, &place.source, span.clone(), message);
                problems.push(problem.with_help(help));
            }
            None => {
                seen.insert(values, &entry.value);
            }
        }
    }
}

/// What has ended is said once per list, at the first of its entries that has.
fn ended_entries(list: &ReferenceList, place: &ListPlace, on: NaiveDate, problems: &mut Vec<Diagnostic>) {
    let placed = list.entries.iter().zip(&place.entries);
    let ended: Vec<_> = placed.filter(|(entry, _)| !entry.counts(Some(on))).collect();
    let Some((first, span)) = ended.first() else { return };
    let until = first.until.map(|day| day.to_string()).unwrap_or_default();
    let message = match ended.len() {
        1 => format!("`{}` of the list `{}` counted until {until}", first.value, list.name),
        several => {
            format!("{several} entries of the list `{}` count no more; `{}` did until {until}", list.name, first.value)
        }
    };
    let owner = first.owner.as_deref().unwrap_or(&list.owner);
    let help = format!("its owner ({owner}) sets another day or takes it out");
    problems.push(Diagnostic::new(Code::EndedEntry, &place.source, (*span).clone(), message).with_help(help));
}

/// Lists that no rule asks, no other list is masked by, and no grammar needs. What several packs share can only be judged where
/// several are read.
pub(super) fn unasked(
    rules: &[Rule],
    lists: &Lists,
    places: &ListPlaces,
    packs: usize,
    problems: &mut Vec<Diagnostic>,
) {
    let conditions = rules.iter().filter_map(|rule| match &rule.condition {
        Condition::Row(expr) => Some(expr),
        Condition::Combination(_) => None,
    });
    let mut asked: BTreeSet<&str> =
        conditions.flat_map(|expr| expr.lists()).map(|id| lists.get(id).name.as_str()).collect();
    let values: Vec<&str> = asked.iter().copied().collect();
    asked.extend(lists.iter().flat_map(|list| &list.masked_by).map(String::as_str));
    for list in lists.iter().filter(|list| !asked.contains(list.name.as_str()) && !is_grammar(&list.name)) {
        let Some(place) = places.get(&list.name).filter(|_| packs > 1 || list.pack != SHARED) else { continue };
        let message = format!("no rule asks the list `{}`: it changes nothing", list.name);
        let help = format!(
            "a rule names it (in_list(consignee_key, '{}')), or it takes the name of a list that is asked",
            list.name
        );
        let problem = Diagnostic::new(Code::UnaskedList, &place.source, place.name.clone(), message).with_help(help);
        problems.push(problem.did_you_mean(&list.name, values.iter().copied()));
    }
}

/// A case fills lists that its rule asks; another would change nothing, and its author would believe that it did.
pub(super) fn case_lists(
    named: &[Placed<String>],
    condition: &Expr,
    lists: &Lists,
    source: &Source,
    problems: &mut Vec<Diagnostic>,
) {
    let asked: BTreeSet<&str> = condition.lists().into_iter().map(|id| lists.get(id).name.as_str()).collect();
    for name in named.iter().filter(|name| !asked.contains(name.value.as_str())) {
        let message = format!("the rule does not ask the list `{}`", name.value);
        let problem = Diagnostic::new(Code::UnknownList, source, name.span.clone(), message);
        problems.push(problem.did_you_mean(&name.value, asked.iter().copied()));
    }
}
