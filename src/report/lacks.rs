//! Lacks: what data would let how many rules judge.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt;

/// What is not stated, and what asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    pub thing: String,
    /// Rules that ask it.
    pub rules: usize,
    /// Those of them that lack nothing else.
    pub alone: usize,
}

/// What rules lack that could not judge, that which would help most first. Of each rule: columns that are not stated, and whether lists
/// that it asks are out of force.
pub fn lacks<'r>(rules: impl Iterator<Item = (Vec<&'r str>, bool)>) -> Vec<Lack> {
    let mut lacks: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (missing, is_list) in rules {
        let things = match (missing.is_empty(), is_list) {
            (_, true) => vec!["lists in force"],
            (false, false) => missing,
            (true, false) => vec!["results of the rules they rest on"],
        };
        for thing in &things {
            let (rules, alone) = lacks.entry(thing).or_default();
            *rules += 1;
            *alone += usize::from(things.len() == 1);
        }
    }
    let lack = |(thing, (rules, alone)): (&str, _)| Lack { thing: thing.to_owned(), rules, alone };
    let mut most: Vec<Lack> = lacks.into_iter().map(lack).collect();
    most.sort_by_key(|lack| Reverse((lack.alone, lack.rules)));
    most
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rules {
            1 => write!(f, "1 rule")?,
            rules => write!(f, "{rules} rules")?,
        }
        match self.alone {
            0 => Ok(()),
            1 => write!(f, "; 1 lacks nothing else"),
            alone => write!(f, "; {alone} lack nothing else"),
        }
    }
}
