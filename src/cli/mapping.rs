//! `redlane mapping`: mapping files proposed from a table, and presets.

use super::Voice;
use super::exit::{Exit, Failure, damage_text};
use super::inputs::preset_text;
use super::to_stdout;
use clap::{Args, Subcommand, ValueEnum};
use redlane::manifest::{DateOrder, InputFile, Proposal, presets, suggest};
use redlane::storage::write_atomically;
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum MappingCommand {
    /// Propose a mapping file from the headers and values of a table, as text to edit.
    Suggest(SuggestArguments),
    /// List the presets: mapping files for layouts that many people have.
    Presets,
    /// Print a preset, as a beginning for a file of your own.
    Show {
        /// Name of the preset.
        name: String,
    },
}

#[derive(Args)]
pub struct SuggestArguments {
    /// CSV, TSV, NDJSON file or spreadsheet; - for standard input.
    #[arg(value_name = "FILE")]
    table: String,
    /// Which part of dates stands first, where their values leave it open.
    #[arg(long, value_name = "ORDER")]
    dates: Option<DateArgument>,
    /// File to write instead of the standard output.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum DateArgument {
    DayFirst,
    MonthFirst,
}

pub fn run(command: &MappingCommand, voice: Voice) -> Result<Exit, Failure> {
    match command {
        MappingCommand::Suggest(arguments) => propose(arguments, voice),
        MappingCommand::Presets => {
            presets().try_for_each(|name| to_stdout(&format!("{name}\n")))?;
            Ok(Exit::Done)
        }
        MappingCommand::Show { name } => {
            to_stdout(preset_text(name)?)?;
            Ok(Exit::Done)
        }
    }
}

fn propose(arguments: &SuggestArguments, voice: Voice) -> Result<Exit, Failure> {
    let input = match arguments.table.as_str() {
        "-" => InputFile::Stdin,
        path => InputFile::Path(path.into()),
    };
    let dates = arguments.dates.map(|order| match order {
        DateArgument::DayFirst => DateOrder::DayFirst,
        DateArgument::MonthFirst => DateOrder::MonthFirst,
    });
    let Proposal { text, open } = suggest(&input, dates).map_err(|damage| {
        super::to_stderr(&damage_text(&damage));
        Failure::new(Exit::NoInput, "no mapping can be proposed")
    })?;
    match &arguments.output {
        None => to_stdout(&text)?,
        Some(path) if path.exists() => {
            let message = format!("{} is there already, and may have been edited", path.display());
            return Err(Failure::new(Exit::Usage, message).with_help("name another file, or remove it"));
        }
        Some(path) => {
            write_atomically(path, |sink| sink.write_all(text.as_bytes()).map_err(|error| error.to_string()))?;
            voice.say(format!("a proposal is in {}; read every line before you use it", path.display()));
            if !open.is_empty() {
                let open = open.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ");
                voice.say(format!("left open, and not read until you choose between the lines there: {open}"));
            }
        }
    }
    Ok(Exit::Done)
}
