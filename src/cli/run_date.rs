//! Days: the run date, the one place where the clock is read for a result, and the day by which lists are judged.

use chrono::NaiveDate;
use clap::Args;

#[derive(Args)]
pub struct RunDate {
    /// The day of the run, by which lists and reviews are judged [default: today].
    #[arg(long, value_name = "DATE", value_parser = day)]
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
    #[arg(long, value_name = "DATE", value_parser = day)]
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

/// The day of a run, and another by which lists are judged where an old night is run again.
#[derive(Args)]
pub struct RunDays {
    #[command(flatten)]
    run_date: RunDate,
    /// Judge lists and reviews as of another day than the run's, such as an old night by today's lists [default: the run date].
    #[arg(long, value_name = "DATE", value_parser = day)]
    lists_as_of: Option<NaiveDate>,
}

impl RunDays {
    pub fn run_date(&self) -> NaiveDate {
        self.run_date.day()
    }

    pub fn lists_as_of(&self) -> NaiveDate {
        self.lists_as_of.unwrap_or_else(|| self.run_date())
    }
}

/// A day of the command line.
pub fn day(text: &str) -> Result<NaiveDate, String> {
    text.parse().map_err(|_| "give the day as year-month-day, such as 2026-11-23".to_owned())
}
