//! Ranking and selection.
//!
//! The order, best first: mandatory before others; then the higher score; then the stronger single
//! rule; then more threats; then the tie-break drawn from the seed; last the container number. Nothing
//! in it depends on the order of rows.

use super::random::Draw;
use crate::domain::Capacity;
use crate::scores::{PatternId, RollUp, Score};
use rayon::prelude::*;
use std::cmp::Reverse;

/// Why a container is selected or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SelectionReason {
    /// A mandatory rule fired.
    Mandatory,
    /// Its score is among the highest that capacity allows.
    Score,
    /// Drawn for the random share.
    Random,
    /// A mandatory rule fired, but there are more such containers than slots.
    MandatoryOverCapacity,
    /// Its score is too low for the slots there are.
    Capacity,
    /// No rule gave it points, and it was not drawn.
    NoPoints,
}

impl SelectionReason {
    pub fn name(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Score => "score",
            Self::Random => "random",
            Self::MandatoryOverCapacity => "mandatory_over_capacity",
            Self::Capacity => "capacity",
            Self::NoPoints => "no_points",
        }
    }

    pub fn selected(self) -> bool {
        matches!(self, Self::Mandatory | Self::Score | Self::Random)
    }

    /// What the reason says to an officer.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Mandatory => "a mandatory rule fired",
            Self::Score => "its score is among the highest that tonight's capacity allows",
            Self::Random => "drawn at random; its score did not matter",
            Self::MandatoryOverCapacity => {
                "a mandatory rule fired, but there are more such containers than slots: a supervisor must decide"
            }
            Self::Capacity => "containers with a higher score fill the slots",
            Self::NoPoints => "no rule gave it points, and it was not drawn at random",
        }
    }
}

/// One container in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Its place in the roll-up.
    pub place: usize,
    pub pattern: PatternId,
    pub reason: SelectionReason,
}

/// All containers, best first; rank 1 is the first.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    pub containers: Vec<Ranked>,
}

impl Ranking {
    pub fn selected(&self) -> impl Iterator<Item = (usize, &Ranked)> {
        self.containers.iter().enumerate().filter(|(_, ranked)| ranked.reason.selected())
    }
}

/// Ranks the containers and fills the slots: mandatory ones first, then by score, and a random share
/// from all the rest. Where mandatory ones need more than the slots left for scores, they take those of
/// the random share too. Slots that no score claims go to the random share.
pub fn select(rollup: &RollUp, scores: &[Score], capacity: Capacity, draw: Draw) -> Ranking {
    let mut order: Vec<(Place, usize)> = (0..rollup.len())
        .into_par_iter()
        .map(|place| {
            let score = &scores[rollup.pattern_of(place) as usize];
            let key = Place {
                not_mandatory: !score.mandatory,
                score: Reverse(score.points),
                strongest: Reverse(score.strongest),
                threats: Reverse(score.threats),
                tie_break: draw.tie_break(&rollup.container(place).container_no),
            };
            (key, place)
        })
        .collect();
    // The number itself is only looked up where two draws are equal, which is next to never.
    let number = |place: usize| rollup.container(place).container_no;
    order.par_sort_unstable_by(|(a, at), (b, other)| a.cmp(b).then_with(|| number(*at).cmp(&number(*other))));
    let mut containers: Vec<Ranked> = order
        .iter()
        .map(|(_, place)| {
            let pattern = rollup.pattern_of(*place);
            let reason = match &scores[pattern as usize] {
                score if score.mandatory => SelectionReason::MandatoryOverCapacity,
                score if score.points > 0 => SelectionReason::Capacity,
                _ => SelectionReason::NoPoints,
            };
            Ranked { place: *place, pattern, reason }
        })
        .collect();
    drop(order);
    fill(&mut containers, rollup, capacity, draw);
    Ranking { containers }
}

/// Where a container stands among all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    not_mandatory: bool,
    score: Reverse<u32>,
    strongest: Reverse<u32>,
    threats: Reverse<u32>,
    tie_break: u64,
}

fn fill(containers: &mut [Ranked], rollup: &RollUp, capacity: Capacity, draw: Draw) {
    let slots = capacity.slots.min(containers.len());
    let mandatory =
        containers.iter().take_while(|ranked| ranked.reason == SelectionReason::MandatoryOverCapacity).count();
    let by_mandate = mandatory.min(slots);
    let random_slots = capacity.random_slots().min(slots - by_mandate);
    let with_points =
        containers[mandatory..].iter().take_while(|ranked| ranked.reason == SelectionReason::Capacity).count();
    let by_score = with_points.min(slots - by_mandate - random_slots);
    containers[..by_mandate].iter_mut().for_each(|ranked| ranked.reason = SelectionReason::Mandatory);
    containers[mandatory..mandatory + by_score].iter_mut().for_each(|ranked| ranked.reason = SelectionReason::Score);
    // An asked-for share of nothing stays nothing: without a random share, empty slots stay empty.
    let drawn = if capacity.random_slots() > 0 { slots - by_mandate - by_score } else { 0 };
    let mut rest: Vec<(u64, usize)> = containers
        .iter()
        .enumerate()
        .filter(|(_, ranked)| matches!(ranked.reason, SelectionReason::Capacity | SelectionReason::NoPoints))
        .map(|(at, ranked)| (draw.random_share(&rollup.container(ranked.place).container_no), at))
        .collect();
    rest.sort_unstable();
    rest.into_iter().take(drawn).for_each(|(_, at)| containers[at].reason = SelectionReason::Random);
}
