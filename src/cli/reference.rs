//! `redlane reference`: list, show, import tables and lists; distances by sea.

use super::exit::{Exit, Failure};
use super::packs::PackArguments;
use super::tables::{ReferenceArguments, unusable};
use super::{Voice, to_stdout};
use chrono::NaiveDate;
use clap::{Args, Subcommand, ValueEnum};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use redlane::reference::{ImportError, Imported, ListFacts, MatchKind, Reference, Table, import_list, import_table};
use redlane::report::counted;
use std::path::PathBuf;

#[derive(Args)]
pub struct ReferenceCommandArguments {
    #[command(subcommand)]
    command: ReferenceCommand,
}

#[derive(Subcommand)]
enum ReferenceCommand {
    /// Name the tables with their date and source, and the lists of the rule packs.
    List {
        #[command(flatten)]
        reference: ReferenceArguments,
        #[command(flatten)]
        packs: PackArguments,
    },
    /// Print a table or a list as CSV, or only the rows of some keys.
    Show {
        /// A table or a list that `redlane reference list` names.
        name: String,
        /// Keys, such as place codes or UN numbers.
        keys: Vec<String>,
        #[command(flatten)]
        reference: ReferenceArguments,
        #[command(flatten)]
        packs: PackArguments,
    },
    /// Put a table into a folder of tables: UN/LOCODE as published, an HS or tariff CSV, or any table in its own form.
    Import(ImportArguments),
    /// Make a named list of a rule pack from a column of a CSV file.
    ImportList(ImportListArguments),
    /// Nautical miles by sea between two ports, and the way taken.
    Distance {
        /// UN/LOCODE of the port the way begins in.
        from: String,
        /// Ports in between, if any, and last the port it ends in.
        #[arg(required = true)]
        to: Vec<String>,
        #[command(flatten)]
        reference: ReferenceArguments,
    },
}

#[derive(Args)]
struct ImportArguments {
    /// The table.
    #[arg(value_parser = table)]
    table: Table,
    /// The file to read.
    file: PathBuf,
    /// Folder the table is put into; give it to `--reference` later.
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// The day the data are of.
    #[arg(long, value_name = "DATE")]
    as_of: NaiveDate,
    /// Who published them, and which edition.
    #[arg(long, value_name = "TEXT")]
    source: String,
}

#[derive(Args)]
struct ImportListArguments {
    /// The CSV file to read.
    file: PathBuf,
    /// The column whose values become entries.
    #[arg(long, value_name = "NAME")]
    column: String,
    /// Name of the list, and of its file.
    #[arg(long, value_name = "NAME", value_parser = list_name)]
    name: String,
    #[arg(long, value_name = "TEXT")]
    title: String,
    /// How values are compared with entries.
    #[arg(long = "match", value_name = "HOW")]
    match_kind: MatchArgument,
    /// Who answers for it.
    #[arg(long, value_name = "NAME")]
    owner: String,
    #[arg(long, value_name = "TEXT")]
    source: String,
    /// Why it exists, and what it must not be used for.
    #[arg(long, value_name = "TEXT")]
    reason: String,
    #[arg(long, value_name = "DATE")]
    effective: NaiveDate,
    /// After this day it counts no more until it is reviewed.
    #[arg(long, value_name = "DATE")]
    review_by: NaiveDate,
    /// Folder of lists: rules/<pack>/lists, or rules/lists for lists of several packs.
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// Replace a list of that name; the law it rests on is kept.
    #[arg(long)]
    replace: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum MatchArgument {
    Exact,
    Prefix,
    Phrase,
}

fn table(name: &str) -> Result<Table, String> {
    Table::named(name).ok_or_else(|| {
        let names: Vec<&str> = Table::ALL.iter().map(|table| table.name()).collect();
        format!("the tables are {}", names.join(", "))
    })
}

fn list_name(name: &str) -> Result<String, String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    match !name.is_empty() && name.chars().all(fits) {
        true => Ok(name.to_owned()),
        false => Err("a list's name has small letters, digits and _".into()),
    }
}

