//! Misfits: why a bay plan cannot be held against the manifests.

use super::call::{Call, Difference};
use std::fmt;

/// A plan that is not of a ship and voyage of the manifests, or not of their containers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Misfit {
    /// No manifest is of the plan's ship, or none of its voyage.
    Another { plan: Call, difference: Difference, manifests: Vec<Call> },
    /// The manifests that may be of the plan's ship name none of its containers, or next to none.
    LittleInCommon { plan: Call, planned: usize, manifested: usize, common: usize },
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Another { plan, difference, manifests } => {
                let what = match difference {
                    Difference::Ship => "ship",
                    Difference::Voyage => "voyage",
                };
                write!(
                    f,
                    "the bay plan is of another {what} than the manifests: the plan says {plan}; the manifests say "
                )?;
                let shown: Vec<String> = manifests.iter().take(SHOWN).map(Call::to_string).collect();
                write!(f, "{}", shown.join("; "))?;
                match manifests.len().saturating_sub(SHOWN) {
                    0 => Ok(()),
                    more => write!(f, "; and {more} more"),
                }
            }
            Self::LittleInCommon { plan, planned, manifested, common } => {
                let (what, some) = match common {
                    0 => ("no container".to_owned(), "none".to_owned()),
                    1 => ("only one container".to_owned(), "one".to_owned()),
                    _ => (format!("only {common} containers"), common.to_string()),
                };
                write!(
                    f,
                    "the bay plan and the manifests have {what} in common: the plan, of {plan}, has {planned}, and {some} \
                     of them stands on the {manifested} row(s) that may be of that ship and voyage"
                )
            }
        }
    }
}

/// Calls named in a sentence.
const SHOWN: usize = 3;
