//! `redlane rules list`: the rules by family, or rules and lists as JSON.

use crate::cli::exit::{Exit, Failure};
use crate::cli::packs::PackArguments;
use crate::cli::{Voice, to_stdout};
use chrono::NaiveDate;
use clap::{Args, ValueEnum};
use redlane::reference::{Entry, Legal, Reference, ReferenceList};
use redlane::rulepack::{Condition, PackInfo, Rule, RulePack};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Args)]
pub struct ListArguments {
    #[command(flatten)]
    packs: PackArguments,
    /// text: a line per rule; json: everything that is stated of packs, rules and lists.
    #[arg(long, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Json,
}

pub fn run(arguments: &ListArguments, voice: Voice) -> Result<Exit, Failure> {
    let pack = arguments.packs.load(voice)?;
    match arguments.format {
        Format::Text => to_stdout(&by_family(&pack))?,
        Format::Json => {
            let all = json!({
                "packs": pack.packs.iter().map(of_pack).collect::<Vec<_>>(),
                "rules": pack.rules.iter().map(of_rule).collect::<Vec<_>>(),
                "lists": pack.lists.iter().map(|list| of_list(&pack, list, arguments.packs.lists_as_of())).collect::<Vec<_>>(),
                "sha256": pack.sha256.to_string(),
            });
            to_stdout(&(serde_json::to_string_pretty(&all).unwrap_or_default() + "\n"))?;
        }
    }
    Ok(Exit::Done)
}

/// Under each family what its pack is about, then its rules.
fn by_family(pack: &RulePack) -> String {
    let mut text = String::new();
    let mut shown = None;
    for rule in &pack.rules {
        let family = rule.id.split('-').next();
        if family != shown {
            let title = pack.packs.iter().find(|info| info.id == rule.pack).map_or("", |info| info.title.as_str());
            let gap = if shown.is_some() { "\n" } else { "" };
            text.push_str(&format!("{gap}{}  {title} ({})\n", family.unwrap_or_default(), rule.pack));
            shown = family;
        }
        let mandatory = if rule.mandatory { " mandatory" } else { "" };
        text.push_str(&format!(
            "  {}  {:>+4}  {:<16} {:<8} {}{mandatory}\n",
            rule.id,
            rule.points,
            rule.threat.name(),
            rule.status.name(),
            rule.title
        ));
    }
    text
}

fn of_pack(pack: &PackInfo) -> Value {
    json!({
        "id": pack.id, "title": pack.title, "version": pack.version, "owner": pack.owner,
        "description": pack.description, "families": pack.families, "sha256": pack.sha256.to_string(),
    })
}

fn of_rule(rule: &Rule) -> Value {
    let (kind, columns) = match &rule.condition {
        Condition::Row(expr) => ("row", expr.columns().iter().map(|column| column.name()).collect()),
        Condition::Combination(_) => ("combination", Vec::new()),
    };
    json!({
        "id": rule.id, "version": rule.version, "was": rule.was, "pack": rule.pack, "title": rule.title,
        "threat": rule.threat.name(), "purpose": rule.kind.name(), "status": rule.status.name(),
        "points": rule.points, "mandatory": rule.mandatory, "box_alone": rule.box_alone,
        "across_calls": rule.compared_across_calls(), "kind": kind, "when": rule.when, "columns": columns,
        "reason": rule.reason.to_string(), "officer_task": rule.officer_task, "owner": rule.owner,
        "review_by": rule.review_by.to_string(), "source": rule.source, "limits": rule.limits,
        "max_hit_rate": rule.max_hit_rate, "indicators": rule.indicators, "instruments": rule.instruments,
        "correction": rule.correction, "cases": rule.cases.len(),
    })
}

fn of_list(pack: &RulePack, list: &ReferenceList, on: NaiveDate) -> Value {
    let compared: Map<String, Value> =
        compared(pack, list, on).into_iter().map(|(column, values)| (column.to_owned(), json!(values))).collect();
    let notes: Map<String, Value> =
        list.entries.iter().filter_map(|entry| Some((entry.value.clone(), Value::from(entry.note.clone()?)))).collect();
    json!({
        "name": list.name, "pack": list.pack, "title": list.title, "match": list.match_kind.name(),
        "owner": list.owner, "source": list.source, "reason": list.reason,
        "effective": list.effective.to_string(), "review_by": list.review_by.to_string(),
        "legal": list.legal.as_ref().map(of_law),
        "languages": list.languages, "in_force": list.in_force(on), "standing": list.standing(on).to_string(),
        "reading": list.reading.name(), "masked_by": list.masked_by, "entries": list.values_on(Some(on)), "notes": notes,
        "compared": compared,
        "exact": with_trait(list, on, |entry| entry.exact), "hyphens": with_trait(list, on, |entry| entry.hyphens),
        "use_after_comma": with_trait(list, on, |entry| entry.use_after_comma),
    })
}

fn of_law(legal: &Legal) -> Value {
    json!({
        "instrument": legal.instrument, "jurisdiction": legal.jurisdiction, "applied": legal.applied,
        "applies_from": legal.applies_from.to_string(),
        "applies_until": legal.applies_until.map(|day| day.to_string()),
    })
}

/// For each column a list is asked of, the values it is compared by: its entries of the day, folded as the column is.
fn compared<'p>(pack: &'p RulePack, list: &ReferenceList, on: NaiveDate) -> BTreeMap<&'p str, BTreeSet<String>> {
    let words = &Reference::embedded().deciding_words;
    let mut compared: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for rule in &pack.rules {
        let Condition::Row(expr) = &rule.condition else { continue };
        let asked = expr.asked_values().into_iter().filter(|(id, _)| pack.lists.get(*id).name == list.name);
        for (of, column) in asked.flat_map(|(_, of)| of.columns().into_iter().map(move |column| (of, column))) {
            compared.entry(column.name()).or_default().extend(of.fold().values(list, Some(on), words).into_keys());
        }
    }
    compared
}

fn with_trait(list: &ReferenceList, on: NaiveDate, has: impl Fn(&Entry) -> bool) -> Vec<&str> {
    list.entries.iter().filter(|entry| entry.counts(Some(on)) && has(entry)).map(|entry| entry.value.as_str()).collect()
}
