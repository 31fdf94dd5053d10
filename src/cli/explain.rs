//! `redlane explain`: one container of a finished run.

use super::exit::{Exit, Failure, note_line};
use super::{to_stderr, to_stdout, width};
use clap::Args;
use redlane::columns::Column;
use redlane::domain::tidy_container_no;
use redlane::report::{ContainerExplanation, ExplanationsFile, Layout, explanation_text};
use redlane::screening::identifier_key;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct ExplainArguments {
    /// Container number, with or without blanks and hyphens; or a bill number, for the containers it names.
    #[arg(value_name = "CONTAINER")]
    wanted: String,
    /// Folder of the run.
    #[arg(long, value_name = "FOLDER", default_value = "out")]
    run: PathBuf,
    /// Of a container on several calls: the one whose vessel or voyage holds this text.
    #[arg(long, value_name = "TEXT")]
    visit: Option<String>,
    /// Print the explanation as JSON; for a bill of several containers, an array.
    #[arg(long)]
    json: bool,
    /// Name every rule that could not judge, not only what data is missing for how many.
    #[arg(long)]
    all: bool,
}

pub fn run(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    if identifier_key(&arguments.wanted).is_none() {
        return Err(Failure::new(Exit::Usage, format!("`{}` names no container and no bill", arguments.wanted))
            .with_help("give the number of a container, or of a bill"));
    }
    let file = read_explanations(&arguments.run)?;
    let container_no = tidy_container_no(&arguments.wanted).into_owned();
    let mut found: Vec<&ContainerExplanation> =
        file.containers.iter().filter(|container| container.container_no == container_no).collect();
    let by_bill = found.is_empty();
    if by_bill {
        found = on_bill(&file, &arguments.wanted);
    }
    if let Some(visit) = &arguments.visit {
        let all = found.clone();
        found.retain(|container| container.visit.to_uppercase().contains(&visit.to_uppercase()));
        if found.is_empty() && !all.is_empty() {
            let known: Vec<&str> = all.iter().map(|container| container.visit.as_str()).collect();
            return Err(Failure::new(Exit::Failed, format!("no visit of {container_no} holds `{visit}`"))
                .with_help(format!("its visits are {}", known.join("; "))));
        }
    }
    let layout = Layout { width: width().into(), all: arguments.all };
    let ranked = ranked(&arguments.run)?;
    let text = match found[..] {
        [] => return Err(not_explained(&arguments.run, &arguments.wanted, &file, &ranked)?),
        [container] if arguments.json => serde_json::to_string_pretty(container).unwrap_or_default() + "\n",
        _ if arguments.json => serde_json::to_string_pretty(&found).unwrap_or_default() + "\n",
        [container] => explanation_text(&file, container, ranked.len(), layout),
        _ => several_text(&arguments.wanted, &found, &arguments.run),
    };
    to_stdout(&text)?;
    if by_bill && let Some(others) = not_explained_on_bill(&arguments.wanted, &found, &file, &ranked) {
        to_stderr(&note_line(&others));
    }
    Ok(Exit::Done)
}

/// What else may be on a bill: the ranking names the first bill of each container, also of those that were not explained.
fn not_explained_on_bill(
    wanted: &str,
    found: &[&ContainerExplanation],
    file: &ExplanationsFile,
    ranked: &[RankedLine],
) -> Option<String> {
    if file.containers.len() == ranked.len() {
        return None;
    }
    let known: Vec<&str> = found.iter().map(|container| container.container_no.as_str()).collect();
    let mut others = first_on_bill(wanted, ranked);
    others.retain(|number| !known.contains(number));
    let named = match others.is_empty() {
        true => String::new(),
        false => format!(", and it is the first bill of {}", others.join(", ")),
    };
    Some(format!(
        "not every container was explained in this run: bill {wanted} may be on more{named}; {EXPLAIN_ALL} to know"
    ))
}

const EXPLAIN_ALL: &str = "score again with --explain all";

