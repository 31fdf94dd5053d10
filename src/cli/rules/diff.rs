//! `redlane rules diff`: two versions of the packs, as texts and on the same manifests.

use crate::cli::exit::{Exit, Failure, warning_line};
use crate::cli::inputs::{InputOptions, exit_of};
use crate::cli::packs::load_folder;
use crate::cli::progress::Progress;
use crate::cli::run_date::RunDays;
use crate::cli::selection::SelectionArguments;
use crate::cli::tables::ReferenceArguments;
use crate::cli::{Voice, to_stdout};
use clap::{Args, ValueEnum};
use redlane::comparison::{ContainerChange, PackDifference, RunDifference, Side};
use redlane::manifest::{StagedManifests, find_inputs};
use redlane::pipeline::{self, Run, Settings};
use redlane::reference::Reference;
use redlane::report::counted;
use redlane::rulepack::RulePack;
use redlane::selectivity::SelectionReason;
use std::fmt::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct DiffArguments {
    /// Folder of the old packs.
    old: PathBuf,
    /// Folder of the new packs.
    new: PathBuf,
    /// Manifests to score under both.
    #[arg(long, value_name = "IN", num_args = 1..)]
    on: Vec<String>,
    #[command(flatten)]
    options: InputOptions,
    #[command(flatten)]
    reference: ReferenceArguments,
    #[command(flatten)]
    days: RunDays,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Containers shown that moved without entering or leaving the selection; JSON has all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    show: usize,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: DiffFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum DiffFormat {
    Text,
    Json,
}

pub fn run(arguments: &DiffArguments, voice: Voice) -> Result<Exit, Failure> {
    let day = arguments.days.lists_as_of();
    let old = load_folder(&arguments.old, day, voice)?;
    let new = load_folder(&arguments.new, day, voice)?;
    let packs = PackDifference::between(&old, &new);
    let mut exit = Exit::Done;
    let (mut runs, mut drawn_by) = (None, None);
    if !arguments.on.is_empty() {
        let progress = Progress::new(voice.quiet);
        let manifests = arguments.options.stage(find_inputs(&arguments.on), voice, &progress)?;
        let reference = arguments.reference.load()?;
        // One seed for both, or containers would move that no rule moved.
        let seed = arguments.selection.seed()?;
        let settings = arguments.selection.settings(seed, (arguments.days.run_date(), day), 0);
        let before = score(&manifests, &old, reference, &settings, &progress)?;
        let after = score(&manifests, &new, reference, &settings, &progress)?;
        progress.clear();
        runs = Some(RunDifference::between((&old, &before), (&new, &after)));
        exit = exit_of(&manifests);
        drawn_by = Some(seed);
    }
    to_stdout(&match arguments.format {
        DiffFormat::Json => {
            serde_json::to_string_pretty(
                &serde_json::json!({ "version": 1, "packs": packs, "seed": drawn_by, "runs": runs }),
            )
            .unwrap_or_default()
                + "\n"
        }
        DiffFormat::Text => {
            let mut text = packs_text(&packs);
            if let Some(runs) = &runs {
                runs_text(&mut text, runs, arguments.show);
                drawn_by.into_iter().for_each(|seed| text += &format!("\nSeed of both: {seed}\n"));
            }
            text
        }
    })?;
    for change in packs.changed.iter().filter(|change| change.unversioned) {
        voice.say(warning_line(&format!(
            "RL027: {} does something else, but its version {} is not above {}",
            change.rule, change.new_version, change.old_version
        )));
    }
    Ok(exit)
}

fn score<'p>(
    manifests: &StagedManifests,
    pack: &'p RulePack,
    reference: &Reference,
    settings: &Settings,
    progress: &Progress,
) -> Result<Run<'p>, Failure> {
    let observe = |stage, rows| progress.stage(stage, rows);
    pipeline::score(manifests, pack, reference, settings, None, &observe)
        .map_err(|reason| Failure::new(Exit::Failed, reason))
}

