//! One group per stage, on generated rows; peers side by side where there is one.
//!
//! `REDLANE_BENCH_ROWS` sets the size (100,000 by default; 1,000,000 for the figures in the notes).

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use redlane::columns::Column;
use redlane::domain::{Capacity, RandomShare};
use redlane::history::{BatchProfile, Visits};
use redlane::hits::{HitPlan, HitTable};
use redlane::indicators::{Context, IndicatorPlan};
use redlane::manifest::{CanonicalOut, OutputKind};
use redlane::manifest::{InputFile, ReadOptions, StagedManifests, stage};
use redlane::pipeline::{self, Settings};
use redlane::reference::Reference;
use redlane::rulepack::{RulePack, load};
use redlane::scores::{Patterns, RollUp, Scorer};
use redlane::selectivity::{Draw, select};
use redlane::storage::{PackFiles, write_atomically};
use redlane::synthetic::Scenario;
use redlane::tables::ManifestTable;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;

// The program's own allocator: what is measured is what runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn rows() -> u64 {
    std::env::var("REDLANE_BENCH_ROWS").ok().and_then(|rows| rows.parse().ok()).unwrap_or(100_000)
}

fn day() -> chrono::NaiveDate {
    chrono::NaiveDate::from_ymd_opt(2026, 11, 23).expect("a day")
}

fn pack() -> RulePack {
    let files = PackFiles::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")).expect("the packs are there");
    load(&files, day()).0.expect("no errors")
}

fn settings() -> Settings {
    let random_share = RandomShare::parse("5%").expect("a share");
    Settings {
        capacity: Capacity { slots: 40, random_share, per: Default::default() },
        seed: 7,
        run_date: day(),
        lists_as_of: day(),
        explained: 1_000,
    }
}

fn generated(folder: &Path, ending: &str) -> PathBuf {
    let path = folder.join(format!("m.{ending}"));
    let scenario = Scenario { rows: rows(), seed: 7, planted: rows() * 15 / 1_000 };
    let kind = OutputKind::of_ending(ending).expect("a kind");
    write_atomically(&path, |out| scenario.write(kind, day(), out).map(drop)).expect("written");
    path
}

fn staged(path: &Path) -> StagedManifests {
    stage(&[InputFile::Path(path.to_owned())], &ReadOptions::default(), &|_| {})
        .expect("the machine gives what is needed")
}

/// Loads columns of every batch: the floor under everything that reads them.
fn only_read(manifests: &StagedManifests, columns: &[Column]) -> usize {
    use rayon::prelude::*;
    manifests.batches().par_iter().map(|batch| batch.load(columns).expect("readable").height()).sum()
}

/// The rows of a manifest as a message; Awmds holds one voyage, so what differs between voyages is left out.
fn as_message(manifests: &StagedManifests, folder: &Path, ending: &str) -> PathBuf {
    let path = folder.join(format!("m.{ending}"));
    let kind = OutputKind::of_ending(ending).expect("a kind");
    let of_voyage = [Column::CustomsOffice, Column::Voyage, Column::Etd, Column::Eta, Column::CarrierCode];
    let of_vessel = [Column::VesselName, Column::VesselFlag, Column::VesselImo];
    let columns: Vec<Column> =
        Column::canonical().filter(|column| !of_voyage.contains(column) && !of_vessel.contains(column)).collect();
    write_atomically(&path, |sink| {
        let mut out = CanonicalOut::new(kind, columns.clone(), day(), sink);
        manifests.batches().iter().try_for_each(|batch| out.write(&batch.load(&columns)?))?;
        out.finish().map(drop)
    })
    .expect("written");
    path
}

/// Every place where a sign of EDIFACT stands: what any reader of it must find.
fn plain_edifact(bytes: &[u8]) -> usize {
    memchr::memchr3_iter(b'\'', b'+', b':', bytes).count()
}

/// Every event of an XML document, looked at by nobody.
fn plain_xml(text: &str) -> usize {
    let mut reader = quick_xml::Reader::from_str(text);
    let mut events = 0;
    while !matches!(reader.read_event().expect("well formed"), quick_xml::events::Event::Eof) {
        events += 1;
    }
    events
}

