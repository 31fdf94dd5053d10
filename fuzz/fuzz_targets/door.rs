//! The door every target knocks at: bytes in, and the laws that hold whatever they are.

use redlane::columns::Column;
use redlane::manifest::{Format, InputFile, Mapping, ReadOptions, StagedManifests, stage};
use std::sync::Arc;

/// Reads bytes as a format. Whatever they are, no row is lost, and every accepted row names its container.
pub fn knock(format: Option<Format>, mapping: Option<Mapping>, bytes: &[u8]) -> StagedManifests {
    let input = InputFile::Bytes { name: "fuzz".into(), bytes: Arc::from(bytes) };
    let options = ReadOptions { format, mapping, ..ReadOptions::default() };
    let staged = stage(&[input], &options, &|_| {}).expect("the machine gives what is needed");
    assert_eq!(staged.rows_in, staged.rows() + staged.rejects.len() as u64, "rows in = rows accepted + rows rejected");
    for batch in staged.batches() {
        let table = batch.load(&[Column::ContainerNo]).expect("accepted rows load");
        assert!((0..table.height()).all(|row| table.text(Column::ContainerNo).get(row).is_some()));
    }
    assert!(staged.rejects.iter().all(|reject| !reject.reason.is_empty()));
    staged
}
