//! The random draw: a number per container from the seed and the container number alone.

use crate::storage::Digest;

/// Draws that anyone can repeat: the first eight bytes, big-endian, of SHA-256 over
/// `redlane <purpose> <seed> <container number>`.
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

    /// How anyone can repeat the tie-break.
    pub fn how_to_repeat(self) -> String {
        format!("printf 'redlane tie-break {} NUMBER' | sha256sum: the smaller comes first", self.seed)
    }

    fn number(self, purpose: &str, container_no: &str) -> u64 {
        Digest::of(format!("redlane {purpose} {} {container_no}", self.seed).as_bytes()).leading_u64()
    }
}
