//! `redlane precheck`: the quality of papers, for those who file them.

use super::exit::{Exit, Failure};
use super::inputs::{InputArguments, exit_of, say_rejects};
use super::packs::{PackArguments, load_only};
use super::progress::Progress;
use super::tables::ReferenceArguments;
use super::{Voice, to_stdout, width};
use clap::{Args, ValueEnum};
use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{ContentArrangement, Table};
use redlane::precheck::{Precheck, precheck};
use redlane::report::counted;
use std::fmt::Write;

#[derive(Args)]
pub struct PrecheckArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    packs: PackArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
    /// The pack whose rules are checks of quality; its rules say how to put things right.
    #[arg(long, value_name = "PACK", default_value = "document-quality")]
    pack: String,
    /// Bills shown, worst first; JSON has all.
    #[arg(long, value_name = "N", default_value_t = 20)]
    show: usize,
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: PrecheckFormat,
}

#[derive(Clone, Copy, ValueEnum)]
enum PrecheckFormat {
    Text,
    Json,
}

pub fn run(arguments: &PrecheckArguments, voice: Voice) -> Result<Exit, Failure> {
    let name = &arguments.pack;
    // Other packs are not even read, so that no message can speak of them.
    let pack = load_only(&arguments.packs, name, voice)?;
    if let Some(rule) = pack.rules.iter().find(|rule| rule.correction.is_none()) {
        let message = format!("`{}` of the pack `{name}` has no `correction`: it is no check of quality", rule.id);
        return Err(
            Failure::new(Exit::Usage, message).with_help("a precheck shows corrections, and never an officer's task")
        );
    }
    let reference = arguments.reference.load()?;
    let progress = Progress::new(voice.quiet);
    let manifests = arguments.inputs.stage(arguments.inputs.find(), voice, &progress)?;
    let observe = |stage, rows| progress.stage(stage, rows);
    let found = precheck(&manifests, &pack, reference, arguments.packs.lists_as_of(), &observe)
        .map_err(|reason| Failure::new(Exit::Failed, reason))?;
    progress.clear();
    to_stdout(&match arguments.format {
        PrecheckFormat::Text => text(&found, arguments.show),
        PrecheckFormat::Json => serde_json::to_string_pretty(&found).unwrap_or_default() + "\n",
    })?;
    say_rejects(&manifests, usize::MAX, voice);
    voice.say(format!(
        "{} in = {} checked + {} rejected; {} each",
        counted(manifests.rows_in, "row", "rows"),
        manifests.rows(),
        manifests.rejects.len(),
        counted(found.checks, "check", "checks")
    ));
    Ok(exit_of(&manifests))
}

fn text(found: &Precheck, shown: usize) -> String {
    let quality = |quality: Option<f64>| quality.map_or("-".to_owned(), |quality| format!("{quality:.1} %"));
    let mut table = Table::new();
    table.load_style(UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic).set_width(width());
    table.force_no_tty();
    table.set_header([
        "Carrier",
        "Bills",
        "Without a problem",
        "Checks passed",
        "Not checked",
        "Most frequent problems (rows)",
    ]);
    for carrier in &found.carriers {
        let problems: Vec<String> =
            carrier.problems.iter().take(4).map(|(problem, rows)| format!("{problem} ({rows})")).collect();
        table.add_row([
            carrier.carrier.clone(),
            carrier.bills.to_string(),
            format!("{:.0} %", 100.0 * carrier.faultless_share),
            quality(carrier.quality),
            format!("{:.0} %", 100.0 * carrier.unchecked_share),
            problems.join("\n"),
        ]);
    }
    let mut text = format!(
        "{table}\nChecks passed: of those that the data let us make, all alike. Not checked: for lack of data. Rejected rows are below.\n"
    );
    let wrong: Vec<_> = found.bills.iter().filter(|bill| !bill.problems.is_empty()).collect();
    for bill in wrong.iter().take(shown) {
        let _ = writeln!(
            text,
            "\nBill {} of {}: {} of the checks passed",
            bill.bill_no,
            bill.carrier,
            quality(bill.quality)
        );
        for problem in &bill.problems {
            let _ = writeln!(
                text,
                "  {} ({}:{})  {}: {}",
                problem.container_no, problem.file, problem.line, problem.problem, problem.found
            );
            let _ = writeln!(text, "      {}", problem.correction);
        }
    }
    let bills = counted(found.bills.len(), "bill", "bills");
    let _ = writeln!(text, "\n{} of {bills} {} a problem", wrong.len(), if wrong.len() == 1 { "has" } else { "have" });
    if wrong.len() > shown {
        let _ = writeln!(
            text,
            "{} not shown; --show {} shows all",
            counted(wrong.len() - shown, "more is", "more are"),
            wrong.len()
        );
    }
    text
}
