//! `redlane score`: the main job.

use super::bayplan::{BayPlanArguments, plan_text};
use super::exit::{Exit, Failure, warning_line};
use super::inputs::{InputArguments, exit_of, say_rejects};
use super::packs::PackArguments;
use super::progress::Progress;
use super::selection::SelectionArguments;
use super::tables::ReferenceArguments;
use super::{Voice, to_stdout};
use clap::{Args, ValueEnum};
use redlane::hits::HitPlan;
use redlane::manifest::StagedManifests;
use redlane::pipeline::{self, Run, Settings, Stage};
use redlane::reference::Reference;
use redlane::report::{
    HitsOut, RankingTable, RunInfo, explanations_file, mix_text, not_scored_text, ranking_text, rejects_csv,
    sources_csv, unreadable_csv,
};
use redlane::rulepack::RulePack;
use redlane::selectivity::SelectionReason;
use redlane::storage::RunFolder;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct ScoreArguments {
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    packs: PackArguments,
    #[command(flatten)]
    reference: ReferenceArguments,
    #[command(flatten)]
    bayplan: BayPlanArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// Folder for the outputs; an earlier run in it is replaced as a whole.
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// Further outputs in the folder.
    #[arg(long, value_name = "WHAT", requires = "out")]
    emit: Vec<Emit>,
    /// Containers explained besides the selected ones, best first, or `all`.
    #[arg(long, value_name = "N", default_value = "10000", value_parser = explained)]
    explain: usize,
    /// What is printed on standard output.
    #[arg(long, value_name = "FORMAT", default_value = "table")]
    format: OutputFormat,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Emit {
    /// hits.parquet: every rule's state on every row where it is not quiet.
    Hits,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    Table,
    Json,
    None,
}

fn explained(text: &str) -> Result<usize, String> {
    match text {
        "all" => Ok(usize::MAX),
        number => number.parse().map_err(|_| "give a number or `all`".to_owned()),
    }
}

pub fn run(arguments: &ScoreArguments, voice: Voice) -> Result<Exit, Failure> {
    let progress = Progress::new(voice.quiet);
    let pack = arguments.packs.load(voice)?;
    let reference = arguments.reference.load()?;
    // A folder that cannot be written is better known before an hour of work than after.
    arguments.out.as_deref().map(RunFolder::check).transpose()?;
    let mut manifests = arguments.inputs.stage(voice, &progress)?;
    arguments.bayplan.reconcile(&mut manifests, voice, &progress)?;
    let settings = arguments.selection.settings(arguments.packs.run_date(), arguments.explain);
    let folder = arguments.out.as_deref().map(RunFolder::begin).transpose()?;
    let run = score(arguments, &manifests, &pack, reference, &settings, folder.as_ref(), &progress)?;
    progress.stage(Stage::Write, manifests.rows());
    let explained = explanations_file(&run.explanations, &pack);
    let lanes = pack.selectivity.lanes.clone();
    let ranking = RankingTable::new(&run, &lanes);
    let info = RunInfo::new(&manifests, &pack, reference, &settings, &run, progress.timings());
    if let Some(folder) = folder {
        folder.write("ranking.parquet", |out| ranking.write_parquet(out))?;
        folder.write("ranking.csv", |out| ranking.write_csv(out))?;
        folder.write("explanations.json", |out| json(out, &explained))?;
        folder.write("sources.csv", |out| sources_csv(&run.explanations, out))?;
        folder.write("rejects.csv", |out| rejects_csv(&manifests.rejects, out))?;
        folder.write("unreadable.csv", |out| unreadable_csv(&manifests.unreadable, out))?;
        folder.write("coverage.json", |out| json(out, &run.coverage))?;
        folder.write("run.json", |out| json(out, &info))?;
        folder.publish()?;
    }
    progress.clear();
    match arguments.format {
        OutputFormat::Table => {
            let list = ranking_text(&explained, super::width(), super::coloured());
            to_stdout(&format!("{list}\n{}{}", mix_text(&explained), not_scored_text(&manifests.rejects)))?;
        }
        OutputFormat::Json => {
            let selected: Vec<_> = explained.containers.iter().filter(|container| container.selected).collect();
            let rows: Vec<_> = ranking.rows().collect();
            let whole = serde_json::json!({ "run": info, "ranking": rows, "selected": selected });
            to_stdout(&(whole.to_string() + "\n"))?;
        }
        OutputFormat::None => {}
    }
    summary(arguments, &info, &manifests, &run, voice);
    Ok(exit_of(&manifests))
}

fn score<'p>(
    arguments: &ScoreArguments,
    manifests: &StagedManifests,
    pack: &'p RulePack,
    reference: &Reference,
    settings: &Settings,
    folder: Option<&RunFolder>,
    progress: &Progress,
) -> Result<Run<'p>, Failure> {
    let observe = |stage, rows| progress.stage(stage, rows);
    let failed = |reason: String| Failure::new(Exit::Failed, reason);
    let Some(folder) = folder.filter(|_| arguments.emit.contains(&Emit::Hits)) else {
        return pipeline::score(manifests, pack, reference, settings, None, &observe).map_err(failed);
    };
    let mut finished = None;
    folder.write("hits.parquet", |out| {
        let rules = HitPlan::new(pack, settings.run_date, &reference.deciding_words).rules;
        let mut hits = HitsOut::new(out);
        let mut sink = |table: &_, verdicts: &_| hits.rows(&rules, table, verdicts);
        let run = pipeline::score(manifests, pack, reference, settings, Some(&mut sink), &observe)?;
        hits.finish(&run.scorer, &run.rollup, run.ranking.containers.iter().map(|ranked| ranked.place))?;
        finished = Some(run);
        Ok(())
    })?;
    finished.ok_or_else(|| failed("the run did not finish".into()))
}

