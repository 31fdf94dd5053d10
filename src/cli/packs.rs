//! Arguments that name rule packs, and loading them.

use super::exit::{Exit, Failure};
use super::run_date::RunDate;
use super::{Voice, to_stderr};
use chrono::NaiveDate;
use clap::Args;
use redlane::diagnostics::{Diagnostic, render};
use redlane::rulepack::{RulePack, load};
use redlane::storage::PackFiles;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct PackArguments {
    /// Folder of rule packs, or of one pack.
    #[arg(long, value_name = "FOLDER", default_value = "rules")]
    pub rules: PathBuf,
    #[command(flatten)]
    run_date: RunDate,
}

impl PackArguments {
    pub fn run_date(&self) -> NaiveDate {
        self.run_date.day()
    }

    /// Loads the packs; prints every diagnostic; fails if one is an error.
    pub fn load(&self, voice: Voice) -> Result<RulePack, Failure> {
        load_folder(&self.rules, self.run_date(), voice)
    }

    pub fn check(&self) -> Result<(Option<RulePack>, Vec<Diagnostic>), Failure> {
        check_folder(&self.rules, self.run_date())
    }
}

/// Loads one pack alone, as if the others were not there: nothing of them can be shown.
pub fn load_only(packs: &PackArguments, id: &str, voice: Voice) -> Result<RulePack, Failure> {
    let mut files = PackFiles::read(&packs.rules).map_err(|reason| Failure::new(Exit::Rules, reason))?;
    files.packs.retain(|pack| pack.name == id);
    (files.lock, files.orphans) = (None, Vec::new());
    if files.packs.is_empty() {
        return Err(Failure::new(Exit::Usage, format!("there is no pack `{id}` in {}", packs.rules.display())));
    }
    loaded(load(&files, packs.run_date()), &packs.rules, voice)
}

fn check_folder(folder: &Path, day: NaiveDate) -> Result<(Option<RulePack>, Vec<Diagnostic>), Failure> {
    let files = PackFiles::read(folder).map_err(|reason| Failure::new(Exit::Rules, reason))?;
    Ok(load(&files, day))
}

/// Loads the packs of a folder; prints every diagnostic; fails if one is an error.
pub fn load_folder(folder: &Path, day: NaiveDate, voice: Voice) -> Result<RulePack, Failure> {
    loaded(check_folder(folder, day)?, folder, voice)
}

fn loaded(
    (pack, problems): (Option<RulePack>, Vec<Diagnostic>),
    folder: &Path,
    voice: Voice,
) -> Result<RulePack, Failure> {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let shown: Vec<Diagnostic> = problems.into_iter().filter(|p| p.is_error() || !voice.quiet).collect();
    if !shown.is_empty() {
        to_stderr(&diagnostics_text(&shown));
    }
    pack.ok_or_else(|| {
        Failure::new(Exit::Rules, format!("the rule packs in {} have {errors} error(s)", folder.display()))
            .with_help("nothing was scored; `redlane rules check` shows the same list")
    })
}

/// Diagnostics as they are printed.
pub fn diagnostics_text(problems: &[Diagnostic]) -> String {
    let coloured = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    problems.iter().map(|problem| render(problem, coloured)).collect::<Vec<_>>().join("\n\n")
}
