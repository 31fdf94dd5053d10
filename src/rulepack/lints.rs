//! Checks over rules as a whole: ids, families, cases, lists in force, circles, conditions never true.

use super::Template;
use super::condition::{Expr, never_true};
use super::fields::Placed;
use super::lists::ListPlaces;
use super::loader::Draft;
use super::model::{Case, Condition, Given, Rule, RuleKind, Verdict};
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::history::Relation;
use crate::reference::{Lists, Standing};
use crate::storage::PackFiles;
use crate::wording::is_grammar;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Ids are a family in capitals, a hyphen, and three digits; the family is the file's and the pack's.
pub(super) fn family(
    id: &Placed<String>,
    source: &Source,
    file: &str,
    families: &[String],
    problems: &mut Vec<Diagnostic>,
) {
    let mut report = |message: String, help: String| {
        problems.push(Diagnostic::new(Code::WrongFamily, source, id.span.clone(), message).with_help(help));
    };
    let form = id.value.split_once('-').filter(|(family, number)| {
        (2..=4).contains(&family.len())
            && family.bytes().all(|b| b.is_ascii_uppercase())
            && number.len() == 3
            && number.bytes().all(|b| b.is_ascii_digit())
    });
    let Some((family, _)) = form else {
        return report(format!("`{}` is no rule id", id.value), "ids are like PH-020".into());
    };
    if !families.iter().any(|known| known == family) {
        let help = format!("pack.toml says families = {families:?}");
        return report(format!("the family `{family}` does not belong to this pack"), help);
    }
    let file_family = file.split('-').next().unwrap_or_default();
    if !file_family.eq_ignore_ascii_case(family) {
        let help = format!("put it into {}-….toml", family.to_lowercase());
        report(format!("`{}` stands in the file of another family, {file}.toml", id.value), help);
    }
}

pub(super) fn duplicate_ids(drafts: &[Draft], problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeMap<&str, &Draft> = BTreeMap::new();
    for draft in drafts {
        match seen.get(draft.id.value.as_str()) {
            Some(first) => {
                let (line, _) = first.source.position(first.id.span.start);
                let message = format!("the id `{}` is used twice", draft.id.value);
                let help = format!("the other one stands in {} at line {line}", first.source.name);
                let problem = Diagnostic::new(Code::DuplicateId, &draft.source, draft.id.span.clone(), message);
                problems.push(problem.with_help(help));
            }
            None => {
                seen.insert(&draft.id.value, draft);
            }
        }
    }
}

/// A former id belongs to one rule, and to none that lives.
pub(super) fn former_ids(drafts: &[Draft], problems: &mut Vec<Diagnostic>) {
    let mut seen: BTreeSet<&str> = drafts.iter().map(|draft| draft.id.value.as_str()).collect();
    for draft in drafts {
        let Some(was) = &draft.was else { continue };
        if !seen.insert(&was.value) {
            let message = format!("the former id `{}` is another rule's id or former id", was.value);
            problems.push(Diagnostic::new(Code::DuplicateId, &draft.source, was.span.clone(), message));
        }
    }
}

/// Instruments that a rule claims to serve are known ones.
pub(super) fn instruments(draft: &Draft, known: &[&str], problems: &mut Vec<Diagnostic>) {
    for id in draft.instruments.iter().filter(|id| !known.contains(&id.value.as_str())) {
        let message = format!("instruments.toml has no `{}`", id.value);
        let problem = Diagnostic::new(Code::UnknownName, &draft.source, id.span.clone(), message);
        problems.push(problem.did_you_mean(&id.value, known.iter().copied()));
    }
}

