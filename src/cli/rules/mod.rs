//! `redlane rules`: check, test, why, lock, list, diff, coverage, pages, schema.

mod coverage;
mod diff;
mod list;
mod pages;
mod why;

use crate::cli::exit::{Exit, Failure};
use crate::cli::outputs::Outputs;
use crate::cli::packs::{PackArguments, diagnostics_text};
use crate::cli::tables::ReferenceArguments;
use crate::cli::{Voice, to_stderr, to_stdout};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use redlane::cases::{case_table, run_cases};
use redlane::columns::Column;
use redlane::diagnostics::{Code, Diagnostic};
use redlane::hits::HitPlan;
use redlane::reference::Reference;
use redlane::report::{HitsOut, counted};
use redlane::rulepack::{RulePack, json_schema, lock_text};
use redlane::scores::{Patterns, RollUp, Scorer};
use redlane::storage::{LOCK, write_atomically};
use redlane::tables::{OutputColumn, ParquetOut};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct RulesArguments {
    #[command(subcommand)]
    command: RulesCommand,
}

#[derive(Subcommand)]
enum RulesCommand {
    /// Report every problem of the packs in one run.
    Check {
        #[command(flatten)]
        packs: PackArguments,
        /// List the diagnostic codes instead.
        #[arg(long)]
        codes: bool,
    },
    /// Run the cases that stand beside the rules.
    Test {
        #[command(flatten)]
        packs: PackArguments,
        #[command(flatten)]
        reference: ReferenceArguments,
        /// Write the rows of all cases as a table, for checking by another engine.
        #[arg(long, value_name = "FILE", requires = "hits")]
        table: Option<PathBuf>,
        /// Write every rule's state on each of these rows, where it is not quiet.
        #[arg(long, value_name = "FILE", requires = "table")]
        hits: Option<PathBuf>,
    },
    /// Show for one goods text what the lists find, what hides it, and which rules fire.
    Why(why::WhyArguments),
    /// Write pack.lock: version and logic of every rule as they are now.
    Lock {
        #[command(flatten)]
        packs: PackArguments,
    },
    /// Show the rules by family, and with --format json the lists too.
    List(list::ListArguments),
    /// Compare two versions of the packs, and what they make of the same manifests.
    Diff(diff::DiffArguments),
    /// Set the rules against the international instruments they serve.
    Coverage(coverage::CoverageArguments),
    /// Write the documentation: a page per rule and an index.
    Pages(pages::PagesArguments),
    /// Print a JSON Schema of rule files, for editors.
    Schema,
}

pub fn run(arguments: &RulesArguments, voice: Voice) -> Result<Exit, Failure> {
    match &arguments.command {
        RulesCommand::Check { codes: true, .. } => {
            let lines =
                Code::ALL.iter().map(|code| format!("{}  {:?}: {}\n", code.id(), code.severity(), code.title()));
            to_stdout(&lines.collect::<String>())?;
            Ok(Exit::Done)
        }
        RulesCommand::Check { packs, .. } => check(packs, voice),
        RulesCommand::Test { packs, reference, table, hits } => {
            let (pack, reference) = (packs.load(voice)?, reference.load()?);
            let (Some(table), Some(hits)) = (table, hits) else { return test(&pack, reference, voice) };
            Outputs::default().and("--table", Some(table)).and("--hits", Some(hits)).refuse_one_for_two()?;
            write_cases(&pack, reference, packs.lists_as_of(), table, hits)?;
            let written = format!("{} and {} are written", table.display(), hits.display());
            test(&pack, reference, voice).map_err(|unprinted| unprinted.after(written))
        }
        RulesCommand::Why(arguments) => why::run(arguments, voice),
        RulesCommand::Lock { packs } => lock(packs, voice),
        RulesCommand::List(arguments) => list::run(arguments, voice),
        RulesCommand::Diff(arguments) => diff::run(arguments, voice),
        RulesCommand::Coverage(arguments) => coverage::run(arguments, voice),
        RulesCommand::Pages(arguments) => pages::run(arguments, voice),
        RulesCommand::Schema => {
            to_stdout(&(serde_json::to_string_pretty(&json_schema()).unwrap_or_default() + "\n"))?;
            Ok(Exit::Done)
        }
    }
}

