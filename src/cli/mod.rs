//! The command line: one file per command; here what they share.

mod bayplan;
mod columns;
mod convert;
mod documents;
mod exit;
mod explain;
mod generate;
mod inputs;
mod mapping;
mod outputs;
mod packs;
mod precheck;
mod progress;
mod reference;
mod rows_out;
mod rules;
mod run_date;
mod score;
mod selection;
mod signals;
mod summary;
mod table;
mod tables;
mod watch;

use clap::{CommandFactory, Parser, Subcommand};
use exit::{Exit, Failure};
use std::io::{IsTerminal, Write};

/// Customs container risk scoring: from cargo manifests to a ranked, explained, capacity-cut
/// inspection list.
#[derive(Parser)]
#[command(name = "redlane", version, about, after_help = exit::CODES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Say only what is wrong.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more of what is done.
    #[arg(short, long, global = true, conflicts_with = "quiet")]
    verbose: bool,
    /// Threads to work with; results do not depend on it.
    #[arg(long, global = true, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    threads: Option<u16>,
}

#[derive(Subcommand)]
enum Command {
    /// Score, rank and select the containers of manifests.
    Score(score::ScoreArguments),
    /// Explain one container of a finished run.
    Explain(explain::ExplainArguments),
    /// Write manifests of any format as canonical rows (Parquet, CSV, NDJSON) or as messages (Awmds, CUSCAR).
    Convert(convert::ConvertArguments),
    /// Propose a mapping file for a table with foreign headers; list and show presets.
    #[command(subcommand)]
    Mapping(mapping::MappingCommand),
    /// Write the full table that rules see: canonical columns and indicators.
    Table(table::TableArguments),
    /// Check the quality of manifests, for those who file them; no targeting rule is revealed.
    Precheck(precheck::PrecheckArguments),
    /// Check, test, compare and document rule packs.
    Rules(rules::RulesArguments),
    /// Put parties, containers, vessels, bills and seals on watch lists, take them off, and list them.
    #[command(subcommand)]
    Watch(watch::WatchCommand),
    /// List, show and import reference tables; distances by sea.
    Reference(reference::ReferenceCommandArguments),
    /// Print the catalogue of columns.
    Columns(columns::ColumnsArguments),
    /// Make a synthetic manifest of any size, from a seed.
    Generate(generate::GenerateArguments),
    /// Print shell completions.
    Completions { shell: clap_complete::Shell },
    /// Print a manual page, or write all of them into a folder.
    Man(documents::ManArguments),
}

/// How much is said on standard error.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Voice {
    quiet: bool,
    verbose: bool,
}

impl Voice {
    /// What people want to know of a normal run.
    fn say(self, text: impl AsRef<str>) {
        if !self.quiet {
            to_stderr(text.as_ref());
        }
    }

    fn detail(self, text: impl AsRef<str>) {
        if self.verbose {
            to_stderr(text.as_ref());
        }
    }
}

fn to_stderr(text: &str) {
    // Nobody is left to tell if standard error is closed.
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// Writes to standard output. A reader that has heard enough (`| head`) is no error.
fn to_stdout(text: &str) -> Result<(), Failure> {
    match anstream::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failure::output("standard output", &error)),
        _ => Ok(()),
    }
}

/// Width of standard output; COLUMNS wins.
fn width() -> u16 {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let measured = std::io::stdout().is_terminal().then(|| comfy_table::Table::new().width()).flatten();
    stated.or(measured).unwrap_or(140).clamp(60, 240)
}

/// Whether standard output shows colours.
fn coloured() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}

pub fn run() -> Exit {
    let arguments = Arguments::parse();
    signals::listen();
    let voice = Voice { quiet: arguments.quiet, verbose: arguments.verbose };
    if let Some(threads) = arguments.threads
        && let Err(error) = rayon::ThreadPoolBuilder::new().num_threads(threads.into()).build_global()
    {
        to_stderr(&format!("error: no thread pool: {error}"));
        return Exit::Failed;
    }
    let done = match arguments.command {
        Command::Score(arguments) => score::run(&arguments, voice),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments, voice),
        Command::Mapping(command) => mapping::run(&command, voice),
        Command::Table(arguments) => table::run(&arguments, voice),
        Command::Precheck(arguments) => precheck::run(&arguments, voice),
        Command::Rules(arguments) => rules::run(&arguments, voice),
        Command::Watch(command) => watch::run(&command, voice),
        Command::Reference(arguments) => reference::run(&arguments, voice),
        Command::Columns(arguments) => columns::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments, voice),
        Command::Completions { shell } => documents::completions(shell, Arguments::command()),
        Command::Man(arguments) => documents::manual(&arguments, Arguments::command()),
    };
    done.unwrap_or_else(|failure| {
        to_stderr(&failure.text());
        failure.exit
    })
}
