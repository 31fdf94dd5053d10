//! Shell completions and the manual pages, made from the command line itself.

use super::exit::{Exit, Failure};
use super::to_stdout;
use clap::{Args, Command};
use redlane::storage::write_atomically;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct ManArguments {
    /// The command whose page is printed, such as `score` or `rules check`; none: the program's.
    #[arg(value_name = "COMMAND")]
    command: Vec<String>,
    /// Write the pages of all commands into a folder instead.
    #[arg(long, value_name = "FOLDER", conflicts_with = "command")]
    out: Option<PathBuf>,
}

pub fn completions(shell: clap_complete::Shell, mut command: Command) -> Result<Exit, Failure> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut command, "redlane", &mut text);
    to_stdout(&String::from_utf8_lossy(&text))?;
    Ok(Exit::Done)
}

pub fn manual(arguments: &ManArguments, command: Command) -> Result<Exit, Failure> {
    // `help` has no page: its references would lead nowhere.
    let mut program = command.disable_help_subcommand(true);
    program.build();
    match &arguments.out {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| Failure::output(folder.display(), &error))?;
            write_pages(&program, folder)?;
        }
        None => to_stdout(&String::from_utf8_lossy(&page(named(&program, &arguments.command)?).1))?,
    }
    Ok(Exit::Done)
}

/// The command that some words name, from the program down.
fn named<'c>(program: &'c Command, words: &[String]) -> Result<&'c Command, Failure> {
    words.iter().try_fold(program, |command, word| {
        command.find_subcommand(word).ok_or_else(|| {
            let known: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
            let failure = Failure::new(Exit::Usage, format!("`{}` has no command `{word}`", command.get_name()));
            if known.is_empty() { failure } else { failure.with_help(format!("its commands are {}", known.join(", "))) }
        })
    })
}

fn write_pages(command: &Command, folder: &Path) -> Result<(), Failure> {
    let (name, text) = page(command);
    write_atomically(&folder.join(name), |out| out.write_all(&text).map_err(|error| error.to_string()))?;
    command.get_subcommands().try_for_each(|below| write_pages(below, folder))
}

/// A page and the name of its file, such as `redlane-rules-check.1`.
fn page(command: &Command) -> (String, Vec<u8>) {
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render(&mut text).expect("memory takes what is written");
    (page.get_filename(), text)
}
