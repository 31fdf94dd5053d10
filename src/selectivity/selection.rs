//! Ranking and selection.
//!
//! The order, best first: mandatory before others; then the higher score; then the stronger single
//! rule; then more threats; then the tie-break drawn from the seed; last the container number and its visit. Nothing
//! in it depends on the order of rows. Which of like boxes is opened is the same draw: they are equal in all that stands before it.

use super::groups::{Group, LikeVisits};
use super::random::Draw;
use crate::domain::{Capacity, CapacityPer, LikeBoxes};
use crate::scores::{PatternId, RollUp, Score};
use hashbrown::{HashMap, HashSet};
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
    /// Like boxes of its consignment were drawn, and it stands by.
    Consignment,
    /// Its score is too low for the slots there are.
    Capacity,
    /// No rule gave it points, and it was not drawn.
    NoPoints,
}

impl SelectionReason {
    pub const ALL: [Self; 7] = [
        Self::Mandatory,
        Self::Score,
        Self::Random,
        Self::MandatoryOverCapacity,
        Self::Consignment,
        Self::Capacity,
        Self::NoPoints,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Mandatory => "mandatory",
            Self::Score => "score",
            Self::Random => "random",
            Self::MandatoryOverCapacity => "mandatory_over_capacity",
            Self::Consignment => "consignment",
            Self::Capacity => "capacity",
            Self::NoPoints => "no_points",
        }
    }

    pub fn selected(self) -> bool {
        matches!(self, Self::Mandatory | Self::Score | Self::Random)
    }
}

/// One visit of a container in its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ranked {
    /// Its place in the roll-up.
    pub place: usize,
    pub pattern: PatternId,
    pub reason: SelectionReason,
    /// Its group of like boxes, as an index into [`Ranking::groups`].
    pub group: Option<u32>,
    /// What its slots are counted for, as an index into [`Ranking::units`].
    pub unit: u32,
}

/// All visits, best first; rank 1 is the first.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    pub containers: Vec<Ranked>,
    /// Groups of like boxes, in the order of their best.
    pub groups: Vec<Group>,
    /// What slots are counted for, by name: one without a name where they are there once.
    pub units: Vec<String>,
    pub moved: Moved,
    /// Per unit: where the slots end among those with a mandatory rule, and among those that claim one by their score.
    pub(super) mandates: Vec<Cut>,
    pub(super) cuts: Vec<Cut>,
    /// Per unit: the place of the best that stands by for like boxes.
    pub(super) best_waiting: Vec<Option<usize>>,
}

/// Where slots end: the last that has one, and the first for which none was left, as places in the ranking.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Cut {
    pub last: Option<usize>,
    pub next: Option<usize>,
}

/// What it costs and brings that like boxes wait.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Moved {
    /// Boxes that have a slot by score because like boxes wait.
    pub slots: usize,
    /// Bills of those boxes on which no box would have a slot otherwise, by score or mandate.
    pub bills: usize,
}

impl Ranking {
    pub fn selected(&self) -> impl Iterator<Item = (usize, &Ranked)> {
        self.containers.iter().enumerate().filter(|(_, ranked)| ranked.reason.selected())
    }
}

/// Ranks the visits and fills the slots: mandatory ones first, then by score, of like boxes only some, and a random share
/// from all the rest. Where mandatory ones need more than the slots left for scores, they take those of
/// the random share too. Slots that no score claims go to the random share, if one is asked for.
pub fn select(rollup: &RollUp, scores: &[Score], capacity: Capacity, like_boxes: &LikeBoxes, draw: Draw) -> Ranking {
    let mut order: Vec<(Place, usize)> = (0..rollup.len())
        .into_par_iter()
        .map(|place| {
            let score = &scores[rollup.pattern_of(place) as usize];
            let key = Place {
                not_mandatory: !score.mandatory,
                score: Reverse(score.points),
                strongest: Reverse(score.strongest),
                threats: Reverse(score.threats),
                tie_break: draw.tie_break(&rollup.container_no(place)),
            };
            (key, place)
        })
        .collect();
    // Names are only looked up where two draws are equal: a container on two visits, and else next to never.
    let name = |place: usize| (rollup.container_no(place), rollup.name(place));
    order.par_sort_unstable_by(|(a, at), (b, other)| a.cmp(b).then_with(|| name(*at).cmp(&name(*other))));
    let mut ranking = Ranking::default();
    let mut units = Units::default();
    let mut like = LikeVisits::find(rollup, scores);
    let roots: Vec<u32> = order.iter().map(|(_, place)| like.of(*place as u32)).collect();
    let groups = ranking.number_groups(&roots, like_boxes);
    for ((_, place), group) in order.into_iter().zip(groups) {
        let pattern = rollup.pattern_of(place);
        let reason = match &scores[pattern as usize] {
            score if score.mandatory => SelectionReason::MandatoryOverCapacity,
            score if score.points > 0 => SelectionReason::Capacity,
            _ => SelectionReason::NoPoints,
        };
        let unit = units.of(rollup, place, capacity.per);
        ranking.containers.push(Ranked { place, pattern, reason, group, unit });
    }
    ranking.units = units.names;
    let mut unlimited = ranking.clone();
    ranking.fill(rollup, capacity, draw, true);
    if !ranking.groups.is_empty() {
        unlimited.fill(rollup, capacity, draw, false);
        ranking.moved = ranking.moved_from(&unlimited, rollup);
    }
    ranking
}

