//! Arguments that name a folder of reference tables, and loading them.

use super::exit::{Exit, Failure};
use super::to_stderr;
use clap::Args;
use redlane::reference::Reference;
use std::path::PathBuf;

#[derive(Args)]
pub struct ReferenceArguments {
    /// Folder of reference tables that replace the embedded ones (see `redlane reference`).
    #[arg(long, value_name = "FOLDER")]
    reference: Option<PathBuf>,
}

impl ReferenceArguments {
    /// The tables of the run. A program loads them once and keeps them to its end.
    pub fn load(&self) -> Result<&'static Reference, Failure> {
        match &self.reference {
            None => Ok(Reference::embedded()),
            Some(folder) => {
                let reference = Reference::with_folder(folder).map_err(|problems| unusable(&problems))?;
                Ok(Box::leak(Box::new(reference)))
            }
        }
    }
}

/// Every problem of reference files, and the failure they are.
pub fn unusable(problems: &[String]) -> Failure {
    problems.iter().for_each(|problem| to_stderr(&format!("error: {problem}")));
    Failure::new(Exit::Rules, format!("the reference data have {} error(s); nothing was done", problems.len()))
}
