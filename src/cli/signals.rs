//! Signals: the program ends when it is told to, and leaves nothing half made behind.

use super::exit::error_line;
use super::to_stderr;
use redlane::storage::abandon_scratch;
use signal_hook::consts::{SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;
use std::sync::Arc;

/// What a shell reports of a program that a signal ended is this much more than the signal's number.
const ENDED_BY_SIGNAL: i32 = 128;

/// Listens for as long as the program runs.
pub fn listen() {
    // Beyond the largest file that is allowed (`ulimit -f`) a write then fails, and the error says so.
    let _ = signal_hook::flag::register(SIGXFSZ, Arc::default());
    // Where a handler cannot be set, the signal ends the program as ever, and the next run sweeps.
    let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            abandon_scratch();
            let name = if signal == SIGINT { "SIGINT" } else { "SIGTERM" };
            to_stderr(&error_line(&format!("stopped by {name}; what was half made is removed")));
            std::process::exit(ENDED_BY_SIGNAL + signal);
        }
    });
}