fn json(out: &mut dyn Write, value: &impl serde::Serialize) -> Result<(), String> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(|error| error.to_string())?;
    out.write_all(b"\n").map_err(|error| error.to_string())
}

fn summary(arguments: &ScoreArguments, info: &RunInfo, manifests: &StagedManifests, run: &Run<'_>, voice: Voice) {
    let counts = info.counts;
    plan_text(manifests).into_iter().for_each(|text| voice.say(text));
    let by = |reason| run.ranking.selected().filter(|(_, ranked)| ranked.reason == reason).count();
    voice.say(format!(
        "{} rows in = {} scored + {} rejected · {} containers · {} of {} rules evaluable",
        counts.rows_in,
        counts.rows_scored,
        counts.rows_rejected,
        counts.containers,
        counts.rules_evaluable,
        counts.rules
    ));
    voice.say(format!(
        "{} selected of capacity {}: {} mandatory, {} by score, {} at random (seed {})",
        counts.selected,
        info.capacity,
        by(SelectionReason::Mandatory),
        by(SelectionReason::Score),
        by(SelectionReason::Random),
        info.seed
    ));
    let moved = run.ranking.moved;
    if moved.slots > 0 {
        let groups = run.ranking.groups.len();
        voice.say(format!(
            "{} slot(s) moved from like boxes to {} other bill(s); {groups} consignment(s) have like boxes (selectivity.toml: like_boxes)",
            moved.slots, moved.bills
        ));
    }
    if counts.mandatory_over_capacity > 0 {
        super::to_stderr(&warning_line(&format!(
            "{} container(s) with a mandatory rule do not fit into the capacity; a supervisor must decide on them",
            counts.mandatory_over_capacity
        )));
    }
    for rule in run.coverage.rules.iter().filter(|rule| rule.noisy) {
        voice.say(warning_line(&format!(
            "{} fired on {:.1} % of containers; its author expected at most {:.1} %",
            rule.rule,
            100.0 * rule.hit_rate,
            100.0 * rule.max_hit_rate.unwrap_or(1.0)
        )));
    }
    for list in &run.coverage.lists_not_in_force {
        voice.say(warning_line(&format!(
            "the list {} {}; where it decides, these rules are not evaluable: {}",
            list.list,
            list.standing,
            list.rules.join(", ")
        )));
    }
    if counts.cells_unreadable > 0 {
        let first = &manifests.unreadable[0];
        voice.say(warning_line(&format!(
            "{} cell(s) could not be read and count as not stated; the first, {} of {} at {}:{}: {}; unreadable.csv has them all",
            counts.cells_unreadable,
            first.column.name(),
            first.container_no,
            first.file,
            first.line,
            first.reason
        )));
    }
    let shown = if voice.verbose { 20 } else { 3 };
    say_rejects(manifests, shown, voice);
    if manifests.rejects.len() > shown {
        voice.say(format!("  and {} more; rejects.csv has them all", manifests.rejects.len() - shown));
    }
    let unevaluable: Vec<&str> = run
        .coverage
        .rules
        .iter()
        .filter(|rule| rule.not_evaluable == run.coverage.containers)
        .map(|rule| rule.rule.as_str())
        .collect();
    if !unevaluable.is_empty() {
        voice.say(format!(
            "not evaluable on any container, for lack of data or of a list in force: {} (see coverage.json)",
            unevaluable.join(", ")
        ));
    }
    for time in &info.timings {
        voice.detail(format!("  {:<8} {:.3} s", time.stage, time.seconds));
    }
    if let Some(out) = &arguments.out {
        voice.say(format!(
            "outputs in {}; `redlane explain <container> --run {}` says why",
            out.display(),
            out.display()
        ));
    }
}
