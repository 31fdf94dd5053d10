//! `redlane score`: the main job.

use super::bayplan::BayPlanArguments;
use super::exit::{Exit, Failure};
use super::inputs::{InputArguments, exit_of};
use super::outputs::refuse_folder_of_inputs;
use super::packs::PackArguments;
use super::progress::Progress;
use super::selection::SelectionArguments;
use super::summary::Summary;
use super::tables::ReferenceArguments;
use super::{Voice, to_stdout};
use clap::{Args, ValueEnum};
use redlane::hits::HitPlan;
use redlane::manifest::StagedManifests;
use redlane::pipeline::{self, Run, Settings, Stage};
use redlane::reference::Reference;
use redlane::report::{
    FailOn, Findings, HitsOut, Occasion, RankingTable, RunId, RunInfo, RunStamp, explanations_file, mix_text,
    not_scored_text, ranking_text, rejects_csv, sources_csv, unreadable_csv,
};
use redlane::rulepack::{RulePack, StoppedLists};
use redlane::storage::{RunFolder, RunPlace};
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
    /// What makes the run end with exit code 7 though it is done: expired-list, early-list, 'rejects>5%' (or rejects:5%,
    /// which needs no quotes), unreadable:1%, noisy, broken-off, with commas between them; or none.
    #[arg(long, value_name = "WHAT", value_parser = FailOn::parse, default_value_t)]
    fail_on: FailOn,
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
    let started = now();
    let progress = Progress::new(voice.quiet);
    let pack = arguments.packs.load(voice)?;
    let reference = arguments.reference.load()?;
    // A folder that cannot be written is better known before an hour of work than after.
    let place = arguments.out.as_deref().map(RunPlace::check).transpose()?;
    let (found, plans) = (arguments.inputs.find(), arguments.bayplan.find());
    if let Some(out) = &arguments.out {
        [&found, &plans].into_iter().try_for_each(|inputs| refuse_folder_of_inputs(out, inputs))?;
    }
    arguments.bayplan.refuse_manifests(&plans, &found)?;
    let mut manifests = arguments.inputs.stage(found, voice, &progress)?;
    arguments.bayplan.reconcile(plans, &mut manifests, voice, &progress)?;
    let days = (arguments.packs.run_date(), arguments.packs.lists_as_of());
    let settings = arguments.selection.settings(arguments.selection.seed()?, days, arguments.explain);
    let folder = place.map(RunPlace::begin).transpose()?;
    let run = score(arguments, &manifests, &pack, reference, &settings, folder.as_ref(), &progress)?;
    progress.stage(Stage::Write, manifests.rows());
    let explained = explanations_file(&run.explanations, &pack);
    let lanes = pack.selectivity.lanes.clone();
    let stopped = StoppedLists::of(&pack, settings.lists_as_of);
    let degraded = arguments.fail_on.met_by(&Findings::of(&manifests, stopped, &run.coverage));
    let exit = match exit_of(&manifests) {
        Exit::Done if !degraded.is_empty() => Exit::Degraded,
        exit => exit,
    };
    let run_id = RunId::of(&pack, reference, &settings, &run);
    let stamp = RunStamp { run_date: settings.run_date, run_id: run_id.clone() };
    let ranking = RankingTable::new(&run, &lanes, &stamp);
    let info = |finished| {
        let fail_on = arguments.fail_on.to_string();
        let (degraded, timings) = (degraded.clone(), progress.timings());
        let occasion =
            Occasion { started: started.clone(), finished, exit_code: exit as u8, fail_on, degraded, timings };
        RunInfo::new(&manifests, &pack, reference, &settings, &run, run_id.clone(), occasion)
    };
    let mut over_another = false;
    let info = match folder {
        None => info(now()),
        Some(folder) => {
            folder.write("ranking.parquet", |out| ranking.write_parquet(out))?;
            folder.write("ranking.csv", |out| ranking.write_csv(out))?;
            folder.write("explanations.json", |out| json(out, &explained))?;
            folder.write("sources.csv", |out| sources_csv(&run.explanations, out))?;
            folder.write("rejects.csv", |out| rejects_csv(&manifests.rejects, out))?;
            folder.write("unreadable.csv", |out| unreadable_csv(&manifests.unreadable, out))?;
            folder.write("coverage.json", |out| json(out, &run.coverage))?;
            let info = info(now());
            folder.write("run.json", |out| json(out, &info))?;
            over_another = folder.publish()?.over_another;
            info
        }
    };
    progress.clear();
    let printed = match arguments.format {
        OutputFormat::Table => {
            let list = ranking_text(&explained, super::width(), super::coloured());
            to_stdout(&format!("{list}\n{}{}", mix_text(&explained), not_scored_text(&manifests.rejects)))
        }
        OutputFormat::Json => {
            let selected: Vec<_> = explained.containers.iter().filter(|container| container.selected).collect();
            let rows: Vec<_> = ranking.rows().collect();
            let whole = serde_json::json!({ "run": info, "ranking": rows, "selected": selected });
            to_stdout(&(whole.to_string() + "\n"))
        }
        OutputFormat::None => Ok(()),
    };
    let out = arguments.out.as_deref();
    Summary { info: &info, manifests: &manifests, run: &run, out, over_another }.say(voice);
    printed.map(|()| exit).map_err(|unprinted| match out {
        Some(out) => unprinted.after(format!("the run in {} is whole", out.display())),
        None => unprinted,
    })
}

/// The time of day, as `run.json` holds it.
fn now() -> String {
    chrono::Utc::now().format("%Y-%m-%dT%H:%M:%SZ").to_string()
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
        let rules = HitPlan::new(pack, settings.lists_as_of, &reference.deciding_words).rules;
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
