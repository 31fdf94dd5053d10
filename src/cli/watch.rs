//! `redlane watch`: entries put on the watch lists of a folder of packs, taken off, and listed.

use super::exit::{Exit, Failure, note_line, warning_line};
use super::packs::{PackArguments, diagnostics_text};
use super::tables::ReferenceArguments;
use super::{Voice, run_date, to_stderr, to_stdout};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use redlane::columns::Column;
use redlane::diagnostics::Source;
use redlane::domain::{ContainerNo, imo_check_digit_ok, tidy_container_no};
use redlane::reference::{DecidingWords, Entry, MatchKind};
use redlane::rulepack::{Fold, ListText};
use redlane::storage::{FolderLock, PackFiles, write_atomically};
use std::collections::BTreeSet;
use std::path::Path;

#[derive(Subcommand)]
pub enum WatchCommand {
    /// Put a party, container, vessel, bill or seal on its watch list.
    Add(AddArguments),
    /// Take one off its watch list.
    Remove(RemoveArguments),
    /// Show who and what is watched, by whom and until when.
    List(ListArguments),
}

#[derive(Args)]
pub struct AddArguments {
    kind: Kind,
    /// As it stands on the papers; capitals, accents, punctuation and legal forms do not matter.
    name: String,
    /// Why, in words that an officer may read.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Who answers for the entry.
    #[arg(long, value_name = "NAME")]
    owner: String,
    /// The last day it counts.
    #[arg(long, value_name = "DATE", value_parser = run_date::day)]
    until: NaiveDate,
    /// The file it belongs to.
    #[arg(long, value_name = "REFERENCE")]
    case: Option<String>,
    #[command(flatten)]
    packs: PackArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
}

#[derive(Args)]
pub struct RemoveArguments {
    kind: Kind,
    /// As it stands on the papers, or in the list.
    name: String,
    #[command(flatten)]
    packs: PackArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
}

#[derive(Args)]
pub struct ListArguments {
    /// Which list; all of them where none is named.
    kind: Option<Kind>,
    #[command(flatten)]
    packs: PackArguments,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    Party,
    Container,
    Vessel,
    Bill,
    Seal,
}

impl Kind {
    /// The list that holds such entries.
    fn list(self) -> &'static str {
        match self {
            Self::Party => "watch_parties",
            Self::Container => "watch_containers",
            Self::Vessel => "watch_vessels",
            Self::Bill => "watch_bills",
            Self::Seal => "watch_seals",
        }
    }

    /// How such an entry is read: as the columns are that shipped rules ask the list with.
    fn folds(self) -> Vec<Fold> {
        let columns: &[Column] = match self {
            Self::Party => &[Column::ConsigneeKey],
            Self::Container => &[Column::ContainerNo],
            Self::Vessel => &[Column::VesselImo, Column::VesselKey],
            Self::Bill => &[Column::BillKey],
            Self::Seal => &[Column::SealKeys],
        };
        columns.iter().map(|column| Fold::of(*column)).collect()
    }

    /// Whether two spellings are one thing.
    fn same(self, one: &str, other: &str, words: &DecidingWords) -> bool {
        let equal = |fold: Fold| fold.value(one, words).is_some_and(|value| fold.value(other, words) == Some(value));
        self.folds().into_iter().any(equal)
    }

    /// Why no paper can bear this, if none can.
    fn flaw(self, name: &str, words: &DecidingWords) -> Option<String> {
        let flaws: Option<Vec<String>> =
            self.folds().into_iter().map(|fold| fold.flaw(name, MatchKind::Exact, words)).collect();
        flaws.map(|flaws| flaws.join("; "))
    }
}

/// What is doubtful about a number that papers can bear all the same.
fn doubt(kind: Kind, name: &str, words: &DecidingWords) -> Option<String> {
    let is_wrong =
        |what: &str| format!("the check digit of the {what} `{name}` is wrong: only papers with the same slip are met");
    match kind {
        Kind::Container => {
            let number = ContainerNo::parse(&tidy_container_no(name))?;
            (!number.check_digit_ok()).then(|| is_wrong("container"))
        }
        Kind::Vessel => {
            let number = Fold::of(Column::VesselImo).value(name, words)?;
            let is_number = number.len() == 7 && number.bytes().all(|sign| sign.is_ascii_digit());
            (is_number && !imo_check_digit_ok(&number)).then(|| is_wrong("IMO number"))
        }
        Kind::Party => {
            let key = Fold::of(Column::ConsigneeKey).value(name, words)?;
            let is_form = words.is_legal_form(&key) || key.split(' ').all(|word| words.is_legal_form(word));
            is_form.then(|| format!("`{name}` is a legal form and no name: whoever is called just so is met"))
        }
        Kind::Bill | Kind::Seal => None,
    }
}

