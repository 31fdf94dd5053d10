//! What `redlane score` says of a run on standard error.

use super::bayplan::plan_text;
use super::exit::{degraded_line, warning_line};
use super::inputs::{say_rejects, say_unreadable};
use super::{Voice, to_stderr};
use redlane::manifest::StagedManifests;
use redlane::pipeline::Run;
use redlane::report::{RunInfo, StoppedList, counted, lacks};
use std::collections::BTreeSet;
use std::path::Path;

/// A finished run, as far as people want to hear of it.
pub struct Summary<'s, 'p> {
    pub info: &'s RunInfo,
    pub manifests: &'s StagedManifests,
    pub run: &'s Run<'p>,
    pub out: Option<&'s Path>,
    /// Whether another run came to stand in the folder while this one worked.
    pub over_another: bool,
}

/// Missing columns that are named.
const MOST_LACKS: usize = 5;

/// Lists that are named one by one.
const MOST_LISTS: usize = 3;

impl Summary<'_, '_> {
    pub fn say(&self, voice: Voice) {
        self.counts(voice);
        self.noisy_rules(voice);
        self.stopped_lists(voice);
        self.rejects(voice);
        self.unevaluable(voice);
        for time in &self.info.timings {
            voice.detail(format!("  {:<8} {:.3} s", time.stage, time.seconds));
        }
        self.outputs(voice);
        // Last, and said even to those who want to hear nothing: it is what the exit code means.
        if !self.info.degraded.is_empty() {
            let what: Vec<&str> = self.info.degraded.iter().map(|degraded| degraded.detail.as_str()).collect();
            to_stderr(&degraded_line(&what.join("; ")));
        }
    }

    fn counts(&self, voice: Voice) {
        let (info, counts) = (self.info, &self.info.counts);
        plan_text(self.manifests).into_iter().for_each(|text| voice.say(text));
        let containers = counted(counts.containers, "container", "containers");
        voice.say(format!(
            "{} in = {} scored + {} rejected · {} · {} of {} rules evaluable",
            counted(counts.rows_in, "row", "rows"),
            counts.rows_scored,
            counts.rows_rejected,
            match counts.visits == counts.containers {
                true => containers,
                false => format!("{} of {containers}", counted(counts.visits, "visit", "visits")),
            },
            counts.rules_evaluable,
            counts.rules
        ));
        let by = |reason| counts.reasons.get(reason).copied().unwrap_or(0);
        voice.say(format!(
            "{} selected of capacity {}{}: {} mandatory, {} by score, {} at random (seed {})",
            counts.selected,
            info.capacity,
            match info.capacity_per {
                "all" => String::new(),
                per => format!(" for each {per}"),
            },
            by("mandatory"),
            by("score"),
            by("random"),
            info.seed
        ));
        self.untold_calls(voice);
        self.moved_slots(voice);
        if counts.mandatory_over_capacity > 0 {
            to_stderr(&warning_line(&format!(
                "{} not fit into the capacity; a supervisor must decide",
                counted(
                    counts.mandatory_over_capacity,
                    "container with a mandatory rule does",
                    "containers with a mandatory rule do"
                )
            )));
        }
    }

    /// Where nothing tells the calls of a container apart, months of it would be judged as one.
    fn untold_calls(&self, voice: Voice) {
        let rollup = &self.run.rollup;
        let is_untold = |place: &usize| {
            let call = rollup.call(*place);
            call.vessel.is_none() && call.voyage.is_none() && call.eta.is_none()
        };
        let untold = (0..rollup.len()).filter(is_untold).count();
        if untold > 0 {
            voice.say(format!(
                "{} no vessel name, voyage or arrival: all rows of one count as one visit",
                counted(untold, "container states", "containers state")
            ));
        }
    }