/// Message formats in bytes a second, beside a pass that only finds their tokens: the limit of any reader.
fn messages(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let manifests = staged(&generated(folder.path(), "parquet"));
    for ending in ["edi", "xml"] {
        let text = std::fs::read_to_string(as_message(&manifests, folder.path(), ending)).expect("readable");
        let input = InputFile::Bytes { name: ending.into(), bytes: Arc::from(text.as_bytes()) };
        let mut group = c.benchmark_group(format!("message {ending}"));
        group.sample_size(10).throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("stage", |b| {
            b.iter(|| {
                black_box(
                    stage(std::slice::from_ref(&input), &ReadOptions::default(), &|_| {})
                        .expect("the machine gives what is needed")
                        .rows(),
                )
            });
        });
        if ending == "edi" {
            // A message of a kind that holds no bills: it is read, digested and cut into segments, and no more.
            let passed_over = text.replace("+CUSCAR:", "+OTHERS:");
            let input = InputFile::Bytes { name: ending.into(), bytes: Arc::from(passed_over.as_bytes()) };
            group.bench_function("cut into segments", |b| {
                b.iter(|| {
                    black_box(
                        stage(std::slice::from_ref(&input), &ReadOptions::default(), &|_| {})
                            .expect("the machine gives what is needed")
                            .damages
                            .len(),
                    )
                });
            });
        }
        group.bench_function("plain tokens", |b| {
            b.iter(|| black_box(if ending == "edi" { plain_edifact(text.as_bytes()) } else { plain_xml(&text) }));
        });
        group.finish();
    }
}