pub fn run(arguments: &ReferenceCommandArguments, voice: Voice) -> Result<Exit, Failure> {
    match &arguments.command {
        ReferenceCommand::List { reference, packs } => list(reference.load()?, packs, voice),
        ReferenceCommand::Show { name, keys, reference, packs } => show(name, keys, reference.load()?, packs, voice),
        ReferenceCommand::Import(arguments) => import(arguments, voice),
        ReferenceCommand::ImportList(arguments) => make_list(arguments, voice),
        ReferenceCommand::Distance { from, to, reference } => distance(from, to, reference.load()?),
    }
}

fn list(reference: &Reference, packs: &PackArguments, voice: Voice) -> Result<Exit, Failure> {
    let mut tables = comfy_table::Table::new();
    tables.load_style(UTF8_HORIZONTAL_ONLY).force_no_tty();
    tables.set_header(["Table", "Rows", "As of", "What", "Source", "Read from"]);
    for table in Table::ALL {
        match reference.snapshots.iter().find(|snapshot| snapshot.table == table) {
            Some(snapshot) => tables.add_row([
                table.name().to_owned(),
                snapshot.rows().to_string(),
                snapshot.as_of.clone(),
                table.title().to_owned(),
                snapshot.source.clone(),
                snapshot.path.as_ref().map_or("embedded".to_owned(), |path| path.display().to_string()),
            ]),
            None => tables.add_row([table.name(), "-", "-", table.title(), "-", "not imported"]),
        };
    }
    tables.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(super::width());
    to_stdout(&format!("{tables}\n"))?;
    let pack = packs.load(voice)?;
    let mut lists = comfy_table::Table::new();
    lists.load_style(UTF8_HORIZONTAL_ONLY).force_no_tty();
    lists.set_header(["List", "Pack", "Match", "Entries", "Effective", "Review by", "Standing"]);
    for list in pack.lists.iter() {
        lists.add_row([
            list.name.clone(),
            list.pack.clone(),
            list.match_kind.name().to_owned(),
            list.entries.len().to_string(),
            list.effective.to_string(),
            list.review_by.to_string(),
            list.standing(packs.run_date()).to_string(),
        ]);
    }
    lists.set_content_arrangement(comfy_table::ContentArrangement::Dynamic).set_width(super::width());
    to_stdout(&format!("{lists}\n"))?;
    Ok(Exit::Done)
}

