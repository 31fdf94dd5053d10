//! Writing synthetic manifests and their truth files.

use super::patterns::Planted;
use super::scenario::Scenario;
use crate::columns::Column;
use crate::manifest::{CanonicalOut, OutputKind};
use crate::tables::ManifestTable;
use chrono::NaiveDate;
use std::io::Write;

impl Scenario {
    /// Writes all rows, messages dated with `prepared`; gives back what was planted.
    pub fn write(&self, kind: OutputKind, prepared: NaiveDate, sink: &mut dyn Write) -> Result<Vec<Planted>, String> {
        let mut out = CanonicalOut::new(kind, Column::canonical().collect(), prepared, sink);
        let planted = self.for_each_table(&mut |table: &ManifestTable| out.write(table))?;
        // Made rows state more than messages have room for; nobody filed them.
        out.finish()?;
        Ok(planted)
    }
}

/// The truth file: container, bill, pattern.
pub fn write_truth(planted: &[Planted], sink: &mut dyn Write) -> Result<(), String> {
    let mut out = csv::Writer::from_writer(sink);
    let failed = |error: csv::Error| error.to_string();
    out.write_record([Column::ContainerNo.name(), Column::BillNo.name(), "pattern"]).map_err(failed)?;
    for case in planted {
        out.write_record([&*case.container_no, &case.bill_no, case.pattern.name()]).map_err(failed)?;
    }
    out.flush().map_err(|error| error.to_string())
}
