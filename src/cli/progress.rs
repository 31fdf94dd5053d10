//! Progress on standard error, only on a terminal; and how long each stage took.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use redlane::pipeline::Stage;
use redlane::report::{StageTime, counted};
use std::cell::RefCell;
use std::io::IsTerminal;
use std::time::{Duration, Instant};

const TICK: Duration = Duration::from_millis(200);

pub struct Progress {
    bar: ProgressBar,
    /// When each stage was first heard of.
    began: RefCell<Vec<(&'static str, Instant)>>,
}

impl Progress {
    pub fn new(quiet: bool) -> Self {
        let bar = ProgressBar::new_spinner();
        let hidden = quiet || !std::io::stderr().is_terminal();
        bar.set_draw_target(if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() });
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}").expect("the template is fixed"));
        bar.enable_steady_tick(TICK);
        Self { bar, began: RefCell::new(vec![("read", Instant::now())]) }
    }

    pub fn reading(&self, file: &str) {
        self.show(format!("reading {file}"));
    }

    pub fn stage(&self, stage: Stage, rows: u64) {
        let mut began = self.began.borrow_mut();
        if began.last().is_none_or(|(name, _)| *name != stage.name()) {
            began.push((stage.name(), Instant::now()));
        }
        self.show(match rows {
            0 => stage.name().to_owned(),
            rows => format!("{} ({})", stage.name(), counted(rows, "row", "rows")),
        });
    }

    fn show(&self, what: String) {
        if self.bar.is_finished() {
            // It was taken down so that something could be said.
            self.bar.reset();
            self.bar.enable_steady_tick(TICK);
        }
        self.bar.set_message(what);
    }

    /// Takes it down, so that lines can be written; the next stage puts it up again.
    pub fn clear(&self) {
        self.bar.set_message("");
        self.bar.finish_and_clear();
    }

    /// Seconds of each stage up to now.
    pub fn timings(&self) -> Vec<StageTime> {
        let began = self.began.borrow();
        let ends = began.iter().skip(1).map(|(_, start)| *start).chain([Instant::now()]);
        began
            .iter()
            .zip(ends)
            .map(|((stage, start), end)| StageTime { stage, seconds: (end - *start).as_secs_f64() })
            .collect()
    }
}
