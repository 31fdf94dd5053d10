//! `redlane rules coverage`: international instruments, the rules that serve them, and what a manifest lets them see.

use crate::cli::exit::{Exit, Failure};
use crate::cli::inputs::{InputOptions, exit_of};
use crate::cli::packs::PackArguments;
use crate::cli::progress::Progress;
use crate::cli::tables::ReferenceArguments;
use crate::cli::{Voice, to_stdout, width};
use clap::{Args, ValueEnum};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use redlane::domain::Capacity;
use redlane::manifest::find_inputs;
use redlane::pipeline::{self, Settings};
use redlane::report::{InstrumentMatrix, instruments_page, shares_text};
use std::collections::BTreeSet;

#[derive(Args)]
pub struct CoverageArguments {
    /// Manifests to measure on; none: the rules alone.
    #[arg(value_name = "IN")]
    inputs: Vec<String>,
    #[command(flatten)]
    options: InputOptions,
    #[command(flatten)]
    packs: PackArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
    /// A table for the terminal, a page to hand in, or JSON.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: CoverageFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum CoverageFormat {
    Text,
    Markdown,
    Json,
}

pub fn run(arguments: &CoverageArguments, voice: Voice) -> Result<Exit, Failure> {
    let pack = arguments.packs.load(voice)?;
    if pack.instruments.is_empty() {
        let help = "rules/instruments.toml is an example";
        let message = format!("there is no instruments.toml in {}", arguments.packs.rules.display());
        return Err(Failure::new(Exit::Rules, message).with_help(help));
    }
    if arguments.inputs.is_empty() {
        print(&InstrumentMatrix::of(&pack, None, arguments.packs.lists_as_of()), arguments.format)?;
        return Ok(Exit::Done);
    }
    let progress = Progress::new(voice.quiet);
    let manifests = arguments.options.stage(find_inputs(&arguments.inputs), voice, &progress)?;
    let settings = Settings {
        capacity: Capacity { slots: 0, random_share: Default::default(), per: Default::default() },
        seed: 0,
        run_date: arguments.packs.run_date(),
        lists_as_of: arguments.packs.lists_as_of(),
        explained: 0,
    };
    let observe = |stage, rows| progress.stage(stage, rows);
    let run = pipeline::score(&manifests, &pack, arguments.reference.load()?, &settings, None, &observe)
        .map_err(|reason| Failure::new(Exit::Failed, reason))?;
    progress.clear();
    print(&InstrumentMatrix::of(&pack, Some((&run, &manifests)), arguments.packs.lists_as_of()), arguments.format)?;
    Ok(exit_of(&manifests))
}

fn print(matrix: &InstrumentMatrix, format: CoverageFormat) -> Result<(), Failure> {
    to_stdout(&match format {
        CoverageFormat::Text => text(matrix),
        CoverageFormat::Markdown => instruments_page(matrix),
        CoverageFormat::Json => serde_json::to_string_pretty(matrix).unwrap_or_default() + "\n",
    })
}

fn text(matrix: &InstrumentMatrix) -> String {
    let share = |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{:.0} %", 100.0 * share));
    let number = |number: Option<u64>| number.map_or("-".to_owned(), |number| number.to_string());
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.force_no_tty();
    table.set_header([
        "Instrument",
        "",
        "Rules that serve it (share of containers evaluable)",
        "Evaluable",
        "Fired on",
    ]);
    for served in &matrix.served {
        let rules: Vec<String> = served
            .rules
            .iter()
            .map(|rule| match rule.evaluable_share {
                Some(_) => format!("{} ({})", rule.rule, share(rule.evaluable_share)),
                None => rule.rule.clone(),
            })
            .collect();
        let rules = if rules.is_empty() { "no rule".to_owned() } else { rules.join(", ") };
        let (evaluable, fired) = (shares_text(served.evaluable_shares), number(served.fired));
        table.add_row([&served.id, &served.title, &rules, &evaluable, &fired]);
    }
    let mut text = format!("{table}\n\nRules over manifests cannot serve:\n");
    for unserved in &matrix.not_served {
        text += &format!("  {} ({}): {}\n", unserved.id, unserved.title, unserved.why);
    }
    for list in matrix.served.iter().flat_map(|served| &served.lists_not_in_force).collect::<BTreeSet<_>>() {
        text += &format!("The list {list}: where it decides, its rules are not evaluable\n");
    }
    text
}
