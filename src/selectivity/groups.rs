//! Groups of like boxes: visits of one consignment on which the same rules fired. Opening one tells most about the others.

use crate::scores::{Likeness, PatternId, RollUp, Score};
use hashbrown::HashMap;

/// One group of two like boxes or more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// How many of the boxes get slots by score while others wait.
    pub slots: usize,
    /// The boxes that are alike, as places in the ranking, best first.
    pub members: Vec<usize>,
}

/// The group of each visit, as the place of one of its boxes; those that are like no other stand for themselves.
pub(super) struct LikeVisits {
    parents: Vec<u32>,
}

impl LikeVisits {
    /// Boxes that must be opened, or on which something of their own was found, are like no other; those without points claim no slot.
    pub fn find(rollup: &RollUp, scores: &[Score]) -> Self {
        let mut like = Self { parents: (0..rollup.len() as u32).collect() };
        // Patterns differ in what was quiet or unknown too; only what fired makes boxes alike.
        let mut fired: HashMap<&[usize], u32> = HashMap::new();
        let of_patterns: Vec<Option<u32>> = scores
            .iter()
            .map(|score| {
                let may_be_like = score.points > 0 && !score.mandatory && !score.is_apart;
                let next = fired.len() as u32;
                may_be_like.then(|| *fired.entry(&score.alike_in).or_insert(next))
            })
            .collect();
        let mut first: HashMap<(Likeness, u32), u32> = HashMap::new();
        for place in 0..rollup.len() {
            let Some(fired) = of_patterns[rollup.pattern_of(place) as PatternId as usize] else { continue };
            for likeness in rollup.likeness(place) {
                let other = *first.entry((likeness, fired)).or_insert(place as u32);
                like.join(place as u32, other);
            }
        }
        like
    }

    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.of(a), self.of(b));
        self.parents[a.max(b) as usize] = a.min(b);
    }

    /// The box that stands for a box's group. Ways to it are halved as they are gone, so that none is long.
    pub fn of(&mut self, mut place: u32) -> u32 {
        while self.parents[place as usize] != place {
            let above = self.parents[self.parents[place as usize] as usize];
            self.parents[place as usize] = above;
            place = above;
        }
        place
    }
}
