//! `explanations.json`: the form in which explanations leave redlane, with a version of its own.

use crate::explanation::{self, Explanation};
use crate::rulepack::RulePack;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the form; a change that readers must know of raises it.
pub const VERSION: u32 = 2;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExplanationsFile {
    pub version: u32,
    /// What the rules named below are, once for all containers.
    pub rules: BTreeMap<String, RuleWords>,
    pub containers: Vec<ContainerExplanation>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RuleWords {
    pub title: String,
    pub threat: String,
    pub status: String,
    pub mandatory: bool,
    pub officer_task: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limits: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ContainerExplanation {
    pub rank: usize,
    pub container_no: String,
    /// The call it is on, by name; blank where nothing is stated.
    #[serde(default)]
    pub visit: String,
    pub score: u32,
    pub lane: String,
    pub treatment: String,
    /// Lane and treatment in words; of what no slot is left for, what it would be.
    #[serde(default)]
    pub lane_sentence: String,
    pub selected: bool,
    pub selection_reason: String,
    pub selection_sentence: String,
    /// Its like boxes, where there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consignment: Option<LikeBoxes>,
    /// Safety rules that fired, whatever the score: their tasks come before the door is opened.
    #[serde(default)]
    pub before_opening: Vec<BeforeOpening>,
    /// `counted` adds up to `score`.
    pub fired: Vec<Fired>,
    pub not_evaluable: Vec<NotEvaluable>,
    pub lane_up: Option<LaneUp>,
    pub lane_down: Vec<LaneDown>,
    pub bills: Vec<BTreeMap<String, String>>,
}

/// Boxes of one consignment on which the same rules fired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LikeBoxes {
    /// The number of the group in ranking.csv.
    pub group: usize,
    pub boxes: usize,
    /// Those that are opened.
    pub drawn: Vec<String>,
    /// Of a box that is opened: those that stand by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub standing_by: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fired {
    pub rule: String,
    pub points: i32,
    pub counted: i32,
    pub reason: String,
    pub bill_no: Option<String>,
    /// What there is to see on that bill's row.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BeforeOpening {
    pub rule: String,
    pub reason: String,
    pub bill_no: Option<String>,
    /// What there is to see on that bill's row.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
}

/// One thing to see.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Evidence {
    /// Words of a list stand in a text.
    Mention {
        column: String,
        /// The words as they stand there.
        value: String,
        /// With what stands around them.
        excerpt: String,
        /// Title of the list.
        list: String,
        /// Further words of the list in the text.
        #[serde(default, skip_serializing_if = "is_none")]
        more: usize,
    },
    /// A list holds a value.
    List {
        column: String,
        value: String,
        /// Title of the list.
        list: String,
        /// As the list has it.
        entry: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
        owner: String,
        until: String,
        /// The file or report on which the entry rests.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        case: Option<String>,
        /// Further elements of the column that the list holds.
        #[serde(default, skip_serializing_if = "is_none")]
        more: usize,
    },
    /// A value the rule rests on, with unit and the words of its codes; null where it rests on its absence.
    Value { column: String, value: Option<String> },
    /// Whom the row is counted with.
    Others {
        column: String,
        /// What they share, where the row has several.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<String>,
        values: Vec<String>,
        /// All of them, also those not named.
        count: usize,
    },
    /// A rule a combination rests on.
    Rule { rule: String },
}

