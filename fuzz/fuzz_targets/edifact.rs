#![no_main]

mod door;

use libfuzzer_sys::fuzz_target;
use redlane::manifest::Format;

fuzz_target!(|bytes: &[u8]| {
    door::knock(Some(Format::Edifact), None, bytes);
});
