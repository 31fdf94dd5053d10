//! `redlane rules pages`: the documentation of the rules.

use crate::cli::Voice;
use crate::cli::exit::{Exit, Failure};
use crate::cli::packs::PackArguments;
use clap::Args;
use redlane::report::counted;
use redlane::rulepack::{is_rule_page, rule_pages};
use redlane::storage::write_atomically;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct PagesArguments {
    #[command(flatten)]
    packs: PackArguments,
    /// Folder for the pages; pages of rules that are gone are removed.
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
}

pub fn run(arguments: &PagesArguments, voice: Voice) -> Result<Exit, Failure> {
    let pages = rule_pages(&arguments.packs.load(voice)?);
    let shown = arguments.out.display();
    let unwritable = |error: std::io::Error| Failure::output(&shown, &error);
    std::fs::create_dir_all(&arguments.out).map_err(unwritable)?;
    let ours = |path: &Path| std::fs::read_to_string(path).is_ok_and(|text| is_rule_page(&text));
    let strangers: Vec<&str> = pages
        .iter()
        .map(|(name, _)| name.as_str())
        .filter(|name| arguments.out.join(name).exists() && !ours(&arguments.out.join(name)))
        .collect();
    if !strangers.is_empty() {
        let message = format!("{shown} holds files that redlane did not write: {}", strangers.join(", "));
        return Err(Failure::new(Exit::Machine, message).with_help("give --out a folder of its own"));
    }
    for (name, text) in &pages {
        write_atomically(&arguments.out.join(name), |out| {
            out.write_all(text.as_bytes()).map_err(|error| error.to_string())
        })?;
    }
    for entry in std::fs::read_dir(&arguments.out).map_err(unwritable)? {
        let entry = entry.map_err(unwritable)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if ours(&entry.path()) && !pages.iter().any(|(page, _)| *page == name) {
            std::fs::remove_file(entry.path()).map_err(unwritable)?;
        }
    }
    voice.say(format!("{} in {shown}", counted(pages.len(), "page", "pages")));
    Ok(Exit::Done)
}
