//! Rejected rows and unreadable cells as CSV: where, which box, what, why.

use super::safe_csv::SafeCsv;
use crate::manifest::{Reject, UnreadableCell};
use std::io::Write;

pub fn rejects_csv(rejects: &[Reject], sink: &mut dyn Write) -> Result<(), String> {
    let mut out = SafeCsv::new(sink);
    out.line(["file", "line", "element", "container_no", "bill_no", "column", "value", "reason"])?;
    for reject in rejects {
        let line = reject.line.to_string();
        let Reject { file, element, container_no, bill_no, column, value, reason, .. } = reject;
        out.line([&**file, &line, element, container_no, bill_no, column, value, reason])?;
    }
    out.finish()
}

/// Cells that could not be read, of rows that were scored all the same.
pub fn unreadable_csv(cells: &[UnreadableCell], sink: &mut dyn Write) -> Result<(), String> {
    let mut out = SafeCsv::new(sink);
    out.line(["file", "line", "container_no", "bill_no", "column", "header", "value", "reason"])?;
    for cell in cells {
        let line = cell.line.to_string();
        let UnreadableCell { file, container_no, bill_no, column, header, value, reason, .. } = cell;
        out.line([&**file, &line, container_no, bill_no, column.name(), header, value, reason])?;
    }
    out.finish()
}
