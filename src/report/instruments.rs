//! Which international instruments the rules serve, and how much of that a manifest lets them.

use crate::pipeline::Run;
use crate::rulepack::{Instrument, Rule, RulePack, Status, Verdict};
use serde::Serialize;
use std::fmt::Write;

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct InstrumentMatrix {
    pub version: u32,
    /// Containers of the manifests looked at; none: the rules alone.
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
    /// Share of containers on which one of its rules at least could be evaluated.
    pub evaluable_share: Option<f64>,
    /// Containers on which one of its rules fired.
    pub fired: Option<u64>,
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
    /// Of the rules alone, or on the manifests of a run.
    pub fn of(pack: &RulePack, run: Option<&Run<'_>>) -> Self {
        let verdicts = run.map(Verdicts::of);
        let (served, unserved): (Vec<&Instrument>, Vec<&Instrument>) =
            pack.instruments.iter().partition(|instrument| instrument.served);
        let unserved = unserved.into_iter().map(|instrument| UnservedInstrument {
            id: instrument.id.clone(),
            title: instrument.title.clone(),
            subject: instrument.subject.clone(),
            why: instrument.note.clone().unwrap_or_default(),
        });
        Self {
            version: 1,
            containers: run.map(|run| run.rollup.len() as u64),
            served: served.into_iter().map(|instrument| serve(instrument, pack, verdicts.as_ref())).collect(),
            not_served: unserved.collect(),
            other_rules: pack.rules.iter().filter(|rule| rule.instruments.is_empty()).count(),
        }
    }
}

fn serve(instrument: &Instrument, pack: &RulePack, verdicts: Option<&Verdicts<'_>>) -> ServedInstrument {
    let runs = |rule: &&Rule| matches!(rule.status, Status::Active | Status::Shadow);
    let rules: Vec<&Rule> =
        pack.rules.iter().filter(runs).filter(|rule| rule.instruments.contains(&instrument.id)).collect();
    let measured = |rules: &[&Rule]| verdicts.filter(|_| !rules.is_empty()).map(|verdicts| verdicts.of_rules(rules));
    let whole = measured(&rules);
    ServedInstrument {
        id: instrument.id.clone(),
        title: instrument.title.clone(),
        subject: instrument.subject.clone(),
        note: instrument.note.clone(),
        evaluable_share: whole.map(|(share, _)| share),
        fired: whole.map(|(_, fired)| fired),
        rules: rules
            .iter()
            .map(|rule| {
                let own = measured(&[rule]);
                ServingRule {
                    rule: rule.id.clone(),
                    title: rule.title.clone(),
                    status: rule.status.name(),
                    evaluable_share: own.map(|(share, _)| share),
                    fired: own.map(|(_, fired)| fired),
                }
            })
            .collect(),
    }
}

/// The matrix as a page to hand in.
pub fn instruments_page(matrix: &InstrumentMatrix) -> String {
    let mut page = String::from("# International instruments and the rules that serve them\n\n");
    let _ = match matrix.containers {
        Some(containers) => writeln!(
            page,
            "Measured on {containers} containers: \"evaluable\" is the share of containers whose papers state what the \
             rule needs. A rule that could be evaluated and stayed quiet is no proof that nothing is there.\n"
        ),
        None => writeln!(page, "Of the rules alone; with a manifest the shares of containers are measured too.\n"),
    };
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
        let (evaluable, fired) = (share(served.evaluable_share), number(served.fired));
        let _ = writeln!(page, "| **any of them** | | | {evaluable} | {fired} |\n");
    }
    let _ = writeln!(page, "## Instruments that rules over manifests cannot serve\n");
    for unserved in &matrix.not_served {
        let _ = writeln!(page, "- **{}** ({}): {} {}", unserved.id, unserved.title, unserved.subject, unserved.why);
    }
    let _ = writeln!(page, "\n{} rules serve no instrument in particular.", matrix.other_rules);
    page
}