/// The containers whose first bill is the one wanted.
fn first_on_bill<'r>(wanted: &str, ranked: &'r [RankedLine]) -> Vec<&'r str> {
    let key = identifier_key(wanted);
    let is_it = |line: &&RankedLine| key.is_some() && identifier_key(&line.bill_no) == key;
    let mut numbers: Vec<&str> = ranked.iter().filter(is_it).map(|line| line.container_no.as_str()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The explained containers that a bill names, best first.
fn on_bill<'f>(file: &'f ExplanationsFile, wanted: &str) -> Vec<&'f ContainerExplanation> {
    let key = identifier_key(wanted);
    let is_it = |number: &String| key.is_some() && identifier_key(number) == key;
    let names = |bill: &BTreeMap<String, String>| {
        [Column::BillNo, Column::MasterBillNo].iter().any(|column| bill.get(column.name()).is_some_and(is_it))
    };
    file.containers.iter().filter(|container| container.bills.iter().any(names)).collect()
}

/// The containers of a bill, or the visits of a container.
fn several_text(wanted: &str, found: &[&ContainerExplanation], run: &Path) -> String {
    let visits = found.windows(2).all(|pair| pair[0].container_no == pair[1].container_no);
    let what = if visits { "visits of container" } else { "containers of bill" };
    let mut text = format!("{} {what} {wanted}\n", found.len());
    for container in found {
        let selected = if container.selected { "selected" } else { "not selected" };
        let visit = if container.visit.is_empty() { "call not stated" } else { &container.visit };
        text += &format!(
            "  {}   rank {}   score {}   lane {}   {selected}   {visit}\n",
            container.container_no, container.rank, container.score, container.lane
        );
    }
    let one = if visits { "<container> --visit <vessel or voyage>" } else { "<container>" };
    text + &format!("`redlane explain {one} --run {}` says why\n", run.display())
}

fn read_explanations(run: &Path) -> Result<ExplanationsFile, Failure> {
    if run.join("explanations.json").exists() && !run.join("run.json").exists() {
        let message = format!("{} holds no whole run: one is being put there, or was stopped at it", run.display());
        return Err(Failure::new(Exit::NoInput, message).with_help("wait for it, or score again into the folder"));
    }
    let path = run.join("explanations.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::new(Exit::NoInput, format!("{} cannot be read: {error}", path.display())).with_help(
            "--run takes the folder that `redlane score --out FOLDER` wrote; without --out a run is not kept",
        )
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::new(Exit::NoInput, format!("{} is not an explanations file: {error}", path.display()))
    })
}

/// A line of the ranking.
struct RankedLine {
    container_no: String,
    bill_no: String,
    as_written: String,
}

fn ranked(run: &Path) -> Result<Vec<RankedLine>, Failure> {
    let records = records(&run.join("ranking.csv"))?;
    let line = |(header, record): (&csv::StringRecord, &csv::StringRecord)| RankedLine {
        container_no: field(header, record, "container_no"),
        bill_no: field(header, record, "bill_no"),
        as_written: record.iter().collect::<Vec<_>>().join(","),
    };
    Ok(records
        .split_first()
        .map_or_else(Vec::new, |(header, lines)| lines.iter().map(|of| line((header, of))).collect()))
}

/// All records of a table of the run, the header first.
fn records(path: &Path) -> Result<Vec<csv::StringRecord>, Failure> {
    let unreadable =
        |error: csv::Error| Failure::new(Exit::NoInput, format!("{} cannot be read: {error}", path.display()));
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).map_err(unreadable)?;
    reader.records().map(|record| record.map_err(unreadable)).collect()
}

fn field(header: &csv::StringRecord, record: &csv::StringRecord, name: &str) -> String {
    let at = header.iter().position(|other| other == name);
    // A quote in front was put there to keep spreadsheets from running the cell.
    at.and_then(|at| record.get(at)).unwrap_or_default().trim_start_matches('\'').to_owned()
}