/// What slots are counted for.
#[derive(Default)]
struct Units {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Units {
    fn of(&mut self, rollup: &RollUp, place: usize, per: CapacityPer) -> u32 {
        let name = match per {
            CapacityPer::All => String::new(),
            CapacityPer::Manifest => rollup.call(place).manifest_no.clone().unwrap_or_default(),
            CapacityPer::Voyage => rollup.name(place).to_owned(),
            CapacityPer::Day => rollup.call(place).arrival().unwrap_or_default(),
        };
        let next = self.names.len() as u32;
        *self.numbers.entry(name).or_insert_with_key(|name| {
            self.names.push(name.clone());
            next
        })
    }
}

impl Ranking {
    /// Numbers the groups of two boxes or more in the order of their best; gives the group of each visit.
    fn number_groups(&mut self, roots: &[u32], like_boxes: &LikeBoxes) -> Vec<Option<u32>> {
        let mut sizes: HashMap<u32, usize> = HashMap::new();
        roots.iter().for_each(|root| *sizes.entry(*root).or_default() += 1);
        let mut numbers: HashMap<u32, u32> = HashMap::new();
        let mut number = |(at, root): (usize, &u32)| {
            let boxes = sizes[root];
            (boxes > 1).then(|| {
                let number = *numbers.entry(*root).or_insert_with(|| {
                    self.groups.push(Group { slots: like_boxes.slots(boxes), members: Vec::with_capacity(boxes) });
                    self.groups.len() as u32 - 1
                });
                self.groups[number as usize].members.push(at);
                number
            })
        };
        roots.iter().enumerate().map(&mut number).collect()
    }

    /// Fills the slots of each unit.
    fn fill(&mut self, rollup: &RollUp, capacity: Capacity, draw: Draw, like_boxes_wait: bool) {
        let mut of_units: Vec<Vec<usize>> = vec![Vec::new(); self.units.len()];
        self.containers.iter().enumerate().for_each(|(at, ranked)| of_units[ranked.unit as usize].push(at));
        // A group that lies in several units has its slots once.
        let mut groups = like_boxes_wait.then(HashMap::new);
        for unit in of_units {
            self.fill_unit(&unit, rollup, capacity, draw, groups.as_mut());
        }
    }

