//! Arguments that decide how many containers are selected, and how chance is seeded.

use super::exit::{Exit, Failure};
use chrono::NaiveDate;
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
    /// Seed of the random share and of ties; the run says which it was [default: drawn anew, so that nobody can know it].
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

/// Bits of a drawn seed: as many as a number in JSON keeps everywhere.
const SEED_BITS: u32 = 53;

impl SelectionArguments {
    /// The stated seed, or one from the operating system. A seed that can be guessed, such as the date, would tell in
    /// advance who is not drawn.
    pub fn seed(&self) -> Result<u64, Failure> {
        let drawn = || getrandom::u64().map(|seed| seed >> (u64::BITS - SEED_BITS));
        self.seed.map_or_else(drawn, Ok).map_err(|error| {
            Failure::new(Exit::Machine, format!("the operating system gives no random seed: {error}"))
                .with_help("give one with --seed")
        })
    }

    /// The settings of a run on a day, with lists as of another.
    pub fn settings(&self, seed: u64, (run_date, lists_as_of): (NaiveDate, NaiveDate), explained: usize) -> Settings {
        let (slots, random_share, per) = (self.capacity as usize, self.random_share, self.per.into());
        let capacity = Capacity { slots, random_share, per };
        Settings { capacity, seed, run_date, lists_as_of, explained }
    }
}
