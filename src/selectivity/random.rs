//! The random draw: a number from the seed and a name alone, that of a container, or of what slots are counted for.

use crate::storage::Digest;

/// Draws that anyone can repeat: the first eight bytes, big-endian, of SHA-256 over
/// `redlane <purpose> <seed> <name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Draw {
    seed: u64,
}

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// Smaller numbers are drawn first for the random share.
    pub fn random_share(self, container_no: &str) -> u64 {
        self.number("random-share", container_no)
    }

    /// Decides between containers that are equal in everything else, so that no owner prefix is
    /// always first.
    pub fn tie_break(self, container_no: &str) -> u64 {
        self.number("tie-break", container_no)
    }

    /// Whether a unit (what slots are counted for, by name) has one random slot more than the whole ones, when its share leaves
    /// so many ten-thousandths of one. Over many units and seeds the share is what was asked for, however few slots each has.
    pub fn rounds_up(self, unit: &str, ten_thousandths: u64) -> bool {
        let drawn = u128::from(self.number("random-slots", unit)) * 10_000;
        drawn >> u64::BITS < u128::from(ten_thousandths)
    }

    /// How anyone can repeat the tie-break.
    pub fn how_to_repeat(self) -> String {
        format!("printf 'redlane tie-break {} NUMBER' | sha256sum: the smaller comes first", self.seed)
    }

    fn number(self, purpose: &str, name: &str) -> u64 {
        Digest::of(format!("redlane {purpose} {} {name}", self.seed).as_bytes()).leading_u64()
    }
}
