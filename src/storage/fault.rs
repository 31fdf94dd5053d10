//! Machine faults: what went wrong lies neither in the inputs nor in the rules, but with the machine.

use super::plain;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// Something the machine could not give: room for temporary files, or what it had given before. A run that meets one stops
/// before anything is scored or replaced: half of the ships would be no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MachineFault {
    /// Where it happened.
    pub place: PathBuf,
    pub reason: String,
}

impl MachineFault {
    pub fn new(place: &Path, reason: impl Into<String>) -> Self {
        Self { place: place.to_owned(), reason: reason.into() }
    }

    /// No room for temporary files in a folder.
    pub fn no_room(folder: &Path, error: &io::Error) -> Self {
        Self::new(folder, format!("no temporary file can be written there: {}", plain(error)))
    }
}

impl fmt::Display for MachineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place.display(), self.reason)
    }
}
