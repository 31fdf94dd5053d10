//! Which international instruments the rules serve, and how much of that a manifest lets them.

use super::counted::counted;
use crate::manifest::StagedManifests;
use crate::pipeline::Run;
use crate::rulepack::{Instrument, Rule, RulePack, Status, Verdict};
use chrono::NaiveDate;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt::Write;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstrumentMatrix {
    pub version: u32,
    pub redlane: &'static str,
    pub run_date: String,
    pub packs_sha256: String,
    /// The manifests measured on; none: the rules alone.
    pub manifests: Vec<String>,
    pub containers: Option<u64>,
    pub served: Vec<ServedInstrument>,
    /// Instruments that rules over manifests cannot serve, and why.
    pub not_served: Vec<UnservedInstrument>,
    /// Rules that name no instrument.
    pub other_rules: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServedInstrument {
    pub id: String,
    pub title: String,
    pub subject: String,
    pub note: Option<String>,
    /// Least, middle and greatest share of containers on which its rules could be evaluated. That some rule could
    /// be evaluated says little: one that reads the description nearly always can.
    pub evaluable_shares: Option<[f64; 3]>,
    /// Containers on which one of its rules fired, discounts aside.
    pub fired: Option<u64>,
    /// Lists of its rules that do not count, and why.
    pub lists_not_in_force: Vec<String>,
    pub rules: Vec<ServingRule>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ServingRule {
    pub rule: String,
    pub title: String,
    pub status: &'static str,
    pub evaluable_share: Option<f64>,
    pub fired: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnservedInstrument {
    pub id: String,
    pub title: String,
    pub subject: String,
    pub why: String,
}

/// Verdicts of every container, each distinct pattern once with its number of containers.
struct Verdicts<'r> {
    run: &'r Run<'r>,
    patterns: Vec<(Vec<Verdict>, u64)>,
}

impl<'r> Verdicts<'r> {
    fn of(run: &'r Run<'r>) -> Self {
        let mut containers = vec![0u64; run.rollup.patterns().len()];
        (0..run.rollup.len()).for_each(|place| containers[run.rollup.pattern_of(place) as usize] += 1);
        let verdicts = run.rollup.patterns().iter().map(|pattern| run.scorer.verdicts(pattern));
        Self { run, patterns: verdicts.zip(containers).collect() }
    }

    /// Share of containers on which one of the rules could be evaluated, and number on which one fired.
    fn of_rules(&self, rules: &[&Rule]) -> (f64, u64) {
        let places: Vec<usize> = (0..self.run.scorer.rules().len())
            .filter(|&at| rules.iter().any(|rule| rule.id == self.run.scorer.rules()[at].id))
            .collect();
        let containers = |wanted: &dyn Fn(Verdict) -> bool| -> u64 {
            let one = |verdicts: &[Verdict]| places.iter().any(|&at| wanted(verdicts[at]));
            self.patterns.iter().filter(|(verdicts, _)| one(verdicts)).map(|(_, containers)| containers).sum()
        };
        let all = self.run.rollup.len().max(1) as f64;
        let evaluable = containers(&|verdict| verdict != Verdict::NotEvaluable) as f64 / all;
        (evaluable, containers(&|verdict| verdict == Verdict::Fired))
    }
}

impl InstrumentMatrix {
    /// Of the rules alone, or on the manifests of a run, as of a day.
    pub fn of(pack: &RulePack, measured: Option<(&Run<'_>, &StagedManifests)>, on: NaiveDate) -> Self {
        let verdicts = measured.map(|(run, _)| Verdicts::of(run));
        let (served, unserved): (Vec<&Instrument>, Vec<&Instrument>) =
            pack.instruments.iter().partition(|instrument| instrument.served);
        let unserved = unserved.into_iter().map(|instrument| UnservedInstrument {
            id: instrument.id.clone(),
            title: instrument.title.clone(),
            subject: instrument.subject.clone(),
            why: instrument.note.clone().unwrap_or_default(),
        });
        let named = |(_, manifests): (&Run<'_>, &StagedManifests)| -> Vec<String> {
            manifests.inputs.iter().map(|input| format!("{} (SHA-256 {})", input.file, input.sha256)).collect()
        };
        Self {
            version: 1,
            redlane: env!("CARGO_PKG_VERSION"),
            run_date: on.to_string(),
            packs_sha256: pack.sha256.to_string(),
            manifests: measured.map(named).unwrap_or_default(),
            containers: measured.map(|(run, _)| run.rollup.len() as u64),
            served: served.into_iter().map(|instrument| serve(instrument, pack, verdicts.as_ref(), on)).collect(),
            not_served: unserved.collect(),
            other_rules: pack.rules.iter().filter(|rule| rule.instruments.is_empty()).count(),
        }
    }
}

fn serve(instrument: &Instrument, pack: &RulePack, verdicts: Option<&Verdicts<'_>>, on: NaiveDate) -> ServedInstrument {
    let runs = |rule: &&Rule| matches!(rule.status, Status::Active | Status::Shadow);
    let rules: Vec<&Rule> =
        pack.rules.iter().filter(runs).filter(|rule| rule.instruments.contains(&instrument.id)).collect();
    let stopped: BTreeSet<String> = rules
        .iter()
        .flat_map(|rule| rule.lists_not_in_force(&pack.lists, on))
        .map(|(list, standing)| format!("{} {standing}", list.name))
        .collect();
    let serving: Vec<ServingRule> = rules
        .iter()
        .map(|rule| {
            let own = verdicts.map(|verdicts| verdicts.of_rules(&[rule]));
            ServingRule {
                rule: rule.id.clone(),
                title: rule.title.clone(),
                status: rule.status.name(),
                evaluable_share: own.map(|(share, _)| share),
                fired: own.map(|(_, fired)| fired),
            }
        })
        .collect();
    let mut shares: Vec<f64> = serving.iter().filter_map(|rule| rule.evaluable_share).collect();
    shares.sort_by(f64::total_cmp);
    let against: Vec<&Rule> = rules.into_iter().filter(|rule| rule.points >= 0).collect();
    ServedInstrument {
        id: instrument.id.clone(),
        title: instrument.title.clone(),
        subject: instrument.subject.clone(),
        note: instrument.note.clone(),
        evaluable_shares: (!shares.is_empty()).then(|| [shares[0], shares[shares.len() / 2], shares[shares.len() - 1]]),
        fired: verdicts.map(|verdicts| verdicts.of_rules(&against).1),
        lists_not_in_force: stopped.into_iter().collect(),
        rules: serving,
    }
}

/// What a reader must know before the figures.
const CAVEATS: &str = "No rule proves a breach, and no rule that stays quiet proves that nothing is there: \"evaluable\" is the \
share of containers whose papers state what the rule asks, \"fired\" is a number of containers to look at, not of findings. \
Many rules serve several instruments, and many are general. Subjects are in our own words; the text of the instrument decides.";

/// The matrix as a page to hand in.
pub fn instruments_page(matrix: &InstrumentMatrix) -> String {
    let mut page = String::from("# International instruments and the rules that serve them\n\n");
    let _ = writeln!(
        page,
        "As of {}, by redlane {} with the rule packs of SHA-256 {}.\n",
        matrix.run_date, matrix.redlane, matrix.packs_sha256
    );
    let _ = match matrix.containers {
        Some(containers) => {
            let containers = counted(containers, "container", "containers");
            writeln!(page, "Measured on {containers} of {}.\n", matrix.manifests.join(", "))
        }
        None => writeln!(page, "Of the rules alone; with a manifest the shares of containers are measured too.\n"),
    };
    let _ = writeln!(page, "{CAVEATS}\n");
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
    let number = |number: Option<u64>| number.map_or("-".to_owned(), |number| number.to_string());
    for served in &matrix.served {
        let _ = writeln!(page, "## {}: {}\n\n{}", served.id, served.title, served.subject);
        if let Some(note) = &served.note {
            let _ = writeln!(page, "\n{note}");
        }
        if served.rules.is_empty() {
            let _ = writeln!(page, "\nNo rule of these packs serves it.\n");
            continue;
        }
        let _ = writeln!(page, "\n| Rule | | Status | Evaluable | Fired on |\n|---|---|---|---|---|");
        for rule in &served.rules {
            let (evaluable, fired) = (share(rule.evaluable_share), number(rule.fired));
            let _ = writeln!(page, "| {} | {} | {} | {evaluable} | {fired} |", rule.rule, rule.title, rule.status);
        }
        let (evaluable, fired) = (shares_text(served.evaluable_shares), number(served.fired));
        let _ = writeln!(page, "| **together** | discounts aside | | {evaluable} | {fired} |\n");
        for list in &served.lists_not_in_force {
            let _ = writeln!(page, "The list {list}: where it decides, its rules are not evaluable.\n");
        }
    }
    let _ = writeln!(page, "## Instruments that rules over manifests cannot serve\n");
    for unserved in &matrix.not_served {
        let _ = writeln!(page, "- **{}** ({}): {} {}", unserved.id, unserved.title, unserved.subject, unserved.why);
    }
    if matrix.other_rules > 0 {
        let _ = writeln!(page, "\n{} no instrument.", counted(matrix.other_rules, "rule names", "rules name"));
    }
    page
}

/// Least, middle and greatest share of the rules of an instrument.
pub fn shares_text(shares: Option<[f64; 3]>) -> String {
    let percent = |share: f64| format!("{:.0}", 100.0 * share);
    shares.map_or("-".to_owned(), |[least, middle, most]| match least == most {
        true => format!("{} %", percent(most)),
        false => format!("{} to {} %, middle {} %", percent(least), percent(most), percent(middle)),
    })
}
