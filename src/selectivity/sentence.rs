//! Sentences: what an officer and an auditor are told of a place in the list.

use super::random::Draw;
use super::selection::{Cut, Ranked, Ranking, SelectionReason};
use crate::scores::{RollUp, Score};

/// What sentences speak of.
#[derive(Clone, Copy)]
pub struct Told<'a> {
    pub rollup: &'a RollUp,
    /// Per pattern.
    pub scores: &'a [Score],
    pub draw: Draw,
}

impl Told<'_> {
    fn score(&self, ranked: &Ranked) -> &Score {
        &self.scores[ranked.pattern as usize]
    }

    fn number(&self, ranked: &Ranked) -> String {
        self.rollup.container_no(ranked.place)
    }
}

impl Ranking {
    fn last(&self, cut: Cut) -> Option<&Ranked> {
        cut.last.map(|at| &self.containers[at])
    }

    fn next(&self, cut: Cut) -> Option<&Ranked> {
        cut.next.map(|at| &self.containers[at])
    }

    /// The boxes of a group, best first.
    pub fn of_group(&self, group: u32) -> impl Iterator<Item = &Ranked> {
        self.groups[group as usize].members.iter().map(|at| &self.containers[*at])
    }

    /// Why a visit is selected or not, in words.
    pub fn sentence(&self, at: usize, told: Told<'_>) -> String {
        let ranked = &self.containers[at];
        let points = told.score(ranked).points;
        match ranked.reason {
            SelectionReason::Mandatory => {
                let next = self.next(self.mandates[ranked.unit as usize]);
                format!("a mandatory rule fired{}", self.tie(ranked, next, told, "the first that has no slot"))
            }
            SelectionReason::Random => "drawn at random; its score did not matter".into(),
            SelectionReason::NoPoints => "no rule gave it points, and it was not drawn at random".into(),
            SelectionReason::MandatoryOverCapacity => {
                let last = self.last(self.mandates[ranked.unit as usize]);
                format!(
                    "a mandatory rule fired, but there are more such containers than slots: a supervisor must decide{}",
                    self.tie(ranked, last, told, "the last that has one")
                )
            }
            SelectionReason::Score => self.by_score(ranked, points, told),
            SelectionReason::Consignment => self.standing_by(ranked, told),
            SelectionReason::Capacity => self.below_the_cut(ranked, points, told),
        }
    }

    fn by_score(&self, ranked: &Ranked, points: u32, told: Told<'_>) -> String {
        let cut = self.cuts[ranked.unit as usize];
        let least = self.last(cut).map_or(points, |last| told.score(last).points);
        let best_waiting = self.best_waiting[ranked.unit as usize].map(|at| told.score(&self.containers[at]).points);
        let but =
            if best_waiting.is_some_and(|best| best > points) { ", but for like boxes that stand by" } else { "" };
        let tie = self.tie(ranked, self.next(cut), told, "the first for which no slot was left");
        let among = format!(
            "its {points} points are among the highest that capacity allows{but} (the slots end at {least}){tie}"
        );
        let Some(group) = ranked.group else { return among };
        let boxes = self.groups[group as usize].members.len();
        let opened = self.of_group(group).filter(|other| other.reason.selected()).count();
        match opened < boxes {
            true => format!("{among}; {opened} of {boxes} like boxes drawn: if it finds something, open the rest"),
            false => among,
        }
    }

    fn standing_by(&self, ranked: &Ranked, told: Told<'_>) -> String {
        let Some(group) = ranked.group else { return String::new() };
        let opened: Vec<String> =
            self.of_group(group).filter(|other| other.reason.selected()).map(|other| told.number(other)).collect();
        let boxes = self.groups[group as usize].members.len();
        match opened.is_empty() {
            true => format!("one of {boxes} like boxes, none of which has a slot"),
            false => format!(
                "{} of {boxes} like boxes drawn ({}); if it finds something, open the rest",
                opened.len(),
                opened.join(", ")
            ),
        }
    }

    /// At a tie with the one on the other side of the cut: that a draw decided, and how to repeat it. Both sides are told.
    fn tie(&self, ranked: &Ranked, other: Option<&Ranked>, told: Told<'_>, who: &str) -> String {
        let rank = |ranked: &Ranked| {
            let score = told.score(ranked);
            (score.points, score.strongest, score.threats)
        };
        let Some(other) = other.filter(|other| rank(other) == rank(ranked)) else { return String::new() };
        let (mine, number) = (told.number(ranked), told.number(other));
        let first = if ranked.reason.selected() { &mine } else { &number };
        format!(
            "; equal in everything is {number}, {who}: the draw by seed put {first} first ({})",
            told.draw.how_to_repeat()
        )
    }

    fn below_the_cut(&self, ranked: &Ranked, points: u32, told: Told<'_>) -> String {
        let Some(last) = self.last(self.cuts[ranked.unit as usize]) else {
            return format!("{points} points, but no slot is left for scores");
        };
        let (mine, other, number) = (told.score(ranked), told.score(last), told.number(last));
        if mine.points < other.points {
            return format!("{points} points; the slots end at {} points", other.points);
        }
        if mine.strongest != other.strongest {
            let (mine, other) = (mine.strongest, other.strongest);
            return format!(
                "{points} points, as {number}, the last selected; its strongest rule gives {mine}, that of {number} {other}"
            );
        }
        if mine.threats != other.threats {
            let (mine, other) = (mine.threats, other.threats);
            return format!(
                "{points} points, as {number}, the last selected; threats it warns of: {mine}, {number}: {other}"
            );
        }
        format!(
            "{points} points, as {number}, the last selected, and equal in everything else; the draw by seed put {number} first \
             ({})",
            told.draw.how_to_repeat()
        )
    }
}
