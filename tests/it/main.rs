//! The one integration binary: behaviour through the public API and the program itself.

mod bad_inputs;
mod bayplans;
mod columns;
mod determinism;
mod diagnostics;
mod domain;
mod evidence;
mod generate;
mod governance;
mod inputs;
mod mapping;
mod messages;
mod outputs;
mod phrases;
mod program;
mod properties;
mod readers;
mod readme;
mod real_manifest;
mod reference;
mod round_trips;
mod rules;
mod samples;
mod tidy;
mod unattended;
mod watch;
