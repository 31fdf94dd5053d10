#![no_main]

mod door;

use libfuzzer_sys::fuzz_target;
use redlane::manifest::Format;

// libFuzzer's hook aborts at every panic, also at those of the spreadsheet library that the reader catches and
// reports. Without the hook what is caught stays caught, and what escapes still aborts.
fuzz_target!(init: drop(std::panic::take_hook()), |bytes: &[u8]| {
    door::knock(Some(Format::Workbook), None, bytes);
});