fn not_explained(run: &Path, wanted: &str, file: &ExplanationsFile, ranked: &[RankedLine]) -> Result<Failure, Failure> {
    let container_no = &*tidy_container_no(wanted);
    if let Some(line) = ranked.iter().find(|line| line.container_no == container_no) {
        let message = format!("{container_no} is ranked, but was not explained in this run: {}", line.as_written);
        return Ok(Failure::new(Exit::Failed, message).with_help(EXPLAIN_ALL));
    }
    let on_bill = first_on_bill(wanted, ranked);
    if !on_bill.is_empty() {
        let (are, boxes) = (if on_bill.len() == 1 { "is" } else { "are" }, on_bill.join(", "));
        let message = format!(
            "bill {wanted} is the first bill of {boxes}, and may be on more; {boxes} {are} ranked, but not explained in this run"
        );
        return Ok(Failure::new(Exit::Failed, message).with_help(EXPLAIN_ALL));
    }
    let key = identifier_key(wanted);
    let is_it = |number: &str| key.is_some() && identifier_key(number) == key;
    if let Some(why) = rejected(run, container_no, is_it)? {
        return Ok(
            Failure::new(Exit::Failed, format!("{wanted} was not scored: {why}")).with_help("look at it by hand")
        );
    }
    let failure = Failure::new(Exit::Failed, format!("{wanted} is not in this run"));
    let explained_bills = file.containers.iter().flat_map(|container| &container.bills).flat_map(|bill| {
        [Column::BillNo, Column::MasterBillNo].into_iter().filter_map(|column| bill.get(column.name()))
    });
    let numbers = ranked.iter().flat_map(|line| [line.container_no.as_str(), line.bill_no.as_str()]);
    let alike = alike(container_no, numbers.chain(explained_bills.map(String::as_str)));
    Ok(match (alike.is_empty(), file.containers.len() == ranked.len()) {
        (false, _) => failure.with_help(format!("did you mean {}?", alike.join(" or "))),
        (true, true) => {
            failure.with_help("ranking.csv names every container of the run, rejects.csv what was not scored")
        }
        (true, false) => failure.with_help(format!(
            "ranking.csv names every container, but only the first bill of each: {EXPLAIN_ALL}, and every bill is found"
        )),
    })
}

/// Why the row of a container or bill was rejected, if it was.
fn rejected(run: &Path, container_no: &str, is_bill: impl Fn(&str) -> bool) -> Result<Option<String>, Failure> {
    let records = records(&run.join("rejects.csv"))?;
    let Some((header, lines)) = records.split_first() else { return Ok(None) };
    let of = |line: &csv::StringRecord, name: &str| field(header, line, name);
    let is_it = |line: &&csv::StringRecord| {
        of(line, "container_no").split(' ').any(|number| tidy_container_no(number) == container_no)
            || is_bill(&of(line, "bill_no"))
    };
    let why =
        |line: &csv::StringRecord| format!("{} line {}: {}", of(line, "file"), of(line, "line"), of(line, "reason"));
    Ok(lines.iter().find(is_it).map(why))
}

/// Numbers of containers and bills that differ from the wanted one by a slip or two, the nearest first; three at most. A short
/// number has too many neighbours for two slips.
fn alike<'r>(wanted: &str, numbers: impl Iterator<Item = &'r str>) -> Vec<&'r str> {
    const SIGNS_PER_SLIP: usize = 4;
    let most = (wanted.len() / SIGNS_PER_SLIP).min(2);
    let slips = |known: &'r str| {
        let may_be = known.len().abs_diff(wanted.len()) <= most;
        let slips = may_be.then(|| strsim::damerau_levenshtein(wanted, &known.to_uppercase()));
        slips.filter(|slips| *slips <= most).map(|slips| (slips, known))
    };
    let mut near: Vec<(usize, &str)> = numbers.filter_map(slips).collect();
    near.sort_unstable();
    near.dedup();
    let nearest = near.first().map_or(0, |(slips, _)| *slips);
    near.into_iter().filter(|(slips, _)| *slips == nearest).take(3).map(|(_, known)| known).collect()
}
