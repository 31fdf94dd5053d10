//! Arguments that decide how many containers are selected, and how chance is seeded.

use chrono::{Datelike, NaiveDate};
use clap::Args;
use redlane::domain::{Capacity, RandomShare};
use redlane::pipeline::Settings;

#[derive(Args)]
pub struct SelectionArguments {
    /// Containers that can be inspected.
    #[arg(long, value_name = "N", default_value_t = 40)]
    capacity: u32,
    /// Part of the capacity drawn at random from the rest: 5% or 0.05.
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = RandomShare::parse)]
    random_share: RandomShare,
    /// Seed of the random share and of ties [default: the run date as a number].
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
}

impl SelectionArguments {
    pub fn settings(&self, run_date: NaiveDate, explained: usize) -> Settings {
        let date_as_number = run_date.year().unsigned_abs() * 10_000 + run_date.month() * 100 + run_date.day();
        Settings {
            capacity: Capacity { slots: self.capacity as usize, random_share: self.random_share },
            seed: self.seed.unwrap_or(u64::from(date_as_number)),
            run_date,
            explained,
        }
    }
}
