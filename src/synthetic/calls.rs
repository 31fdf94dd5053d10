//! Calls of vessels: which ship comes when, and which boxes have been here before.

use super::numbers::Numbers;

/// Rows of one call of a vessel.
const ROWS_PER_CALL: u64 = 4_096;

/// A box that comes back does so so many calls later: an odd number, so that it comes with another ship.
const CALLS_UNTIL_BACK: u64 = 11;

/// One row in so many has a box that was here before, once so many calls are over.
const ROWS_PER_RETURN: u64 = 32;

const VESSELS: [&str; 8] = [
    "REDLANE PIONEER",
    "GULF SPARROW",
    "NORTHERN THRUSH",
    "CAPE HERON",
    "ATLANTIC WREN",
    "ORIENT KESTREL",
    "DELTA SWIFT",
    "HARBOUR LARK",
];

/// A number for each vessel, with its check digit, from a range that no ship has.
const IMO_NUMBERS: [&str; 8] = ["9990002", "9990014", "9990026", "9990038", "9990040", "9990052", "9990064", "9990076"];

/// 2026-10-14, as days since 1970.
const FIRST_DAY: i32 = 20_740;

/// What all rows of one call share.
pub struct Call {
    pub manifest: String,
    pub voyage: String,
    pub vessel: &'static str,
    pub imo: &'static str,
    pub carrier: &'static str,
    /// Days since 1970.
    pub etd: i32,
    pub eta: i32,
}

impl Call {
    /// The call that a row belongs to; a bill stays with its first.
    pub fn of_row(row: u64, seed: u64, numbers: &Numbers) -> Self {
        let number = row / ROWS_PER_CALL;
        let vessel = ((number % 8 + seed % 8) % 8) as usize;
        // A ship leaves every other day, for some ten months; seeds begin on different days of four weeks.
        let etd = FIRST_DAY + (seed % 28) as i32 + 2 * (number % 150) as i32;
        Self {
            manifest: numbers.manifest(number),
            voyage: numbers.voyage(number),
            vessel: VESSELS[vessel],
            imo: IMO_NUMBERS[vessel],
            carrier: ["RDLN", "QXLN", "ZZLN"][(number % 3) as usize],
            etd,
            eta: etd + 9 + (number % 23) as i32,
        }
    }
}

/// The index of the container that an innocent row has: its own, or that of a row eleven calls before.
///
/// Steps are whole calls, so no two rows of one call, nor of two calls side by side that share a bill, get the same.
pub fn container_index(row: u64, seed: u64) -> u64 {
    const STEP: u64 = CALLS_UNTIL_BACK * ROWS_PER_CALL;
    let mut index = row;
    while index >= STEP && is_back(index, seed) {
        index -= STEP;
    }
    index
}

/// Drawn from seed and row alone, so that it is the same whoever asks.
fn is_back(row: u64, seed: u64) -> bool {
    let mut mixed = seed ^ row.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (mixed ^ (mixed >> 31)).is_multiple_of(ROWS_PER_RETURN)
}
