//! Arguments that name manifests, and reading them.

use super::exit::{Exit, Failure, damage_text, note_line, warning_line};
use super::packs::diagnostics_text;
use super::progress::Progress;
use super::{Voice, to_stderr};
use clap::{Args, ValueEnum};
use redlane::diagnostics::Source;
use redlane::manifest::{
    Format, Found, Mapping, ReadOptions, Skipped, StagedManifests, UnreadableCell, find_inputs, preset, presets, stage,
};
use std::ffi::OsString;

#[derive(Args)]
pub struct InputArguments {
    /// Manifests: files, folders, globs, or - for standard input; .gz and .zst are unpacked.
    #[arg(required = true, value_name = "IN")]
    inputs: Vec<OsString>,
    #[command(flatten)]
    options: InputOptions,
}

/// How manifests are read.
#[derive(Args, Default)]
pub struct InputOptions {
    /// Read every input as this format instead of looking.
    #[arg(long, value_name = "FORMAT")]
    input_format: Option<InputFormat>,
    /// Mapping file for foreign headers (TOML; see docs/mapping.md), or preset:NAME (`redlane mapping presets`).
    #[arg(long, value_name = "FILE")]
    mapping: Option<String>,
}

/// What stands before the name of a preset.
const PRESET: &str = "preset:";

#[derive(Clone, Copy, ValueEnum)]
enum InputFormat {
    Csv,
    Ndjson,
    Parquet,
    Awmds,
    Edifact,
    X12,
    Workbook,
}

impl InputArguments {
    /// Reads what was found; fails where there is no row to go on with.
    pub fn stage(&self, found: Found, voice: Voice, progress: &Progress) -> Result<StagedManifests, Failure> {
        self.options.stage(found, voice, progress)
    }

    /// The files that are to be read.
    pub fn find(&self) -> Found {
        find_inputs(&self.inputs)
    }

    /// The mapping file, where one is read.
    pub fn mapping_file(&self) -> Option<Found> {
        let file = self.options.mapping.as_deref().filter(|shown| !shown.starts_with(PRESET));
        file.map(|file| find_inputs(&[file]))
    }

    /// Reads what was found, even where no row of any is accepted, and, where asked, every version of a bill.
    pub fn read(
        &self,
        found: Found,
        all_versions: bool,
        voice: Voice,
        progress: &Progress,
    ) -> Result<StagedManifests, Failure> {
        self.options.read(found, all_versions, voice, progress)
    }
}

impl InputOptions {
    /// Reads every input; fails where there is no row to go on with.
    pub fn stage(&self, found: Found, voice: Voice, progress: &Progress) -> Result<StagedManifests, Failure> {
        let staged = self.read(found, false, voice, progress)?;
        some_row(&staged, "score")?;
        Ok(staged)
    }

    /// Reads every input; says which could not be read. Fails only if none could.
    fn read(
        &self,
        found: Found,
        all_versions: bool,
        voice: Voice,
        progress: &Progress,
    ) -> Result<StagedManifests, Failure> {
        let format = self.input_format.map(format);
        let temporary = std::env::temp_dir();
        let options = ReadOptions { format, mapping: self.mapping()?, all_versions, temporary };
        let mut staged = stage(&found.inputs, &options, &|file| progress.reading(file))?;
        staged.damages.splice(0..0, found.damages);
        staged.skipped = found.skipped;
        progress.clear();
        staged.damages.iter().for_each(|damage| to_stderr(&damage_text(damage)));
        say_skipped(&staged.skipped, voice);
        let line = |text: &str| if voice.verbose { text.to_owned() } else { of_one_line(text) };
        staged.notices.iter().for_each(|notice| voice.say(warning_line(&line(notice))));
        staged.unused().iter().for_each(|unused| voice.say(note_line(&line(unused))));
        if staged.inputs.is_empty() {
            return Err(Failure::new(Exit::NoInput, "no input could be read"));
        }
        Ok(staged)
    }

