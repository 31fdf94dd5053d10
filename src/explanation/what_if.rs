//! What would change the lane: how far the next stricter one is, and which rule alone keeps this one.

use crate::domain::Lanes;
use crate::rulepack::Verdict;
use crate::scores::{Score, Scorer};

/// What separates a container from its neighbouring lanes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LaneChange {
    pub up: Option<StepUp>,
    pub down: Vec<StepDown>,
}

/// The next stricter lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUp {
    pub lane: String,
    pub points_needed: u32,
    /// Rules not evaluable today, any one of which would be enough if it fired, by id.
    pub rules_that_could: Vec<String>,
}

/// A rule without which the container would be in another lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepDown {
    pub without_rule: String,
    pub score: u32,
    pub lane: String,
}

impl LaneChange {
    /// Asks the scorer itself, with one result changed at a time, and the combinations that name it.
    pub fn of(scorer: &Scorer<'_>, lanes: &Lanes, verdicts: &[Verdict], score: &Score) -> Self {
        let lane_of = |score: &Score| lanes.of_container(score.points, score.mandatory);
        let lane = lane_of(score);
        let with = |rule: usize, verdict: Verdict| scorer.score_verdicts(&scorer.with_changed(verdicts, rule, verdict));
        let up = lanes.above(lane.min_score).map(|above| StepUp {
            lane: above.name.clone(),
            points_needed: above.min_score.saturating_sub(score.points),
            rules_that_could: score
                .not_evaluable
                .iter()
                .filter(|&&rule| lane_of(&with(rule, Verdict::Fired)).min_score >= above.min_score)
                .map(|&rule| scorer.rules()[rule].id.clone())
                .collect(),
        });
        let down = score
            .contributions
            .iter()
            .filter(|contribution| contribution.counted > 0 || scorer.rules()[contribution.rule].mandatory)
            .filter_map(|contribution| {
                let score = with(contribution.rule, Verdict::Quiet);
                let other = lane_of(&score);
                (other != lane).then(|| StepDown {
                    without_rule: scorer.rules()[contribution.rule].id.clone(),
                    score: score.points,
                    lane: other.name.clone(),
                })
            })
            .collect();
        Self { up, down }
    }
}
