//! Arguments that decide how many containers are selected, and how chance is seeded.

use chrono::{Datelike, NaiveDate};
use clap::{Args, ValueEnum};
use redlane::domain::{Capacity, CapacityPer, RandomShare};
use redlane::pipeline::Settings;

#[derive(Args)]
pub struct SelectionArguments {
    /// Containers that can be inspected.
    #[arg(long, value_name = "N", default_value_t = 40)]
    capacity: u32,
    /// For what the capacity is there each time: a night's work once (all), each manifest, each voyage, or each day of arrival.
    #[arg(long, value_name = "WHAT", default_value = "all")]
    per: Per,
    /// Part of the capacity drawn at random from the rest: 5% or 0.05.
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = RandomShare::parse)]
    random_share: RandomShare,
    /// Seed of the random share and of ties [default: the run date as a number].
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Per {
    Manifest,
    Voyage,
    Day,
    All,
}

impl From<Per> for CapacityPer {
    fn from(per: Per) -> Self {
        match per {
            Per::Manifest => Self::Manifest,
            Per::Voyage => Self::Voyage,
            Per::Day => Self::Day,
            Per::All => Self::All,
        }
    }
}

impl SelectionArguments {
    pub fn settings(&self, run_date: NaiveDate, explained: usize) -> Settings {
        let date_as_number = run_date.year().unsigned_abs() * 10_000 + run_date.month() * 100 + run_date.day();
        Settings {
            capacity: Capacity { slots: self.capacity as usize, random_share: self.random_share, per: self.per.into() },
            seed: self.seed.unwrap_or(u64::from(date_as_number)),
            run_date,
            explained,
        }
    }
}