    fn mapping(&self) -> Result<Option<Mapping>, Failure> {
        let Some(shown) = &self.mapping else { return Ok(None) };
        let text = match shown.strip_prefix(PRESET) {
            Some(name) => preset_text(name)?.to_owned(),
            None => std::fs::read_to_string(shown).map_err(|error| {
                let failure = Failure::new(Exit::NoInput, format!("{shown} cannot be read: {error}"));
                match preset(shown) {
                    Some(_) => failure.with_help(format!("there is a preset of that name: --mapping preset:{shown}")),
                    None => failure,
                }
            })?,
        };
        Mapping::parse(&Source::new(shown, &text)).map(Some).map_err(|problems| {
            to_stderr(&diagnostics_text(&problems));
            Failure::new(Exit::NoInput, format!("the mapping {shown} has {} error(s)", problems.len()))
        })
    }
}

/// What was passed over: how much and the first of it in a line, all of it with `-v`.
fn say_skipped(skipped: &[Skipped], voice: Voice) {
    const SHOWN: usize = 3;
    if skipped.is_empty() {
        return;
    }
    let shown = if voice.verbose { skipped.len() } else { SHOWN };
    let mut said: Vec<String> =
        skipped.iter().take(shown).map(|skipped| format!("{} {}", skipped.file, skipped.reason)).collect();
    if skipped.len() > shown {
        said.push(format!("and {} more (all of them with -v)", skipped.len() - shown));
    }
    voice.say(note_line(&format!("{} passed over: {}", skipped.len(), said.join("; "))));
}

/// At most some lines' worth of a notice; `-v` shows all of it.
fn of_one_line(text: &str) -> String {
    const SHOWN: usize = 300;
    match text.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}… (all of it with -v)", &text[..at]),
        None => text.to_owned(),
    }
}

/// The text of a preset, by its name.
pub fn preset_text(name: &str) -> Result<&'static str, Failure> {
    preset(name).ok_or_else(|| {
        let known: Vec<&str> = presets().collect();
        Failure::new(Exit::Usage, format!("there is no preset `{name}`"))
            .with_help(format!("presets are {}", known.join(", ")))
    })
}

/// Fails where every row was rejected, so that there is nothing to go on with.
pub fn some_row(staged: &StagedManifests, purpose: &str) -> Result<(), Failure> {
    if staged.rows() > 0 {
        return Ok(());
    }
    for reject in staged.rejects.iter().take(3) {
        let line = format!("{}:{}: {} {}", reject.file, reject.line, reject.column, reject.reason);
        to_stderr(&warning_line(&line));
    }
    let message = match staged.rows_in {
        1 => format!("the only row was rejected; there is nothing to {purpose}"),
        rows => format!("all {rows} rows were rejected; there is nothing to {purpose}"),
    };
    let help = "`redlane convert IN… -o rows.csv --rejects rejects.csv` writes down why, row by row";
    Err(Failure::new(Exit::NoInput, message).with_help(help))
}

fn format(format: InputFormat) -> Format {
    match format {
        InputFormat::Csv => Format::Csv,
        InputFormat::Ndjson => Format::Ndjson,
        InputFormat::Parquet => Format::Parquet,
        InputFormat::Awmds => Format::Awmds,
        InputFormat::Edifact => Format::Edifact,
        InputFormat::X12 => Format::X12,
        InputFormat::Workbook => Format::Workbook,
    }
}

/// The exit code of a command that read what it could.
pub fn exit_of(staged: &StagedManifests) -> Exit {
    if staged.damages.is_empty() { Exit::Done } else { Exit::SomeInputs }
}

/// The first cells of accepted rows that could not be read, a line each.
pub fn say_unreadable(staged: &StagedManifests, shown: usize, voice: Voice) {
    let cells = &staged.unreadable;
    if cells.is_empty() {
        return;
    }
    let count = cells.len();
    let rest = if count > shown { "; unreadable.csv has them all" } else { "" };
    voice.say(warning_line(&format!("{count} cell(s) could not be read and count as not stated{rest}")));
    for UnreadableCell { file, line, container_no, header, reason, .. } in cells.iter().take(shown) {
        voice.say(format!("  unreadable {file}:{line} {header} of {container_no}: {reason}"));
    }
}

/// The first rejects, a line each.
pub fn say_rejects(staged: &StagedManifests, shown: usize, voice: Voice) {
    for reject in staged.rejects.iter().take(shown) {
        voice.say(format!("  rejected {}:{} {} {}", reject.file, reject.line, reject.column, reject.reason));
    }
}