fn check(packs: &PackArguments, voice: Voice) -> Result<Exit, Failure> {
    let (pack, problems) = packs.check()?;
    if !problems.is_empty() {
        to_stderr(&diagnostics_text(&problems));
    }
    let errors = problems.iter().filter(|problem| problem.is_error()).count();
    // A run goes on without an expired list or a stale lock, and says so; a check is there to have them settled.
    let unsettled = problems.iter().filter(|problem| problem.code.must_be_settled()).count();
    match pack {
        Some(_) if unsettled > 0 => Err(Failure::new(
            Exit::Rules,
            format!(
                "{unsettled} of the warnings must be settled first: expired lists, or rules that are not as pack.lock has them"
            ),
        )),
        Some(pack) => {
            if !packs.rules.join(LOCK).is_file() && !packs.rules.join("pack.toml").is_file() {
                voice.say("there is no pack.lock: rules can change in silence; `redlane rules lock` writes one");
            }
            voice.say(format!(
                "{} and {} in {}: no errors, {} warning(s)",
                counted(pack.rules.len(), "rule", "rules"),
                counted(pack.lists.len(), "list", "lists"),
                counted(pack.packs.len(), "pack", "packs"),
                problems.len()
            ));
            Ok(Exit::Done)
        }
        None => Err(Failure::new(Exit::Rules, format!("{errors} error(s), {} warning(s)", problems.len() - errors))),
    }
}

/// The cases as `redlane table` and `redlane score --emit hits` would write them, were they a manifest.
fn write_cases(
    pack: &RulePack,
    reference: &Reference,
    on: NaiveDate,
    table_file: &Path,
    hits_file: &Path,
) -> Result<(), Failure> {
    let table = case_table(pack, reference);
    write_atomically(table_file, |sink| {
        let mut out = ParquetOut::new(sink);
        let columns = Column::ALL.iter().map(|&column| OutputColumn::Catalogue(column, table.vector(column).cloned()));
        out.write(table.height(), columns.collect())?;
        out.finish()
    })?;
    let plan = HitPlan::new(pack, on, &reference.deciding_words);
    let hits = plan.evaluate(&table);
    let mut patterns = Patterns::new(plan.rules.len());
    let mut rollup = RollUp::new(plan.rules.len());
    let rows = patterns.of_rows(&hits);
    rollup.add(&table, &rows, &patterns);
    rollup.finish();
    write_atomically(hits_file, |sink| {
        let mut out = HitsOut::new(sink);
        out.rows(&plan.rules, &table, &hits)?;
        out.finish(&Scorer::new(pack, &plan.rules), &rollup, 0..rollup.len())
    })?;
    Ok(())
}

fn test(pack: &RulePack, reference: &Reference, voice: Voice) -> Result<Exit, Failure> {
    let reports = run_cases(pack, reference);
    let failed: Vec<_> = reports.iter().filter(|report| !report.validated()).collect();
    for report in &reports {
        let line =
            format!("{:<18} {}  {}  ({}:{})", report.outcome(), report.rule, report.case, report.file, report.line);
        match report.validated() {
            true => voice.detail(line),
            false => to_stderr(&format!(
                "{line}\n                   expected {}, found {}",
                report.expected.name(),
                report.found.name()
            )),
        }
    }
    let validated = reports.len() - failed.len();
    let (cases, rules) = (counted(validated, "case", "cases"), counted(pack.rules.len(), "rule", "rules"));
    to_stdout(&format!("{cases} of {rules} validated, {} not\n", failed.len()))?;
    Ok(if failed.is_empty() { Exit::Done } else { Exit::Failed })
}

/// A rule that changed under its old version is not locked over: that is what the lock is there to stop.
fn lock(packs: &PackArguments, voice: Voice) -> Result<Exit, Failure> {
    if packs.rules.join("pack.toml").is_file() {
        let message = format!("{} is a single pack; the lock is of all packs together", packs.rules.display());
        return Err(Failure::new(Exit::Usage, message).with_help("give --rules the folder that holds the packs"));
    }
    let (pack, problems) = packs.check()?;
    let changed: Vec<Diagnostic> =
        problems.into_iter().filter(|p| p.is_error() || p.code == Code::LogicChanged).collect();
    let (Some(pack), true) = (pack, changed.is_empty()) else {
        to_stderr(&diagnostics_text(&changed));
        return Err(Failure::new(Exit::Rules, "pack.lock was not written"));
    };
    let path = packs.rules.join(LOCK);
    write_atomically(&path, |out| out.write_all(lock_text(&pack).as_bytes()).map_err(|error| error.to_string()))?;
    voice.say(format!("{} locked in {}", counted(pack.rules.len(), "rule", "rules"), path.display()));
    Ok(Exit::Done)
}