pub fn run(command: &WatchCommand, voice: Voice) -> Result<Exit, Failure> {
    match command {
        WatchCommand::Add(arguments) => add(arguments, voice),
        WatchCommand::Remove(arguments) => remove(arguments, voice),
        WatchCommand::List(arguments) => list(arguments),
    }
}

fn add(arguments: &AddArguments, voice: Voice) -> Result<Exit, Failure> {
    let AddArguments { kind, name, until, .. } = arguments;
    let (today, words) = (arguments.packs.run_date(), &arguments.reference.load()?.deciding_words);
    if *until < today {
        return Err(Failure::new(Exit::Usage, format!("--until {until} is past: today is {today}")));
    }
    for text in [name, &arguments.reason, &arguments.owner].into_iter().chain(&arguments.case) {
        if text.trim().is_empty() || text.chars().any(char::is_control) {
            return Err(Failure::new(Exit::Usage, "name, reason, owner and case are texts of one line"));
        }
    }
    if let Some(flaw) = kind.flaw(name, words) {
        return Err(Failure::new(Exit::Usage, format!("`{name}` can never be met: {flaw}")));
    }
    let (_held, source) = held_source_of(*kind, &arguments.packs.rules)?;
    let text = read(&source)?;
    let known = text.entries.iter().find(|entry| kind.same(&entry.value, name, words));
    if let Some(known) = known {
        let shown = shown(known);
        if known.counts(Some(today)) {
            voice.say(format!("{} has it already: {shown}; nothing was changed", text.name));
            return Ok(Exit::Done);
        }
        return Err(Failure::new(Exit::Failed, format!("{} has it already, and it has ended: {shown}", text.name))
            .with_help("take it off first: redlane watch remove"));
    }
    let entry = Entry {
        value: name.trim().to_owned(),
        note: Some(arguments.reason.trim().to_owned()),
        owner: Some(arguments.owner.trim().to_owned()),
        until: Some(*until),
        case: arguments.case.as_ref().map(|case| case.trim().to_owned()),
        ..Entry::default()
    };
    let wanted: Vec<Entry> = text.entries.iter().cloned().chain([entry.clone()]).collect();
    write(&source, text.line, &text.with(&entry), &wanted)?;
    voice.say(format!("{} has {} entries now: {}", text.name, wanted.len(), shown(&entry)));
    doubt(*kind, name, words).into_iter().for_each(|doubt| to_stderr(&warning_line(&doubt)));
    say_standing(&text, today);
    if *until > text.review_by && today <= text.review_by {
        let message = format!("the list itself counts until {}, unless its owner reviews it before", text.review_by);
        to_stderr(&note_line(&message));
    }
    Ok(Exit::Done)
}

fn remove(arguments: &RemoveArguments, voice: Voice) -> Result<Exit, Failure> {
    let RemoveArguments { kind, name, .. } = arguments;
    let words = &arguments.reference.load()?.deciding_words;
    let (_held, source) = held_source_of(*kind, &arguments.packs.rules)?;
    let text = read(&source)?;
    let is_it = |entry: &Entry| entry.value == *name || kind.same(&entry.value, name, words);
    let (gone, kept): (Vec<_>, Vec<_>) = text.entries.iter().enumerate().partition(|(_, entry)| is_it(entry));
    if gone.is_empty() {
        let help = format!(
            "`redlane watch list {}` shows what it has",
            kind.to_possible_value().map_or_else(String::new, |kind| kind.get_name().to_owned())
        );
        return Err(Failure::new(Exit::Failed, format!("{} has no `{name}`", text.name)).with_help(help));
    }
    let places: BTreeSet<usize> = gone.iter().map(|(place, _)| *place).collect();
    let kept: Vec<Entry> = kept.into_iter().map(|(_, entry)| entry.clone()).collect();
    write(&source, text.line, &text.without(&places), &kept)?;
    for (_, entry) in gone {
        voice.say(format!("taken off {}: {}", text.name, shown(entry)));
    }
    Ok(Exit::Done)
}

