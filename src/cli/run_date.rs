//! The run date: the one place where the clock is read for a result.

use chrono::NaiveDate;
use clap::Args;

#[derive(Args)]
pub struct RunDate {
    /// The day by which lists and reviews are judged [default: today].
    #[arg(long, value_name = "DATE")]
    run_date: Option<NaiveDate>,
}

impl RunDate {
    /// The stated day, or today.
    pub fn day(&self) -> NaiveDate {
        self.run_date.unwrap_or_else(today)
    }
}

/// The same option where no rule is run.
#[derive(Args)]
pub struct MessageDate {
    /// The day with which CUSCAR messages (.edi) are dated [default: today]; other files do not hold it.
    #[arg(long, value_name = "DATE")]
    run_date: Option<NaiveDate>,
}

impl MessageDate {
    pub fn day(&self) -> NaiveDate {
        self.run_date.unwrap_or_else(today)
    }
}

fn today() -> NaiveDate {
    chrono::Local::now().date_naive()
}
