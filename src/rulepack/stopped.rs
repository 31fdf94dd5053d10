//! Lists that stopped, counted: how much of the packs a day leaves at work.

use super::RulePack;
use crate::reference::Standing;
use chrono::NaiveDate;
use std::collections::BTreeSet;

/// Lists that running rules ask and that do not count on a day. What nobody asks stops nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoppedLists {
    /// All lists of the packs.
    pub lists: usize,
    pub expired: usize,
    /// The day on which the first of them expired.
    pub oldest_expiry: Option<NaiveDate>,
    /// Lists that count only from a later day.
    pub not_yet: usize,
    /// Lists whose law is not applied here, not yet, or no longer: that is somebody's decision, not neglect.
    pub by_law: usize,
    /// Running rules that ask a list whose dates stopped it.
    pub rules: usize,
}

impl StoppedLists {
    pub fn of(pack: &RulePack, on: NaiveDate) -> Self {
        let (mut expired, mut not_yet, mut by_law) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        let mut rules = BTreeSet::new();
        for rule in pack.rules.iter().filter(|rule| rule.status.runs()) {
            for (list, standing) in rule.lists_not_in_force(&pack.lists, on) {
                match standing {
                    Standing::Expired(day) => expired.insert((day, &list.name)),
                    Standing::NotYet(_) => not_yet.insert(&list.name),
                    _ => by_law.insert(&list.name),
                };
                if !standing.is_by_law() {
                    rules.insert(&rule.id);
                }
            }
        }
        Self {
            lists: pack.lists.len(),
            expired: expired.len(),
            oldest_expiry: expired.first().map(|(day, _)| *day),
            not_yet: not_yet.len(),
            by_law: by_law.len(),
            rules: rules.len(),
        }
    }

    /// What the dates did, in one sentence; none where they stopped nothing.
    pub fn sentence(&self) -> Option<String> {
        let of = self.lists;
        let expired = self.oldest_expiry.map(|day| match self.expired {
            1 => format!("1 of {of} lists expired on {day}"),
            many => format!("{many} of {of} lists expired (oldest on {day})"),
        });
        let not_yet = (self.not_yet > 0).then(|| match self.not_yet {
            1 => format!("1 of {of} lists counts only from a later day"),
            many => format!("{many} of {of} lists count only from a later day"),
        });
        let rules = match self.rules {
            1 => "1 rule is".to_owned(),
            many => format!("{many} rules are"),
        };
        let said: Vec<String> = expired.into_iter().chain(not_yet).collect();
        (!said.is_empty()).then(|| format!("{}: {rules} not evaluable where they decide", said.join(", ")))
    }
}