fn benches(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let parquet = generated(folder.path(), "parquet");
    let csv = generated(folder.path(), "csv");
    let ndjson = generated(folder.path(), "ndjson");
    let pack = pack();
    let plan = HitPlan::new(&pack, day(), &Reference::embedded().deciding_words);
    let indicators = IndicatorPlan::new(plan.columns().into_iter().chain([Column::ContainerNo]));
    let columns = indicators.manifest_columns();

    let mut group = c.benchmark_group("read");
    group.sample_size(10).throughput(Throughput::Elements(rows()));
    for path in [&parquet, &csv, &ndjson] {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
        group.bench_function(format!("stage {ending}"), |b| b.iter(|| black_box(staged(path).rows())));
    }
    let manifests = staged(&parquet);
    group.bench_function("only read the columns rules need", |b| b.iter(|| only_read(&manifests, &columns)));
    group.finish();

    let tables: Vec<ManifestTable> =
        manifests.batches().iter().map(|batch| batch.load(&columns).expect("readable")).collect();
    let profile = BatchProfile::default();
    let visits = Visits::default();
    let context = Context {
        reference: Reference::embedded(),
        profile: &profile,
        visits: &visits,
        stated: &manifests.stated,
        beside: &manifests.beside,
    };
    let computed = |table: &ManifestTable| {
        let mut table = table.clone();
        indicators.compute(&mut table, &context);
        table
    };
    let mut group = c.benchmark_group("stages");
    group.sample_size(10).throughput(Throughput::Elements(rows()));
    group.bench_function("indicators", |b| b.iter(|| tables.iter().map(|t| computed(t).height()).sum::<usize>()));
    let full: Vec<ManifestTable> = tables.iter().map(computed).collect();
    group.bench_function("hits", |b| b.iter(|| full.iter().map(|t| plan.evaluate(t).height).sum::<usize>()));
    let hits: Vec<HitTable> = full.iter().map(|table| plan.evaluate(table)).collect();
    let rolled_up = || {
        let mut rollup = RollUp::new(plan.rules.len());
        for (table, hits) in full.iter().zip(&hits) {
            let mut patterns = Patterns::new(plan.rules.len());
            let rows = patterns.of_rows(hits);
            rollup.add(table, &rows, &patterns);
        }
        rollup.finish();
        rollup
    };
    let scorer = Scorer::new(&pack, &plan.rules);
    let scored = |rollup: &RollUp| rollup.patterns().iter().map(|pattern| scorer.score(pattern)).collect::<Vec<_>>();
    group.bench_function("scores", |b| b.iter(|| scored(&rolled_up()).len()));
    let rollup = rolled_up();
    let scores = scored(&rollup);
    group.bench_function("selection", |b| {
        b.iter(|| {
            select(&rollup, &scores, settings().capacity, &pack.selectivity.like_boxes, Draw::new(7)).containers.len()
        })
    });
    group.finish();

    let mut group = c.benchmark_group("whole pipeline");
    group.sample_size(10).throughput(Throughput::Elements(rows()));
    for path in [&parquet, &csv] {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_owned();
        group.bench_function(ending, |b| {
            b.iter_batched(
                || (),
                |()| {
                    let manifests = staged(path);
                    pipeline::score(&manifests, &pack, Reference::embedded(), &settings(), None, &|_, _| {})
                        .expect("it runs")
                        .rollup
                        .len()
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

/// Goods texts of a table of real shape (`REDLANE_BENCH_TABLE`), or of generated rows.
fn goods_texts(folder: &Path) -> Vec<String> {
    let path = std::env::var_os("REDLANE_BENCH_TABLE").map_or_else(|| generated(folder, "parquet"), PathBuf::from);
    let column = [Column::GoodsDescription];
    let tables = staged(&path).batches().iter().map(|batch| batch.load(&column).expect("readable")).collect::<Vec<_>>();
    let texts = |table: &ManifestTable| -> Vec<String> {
        let goods = table.text(Column::GoodsDescription);
        (0..table.height()).filter_map(|row| goods.get(row).map(str::to_owned)).collect()
    };
    tables.iter().flat_map(texts).collect()
}

/// The phrases of all lists, and as a peer plain automatons for the same entries as they are written, for 64 lists
/// each: all they tell is which lists have a phrase somewhere.
fn phrases(c: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let (pack, texts) = (pack(), goods_texts(folder.path()));
    let plan = HitPlan::new(&pack, day(), &Reference::embedded().deciding_words);
    let asked = plan.phrases().asked(None);
    let lists: Vec<_> = pack.lists.iter().filter(|list| plan.phrases().place(&list.name).is_some()).collect();
    let automatons: Vec<(aho_corasick::AhoCorasick, Vec<u64>)> = lists
        .chunks(64)
        .map(|lists| {
            let phrases = lists.iter().enumerate().flat_map(|(at, list)| {
                list.values().into_iter().map(move |phrase| (redlane::wording::folded(&phrase), 1_u64 << at))
            });
            let (phrases, bits): (Vec<String>, Vec<u64>) = phrases.filter(|(phrase, _)| phrase.trim() != "").unzip();
            (aho_corasick::AhoCorasick::new(phrases).expect("small"), bits)
        })
        .collect();
    let mut group = c.benchmark_group("phrases");
    group.sample_size(10).throughput(Throughput::Elements(texts.len() as u64));
    group.bench_function("automatons", |b| {
        let mut buffer = String::new();
        let scan = |text: &str, buffer: &mut String| -> u64 {
            redlane::wording::fold_into(text, buffer);
            automatons.iter().fold(0, |all, (automaton, bits)| {
                let found = automaton.find_overlapping_iter(buffer.as_bytes());
                all ^ found.fold(0, |found, m| found | bits[m.pattern().as_usize()])
            })
        };
        b.iter(|| texts.iter().fold(0, |all, text| all ^ scan(text, &mut buffer)))
    });
    group.bench_function("matcher", |b| {
        let mut scratch = redlane::wording::Scratch::default();
        let none = plan.phrases().no_list();
        let mentions =
            |text: &String, scratch: &mut _| plan.phrases().mentioned(text, false, &asked, scratch).lists != none;
        b.iter(|| texts.iter().filter(|text| mentions(text, &mut scratch)).count())
    });
    let wording = &Reference::embedded().tariff_wording;
    group.bench_function("tariff wording", |b| {
        b.iter(|| texts.iter().filter(|text| wording.code_of(text).is_some()).count())
    });
    group.bench_function("make the matcher", |b| {
        b.iter(|| HitPlan::new(&pack, day(), &Reference::embedded().deciding_words).rules.len())
    });
    group.finish();
}

criterion_group!(stages, benches, messages, phrases);
criterion_main!(stages);