fn packs_text(packs: &PackDifference) -> String {
    let mut text = String::from("Rules\n");
    let mut ids = |what: &str, ids: &[String]| {
        if !ids.is_empty() {
            let _ = writeln!(text, "  {what} ({}): {}", ids.len(), ids.join(", "));
        }
    };
    ids("new", &packs.added);
    ids("removed", &packs.removed);
    let renamed: Vec<String> = packs.renamed.iter().map(|r| format!("{} → {}", r.old, r.new)).collect();
    ids("renamed", &renamed);
    for change in &packs.changed {
        let versions = match change.old_version == change.new_version {
            true => format!("version {}", change.new_version),
            false => format!("version {} → {}", change.old_version, change.new_version),
        };
        let words = match change.words.is_empty() {
            true => String::new(),
            false => format!("; words: {}", change.words.join(", ")),
        };
        let _ = writeln!(text, "  {} ({versions}){words}", change.rule);
        change.logic.iter().for_each(|what| text += &format!("      {what}\n"));
    }
    if !packs.lists.is_empty() {
        text += "Lists\n";
    }
    for list in &packs.lists {
        let what = if list.what.is_empty() { String::new() } else { format!("; {}", list.what.join("; ")) };
        let added = counted(list.added, "entry", "entries");
        let _ = writeln!(text, "  {}: {added} added, {} removed{what}", list.list, list.removed);
    }
    if *packs == PackDifference::default() {
        text = "The packs do not differ\n".into();
    }
    if packs.only_in_files {
        text = "Rules, lists and selectivity do not differ; the files do, in comments or in what is not compared \
                (instruments, what is said beside lists)\n"
            .into();
    }
    packs.selectivity.iter().for_each(|what| text += &format!("Selectivity: {what}\n"));
    text
}

fn runs_text(text: &mut String, runs: &RunDifference, shown: usize) {
    let _ = writeln!(
        text,
        "\nOn {}: {} selected by both, {} the selection, {} it; {} score, lane or selection",
        counted(runs.containers, "container", "containers"),
        runs.selected_in_both,
        counted(runs.entered, "enters", "enter"),
        counted(runs.left, "leaves", "leave"),
        counted(runs.moved.len(), "changes", "change")
    );
    let group = |text: &mut String, title: &str, changes: Vec<&ContainerChange>| {
        if !changes.is_empty() {
            let _ = writeln!(text, "\n{title}");
        }
        changes.into_iter().for_each(|change| container_text(text, change));
    };
    group(text, "Enter", runs.moved.iter().filter(|change| change.entered()).collect());
    group(text, "Leave", runs.moved.iter().filter(|change| change.left()).collect());
    let others: Vec<&ContainerChange> =
        runs.moved.iter().filter(|change| !change.entered() && !change.left()).collect();
    let more = others.len().saturating_sub(shown);
    group(text, "Change score or lane", others.into_iter().take(shown).collect());
    if more > 0 {
        let _ = writeln!(text, "  and {more} more; --show {} or --format json shows them", shown + more);
    }
    let _ = writeln!(
        text,
        "\nPer rule, before → after: containers it fired on, and could not be evaluated on; entering and leaving ones it moved"
    );
    for rule in &runs.rules {
        let _ = writeln!(
            text,
            "  {}  fired {} → {} ({} no more, {} anew)  not evaluable {} → {}  entering {}  leaving {}",
            rule.rule,
            rule.old_fired,
            rule.new_fired,
            rule.fires_no_more,
            rule.fires_anew,
            rule.old_not_evaluable,
            rule.new_not_evaluable,
            rule.entered,
            rule.left
        );
    }
    if runs.rules.is_empty() {
        let _ = writeln!(text, "  no rule says anything else than before");
    }
}

fn container_text(text: &mut String, change: &ContainerChange) {
    let (old, new) = (&change.old, &change.new);
    let _ = writeln!(
        text,
        "  {}  rank {} → {}  score {} → {}  lane {} → {}",
        change.container_no, old.rank, new.rank, old.score, new.score, old.lane, new.lane
    );
    for delta in &change.rules {
        let _ = writeln!(
            text,
            "      {:>+4}  {}  ({} → {}) {}",
            delta.new - delta.old,
            delta.rule,
            delta.old,
            delta.new,
            delta.why
        );
    }
    if change.rules.is_empty() {
        let _ =
            writeln!(text, "      its own score is the same ({} → {}): {}", old.reason, new.reason, why_moved(change));
    }
}

/// Why a container moved whose own score did not.
fn why_moved(change: &ContainerChange) -> &'static str {
    let has = |reason: SelectionReason| [change.old.reason, change.new.reason].contains(&reason.name());
    let is_mandatory = |side: &Side| side.reason.starts_with(SelectionReason::Mandatory.name());
    match (change.old.selected == change.new.selected, is_mandatory(&change.old) != is_mandatory(&change.new)) {
        (_, true) => "whether a mandatory rule fired is another",
        (true, _) => "the lanes are others",
        _ if has(SelectionReason::Random) => "the random draw took others",
        _ if change.new.reason == SelectionReason::Consignment.name() => "it stands by for like boxes",
        _ if change.old.reason == SelectionReason::Consignment.name() => "it no longer stands by for like boxes",
        _ if change.entered() && change.new.rank < change.old.rank => "others fell behind it",
        _ if change.entered() => "a slot is left for it now",
        _ if change.new.rank > change.old.rank => "others passed it",
        _ => "others have the slots now",
    }
}
