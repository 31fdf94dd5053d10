//! Arguments that name rule packs, and loading them.

use super::exit::{Exit, Failure, warning_line};
use super::run_date::RunDays;
use super::{Voice, to_stderr};
use chrono::NaiveDate;
use clap::Args;
use redlane::diagnostics::{Code, Diagnostic, render};
use redlane::rulepack::{RulePack, StoppedLists, load};
use redlane::storage::PackFiles;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct PackArguments {
    /// Folder of rule packs, or of one pack.
    #[arg(long, value_name = "FOLDER", default_value = "rules")]
    pub rules: PathBuf,
    #[command(flatten)]
    days: RunDays,
}

impl PackArguments {
    pub fn run_date(&self) -> NaiveDate {
        self.days.run_date()
    }

    /// The day by which lists and reviews are judged.
    pub fn lists_as_of(&self) -> NaiveDate {
        self.days.lists_as_of()
    }

    /// Loads the packs; prints every diagnostic; fails if one is an error.
    pub fn load(&self, voice: Voice) -> Result<RulePack, Failure> {
        load_folder(&self.rules, self.lists_as_of(), voice)
    }

    pub fn check(&self) -> Result<(Option<RulePack>, Vec<Diagnostic>), Failure> {
        check_folder(&self.rules, self.lists_as_of())
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
    loaded(load(&files, packs.lists_as_of()), (&packs.rules, packs.lists_as_of()), voice)
}

fn check_folder(folder: &Path, day: NaiveDate) -> Result<(Option<RulePack>, Vec<Diagnostic>), Failure> {
    let files = PackFiles::read(folder).map_err(|reason| Failure::new(Exit::Rules, reason))?;
    Ok(load(&files, day))
}

/// Loads the packs of a folder; prints every diagnostic; fails if one is an error.
pub fn load_folder(folder: &Path, day: NaiveDate, voice: Voice) -> Result<RulePack, Failure> {
    loaded(check_folder(folder, day)?, (folder, day), voice)
}

/// Warnings of one kind that a run shows one by one.
const MOST_SHOWN: usize = 3;

fn loaded(
    (pack, problems): (Option<RulePack>, Vec<Diagnostic>),
    (folder, day): (&Path, NaiveDate),
    voice: Voice,
) -> Result<RulePack, Failure> {
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    let overdue = |code| problems.iter().filter(|problem| problem.code == code).count();
    // What comes with the calendar comes in hundreds on one day.
    let [lists, soon, reviews] =
        [Code::ExpiredList, Code::ExpiringList, Code::OverdueReview].map(|code| (code, overdue(code)));
    let many: Vec<Code> =
        [lists, soon, reviews].into_iter().filter(|(_, n)| *n > MOST_SHOWN && !voice.verbose).map(|(c, _)| c).collect();
    let shown = |p: &Diagnostic| p.is_error() || (!voice.quiet && !many.contains(&p.code));
    let shown: Vec<Diagnostic> = problems.into_iter().filter(shown).collect();
    if !shown.is_empty() {
        to_stderr(&diagnostics_text(&shown));
    }
    let see = "run `redlane rules check` for the list";
    let stopped = pack.as_ref().and_then(|pack| StoppedLists::of(pack, day).sentence());
    if let Some(sentence) = stopped.filter(|_| many.contains(&lists.0)) {
        voice.say(warning_line(&format!("{sentence}; {see}")));
    }
    if many.contains(&soon.0) {
        voice.say(warning_line(&format!("{} lists expire within 30 days; {see}", soon.1)));
    }
    if many.contains(&reviews.0) {
        voice.say(warning_line(&format!("{} rules are past their review date, and run on; {see}", reviews.1)));
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
