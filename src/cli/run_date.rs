//! The run date: the one place where the clock is read for a result.

use chrono::NaiveDate;
use clap::Args;

#[derive(Args)]
pub struct RunDate {
    /// The day by which lists and reviews are judged, and with which messages are dated [default: today].
    #[arg(long, value_name = "DATE")]
    run_date: Option<NaiveDate>,
}

impl RunDate {
    /// The stated day, or today.
    pub fn day(&self) -> NaiveDate {
        self.run_date.unwrap_or_else(|| chrono::Local::now().date_naive())
    }
}
