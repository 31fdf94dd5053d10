#![no_main]

mod door;

use libfuzzer_sys::fuzz_target;
use redlane::diagnostics::Source;
use redlane::manifest::{Format, InputFile, Mapping, suggest};
use std::sync::Arc;

// A mapping file, a line of three dashes, and the table it is for; without the line a table alone, read as CSV and as NDJSON as it
// is, and by the mapping that is proposed for it.
fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    match text.split_once("\n---\n") {
        Some((mapping, table)) => {
            if let Ok(mapping) = Mapping::parse(&Source::new("mapping.toml", mapping)) {
                door::knock(Some(Format::Csv), Some(mapping.clone()), table.as_bytes());
                door::knock(Some(Format::Ndjson), Some(mapping), table.as_bytes());
            }
        }
        None => {
            door::knock(Some(Format::Csv), None, bytes);
            door::knock(Some(Format::Ndjson), None, bytes);
            let input = InputFile::Bytes { name: "table".into(), bytes: Arc::from(bytes) };
            if let Ok(proposal) = suggest(&input, None) {
                let read = Mapping::parse(&Source::new("proposal.toml", &proposal.text));
                // A proposal is a mapping, unless it found no container or a header that no file can have.
                if let Ok(mapping) = read {
                    door::knock(Some(Format::Csv), Some(mapping), bytes);
                }
            }
        }
    }
});