    /// Fills the slots of one unit; `unit` holds its visits, best first.
    fn fill_unit(
        &mut self,
        unit: &[usize],
        rollup: &RollUp,
        capacity: Capacity,
        draw: Draw,
        groups: Option<&mut Opened>,
    ) {
        let Some(first) = unit.first() else { return };
        let slots = capacity.slots;
        let (whole, rest) = capacity.random_slots();
        let name = &self.units[self.containers[*first].unit as usize];
        let share = whole + usize::from(draw.rounds_up(name, rest));
        let is = |ranking: &Self, at: &&usize, reason| ranking.containers[**at].reason == reason;
        let mandatory = unit.iter().take_while(|at| is(self, at, SelectionReason::MandatoryOverCapacity)).count();
        let by_mandate = mandatory.min(slots);
        let random_slots = share.min(slots - by_mandate);
        let with_points = unit[mandatory..].iter().take_while(|at| is(self, at, SelectionReason::Capacity)).count();
        unit[..by_mandate].iter().for_each(|at| self.containers[*at].reason = SelectionReason::Mandatory);
        let claims = &unit[mandatory..mandatory + with_points];
        let by_score = self.fill_by_score(claims, slots - by_mandate - random_slots, groups);
        // What is drawn at random below has lost its claim, and those that wait are held against nobody.
        let next = claims.iter().copied().find(|at| is(self, &at, SelectionReason::Capacity));
        let last = claims.iter().rev().copied().find(|at| is(self, &at, SelectionReason::Score));
        self.cuts.push(Cut { last, next });
        let last = by_mandate.checked_sub(1).map(|last| unit[last]);
        let next = (by_mandate < mandatory).then(|| unit[by_mandate]);
        self.mandates.push(Cut { last, next });
        self.best_waiting.push(claims.iter().copied().find(|at| is(self, &at, SelectionReason::Consignment)));
        // An asked-for share of nothing stays nothing: without a random share, empty slots stay empty.
        let drawn = if capacity.random_share.is_asked_for() { slots - by_mandate - by_score } else { 0 };
        if drawn == 0 {
            return;
        }
        let mut rest: Vec<(u64, usize)> = unit[mandatory..]
            .iter()
            .map(|at| (*at, &self.containers[*at]))
            .filter(|(_, ranked)| !ranked.reason.selected())
            .map(|(at, ranked)| (draw.random_share(&rollup.container_no(ranked.place)), at))
            .collect();
        rest.sort_unstable();
        rest.into_iter().take(drawn).for_each(|(_, at)| self.containers[at].reason = SelectionReason::Random);
    }

    /// Gives slots to those with points, best first, but of like boxes only to so many; what is left then goes to those that wait.
    /// Returns how many slots were given.
    fn fill_by_score(&mut self, claims: &[usize], slots: usize, mut groups: Option<&mut Opened>) -> usize {
        let mut waiting = Vec::new();
        let mut given = 0;
        // A claim for which this unit has no slot left is none in the next.
        let mut claimed: HashMap<u32, usize> = HashMap::new();
        for &at in claims {
            let ranked = &mut self.containers[at];
            if let (Some(group), Some(groups)) = (ranked.group, groups.as_mut()) {
                let opened = groups.entry(group).or_default();
                let claims = claimed.entry(group).or_insert(*opened);
                *claims += 1;
                if *claims > self.groups[group as usize].slots {
                    // Where none of its fellows has a slot, it is the slots that end and not the consignment.
                    if *opened > 0 {
                        ranked.reason = SelectionReason::Consignment;
                    }
                    waiting.push(at);
                    continue;
                }
                *opened += usize::from(given < slots);
            }
            if given < slots {
                ranked.reason = SelectionReason::Score;
                given += 1;
            }
        }
        for at in waiting.into_iter().take(slots - given) {
            self.containers[at].reason = SelectionReason::Score;
            given += 1;
        }
        given
    }

    /// How many slots are others' than without groups, and how many bills have one only so. A bill that would have had one,
    /// such as that of the boxes that wait, is not reached by it.
    fn moved_from(&self, unlimited: &Self, rollup: &RollUp) -> Moved {
        let got = |(here, there): &(&Ranked, &Ranked)| {
            here.reason == SelectionReason::Score && there.reason != SelectionReason::Score
        };
        let gained: Vec<&Ranked> =
            self.containers.iter().zip(&unlimited.containers).filter(got).map(|(here, _)| here).collect();
        let has_slot = |ranked: &&Ranked| matches!(ranked.reason, SelectionReason::Score | SelectionReason::Mandatory);
        let bills_of = |ranked: &Ranked| rollup.bills(ranked.place).iter().copied();
        let had: HashSet<u32> = unlimited.containers.iter().filter(has_slot).flat_map(bills_of).collect();
        let bills: HashSet<u32> =
            gained.iter().copied().flat_map(bills_of).filter(|bill| !had.contains(bill)).collect();
        Moved { slots: gained.len(), bills: bills.len() }
    }
}

/// How many boxes of a group have a slot by score, by the group's number.
type Opened = HashMap<u32, usize>;

/// Where a container stands among all.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    not_mandatory: bool,
    score: Reverse<u32>,
    strongest: Reverse<u32>,
    threats: Reverse<u32>,
    tie_break: u64,
}
