//! What differs between two versions of the packs.

use crate::reference::{Entry, ReferenceList};
use crate::rulepack::condition::without_layout;
use crate::rulepack::{Rule, RulePack};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that was changed from one version of the packs to the other.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PackDifference {
    pub added: Vec<String>,
    pub removed: Vec<String>,
    pub renamed: Vec<Renamed>,
    pub changed: Vec<RuleChange>,
    pub lists: Vec<ListChange>,
    /// Settings of `selectivity.toml`, as words.
    pub selectivity: Vec<String>,
    /// The files are not the same, though nothing above is another: comments, instruments, words beside the lists.
    pub only_in_files: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Renamed {
    pub old: String,
    pub new: String,
}

/// A rule that both versions have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleChange {
    /// Its id in the new version.
    pub rule: String,
    pub old_version: u32,
    pub new_version: u32,
    /// What decides a score or a slot: condition, points, threat, status, mandatory, box_alone.
    pub logic: Vec<String>,
    /// Keys whose words changed.
    pub words: Vec<&'static str>,
    /// The logic changed, the version did not rise.
    pub unversioned: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ListChange {
    pub list: String,
    pub added: usize,
    pub removed: usize,
    /// Other changes, as words.
    pub what: Vec<String>,
}

impl PackDifference {
    pub fn between(old: &RulePack, new: &RulePack) -> Self {
        let former = former_ids(old, new);
        let of_old = |rule: &Rule| former.get(rule.id.as_str()).and_then(|id| old.rule(id));
        let taken: BTreeSet<&str> = former.values().copied().collect();
        let mut difference = Self {
            added: new.rules.iter().filter(|rule| of_old(rule).is_none()).map(|rule| rule.id.clone()).collect(),
            removed: old.rules.iter().filter(|r| !taken.contains(r.id.as_str())).map(|r| r.id.clone()).collect(),
            renamed: former
                .iter()
                .filter(|(new, old)| new != old)
                .map(|(new, old)| Renamed { old: (*old).to_owned(), new: (*new).to_owned() })
                .collect(),
            changed: new.rules.iter().filter_map(|rule| change(of_old(rule)?, rule, &former)).collect(),
            lists: list_changes(old, new),
            selectivity: selectivity_changes(old, new),
            only_in_files: false,
        };
        difference.only_in_files = old.sha256 != new.sha256 && difference == Self::default();
        difference
    }
}

/// For each rule of the new version that the old one has, under whatever id: new id → old id.
pub(super) fn former_ids<'p>(old: &'p RulePack, new: &'p RulePack) -> BTreeMap<&'p str, &'p str> {
    let former = |rule: &'p Rule| {
        let same = old.rule(&rule.id).map(|known| known.id.as_str());
        let renamed = || old.rule(rule.was.as_deref()?).map(|known| known.id.as_str());
        Some((rule.id.as_str(), same.or_else(renamed)?))
    };
    new.rules.iter().filter_map(former).collect()
}

