//! `redlane explain`: one container of a finished run.

use super::exit::{Exit, Failure};
use super::{to_stdout, width};
use clap::Args;
use redlane::domain::tidy_container_no;
use redlane::report::{ExplanationsFile, Layout, explanation_text};
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct ExplainArguments {
    /// Container number, with or without blanks and hyphens.
    container: String,
    /// Folder of the run.
    #[arg(long, value_name = "FOLDER", default_value = "out")]
    run: PathBuf,
    /// Print the explanation as JSON.
    #[arg(long)]
    json: bool,
    /// Name every rule that could not judge, not only what data is missing for how many.
    #[arg(long)]
    all: bool,
}

pub fn run(arguments: &ExplainArguments) -> Result<Exit, Failure> {
    let wanted = tidy_container_no(&arguments.container).into_owned();
    let file = read_explanations(&arguments.run)?;
    let Some(container) = file.containers.iter().find(|container| container.container_no == wanted) else {
        return Err(not_explained(&arguments.run, &wanted)?);
    };
    let text = match arguments.json {
        true => serde_json::to_string_pretty(container).unwrap_or_default() + "\n",
        false => {
            let layout = Layout { width: width().into(), all: arguments.all };
            explanation_text(&file, container, ranked(&arguments.run)?.len(), layout)
        }
    };
    to_stdout(&text)?;
    Ok(Exit::Done)
}

fn read_explanations(run: &Path) -> Result<ExplanationsFile, Failure> {
    let path = run.join("explanations.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        Failure::new(Exit::NoInput, format!("{} cannot be read: {error}", path.display()))
            .with_help("--run takes the folder that `redlane score --out` wrote")
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::new(Exit::NoInput, format!("{} is not an explanations file: {error}", path.display()))
    })
}

/// The lines of the ranking: container number and the line as written.
fn ranked(run: &Path) -> Result<Vec<(String, String)>, Failure> {
    let path = run.join("ranking.csv");
    let unreadable =
        |error: csv::Error| Failure::new(Exit::NoInput, format!("{} cannot be read: {error}", path.display()));
    let mut reader = csv::Reader::from_path(&path).map_err(unreadable)?;
    reader
        .records()
        .map(|record| {
            let record = record.map_err(unreadable)?;
            let line = record.iter().collect::<Vec<_>>().join(",");
            // A quote in front was put there to keep spreadsheets from running the cell.
            Ok((record.get(1).unwrap_or_default().trim_start_matches('\'').to_owned(), line))
        })
        .collect()
}

fn not_explained(run: &Path, wanted: &str) -> Result<Failure, Failure> {
    let found = ranked(run)?.into_iter().find(|(container, _)| container == wanted);
    Ok(match found {
        Some((_, line)) => {
            Failure::new(Exit::Failed, format!("{wanted} is ranked, but was not explained in this run: {line}"))
                .with_help("score again with --explain all")
        }
        None => Failure::new(Exit::Failed, format!("{wanted} is not in this run"))
            .with_help("a rejected row stands in rejects.csv with its reason"),
    })
}