fn list(arguments: &ListArguments) -> Result<Exit, Failure> {
    let (today, rules) = (arguments.packs.run_date(), &arguments.packs.rules);
    let kinds = arguments.kind.map_or_else(|| Kind::value_variants().to_vec(), |kind| vec![kind]);
    for kind in kinds {
        let source = match source_of(kind, rules) {
            Err(_) if arguments.kind.is_none() && rules.is_dir() => {
                to_stderr(&note_line(&format!("there is no list {} in {}", kind.list(), rules.display())));
                continue;
            }
            source => source?,
        };
        let text = read(&source)?;
        to_stdout(&table(&text, today))?;
        say_standing(&text, today);
    }
    Ok(Exit::Done)
}

fn table(text: &ListText<'_>, today: NaiveDate) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).force_no_tty();
    table.set_header([&*text.name, "Owner", "Until", "Case", "Reason", "Standing"]);
    for entry in &text.entries {
        table.add_row([
            entry.value.clone(),
            entry.owner.clone().unwrap_or_else(|| text.owner.clone()),
            entry.until.map_or(text.review_by, |until| until.min(text.review_by)).to_string(),
            entry.case.clone().unwrap_or_default(),
            entry.note.clone().unwrap_or_default(),
            if entry.counts(Some(today)) { "counts" } else { "has ended" }.to_owned(),
        ]);
    }
    table.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(super::width());
    format!("{table}\n")
}

/// An entry of a list that does not count is watched by nobody.
fn say_standing(text: &ListText<'_>, today: NaiveDate) {
    let why = match today {
        _ if today < text.effective => format!("counts only from {}", text.effective),
        _ if today > text.review_by => {
            format!("counted until {}: its owner ({}) reviews it", text.review_by, text.owner)
        }
        _ => return,
    };
    to_stderr(&warning_line(&format!("the list {} {why}", text.name)));
}

/// The file of the list, wherever in the folder it stands.
fn source_of(kind: Kind, rules: &Path) -> Result<Source, Failure> {
    let files = PackFiles::read(rules).map_err(|reason| Failure::new(Exit::Rules, reason))?;
    let mut lists = files.lists.into_iter().chain(files.packs.into_iter().flat_map(|pack| pack.lists));
    let file = format!("{}.toml", kind.list());
    lists.find(|source| Path::new(&*source.name).ends_with(&file)).ok_or_else(|| {
        let message = format!("there is no list {} in {}", kind.list(), rules.display());
        Failure::new(Exit::Rules, message).with_help(
            "take it from the shipped packs, with the rules that ask it: rules/parties/lists and rules/parties/pt-parties.toml",
        )
    })
}

/// The file of the list, read while nobody else can change it.
fn held_source_of(kind: Kind, rules: &Path) -> Result<(FolderLock, Source), Failure> {
    let found = source_of(kind, rules)?;
    let folder = Path::new(&*found.name).parent().unwrap_or(Path::new("."));
    let held = FolderLock::wait(folder).map_err(|reason| {
        Failure::new(Exit::Failed, format!("{reason}; nothing was changed"))
            .with_help("try again when it is done; if nothing else is at work there, see that the folder can be locked")
    })?;
    Ok((held, source_of(kind, rules)?))
}

fn read(source: &Source) -> Result<ListText<'_>, Failure> {
    ListText::read(source).map_err(|problems| {
        to_stderr(&diagnostics_text(&problems));
        Failure::new(Exit::Rules, format!("{} cannot be read; nothing was changed", source.name))
    })
}

/// Writes the list, if it says what was meant: the entries wanted and nothing else.
fn write(source: &Source, line: usize, text: &str, wanted: &[Entry]) -> Result<(), Failure> {
    let changed = Source::new(&source.name, text);
    let says_it = ListText::read(&changed).is_ok_and(|text| text.entries == wanted);
    if !says_it {
        let message =
            format!("{}:{line}: the entries cannot be changed without touching more; nothing was changed", source.name);
        return Err(
            Failure::new(Exit::Failed, message).with_help("put each entry on a line of its own, or edit the file")
        );
    }
    write_atomically(Path::new(&*source.name), |out| {
        out.write_all(text.as_bytes()).map_err(|error| error.to_string())
    })?;
    Ok(())
}

/// An entry in one line.
fn shown(entry: &Entry) -> String {
    let mut text = format!("`{}`", entry.value);
    let until = entry.until.map(|day| format!("until {day}"));
    let case = entry.case.as_ref().map(|case| format!("case {case}"));
    let owner = entry.owner.as_ref().map(|owner| format!("owner {owner}"));
    for part in [until, owner, case, entry.note.clone()].into_iter().flatten() {
        text += &format!(", {part}");
    }
    text
}
