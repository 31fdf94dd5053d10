//! Numbers of containers, seals, bills and voyages that runs of other seeds do not have.
//!
//! Bills, manifests and voyages have the seed written in them, in base 36 before a part of fixed length: no two seeds ever share
//! one. Containers and seals are too short for that: here the seed chooses where in the space of numbers a run stands. The bits of
//! a seed are put in the opposite order, so that seeds that follow on each other are as far apart as can be, and rows count from
//! there by exclusive or. So a run of at most 2ⁿ rows stays within one aligned piece of 2ⁿ places, and two such runs share a place
//! only if their seeds differ by a multiple of 2^(bits − n). Places become numbers by a bijection, so that runs do not look counted.

use crate::domain::ContainerNo;

/// The numbers of one run.
#[derive(Debug, Clone)]
pub struct Numbers {
    seed: u64,
    seed_text: String,
}

/// Owners that the BIC register of October 2021 does not have: two of Q, X and Z that begin none there, and a consonant.
const OWNERS_BEGIN: [&str; 7] = ["QX", "QZ", "XQ", "XZ", "ZQ", "ZX", "ZZ"];
const OWNERS_END: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";
const OWNERS: u64 = (OWNERS_BEGIN.len() * OWNERS_END.len()) as u64;

/// Places of containers, in bits: all of them have an owner and a serial.
const CONTAINER_BITS: u32 = 27;
const _: () = assert!(1 << CONTAINER_BITS <= OWNERS * 1_000_000);

/// Places of seals, in bits: ten digits hold them.
const SEAL_BITS: u32 = 33;
const _: () = assert!(1 << SEAL_BITS <= 10_000_000_000_u64);

impl Numbers {
    /// Rows that have numbers: bills count them with eight digits.
    pub const MOST_ROWS: u64 = 100_000_000;

    pub fn new(seed: u64) -> Self {
        Self { seed, seed_text: base36(seed) }
    }

    /// How many seeds in a row share no container and no seal, when each makes at most so many rows.
    pub fn seeds_apart(rows: u64) -> u64 {
        let piece = rows.clamp(1, 1 << CONTAINER_BITS).next_power_of_two();
        (1 << CONTAINER_BITS) / piece
    }

    /// The container with an index within the run.
    pub fn container(&self, index: u64) -> ContainerNo {
        let number = scattered(self.place(index, CONTAINER_BITS), CONTAINER_BITS);
        let (owner, serial) = (number % OWNERS, number / OWNERS);
        let begin = OWNERS_BEGIN[owner as usize / OWNERS_END.len()];
        let end = char::from(OWNERS_END[owner as usize % OWNERS_END.len()]);
        ContainerNo::with_check_digit(&format!("{begin}{end}U{serial:06}")).expect("four letters and six digits")
    }

    /// The seal a row brings with it.
    pub fn seal(&self, row: u64) -> String {
        format!("RS{:010}", scattered(self.place(row, SEAL_BITS), SEAL_BITS))
    }

    /// The bill that begins with a row.
    pub fn bill(&self, row: u64) -> String {
        format!("RLN{}{row:08}", self.seed_text)
    }

    pub fn manifest(&self, call: u64) -> String {
        format!("SYN{}{call:05}", self.seed_text)
    }

    /// At most 17 characters, which is what messages have room for.
    pub fn voyage(&self, call: u64) -> String {
        format!("{}{:0>3}S", self.seed_text, base36(call))
    }

    fn place(&self, index: u64, bits: u32) -> u64 {
        (self.seed.reverse_bits() >> (u64::BITS - bits)) ^ index
    }
}

/// Every place becomes another number below 2^bits: adding, multiplying by an odd number, and folding the upper half onto the
/// lower can each be undone.
fn scattered(place: u64, bits: u32) -> u64 {
    let mask = (1 << bits) - 1;
    let number = place.wrapping_add(0x2545_F491_4F6C_DD1D).wrapping_mul(0x9E37_79B9_7F4A_7C15) & mask;
    let number = number ^ (number >> (bits / 2));
    number.wrapping_mul(0xD6E8_FEB8_6659_FD93) & mask
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(char::from_digit((number % 36) as u32, 36).expect("below 36").to_ascii_uppercase());
        number /= 36;
        if number == 0 {
            return digits.into_iter().rev().collect();
        }
    }
}