fn change(old: &Rule, new: &Rule, former: &BTreeMap<&str, &str>) -> Option<RuleChange> {
    let mut logic = Vec::new();
    let mut note = |what: &str, before: String, after: String| {
        if before != after {
            logic.push(format!("{what}: {before} → {after}"));
        }
    };
    note("points", format!("{:+}", old.points), format!("{:+}", new.points));
    note("kind", old.kind.name().to_owned(), new.kind.name().to_owned());
    note("threat", old.threat.name().to_owned(), new.threat.name().to_owned());
    note("status", old.status.name().to_owned(), new.status.name().to_owned());
    note("mandatory", old.mandatory.to_string(), new.mandatory.to_string());
    note("box_alone", old.box_alone.to_string(), new.box_alone.to_string());
    note("condition", condition(old, &BTreeMap::new()), condition(new, former));
    let texts: [(&'static str, bool); 11] = [
        ("title", old.title == new.title),
        ("reason", old.reason == new.reason),
        ("officer_task", old.officer_task == new.officer_task),
        ("source", old.source == new.source),
        ("limits", old.limits == new.limits),
        ("max_hit_rate", old.max_hit_rate == new.max_hit_rate),
        ("owner", old.owner == new.owner),
        ("review_by", old.review_by == new.review_by),
        ("correction", old.correction == new.correction),
        ("indicators", old.indicators == new.indicators),
        ("instruments", old.instruments == new.instruments),
    ];
    let words: Vec<&'static str> = texts.iter().filter(|(_, same)| !same).map(|(key, _)| *key).collect();
    (!logic.is_empty() || !words.is_empty()).then(|| RuleChange {
        rule: new.id.clone(),
        old_version: old.version,
        new_version: new.version,
        unversioned: !logic.is_empty() && new.version <= old.version,
        logic,
        words,
    })
}

/// The condition without its layout, with the rules it names under their old ids: a renamed rule is the same rule.
fn condition(rule: &Rule, former: &BTreeMap<&str, &str>) -> String {
    let mut when = without_layout(&rule.when);
    for (new, old) in former.iter().filter(|(new, old)| new != old) {
        when = when.replace(&format!("fired('{new}')"), &format!("fired('{old}')"));
    }
    when
}

fn list_changes(old: &RulePack, new: &RulePack) -> Vec<ListChange> {
    let named = |pack: &RulePack| -> BTreeMap<String, ReferenceList> {
        pack.lists.iter().map(|list| (list.name.clone(), list.clone())).collect()
    };
    let (old, new) = (named(old), named(new));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    names.into_iter().filter_map(|name| list_change(name, old.get(name), new.get(name))).collect()
}

fn list_change(name: &str, old: Option<&ReferenceList>, new: Option<&ReferenceList>) -> Option<ListChange> {
    let values = |list: Option<&ReferenceList>| -> BTreeSet<String> {
        // An entry read in another way, or until another day, is another entry.
        let entries = |list: &ReferenceList| -> Vec<String> {
            let marks = |entry: &Entry| -> Vec<String> {
                let until = entry.until.map(|day| format!("until {day}"));
                entry.traits().map(str::to_owned).chain(until).collect()
            };
            let marked = list.entries.iter().map(|entry| (entry, marks(entry))).filter(|(_, marks)| !marks.is_empty());
            marked
                .map(|(entry, marks)| format!("{} ({})", entry.value, marks.join(", ")))
                .chain(list.values())
                .collect()
        };
        list.into_iter().flat_map(entries).collect()
    };
    let (before, after) = (values(old), values(new));
    let mut what = Vec::new();
    match (old, new) {
        (None, Some(_)) => what.push("new list".to_owned()),
        (Some(_), None) => what.push("list removed".to_owned()),
        (Some(old), Some(new)) => {
            let mut note = |key: &str, before: String, after: String| {
                if before != after {
                    what.push(format!("{key}: {before} → {after}"));
                }
            };
            note("match", old.match_kind.name().into(), new.match_kind.name().into());
            note("reading", old.reading.name().into(), new.reading.name().into());
            note("masked_by", old.masked_by.join(", "), new.masked_by.join(", "));
            note("languages", old.languages.join(", "), new.languages.join(", "));
            note("effective", old.effective.to_string(), new.effective.to_string());
            note("review_by", old.review_by.to_string(), new.review_by.to_string());
            let law = |list: &ReferenceList| match &list.legal {
                None => "none".to_owned(),
                Some(legal) => {
                    let until = legal.applies_until.map_or(String::new(), |day| format!(" until {day}"));
                    let applied = if legal.applied { "applied" } else { "switched off" };
                    let (instrument, from) = (&legal.instrument, legal.applies_from);
                    format!("{instrument} from {from}{until}, {applied}; {}", legal.jurisdiction)
                }
            };
            note("law", law(old), law(new));
        }
        (None, None) => {}
    }
    let (added, removed) = (after.difference(&before).count(), before.difference(&after).count());
    (added + removed > 0 || !what.is_empty()).then(|| ListChange { list: name.to_owned(), added, removed, what })
}

/// Every setting that is another, or is there in one of the two only.
fn selectivity_changes(old: &RulePack, new: &RulePack) -> Vec<String> {
    let (before, after) = (old.selectivity.settings(), new.selectivity.settings());
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let shown =
        |settings: &BTreeMap<String, String>, name| settings.get(name).map_or("none", String::as_str).to_owned();
    changed.map(|name| format!("{name}: {} → {}", shown(&before, name), shown(&after, name))).collect()
}
