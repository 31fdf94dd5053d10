//! Like boxes: how many of a consignment's interchangeable boxes are opened at first.

use std::fmt;

/// How many of so many like boxes get slots by score. Opening one tells most of what there is to know of the others, so the number
/// grows slowly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LikeBoxes {
    /// As many as there are.
    All,
    /// Steps of (from so many like boxes, so many are drawn), ascending in both.
    Drawn(Vec<(usize, usize)>),
}

impl Default for LikeBoxes {
    /// One, two of ten or more, three of thirty or more, four of a hundred or more.
    fn default() -> Self {
        Self::Drawn(vec![(1, 1), (10, 2), (30, 3), (100, 4)])
    }
}

impl fmt::Display for LikeBoxes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all opened"),
            Self::Drawn(steps) => {
                let steps: Vec<String> = steps.iter().map(|(of, boxes)| format!("{boxes} of {of} or more")).collect();
                f.write_str(&steps.join(", "))
            }
        }
    }
}

impl LikeBoxes {
    /// Steps must begin at one box, rise, and draw no more boxes than there are.
    pub fn drawn(steps: Vec<(usize, usize)>) -> Result<Self, String> {
        match steps.first() {
            Some((1, 1)) => {}
            _ => return Err("the first step draws 1 box of 1 or more".into()),
        }
        if let Some(pair) = steps.windows(2).find(|pair| pair[1].0 <= pair[0].0 || pair[1].1 < pair[0].1) {
            let [(of, boxes), (next, more)] = [pair[0], pair[1]];
            return Err(format!("{more} of {next} or more does not rise above {boxes} of {of} or more"));
        }
        match steps.iter().find(|(of, boxes)| boxes > of) {
            Some((of, boxes)) => Err(format!("{boxes} boxes cannot be drawn of {of}")),
            None => Ok(Self::Drawn(steps)),
        }
    }

    /// Slots by score for `boxes` like ones.
    pub fn slots(&self, boxes: usize) -> usize {
        match self {
            Self::All => boxes,
            Self::Drawn(steps) => steps.iter().rev().find(|(of, _)| boxes >= *of).map_or(0, |(_, drawn)| *drawn),
        }
    }
}
