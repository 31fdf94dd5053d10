//! Rejected rows as CSV: where, what, why.

use super::safe_csv::SafeCsv;
use crate::manifest::Reject;
use std::io::Write;

pub fn rejects_csv(rejects: &[Reject], sink: &mut dyn Write) -> Result<(), String> {
    let mut out = SafeCsv::new(sink);
    out.line(["file", "line", "element", "column", "value", "reason"])?;
    for reject in rejects {
        let line = reject.line.to_string();
        out.line([&*reject.file, &line, &reject.element, &reject.column, &reject.value, &reject.reason])?;
    }
    out.finish()
}