/// Lists past their review date, or not yet due, each once with the rules that ask it. What its owner
/// switched off, or the law itself ended, needs no review.
pub(super) fn lists_in_force(
    rules: &[Rule],
    lists: &Lists,
    places: &ListPlaces,
    on: NaiveDate,
    problems: &mut Vec<Diagnostic>,
) {
    let mut asked: BTreeMap<&str, (Standing, &str, Vec<&str>)> = BTreeMap::new();
    for rule in rules.iter().filter(|rule| rule.status.runs()) {
        for (list, standing) in rule.lists_not_in_force(lists, on) {
            asked.entry(&list.name).or_insert((standing, &list.owner, Vec::new())).2.push(&rule.id);
        }
    }
    for (name, (standing, owner, rules)) in asked {
        let Some(place) = places.get(name) else { continue };
        let message = format!("the list `{name}` {standing}; {} rule(s) ask it: {}", rules.len(), rules.join(", "));
        let what = match standing {
            Standing::NotYet(_) => "it has not begun".to_owned(),
            Standing::Expired(_) => format!("its owner ({owner}) reviews it and sets review_by"),
            _ => continue,
        };
        let help = format!("{what}; until then these rules are not evaluable where the list decides");
        let problem = Diagnostic::new(Code::ExpiredList, &place.source, place.review_by.clone(), message);
        problems.push(problem.with_help(help));
    }
}

/// Exceptions and the grammar hide phrases whatever their dates; who looks after them is told when they are due.
pub(super) fn hiding_lists(
    rules: &[Rule],
    lists: &Lists,
    places: &ListPlaces,
    on: NaiveDate,
    problems: &mut Vec<Diagnostic>,
) {
    let asked = rules.iter().filter(|rule| rule.status.runs()).flat_map(|rule| match &rule.condition {
        Condition::Row(expr) => expr.lists(),
        Condition::Combination(_) => Default::default(),
    });
    let masks: BTreeSet<&str> = asked.flat_map(|id| &lists.get(id).masked_by).map(String::as_str).collect();
    for list in lists.iter().filter(|list| masks.contains(list.name.as_str()) || is_grammar(&list.name)) {
        let (Standing::Expired(day), Some(place)) = (list.standing(on), places.get(&list.name)) else {
            continue;
        };
        let message = format!("the list `{}` was due for review on {day}, and still hides what it names", list.name);
        let help = format!("its owner ({}) reviews it and sets review_by", list.owner);
        let problem = Diagnostic::new(Code::ExpiringList, &place.source, place.review_by.clone(), message);
        problems.push(problem.with_help(help));
    }
}

/// Nothing is opened because of a warning: a combination that gives points names no safety rule.
pub(super) fn points_for_safety(
    rule: &Rule,
    safety: &BTreeSet<String>,
    (source, header): (&Source, &Range<usize>),
    problems: &mut Vec<Diagnostic>,
) {
    let Condition::Combination(combination) = &rule.condition else { return };
    let named = combination.rules().find(|name| rule.kind == RuleKind::Risk && safety.contains(*name));
    if let Some(warning) = named {
        let message = format!("`{}` gives points for the safety rule `{warning}`", rule.id);
        let help = "a safety rule says what to do before opening; name the risk rules beside it";
        problems.push(Diagnostic::new(Code::NotAllowed, source, header.clone(), message).with_help(help));
    }
}

pub(super) fn can_be_true(expr: &Expr, source: &Source, span: &Range<usize>, problems: &mut Vec<Diagnostic>) {
    if let Some(reason) = never_true(expr) {
        let message = format!("the condition can never be true: {reason}");
        problems.push(Diagnostic::new(Code::NeverTrue, source, span.clone(), message));
    }
}

/// A safety rule warns those who open; it neither scores nor selects.
pub(super) fn safety(
    kind: RuleKind,
    points: Option<i32>,
    mandatory: bool,
    source: &Source,
    header: &Range<usize>,
    problems: &mut Vec<Diagnostic>,
) {
    if kind == RuleKind::Safety && (points.is_some_and(|points| points != 0) || mandatory) {
        let message = "a safety rule has points = 0 and is not mandatory";
        let help = "what is a reason to open is a rule of its own, with kind = \"risk\"";
        problems.push(Diagnostic::new(Code::WrongType, source, header.clone(), message).with_help(help));
    }
}