    /// What it costs that like boxes wait, and what it brings.
    fn moved_slots(&self, voice: Voice) {
        let moved = self.run.ranking.moved;
        if moved.slots > 0 {
            let reached = match moved.bills {
                0 => String::new(),
                bills => format!(", and {} one that had none", counted(bills, "bill has", "bills have")),
            };
            voice.say(format!(
                "{}{reached}: like boxes of one consignment stand by instead of taking them (selectivity.toml: like_boxes)",
                counted(moved.slots, "slot moved to another box", "slots moved to other boxes"),
            ));
        }
    }

    fn noisy_rules(&self, voice: Voice) {
        for rule in self.run.coverage.rules.iter().filter(|rule| rule.noisy) {
            voice.say(warning_line(&format!(
                "{} fired on {:.1} % of containers; its author expected at most {:.1} %",
                rule.rule,
                100.0 * rule.hit_rate,
                100.0 * rule.max_hit_rate.unwrap_or(1.0)
            )));
        }
    }

    /// What the dates stopped was said when the packs were loaded; what somebody decided is said here.
    fn stopped_lists(&self, voice: Voice) {
        let said = |list: &&StoppedList| voice.verbose || list.by_law;
        let stopped: Vec<&StoppedList> = self.run.coverage.lists_not_in_force.iter().filter(said).collect();
        if stopped.len() > MOST_LISTS && !voice.verbose {
            voice.say(warning_line(&format!(
                "{} lists do not count by law or by decision; where they decide, rules are not evaluable: see coverage.json, or -v",
                stopped.len()
            )));
            return;
        }
        for list in stopped {
            voice.say(warning_line(&format!(
                "the list {} {}; where it decides, these rules are not evaluable: {}",
                list.list,
                list.standing,
                list.rules.join(", ")
            )));
        }
    }

    fn rejects(&self, voice: Voice) {
        let shown = if voice.verbose { 20 } else { 3 };
        say_unreadable(self.manifests, shown, voice);
        say_rejects(self.manifests, shown, voice);
        if self.manifests.rejects.len() > shown {
            voice.say(format!("  and {} more; rejects.csv has them all", self.manifests.rejects.len() - shown));
        }
    }

    /// How many rules no container could be judged by, and what data would let them; which they are only on request.
    fn unevaluable(&self, voice: Voice) {
        let coverage = &self.run.coverage;
        let never = coverage.rules.iter().filter(|rule| rule.not_evaluable == coverage.containers);
        let mut never: BTreeSet<&str> = never.map(|rule| rule.rule.as_str()).collect();
        if never.is_empty() || coverage.containers == 0 {
            return;
        }
        let (count, all) = (never.len(), coverage.rules.len());
        let names = never.iter().copied().collect::<Vec<_>>().join(", ");
        // Such a rule lacks something on each container; what it is on the first that is explained says enough.
        let explained = self.run.explanations.iter().flat_map(|explanation| &explanation.not_evaluable);
        let of_never = explained.filter(|rule| never.remove(rule.rule.as_str()));
        let most = lacks(of_never.map(|rule| (rule.missing.clone(), !rule.lists.is_empty())));
        let shown: Vec<String> = most.iter().take(MOST_LACKS).map(|lack| format!("{} ({lack})", lack.thing)).collect();
        let lacking = match shown.is_empty() {
            true => "for lack of data or of a list in force".to_owned(),
            false => format!("for lack of {}", shown.join(", ")),
        };
        let more = if most.len() > MOST_LACKS { ", and others" } else { "" };
        voice.say(format!(
            "{count} of {all} rules could judge no container, {lacking}{more}; coverage.json has each rule"
        ));
        voice.detail(format!("  they are {names}"));
    }

    fn outputs(&self, voice: Voice) {
        let Some(out) = self.out.map(Path::display) else {
            voice.say("nothing is kept: `--out FOLDER` keeps the ranking, and `redlane explain` then says why");
            return;
        };
        voice.say(format!("outputs in {out}; `redlane explain <container> --run {out}` says why"));
        if self.over_another {
            to_stderr(&warning_line(&format!(
                "another run came to stand in {out} while this one worked; it is gone, and this one stands there"
            )));
        }
    }
}