fn show(
    name: &str,
    keys: &[String],
    reference: &Reference,
    packs: &PackArguments,
    voice: Voice,
) -> Result<Exit, Failure> {
    let rows = match Table::named(name) {
        Some(table) => {
            let snapshot = reference.snapshots.iter().find(|snapshot| snapshot.table == table).ok_or_else(|| {
                let help = format!("import it: redlane reference import {name} FILE --into FOLDER …");
                Failure::new(Exit::Failed, format!("the table {name} is not embedded")).with_help(help)
            })?;
            snapshot.select(keys).map_err(|reason| Failure::new(Exit::Failed, reason))?
        }
        None => {
            let pack = packs.load(voice)?;
            let Some(id) = pack.lists.find(name) else {
                let help = "`redlane reference list` names the tables and lists";
                return Err(Failure::new(Exit::Failed, format!("no table or list is called {name}")).with_help(help));
            };
            let entries = pack.lists.get(id).entries.iter();
            let asked = entries.filter(|entry| keys.is_empty() || keys.contains(&entry.value));
            let row =
                |entry: &redlane::reference::Entry| vec![entry.value.clone(), entry.note.clone().unwrap_or_default()];
            std::iter::once(vec!["value".to_owned(), "note".to_owned()]).chain(asked.map(row)).collect()
        }
    };
    if rows.len() == 1 && !keys.is_empty() {
        return Err(Failure::new(Exit::Failed, format!("{name} has none of {}", keys.join(", "))));
    }
    for key in keys.iter().filter(|key| !rows.iter().any(|row| row[0] == **key)) {
        super::to_stderr(&super::exit::warning_line(&format!("{name} has no {key}")));
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    rows.iter().try_for_each(|row| writer.write_record(row)).map_err(|e| Failure::new(Exit::Failed, e.to_string()))?;
    let bytes = writer.into_inner().map_err(|error| Failure::new(Exit::Failed, error.to_string()))?;
    to_stdout(&String::from_utf8_lossy(&bytes))?;
    Ok(Exit::Done)
}

fn import(arguments: &ImportArguments, voice: Voice) -> Result<Exit, Failure> {
    let ImportArguments { table, file, into, as_of, source } = arguments;
    let imported = import_table(*table, file, into, *as_of, source).map_err(failure)?;
    voice.say(format!(
        "{} of {} as of {as_of} in {} ({}); use them with --reference {}",
        counted(imported.rows, "row", "rows"),
        table.name(),
        into.display(),
        left_out(imported),
        into.display()
    ));
    let usual = Reference::embedded().snapshots.iter().find(|known| known.table == *table).map(|known| known.rows());
    if imported.rows < usual.or(table.usual_rows()).unwrap_or(0) / 2 {
        super::to_stderr(&super::exit::warning_line(&format!(
            "that is few: {} usually has about {} rows, and what is not in it counts as unknown",
            table.name(),
            usual.or(table.usual_rows()).unwrap_or(0)
        )));
    }
    Ok(Exit::Done)
}

fn left_out(imported: Imported) -> String {
    format!("{} skipped, {} repeated", counted(imported.skipped, "line", "lines"), imported.repeated)
}

fn make_list(arguments: &ImportListArguments, voice: Voice) -> Result<Exit, Failure> {
    if arguments.review_by <= arguments.effective {
        return Err(Failure::new(Exit::Usage, "--review-by is not after --effective"));
    }
    let facts = ListFacts {
        name: arguments.name.clone(),
        title: arguments.title.clone(),
        match_kind: match arguments.match_kind {
            MatchArgument::Exact => MatchKind::Exact,
            MatchArgument::Prefix => MatchKind::Prefix,
            MatchArgument::Phrase => MatchKind::Phrase,
        },
        owner: arguments.owner.clone(),
        source: arguments.source.clone(),
        reason: arguments.reason.clone(),
        effective: arguments.effective,
        review_by: arguments.review_by,
    };
    let (path, imported) =
        import_list(&facts, &arguments.file, &arguments.column, &arguments.into, arguments.replace).map_err(failure)?;
    voice.say(format!(
        "{} in {} ({}); `redlane rules check` reads it, and says whether a rule asks it",
        counted(imported.rows, "entry", "entries"),
        path.display(),
        left_out(imported)
    ));
    Ok(Exit::Done)
}

fn failure(error: ImportError) -> Failure {
    match error {
        ImportError::Unusable(problems) => unusable(&problems),
        ImportError::Storage(error) => error.into(),
    }
}

fn distance(from: &str, to: &[String], reference: &Reference) -> Result<Exit, Failure> {
    let routes = &reference.routes;
    let ports: Vec<String> =
        std::iter::once(from).chain(to.iter().map(String::as_str)).map(str::to_uppercase).collect();
    let named = |code: &str| routes.ports().iter().find(|port| port.locode == code).map(|port| port.name.clone());
    let unknown: Vec<&str> = ports.iter().map(String::as_str).filter(|code| named(code).is_none()).collect();
    if !unknown.is_empty() {
        let help = "`redlane reference show ports` prints the ports; more can be imported with their lanes";
        return Err(
            Failure::new(Exit::Failed, format!("not in the port table: {}", unknown.join(", "))).with_help(help)
        );
    }
    let mut text = String::new();
    let mut total = 0;
    for leg in ports.windows(2) {
        let (from, to) = (&leg[0], &leg[1]);
        let way = routes
            .way(from, to)
            .ok_or_else(|| Failure::new(Exit::Failed, format!("no lane of the network leads from {from} to {to}")))?;
        total += way.nautical_miles;
        let by = if way.by.is_empty() { String::new() } else { format!(", by {}", way.by.join(" · ")) };
        let names = [named(from).unwrap_or_default(), named(to).unwrap_or_default()];
        text += &format!("{from} {} to {to} {}: {} nautical miles{by}\n", names[0], names[1], way.nautical_miles);
    }
    if let (Some(last), true) = (ports.last(), ports.len() > 2) {
        text += &format!("in all {total} nautical miles");
        match routes.miles(&ports[0], last) {
            Some(direct) if direct > 0 => {
                text += &format!("; direct {direct}, detour ratio {:.2}\n", f64::from(total) / f64::from(direct));
            }
            Some(_) => text += "; back where it began\n",
            None => text += "; no lane leads there directly\n",
        }
    }
    to_stdout(&text)?;
    Ok(Exit::Done)
}