/// Every rule shows a row it fires on and one it leaves alone, in the form its condition needs.
pub(super) fn cases(
    cases: &[Case],
    expr: &Expr,
    source: &Source,
    header: &Range<usize>,
    problems: &mut Vec<Diagnostic>,
) {
    let combination = !expr.rules().is_empty();
    for (verdict, name) in [(Verdict::Fired, "fires"), (Verdict::Quiet, "quiet")] {
        if !cases.iter().any(|case| case.expect == verdict) {
            let message = format!("the rule has no case with expect = \"{name}\"");
            let help = "add a [[rule.case]] with a name, a row, and what is expected";
            problems.push(Diagnostic::new(Code::MissingCase, source, header.clone(), message).with_help(help));
        }
    }
    for case in cases {
        let Given::Results(results) = &case.given else { continue };
        if let Some((id, _)) = results.iter().find(|(id, _)| !expr.rules().contains(id.as_str())) {
            let message = format!("the case \"{}\" gives a result of `{id}`, which the rule does not name", case.name);
            let problem = Diagnostic::new(Code::UnknownRule, source, header.clone(), message);
            problems.push(problem.did_you_mean(id, expr.rules().into_iter()));
        }
    }
    if let Some(case) = cases.iter().find(|case| matches!(case.given, Given::Results(_)) != combination) {
        let key = if combination { "given" } else { "row" };
        let message = format!("the case \"{}\" needs `{key}`", case.name);
        problems.push(Diagnostic::new(Code::MissingCase, source, header.clone(), message));
    }
}

/// Combinations may name combinations, but never in a circle.
pub(super) fn circles(rules: &[Rule], files: &PackFiles, problems: &mut Vec<Diagnostic>) {
    let named: BTreeMap<&str, Vec<&str>> = rules
        .iter()
        .filter_map(|rule| match &rule.condition {
            Condition::Combination(combination) => Some((rule.id.as_str(), combination.rules().collect())),
            Condition::Row(_) => None,
        })
        .collect();
    for &id in named.keys() {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = named[id].clone();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(named.get(next).into_iter().flatten());
            }
        }
        if reached.contains(id) {
            let message = format!("`{id}` depends on itself through the rules it names");
            let place = files.sources().find_map(|source| {
                let quoted = [format!("id = \"{id}\""), format!("id = '{id}'"), id.to_owned()];
                quoted.iter().find_map(|text| {
                    let at = source.text.find(text)?;
                    let value = text.find(['"', '\'']).unwrap_or(0);
                    Some((source, at + value, text.len() - value))
                })
            });
            let nowhere = Source::new(&files.folder, "");
            let (source, at, length) = place.unwrap_or((&nowhere, 0, 0));
            problems.push(Diagnostic::new(Code::Circle, source, at..at + length, message));
        }
    }
}

/// A reason can show matched words, or others of the batch, only where its condition looks for them.
pub(super) fn placeholders(
    reason: &Template,
    condition: &Expr,
    source: &Source,
    place: &Range<usize>,
    problems: &mut Vec<Diagnostic>,
) {
    let mut mentions = false;
    condition.walk(&mut |part| mentions |= matches!(part, Expr::Mentions(..)));
    let counts = condition.columns().into_iter().any(|column| Relation::behind(column).is_some());
    let empty = [
        (reason.shows_match() && !mentions, "{match}", "it shows what mentions(…) or goods_mention(…) found"),
        (
            reason.shows_others() && !counts,
            "{others}",
            "it shows whom a batch indicator such as seal_containers counts",
        ),
    ];
    for (_, name, help) in empty.into_iter().filter(|(is_empty, ..)| *is_empty) {
        let written = source.text.get(place.clone()).unwrap_or_default();
        let span = written.find(name).map_or(place.clone(), |at| place.start + at..place.start + at + name.len());
        let message = format!("the condition gives nothing to put into `{name}`");
        problems.push(Diagnostic::new(Code::EmptyPlaceholder, source, span, message).with_help(help));
    }
}
