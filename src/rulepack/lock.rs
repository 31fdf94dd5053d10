//! `pack.lock`: version and logic of every rule as they were last agreed on, so that no rule changes
//! what it does in silence.

use super::fields::{Fields, Placed, parse_toml};
use super::keys::{Form, Key};
use super::model::{Rule, RulePack};
use crate::diagnostics::{Code, Diagnostic, Source};
use crate::storage::PackFiles;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

const FILE: &[Key] =
    &[Key { name: "rules", form: Form::Table, required: true, meaning: "Version and logic by rule id." }];

const LOCKED: &[Key] = &[
    Key { name: "version", form: Form::Integer, required: true, meaning: "The rule's version." },
    Key { name: "logic", form: Form::Text, required: true, meaning: "Digest of condition, points, threat and status." },
];

struct Locked {
    version: i64,
    logic: Placed<String>,
}

/// Says which rules are not as the lock has them. A rule that is `written` but has errors is not compared.
pub(super) fn compare(
    files: &PackFiles,
    rules: &[Rule],
    written: &BTreeMap<String, bool>,
    problems: &mut Vec<Diagnostic>,
) {
    let Some(source) = &files.lock else { return };
    let locked = read(source, problems);
    for rule in rules {
        let Some(known) = locked.get(&rule.id) else {
            let message = format!("`{}` is not in pack.lock", rule.id);
            problems.push(stale(source, 0..0, message));
            continue;
        };
        let same_logic = known.logic.value == rule.logic().to_string();
        match i64::from(rule.version).cmp(&known.version) {
            std::cmp::Ordering::Equal if same_logic => {}
            std::cmp::Ordering::Less => {
                let (id, version) = (&rule.id, rule.version);
                let message = format!("`{id}` goes back to version {version}; pack.lock has {}", known.version);
                let help = format!("versions only rise: set version = {}", known.version + 1);
                let problem = Diagnostic::new(Code::LogicChanged, source, known.logic.span.clone(), message);
                problems.push(problem.with_help(help));
            }
            std::cmp::Ordering::Equal => {
                let message = format!("`{}` does something else than version {} did", rule.id, known.version);
                let help = format!("set version = {} in the rule, then run `redlane rules lock`", known.version + 1);
                let problem = Diagnostic::new(Code::LogicChanged, source, known.logic.span.clone(), message);
                problems.push(problem.with_help(help));
            }
            _ => {
                let message = format!("`{}` is version {}, pack.lock has {}", rule.id, rule.version, known.version);
                problems.push(stale(source, known.logic.span.clone(), message));
            }
        }
    }
    for (id, known) in locked.iter().filter(|(id, _)| !written.contains_key(*id)) {
        problems.push(stale(source, known.logic.span.clone(), format!("pack.lock has `{id}`, which no pack has")));
    }
}

fn stale(source: &Source, span: Range<usize>, message: String) -> Diagnostic {
    let help = "look at what changed (`redlane rules diff`), then run `redlane rules lock`";
    Diagnostic::new(Code::StaleLock, source, span, message).with_help(help)
}

fn read(source: &Source, problems: &mut Vec<Diagnostic>) -> BTreeMap<String, Locked> {
    let document = parse_toml(source, problems);
    let file = Fields::new(document.get_ref(), 0..0, source, "pack.lock", FILE, problems);
    let mut locked = BTreeMap::new();
    let Some((rules, _)) = file.table("rules") else { return locked };
    for (id, value) in rules.iter() {
        let toml::de::DeValue::Table(table) = value.get_ref() else { continue };
        let fields = Fields::new(table, value.span(), source, "the locked rule", LOCKED, problems);
        if let (Some(version), Some(logic)) = (fields.integer("version", problems), fields.text("logic")) {
            locked.insert(id.get_ref().to_string(), Locked { version: version.value, logic });
        }
    }
    locked
}

/// The lock of a pack as it is.
pub fn lock_text(pack: &RulePack) -> String {
    let mut text = String::from(
        "# Written by `redlane rules lock`: what every rule did when its version was last agreed on.\n\
         # A changed rule gets a higher version; `redlane rules check` compares.\n\n[rules]\n",
    );
    for rule in &pack.rules {
        let _ = writeln!(text, "{} = {{ version = {}, logic = \"{}\" }}", rule.id, rule.version, rule.logic());
    }
    text
}
