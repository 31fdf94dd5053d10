//! redlane scores the containers of cargo manifests for customs inspection.
//!
//! Data goes one way:
//!
//! ```text
//! manifest files → manifest → ManifestTable → indicators → hits → scores → selectivity → report
//!                  + Rejects   one row per        ▲          ▲                 ▲          explanation
//!                              container × bill    │          │                 │
//!                                       reference, history  rulepack     capacity, seed
//! ```
//!
//! Stages do not know each other: they meet in [`tables`] and in the [`pipeline`]. Conditions of rules
//! are SQL and three-valued: what a rule needs and a manifest does not state makes the rule *not
//! evaluable*, which is counted and shown, never 0 in silence.
//!
//! ```
//! use redlane::{manifest, pipeline, reference::Reference, rulepack, storage};
//!
//! let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
//! let files = storage::PackFiles::read(std::path::Path::new("rules")).unwrap();
//! let (pack, problems) = rulepack::load(&files, day);
//! let pack = pack.expect(&format!("{problems:?}"));
//!
//! let manifest = std::env::temp_dir().join("redlane_doctest.csv");
//! std::fs::write(&manifest, "container_no,load_status,gross_kg,size_type\nMSKU9070323,empty,9000,22G1\n").unwrap();
//! let inputs = manifest::find_inputs(&[manifest.display().to_string()]).inputs;
//! let manifests = manifest::stage(&inputs, &manifest::ReadOptions::default(), &|_| {}).unwrap();
//!
//! let settings = pipeline::Settings {
//!     capacity: redlane::domain::Capacity { slots: 1, random_share: Default::default(), per: Default::default() },
//!     seed: 1,
//!     run_date: day,
//!     lists_as_of: day,
//!     explained: 10,
//! };
//! let run = pipeline::score(&manifests, &pack, Reference::embedded(), &settings, None, &|_, _| {}).unwrap();
//! let first = &run.explanations[0];
//! assert_eq!(first.container_no, "MSKU9070323");
//! assert_eq!(first.fired.iter().map(|fired| fired.counted).sum::<i32>(), first.score as i32);
//! ```

pub mod cases;
pub mod columns;
pub mod comparison;
pub mod diagnostics;
pub mod domain;
pub mod explanation;
pub mod history;
pub mod hits;
pub mod indicators;
pub mod manifest;
pub mod pipeline;
pub mod precheck;
pub mod reconciliation;
pub mod reference;
pub mod report;
pub mod rulepack;
pub mod scores;
pub mod screening;
pub mod selectivity;
pub mod storage;
pub mod synthetic;
pub mod tables;
pub mod wording;