fn is_none(count: &usize) -> bool {
    *count == 0
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NotEvaluable {
    pub rule: String,
    pub missing: Vec<String>,
    /// Lists it asks that do not count, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lists: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneUp {
    pub lane: String,
    pub points_needed: u32,
    pub rules_that_could: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LaneDown {
    pub without_rule: String,
    pub score: u32,
    pub lane: String,
}

/// Explanations in the form of the file.
pub fn explanations_file(explanations: &[Explanation], pack: &RulePack) -> ExplanationsFile {
    let rules = pack
        .running()
        .map(|rule| {
            let words = RuleWords {
                title: rule.title.clone(),
                threat: rule.threat.name().to_owned(),
                status: rule.status.name().to_owned(),
                mandatory: rule.mandatory,
                officer_task: rule.officer_task.clone(),
                limits: rule.limits.clone(),
            };
            (rule.id.clone(), words)
        })
        .collect();
    ExplanationsFile {
        version: VERSION,
        rules,
        containers: explanations.par_iter().map(|one| container(one, pack)).collect(),
    }
}

fn container(explanation: &Explanation, pack: &RulePack) -> ContainerExplanation {
    let change = &explanation.lane_change;
    ContainerExplanation {
        rank: explanation.rank,
        container_no: explanation.container_no.clone(),
        visit: explanation.visit.clone(),
        score: explanation.score,
        lane: explanation.lane.clone(),
        treatment: explanation.treatment.clone(),
        lane_sentence: lane_sentence(explanation, pack),
        selected: explanation.reason.selected(),
        selection_reason: explanation.reason.name().to_owned(),
        selection_sentence: explanation.sentence.clone(),
        consignment: explanation.consignment.as_ref().map(|like| LikeBoxes {
            group: like.group,
            boxes: like.boxes,
            drawn: like.drawn.clone(),
            standing_by: like.standing_by.clone(),
        }),
        before_opening: explanation
            .before_opening
            .iter()
            .map(|warning| BeforeOpening {
                rule: warning.rule.clone(),
                reason: warning.reason.clone(),
                bill_no: warning.bill_no.clone(),
                evidence: warning.evidence.iter().map(evidence).collect(),
            })
            .collect(),
        fired: explanation
            .fired
            .iter()
            .map(|fired| Fired {
                rule: fired.rule.clone(),
                points: fired.points,
                counted: fired.counted,
                reason: fired.reason.clone(),
                bill_no: fired.bill_no.clone(),
                evidence: fired.evidence.iter().map(evidence).collect(),
            })
            .collect(),
        not_evaluable: explanation
            .not_evaluable
            .iter()
            .map(|rule| NotEvaluable {
                rule: rule.rule.clone(),
                missing: rule.missing.iter().map(ToString::to_string).collect(),
                lists: rule.lists.clone(),
            })
            .collect(),
        lane_up: change.up.as_ref().map(|up| LaneUp {
            lane: up.lane.clone(),
            points_needed: up.points_needed,
            rules_that_could: up.rules_that_could.clone(),
        }),
        lane_down: change
            .down
            .iter()
            .map(|down| LaneDown {
                without_rule: down.without_rule.clone(),
                score: down.score,
                lane: down.lane.clone(),
            })
            .collect(),
        bills: explanation
            .bills
            .iter()
            .map(|bill| bill.0.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect())
            .collect(),
    }
}

/// In the strictest lane boxes are opened; one that nobody will open is not in it: it would be. The checks of other lanes need no slot.
fn lane_sentence(explanation: &Explanation, pack: &RulePack) -> String {
    let lane = format!("{} ({})", explanation.lane, explanation.treatment);
    let is_strictest = pack.selectivity.lanes.iter().next().is_some_and(|first| first.name == explanation.lane);
    match explanation.reason.selected() || !is_strictest {
        true => format!("lane {lane}"),
        false => format!("would be {lane}; no slot tonight"),
    }
}

fn evidence(evidence: &explanation::Evidence) -> Evidence {
    use explanation::Evidence as E;
    match evidence.clone() {
        E::Mention { column, list, words, excerpt, more, place: _ } => {
            Evidence::Mention { column: column.name().to_owned(), value: words, excerpt, list, more }
        }
        E::Listed { column, value, list, entry, note, owner, until, case, more } => Evidence::List {
            column: column.name().to_owned(),
            value,
            list,
            entry,
            note,
            owner,
            until: until.to_string(),
            case,
            more,
        },
        E::Value { column, value, place: _ } => Evidence::Value { column: column.name().to_owned(), value },
        E::Others { column, of, names, count } => {
            Evidence::Others { column: column.name().to_owned(), of, values: names, count }
        }
        E::Rule(rule) => Evidence::Rule { rule },
    }
}
