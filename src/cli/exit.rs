//! Exit codes, and the one place where an error becomes text.

use anstyle::{AnsiColor, Style};
use redlane::manifest::Damage;
use redlane::storage::{MachineFault, StorageError, plain};
use std::fmt::Display;
use std::process::ExitCode;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    Done = 0,
    Failed = 1,
    Usage = 2,
    SomeInputs = 3,
    Rules = 4,
    NoInput = 5,
    Machine = 6,
    Degraded = 7,
    Unprinted = 8,
}

pub const CODES: &str = "Exit codes:
  0  done; rejected rows are counted and listed, a few are no failure
  1  failed: a case is not validated, a container is not in the run, or an internal check failed
  2  the command line is wrong
  3  done, but some input files could not be read; the others were
  4  the rule packs have errors
  5  no input could be read, or every row of them was rejected
  6  the machine gave no room or no right to write; nothing was changed
  7  done, but degraded as --fail-on says: expired lists, many rejects; 3 goes before it
  8  done and written, but standard output could not be; goes before 3 and 7
130  stopped by SIGINT (Ctrl-C); what was half made is removed
143  stopped by SIGTERM; what was half made is removed";

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked.
#[derive(Debug)]
pub struct Failure {
    pub exit: Exit,
    message: String,
    help: Option<String>,
}

impl Failure {
    pub fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into(), help: None }
    }

    /// Says to which argument it belongs.
    pub fn of(mut self, argument: &str) -> Self {
        self.message = format!("{argument}: {}", self.message);
        self
    }

    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub fn output(what: impl Display, error: &std::io::Error) -> Self {
        Self::new(Exit::Machine, format!("{what} cannot be written: {}", plain(error)))
    }

    /// Says what was put in its place before it: then it is not true that nothing was changed.
    pub fn after(mut self, done: impl Display) -> Self {
        self.exit = Exit::Unprinted;
        self.message = format!("{}; {done}", self.message);
        self
    }

    pub fn text(&self) -> String {
        let mut text = error_line(&self.message);
        if let Some(help) = &self.help {
            text.push_str(&format!("\n  help: {help}"));
        }
        text
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self::new(Exit::Machine, format!("{}: {}", error.path.display(), error.reason))
    }
}

impl From<MachineFault> for Failure {
    fn from(fault: MachineFault) -> Self {
        Self::new(Exit::Machine, fault.to_string()).with_help(
            "the inputs are not to blame, and nothing was changed; TMPDIR names the folder for temporary files",
        )
    }
}

pub fn error_line(message: &str) -> String {
    labelled("error", AnsiColor::Red, message)
}

pub fn warning_line(message: &str) -> String {
    labelled("warning", AnsiColor::Yellow, message)
}

/// Why the exit code of a run that is done is not 0.
pub fn degraded_line(message: &str) -> String {
    labelled("degraded", AnsiColor::Yellow, message)
}

/// What is worth knowing and needs no doing.
pub fn note_line(message: &str) -> String {
    labelled("note", AnsiColor::Cyan, message)
}

fn labelled(label: &str, colour: AnsiColor, message: &str) -> String {
    let style = Style::new().bold().fg_color(Some(colour.into()));
    format!("{style}{label}{style:#}: {message}")
}

/// A file that could not be read.
pub fn damage_text(damage: &Damage) -> String {
    let mut text = error_line(&damage.to_string());
    if let Some(help) = &damage.help {
        text.push_str(&format!("\n  help: {help}"));
    }
    text
}
