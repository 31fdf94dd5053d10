//! How many planted cases a run has: exactly so many, evenly among its rows.

use std::str::FromStr;

/// How many containers carry a planted pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Planting {
    /// So many.
    Containers(u64),
    /// So many in a hundred rows, rounded to whole containers.
    Percent(f64),
}

impl FromStr for Planting {
    type Err = String;

    /// Reads `8` or `1.5%`.
    fn from_str(text: &str) -> Result<Self, String> {
        let neither = || format!("`{text}` is neither a number of containers such as 8 nor a share such as 1.5%");
        match text.trim().strip_suffix('%') {
            Some(percent) => {
                let percent: f64 = percent.trim().parse().map_err(|_| neither())?;
                let possible = (0.0..=100.0).contains(&percent);
                possible.then_some(Self::Percent(percent)).ok_or_else(|| format!("`{text}` is not between 0% and 100%"))
            }
            None => text.trim().parse().map(Self::Containers).map_err(|_| neither()),
        }
    }
}

impl Planting {
    /// Containers that carry a pattern, among so many rows.
    pub fn containers(self, rows: u64) -> u64 {
        match self {
            Self::Containers(containers) => containers,
            Self::Percent(percent) => (rows as f64 * percent / 100.0).round() as u64,
        }
    }
}

/// Rows of an innocent bill, and of a planted one, as they come out in the mean.
const ROWS_PER_BILL: f64 = 1.75;
const ROWS_PER_CASE: f64 = 1.1;

/// What a block still has to plant, on how many rows.
#[derive(Debug, Clone, Copy)]
pub struct Quota {
    pub to_plant: u64,
    pub rows: u64,
}

impl Quota {
    /// The part that falls on the rows `from..to` of a run; the parts of all blocks add up to the whole.
    pub fn of_block(planted: u64, rows: u64, from: u64, to: u64) -> Self {
        let before = |row: u64| (u128::from(planted.min(rows)) * u128::from(row) / u128::from(rows)) as u64;
        Self { to_plant: before(to) - before(from), rows: to - from }
    }

    /// The chance of a bill to be planted that spreads the cases evenly; 1 where every row left must be.
    pub fn chance(self) -> f64 {
        let part = self.to_plant as f64 / self.rows as f64;
        part * ROWS_PER_BILL / (part * ROWS_PER_BILL + (1.0 - part) * ROWS_PER_CASE)
    }

    /// Most containers an innocent bill may have, so that room is left for what is to be planted.
    pub fn innocent_rows(self) -> u64 {
        self.rows - self.to_plant
    }

    pub fn take(&mut self, rows: u64, planted: bool) {
        self.rows -= rows;
        self.to_plant -= if planted { rows } else { 0 };
    }
}
