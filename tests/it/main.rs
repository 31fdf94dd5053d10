//! The one integration binary: behaviour through the public API and the program itself.

mod bad_inputs;
mod columns;
mod determinism;
mod diagnostics;
mod domain;
mod generate;
mod governance;
mod mapping;
mod messages;
mod outputs;
mod phrases;
mod program;
mod properties;
mod readers;
mod real_manifest;
mod reference;
mod round_trips;
mod rules;
mod samples;
mod tidy;
mod unattended;
